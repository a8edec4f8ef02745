import type { DecisionLoss } from "./loss.js";
import { requireOption } from "../invalid-option.js";
import { TargetDifference } from "./target-difference.js";

/** Options of {@link blackboxInterpolation}. */
export interface BlackboxInterpolationOptions {
  /** How far the target lies from the prediction, as a multiple of the truth. Default 10. */
  readonly lambda?: number;
}

/**
 * Blackbox interpolation (DBB) with regret as the loss behind it: Vlastelica, Paulus, Musil, Martius and Rolinek, "Differentiation
 * of Blackbox Combinatorial Solvers", ICLR 2020, Algorithm 1 and equation (5). The regret is constant almost everywhere; its
 * piecewise linear interpolation of width lambda has, for a problem that minimises c . w with predictions p and truths c, the slope
 *
 *     (w*(p + lambda c) - w*(p)) / lambda,         loss = regret of w*(p).
 *
 * For a problem that maximises, the sign turns. Known costs count as predicted exactly. Two oracle calls per row.
 *
 * When: as a baseline from the literature. Truths enter by their size, and rows that are decided right still pull.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { blackboxInterpolation } from "foresolve/decide";
 *
 * blackboxInterpolation({ lambda: 20 }).name; // => "dbb"
 */
export function blackboxInterpolation(options: BlackboxInterpolationOptions = {}): DecisionLoss {
  const { lambda = 10 } = options;
  requireOption("blackboxInterpolation", "lambda", lambda, { above: 0 });
  return {
    name: "dbb",
    source: "Vlastelica et al. 2020, ICLR, arXiv:1912.02175",
    begin({ oracle }) {
      const difference = new TargetDifference(oracle, 1, "one");
      const none = (): number => 0;
      return (batch) => difference.evaluate(batch, lambda, none);
    },
  };
}
