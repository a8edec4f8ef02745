import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { poolLoss, type PoolOptions } from "./pool-loss.js";

/** Options of {@link pairwiseRanking}. */
export interface PairwiseRankingOptions extends PoolOptions {
  /**
   * By how much the best decision is to win against every other one, in units of the spread: what a decision of the pool falls short
   * of the best on average. Default 0.3.
   */
  readonly margin?: number;
}

/** Decisions whose shortfall is below this share of the spread are as good as the best. */
const TIE = 1e-9;

/**
 * Pairwise learning to rank with a margin over a pool S of decisions: Mandi, Bucarey, Mulamba and Guns, "Decision-Focused Learning:
 * Through the Lens of Learning to Rank", ICML 2022. For a problem that minimises f(w, c) = c . w with predictions p and
 * truths c, the pairs being the best decision and each other one,
 *
 *     loss = mean over w in S of max(0, margin + f(w*(c), p) - f(w, p)),
 *     slope by p: mean of w*(c) - w over the pairs whose margin is not kept, 0 for the others.
 *
 * Decisions that are as good as the best by the truth make no pair. For a problem that maximises, the signs of f turn. The loss is 0
 * exactly where the truth's best decision wins by the margin against all others of the pool, and never below.
 *
 * When: the order of the decisions next to the best matters, not by how much they differ.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { pairwiseRanking } from "foresolve/decide";
 *
 * pairwiseRanking({ margin: 0.5 }).name; // => "ltr-pair"
 */
export function pairwiseRanking(options: PairwiseRankingOptions = {}): DecisionLoss {
  const { margin = 0.3 } = options;
  requireOption("pairwiseRanking", "margin", margin, { least: 0 });
  return poolLoss(
    {
      owner: "pairwiseRanking",
      name: "ltr-pair",
      source: "Mandi et al. 2022, PMLR 162:14935, arXiv:2112.03609",
      judge(row) {
        let sum = 0;
        let broken = 0;
        for (let v = 0; v < row.count; v++) {
          row.slopes[v] = 0;
          const excess = margin + row.bestPredicted - row.predicted[v];
          if (excess <= 0 || row.realised[v] - row.bestRealised <= TIE) continue;
          sum += excess;
          broken++;
          row.slopes[v] = -1 / row.count;
        }
        row.bestSlope = broken / row.count;
        return sum / row.count;
      },
    },
    options,
  );
}
