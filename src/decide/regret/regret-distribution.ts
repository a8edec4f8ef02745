import { quantileOfSorted } from "../../math/index.js";

/** How regret is spread over rows, in the objective's unit. */
export interface RegretDistribution {
  readonly mean: number;
  /** Shares of rows, and the regret that so many rows do not exceed. */
  readonly quantiles: readonly { readonly level: number; readonly value: number }[];
  /** Mean regret of the worst `tailShare` of the rows (conditional value at risk). */
  readonly conditionalValueAtRisk: number;
  readonly tailShare: number;
  /** Share of rows whose decision was best in hindsight, but for rounding. */
  readonly shareWithoutRegret: number;
}

const LEVELS = [0.5, 0.75, 0.9, 0.95, 0.99, 1];

/** Regrets below this share of the largest one are the solver's rounding. */
const ROUNDING_SHARE = 1e-9;

/**
 * Describes regrets [rows]. The conditional value at risk is that of Rockafellar and Uryasev, "Conditional
 * value-at-risk for general loss distributions", Journal of Banking and Finance 26, 2002: where the tail ends within a row, the
 * row counts in part.
 *
 * @param tailShare above 0, at most 1; default 0.05
 * @throws ForesolveError `FS_MATH_INVALID_ARGUMENT` without rows.
 * @example
 * import { regretDistribution } from "foresolve/decide";
 *
 * const spread = regretDistribution(Float64Array.of(0, 0, 0, 2, 6), 0.3);
 * spread.mean; // => 1.6
 * Math.round(spread.conditionalValueAtRisk * 1e6) / 1e6; // => 4.666667
 * spread.shareWithoutRegret; // => 0.6
 */
export function regretDistribution(regrets: Float64Array, tailShare = 0.05): RegretDistribution {
  const sorted = regrets.slice().sort();
  const rows = sorted.length;
  const quantiles = LEVELS.map((level) => ({ level, value: quantileOfSorted(sorted, level) }));
  const rounding = ROUNDING_SHARE * sorted[rows - 1];
  let sum = 0;
  let without = 0;
  for (const regret of sorted) {
    sum += regret;
    if (regret <= rounding) without++;
  }
  const tailRows = tailShare * rows;
  let tail = 0;
  for (let taken = 0, row = rows - 1; row >= 0 && taken < tailRows; taken++, row--)
    tail += Math.min(1, tailRows - taken) * sorted[row];
  return {
    mean: sum / rows,
    quantiles,
    conditionalValueAtRisk: tail / tailRows,
    tailShare,
    shareWithoutRegret: without / rows,
  };
}
