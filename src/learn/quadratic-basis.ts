import { ForesolveError } from "../errors.js";
import type { FeatureRow, FeatureValue } from "./feature-row.js";
import { named } from "./saved/named-function.js";
import type { StandardSchema } from "./standard-schema.js";

/**
 * Lets a linear model bend: a schema that adds to each row the squares and the products of its fields, under names such as
 * `load²` and `load × wind`. Fields with one value per entry are multiplied entry by entry. Use it as the `features`
 * of a predictor; a row of k numbers becomes one of k (k + 3) / 2.
 *
 * A row whose per-entry fields differ in length is refused (FS_LEARN_SCHEMA_REFUSED, from the predictor).
 *
 * @param checks a schema that rows pass first
 * @throws FS_LEARN_ASYNC_SCHEMA (in the fit) when that schema validates asynchronously.
 *
 * @example
 * import { quadraticBasis, ridge } from "foresolve/learn";
 *
 * const stopping = ridge({ target: { over: [], unit: "m" }, features: quadraticBasis(), penalty: 0 });
 * const tests = [0, 10, 20, 30].map((speed) => ({ features: { speed }, truth: [speed + speed ** 2 / 10] }));
 * const fitted = await stopping.fit(tests);
 * fitted.card.features; // => ["speed", "speed²"]
 * Math.round(fitted.predict([{ speed: 40 }])[0]!); // => 200
 */
export function quadraticBasis<Row extends object = FeatureRow>(
  checks?: StandardSchema<Row>,
): StandardSchema<Row> {
  const schema: StandardSchema<Row> = {
    "~standard": {
      version: 1,
      vendor: "foresolve",
      validate(given) {
        const checked = checks?.["~standard"].validate(given) ?? { value: given as Row };
        if ("then" in checked) {
          checked.then(undefined, () => undefined);
          throw new ForesolveError("FS_LEARN_ASYNC_SCHEMA", {
            message: `the ${checks?.["~standard"].vendor} schema under a quadratic basis validates asynchronously.`,
            fix: "Remove asynchronous refinements: predictions are made synchronously.",
          });
        }
        if (checked.issues !== undefined) return checked;
        const fields = Object.entries(checked.value) as [string, FeatureValue][];
        const extended: Record<string, FeatureValue> = Object.fromEntries(fields);
        for (const [at, [name, value]] of fields.entries()) {
          for (const [otherName, other] of fields.slice(at)) {
            const product = productOf(value, other);
            if (product === null)
              return {
                issues: [
                  {
                    message: `${name} and ${otherName} do not have the same number of values.`,
                    path: [otherName],
                  },
                ],
              };
            extended[name === otherName ? `${name}²` : `${name} × ${otherName}`] = product;
          }
        }
        return { value: extended as Row };
      },
    },
  };
  return named(schema, "quadraticBasis", ...(checks === undefined ? [] : [checks]));
}

/** Null where there is none: two arrays of different lengths. */
function productOf(first: FeatureValue, second: FeatureValue): FeatureValue | null {
  if (typeof first === "number") {
    if (typeof second === "number") return first * second;
    return Float64Array.from(second, (value) => first * value);
  }
  if (typeof second === "number") return Float64Array.from(first, (value) => value * second);
  if (first.length !== second.length) return null;
  return Float64Array.from(first, (value, entry) => value * second[entry]!);
}
