import { named } from "./saved/named-function.js";
import type { StandardSchema } from "./standard-schema.js";

/**
 * One field of a feature row. A number holds for the whole row; an array holds one value for each entry of the
 * target (tomorrow's 24 load forecasts, for a target over 24 hours).
 */
export type FeatureValue = number | ArrayLike<number>;

/** A feature row whose field names are not known to the compiler. */
export type FeatureRow = Readonly<Record<string, FeatureValue>>;

/**
 * Bound for row types: `Row extends FeatureFields<Row>` accepts every type whose fields are numbers or arrays of
 * numbers. Unlike {@link FeatureRow} it accepts interfaces too, which have no index signature.
 */
export type FeatureFields<Row> = { readonly [Field in keyof Row]: FeatureValue };

/** What was known before, and what came to pass. */
export interface Example<Row> {
  readonly features: Row;
  /** Values of the target, [entries] row-major. */
  readonly truth: ArrayLike<number>;
  /** How much the example counts in a fit; 1 when absent. Only ratios matter. Not negative, not all 0. */
  readonly weight?: number;
}

/**
 * Names the row type of a predictor without a schema: rows pass unchanged and only their shape is checked. It is
 * itself a Standard Schema.
 *
 * @example
 * import { featureRow, ridge } from "foresolve/learn";
 *
 * interface Weather {
 *   readonly temperature: number;
 *   readonly wind: readonly number[];
 * }
 * const load = ridge({
 *   target: { over: [{ name: "hour", keys: ["h0", "h1"] }], unit: "MWh" },
 *   features: featureRow<Weather>(),
 * });
 * load.target.unit; // => "MWh"
 */
export function featureRow<Row extends FeatureFields<Row>>(): StandardSchema<Row> {
  const schema: StandardSchema<Row> = {
    "~standard": {
      version: 1,
      vendor: "foresolve",
      validate: (value) => ({ value: value as Row }),
    },
  };
  return named(schema, "featureRow");
}
