import type { DecisionLoss } from "./loss.js";
import { poolLoss, type PoolOptions } from "./pool-loss.js";

/**
 * Pointwise learning to rank over a pool S of decisions: Mandi, Bucarey, Mulamba and Guns, "Decision-Focused Learning: Through the Lens
 * of Learning to Rank", ICML 2022. With f(w, c) = c . w, predictions p and truths c
 *
 *     loss = mean over w in S of (f(w, p) - f(w, c))²,    slope by p: 2 mean of (p - c) . w  w,
 *
 * in units of the spread squared (the spread is what a decision of the pool falls short of the best on average): the objective of every
 * decision that was met is to be predicted well. It asks more than a ranking does, and so it is zero at the truth only where
 * objectives are right, and the same for problems that minimise and that maximise.
 *
 * When: as a gentle correction of least squares towards what decisions add up; its minimiser predicts objectives on average, and
 * so it also serves where predicted objectives are reported.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { pointwiseRanking } from "foresolve/decide";
 *
 * pointwiseRanking().name; // => "ltr-point"
 */
export function pointwiseRanking(options: PoolOptions = {}): DecisionLoss {
  return poolLoss(
    {
      owner: "pointwiseRanking",
      name: "ltr-point",
      source: "Mandi et al. 2022, PMLR 162:14935, arXiv:2112.03609",
      judge(row) {
        let sum = 0;
        for (let v = 0; v < row.count; v++) {
          const error = row.predicted[v] - row.realised[v];
          sum += error * error;
          row.slopes[v] = (2 * error) / row.count;
        }
        row.bestSlope = 0;
        return sum / row.count;
      },
    },
    options,
  );
}
