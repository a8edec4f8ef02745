import type { OracleBatch } from "../../solve/index.js";

/** How far realised objectives stay behind the best in hindsight. Never negative but for rounding. */
export interface Regret {
  /** Sum over rows, in the objective's unit. */
  readonly total: number;
  /**
   * Sum of regrets over the sum of |best objectives| (the normalisation of PyEPO). Where the latter is 0: 0 without
   * any regret, else infinite.
   */
  readonly ratioOfSums: number;
  /**
   * Mean over rows of regret / |best objective| (the normalisation of Mandi et al. 2024); rows whose best objective is
   * 0 are left out. Where that is all of them: 0 without any regret, else infinite.
   */
  readonly meanOfRatios: number;
  /** [rows] */
  readonly perRow: Float64Array;
}

/** Realised objective of each decision under the truth. `exposures` and `truths` are [rows, dimension]. */
export function realisedObjectives(
  decisions: Pick<OracleBatch, "exposures" | "fixedCosts">,
  truths: Float64Array,
): Float64Array {
  const rows = decisions.fixedCosts.length;
  const dimension = truths.length / rows;
  const objectives = new Float64Array(rows);
  for (let row = 0; row < rows; row++)
    objectives[row] = valueAt(
      truths,
      decisions.exposures,
      row * dimension,
      dimension,
      decisions.fixedCosts[row],
    );
  return objectives;
}

function valueAt(
  truths: Float64Array,
  exposures: Float64Array,
  from: number,
  dimension: number,
  fixedCost: number,
): number {
  let value = fixedCost;
  for (let k = from; k < from + dimension; k++) value += exposures[k] * truths[k];
  return value;
}

/** Compares realised objectives [rows] with the best ones [rows]. */
export function regretOf(sense: "minimize" | "maximize", realised: Float64Array, best: Float64Array): Regret {
  const perRow = new Float64Array(realised.length);
  let total = 0;
  let bestTotal = 0;
  let ratios = 0;
  let ratioRows = 0;
  for (let row = 0; row < realised.length; row++) {
    perRow[row] = sense === "minimize" ? realised[row] - best[row] : best[row] - realised[row];
    total += perRow[row];
    const size = Math.abs(best[row]);
    bestTotal += size;
    if (size > 0) {
      ratios += perRow[row] / size;
      ratioRows++;
    }
  }
  // Nothing to compare with: no regret is none by any measure, and some is infinitely much.
  const incomparable = total === 0 ? 0 : Infinity;
  return {
    total,
    ratioOfSums: bestTotal === 0 ? incomparable : total / bestTotal,
    meanOfRatios: ratioRows === 0 ? incomparable : ratios / ratioRows,
    perRow,
  };
}
