import { ForesolveError } from "../errors.js";
import { named } from "./saved/named-function.js";
import type { StandardSchema } from "./standard-schema.js";

/**
 * A schema that keeps some fields of a row: predictors with different features can then share one row type.
 *
 * Predicting with a row that lacks a field throws FS_LEARN_INVALID_ROW.
 *
 * @example
 * import { pickFields, ridge } from "foresolve/learn";
 *
 * interface Day {
 *   readonly temperature: number;
 *   readonly weekday: number;
 *   readonly price: readonly number[];
 * }
 * const load = ridge({
 *   target: { over: [], unit: "MWh" },
 *   features: pickFields<Day>()("temperature", "weekday"),
 *   penalty: 1,
 * });
 * const fitted = await load.fit([
 *   { features: { temperature: 0, weekday: 1 }, truth: [9] },
 *   { features: { temperature: 9, weekday: 2 }, truth: [3] },
 * ]);
 * fitted.card.features; // => ["temperature", "weekday"]
 */
export function pickFields<Row extends object>(): <const Name extends keyof Row & string>(
  ...names: readonly Name[]
) => StandardSchema<Pick<Row, Name>> {
  return (...names) => {
    const schema: StandardSchema<Pick<Row, (typeof names)[number]>> = {
      "~standard": {
        version: 1,
        vendor: "foresolve",
        validate(value) {
          const row = Object(value) as Row;
          const picked = {} as Pick<Row, (typeof names)[number]>;
          for (const name of names) {
            if (!(name in row)) throw absentField(name, row);
            picked[name] = row[name];
          }
          return { value: picked };
        },
      },
    };
    return named(schema, "pickFields", ...names);
  };
}

function absentField(name: string, row: object): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_ROW", {
    message: `a feature row has no field "${name}" (it has ${Object.keys(row).slice(0, 8).join(", ")}).`,
    fix: "Pass rows with every field that the predictor picks.",
    data: { field: name },
  });
}
