import { ForesolveError } from "../../errors.js";
import type { FittedPredictor } from "../../learn/index.js";

/**
 * What a predictor says of rows, [rows, dimension], once that is known to be as many finite numbers.
 *
 * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS`, which names predictor, row and entry, and what predicting throws.
 */
export function predictionsOf<Row>(
  predictor: Pick<FittedPredictor<Row>, "name" | "predict">,
  rows: readonly Row[],
  dimension: number,
): Float64Array {
  return finitePredictions(`Predictor "${predictor.name}"`, predictor.predict(rows), rows.length, dimension);
}

/** Refuses predictions [rows, dimension] that are too few, too many, or not finite; `who` made them. */
export function finitePredictions(
  who: string,
  values: Float64Array,
  rows: number,
  dimension: number,
): Float64Array {
  if (values.length !== rows * dimension) {
    throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
      message: `${who} gave ${values.length} value(s) for ${rows} row(s) of ${dimension} uncertain value(s) each.`,
      fix: "Return one value per row and entry of the uncertain parameter, row-major.",
      data: { given: values.length, expected: rows * dimension },
    });
  }
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return values;
  const [row, entry] = [Math.floor(at / dimension), at % dimension];
  throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
    message: `${who} gave ${values[at]} for entry ${entry} of row ${row}.`,
    fix: "Predict finite numbers; a NaN usually comes from a missing feature.",
    data: { row, entry, value: values[at] },
  });
}
