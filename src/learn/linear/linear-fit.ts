import type { CardValue } from "../model-card.js";
import { requireLength, type StandardisedData } from "./linear-data.js";
import type { StandardisedFit } from "./linear-family.js";
import { applyLink, type Link } from "./link.js";

/** A fitted linear model in the units of its data. Plain arrays, open to whoever embeds or saves it. */
export interface LinearFit {
  readonly link: Link;
  readonly columns: number;
  readonly outputs: number;
  /** [columns, outputs] row-major; 0 for constant columns. */
  readonly coefficients: Float64Array;
  /** [outputs] */
  readonly intercepts: Float64Array;
  /** What fitting found out (penalty, iterations, accuracy), one value for each output. */
  readonly figures: Readonly<Record<string, readonly CardValue[]>>;
}

/** Brings a solution for standardised columns into the units of the data. */
export function inDataUnits(
  { centre, inverseScale, columns, outputs }: StandardisedData,
  fit: StandardisedFit,
  link: Link,
): LinearFit {
  const coefficients = Float64Array.from(fit.coefficients);
  const intercepts = Float64Array.from(fit.intercepts);
  for (let column = 0; column < columns; column++)
    for (let output = 0; output < outputs; output++) {
      const at = column * outputs + output;
      coefficients[at]! *= inverseScale[column]!;
      intercepts[output]! -= centre[column]! * coefficients[at]!;
    }
  return { link, columns, outputs, coefficients, intercepts, figures: fit.figures };
}

/**
 * Predictions of a linear fit: values, probabilities (logistic, softmax) or rates (exp).
 *
 * @param features [rows, columns] row-major
 * @param out [rows, outputs], overwritten; a new array when absent
 * @returns [rows, outputs] row-major
 * @throws FS_MATH_INVALID_ARGUMENT when an array does not have the stated shape.
 *
 * @example
 * import { fitPoisson, predictLinear } from "foresolve/learn";
 *
 * const fit = await fitPoisson({
 *   features: new Float64Array([0, 0, 1, 1]),
 *   rows: 4,
 *   columns: 1,
 *   targets: new Float64Array([1, 3, 5, 7]),
 *   outputs: 1,
 *   penalty: 0,
 * });
 * predictLinear(fit, new Float64Array([0, 1]), 2).map(Math.round); // => new Float64Array([2, 6])
 */
export function predictLinear(
  fit: LinearFit,
  features: Float64Array,
  rows: number,
  out: Float64Array = new Float64Array(rows * fit.outputs),
): Float64Array {
  const { columns, outputs, coefficients, intercepts, link } = fit;
  requireLength("features", features, rows * columns);
  requireLength("out", out, rows * outputs);
  for (let row = 0; row < rows; row++) {
    const at = row * outputs;
    for (let output = 0; output < outputs; output++) out[at + output] = intercepts[output]!;
    for (let column = 0; column < columns; column++) {
      const value = features[row * columns + column]!;
      for (let output = 0; output < outputs; output++)
        out[at + output]! += value * coefficients[column * outputs + output]!;
    }
    applyLink(link, out, at, outputs);
  }
  return out;
}
