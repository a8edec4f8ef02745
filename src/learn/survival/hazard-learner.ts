import { fitLogistic } from "../linear/fit-logistic.js";
import { predictLinear, type LinearFit } from "../linear/linear-fit.js";
import type { FitOptions } from "../predictor.js";
import { boostingSettings, type BoostingSettings } from "../trees/boosting-settings.js";
import { runBoosting } from "../trees/run-boosting.js";
import { predictTrees, type TreeEnsemble } from "../trees/tree-ensemble.js";
import type { PersonPeriods } from "./person-periods.js";

/** What learns the hazard: boosted trees (everything may interact with time), or a logistic regression. */
export type HazardMethod =
  | { readonly boostedTrees: Omit<BoostingSettings, "loss"> }
  | { readonly logistic: { readonly penalty?: number } };

/** A learned hazard: plain data. */
export type HazardLearner =
  | { readonly kind: "boostedTrees"; readonly periods: number; readonly ensemble: TreeEnsemble }
  | { readonly kind: "logistic"; readonly periods: number; readonly fit: LinearFit };

/** Rows handled at a time in predictions: keeps the expanded matrix small. */
const CHUNK = 2048;

/** Fits a hazard. @param features of the units, [units, columns] row-major */
export async function fitHazard(
  method: HazardMethod,
  features: Float64Array,
  columns: number,
  { unitOf, periodOf, failed, exposure, rows }: PersonPeriods,
  periods: number,
  options: FitOptions,
): Promise<HazardLearner> {
  if ("logistic" in method) {
    const width = columns + periods;
    const fit = await fitLogistic(
      {
        features: expanded(features, columns, unitOf, periodOf, width, true),
        rows,
        columns: width,
        classOf: failed,
        classes: 2,
        weights: exposure,
        ...method.logistic,
      },
      options,
    );
    return { kind: "logistic", periods, fit };
  }
  const width = columns + 1;
  const { ensemble } = await runBoosting(
    {
      features: expanded(features, columns, unitOf, periodOf, width, false),
      rows,
      columns: width,
      target: Float64Array.from(failed),
      weights: exposure,
    },
    boostingSettings({ ...method.boostedTrees, loss: "logistic" }),
    undefined,
    options,
  );
  return { kind: "boostedTrees", periods, ensemble };
}

/** Hazards of every period, [units, periods] row-major. @param features [units, columns] row-major */
export function predictHazard(learner: HazardLearner, features: Float64Array, units: number): Float64Array {
  const { periods } = learner;
  const columns = units === 0 ? 0 : features.length / units;
  const out = new Float64Array(units * periods);
  for (let first = 0; first < units; first += CHUNK) {
    const count = Math.min(CHUNK, units - first);
    const unitOf = Int32Array.from({ length: count * periods }, (_, row) => Math.floor(row / periods));
    const periodOf = Int32Array.from({ length: count * periods }, (_, row) => row % periods);
    const part = features.subarray(first * columns, (first + count) * columns);
    const dummies = learner.kind === "logistic";
    const width = columns + (dummies ? periods : 1);
    const matrix = expanded(part, columns, unitOf, periodOf, width, dummies);
    out.set(
      learner.kind === "logistic"
        ? predictLinear(learner.fit, matrix, count * periods)
        : predictTrees(learner.ensemble, matrix, count * periods),
      first * periods,
    );
  }
  return out;
}

/** The units' features, then the period: as a number, or as a column of zeros and ones for each. */
function expanded(
  features: Float64Array,
  columns: number,
  unitOf: Int32Array,
  periodOf: Int32Array,
  width: number,
  dummies: boolean,
): Float64Array {
  const matrix = new Float64Array(unitOf.length * width);
  for (let row = 0; row < unitOf.length; row++) {
    const start = row * width;
    const source = unitOf[row]! * columns;
    for (let column = 0; column < columns; column++) matrix[start + column] = features[source + column]!;
    if (dummies) matrix[start + columns + periodOf[row]!] = 1;
    else matrix[start + columns] = periodOf[row]!;
  }
  return matrix;
}
