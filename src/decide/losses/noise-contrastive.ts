import type { DecisionLoss } from "../loss.js";
import { poolLoss, type PoolOptions } from "./pool-loss.js";

/**
 * Noise-contrastive estimation over a pool S of decisions: Mulamba, Mandi, Diligenti, Lombardi, Bucarey and Guns, "Contrastive
 * Losses and Solution Caching for Predict-and-Optimize", IJCAI 2021, section 4.1, equation (5). For a problem that minimises
 * f(w, c) = c . w with predictions p and truths c
 *
 *     loss = mean over w in S of f(w*(c), q) - f(w, q),    q = p |c| / |p|,    slope by q: w*(c) - mean of w.
 *
 * The paper takes q = p, with which the loss falls without limit when predictions grow (p - c in its section 4.3 has the same
 * slope); here only their direction counts (|.| is the Euclidean length), so that the loss lies between ± |c| max |w - w*(c)|. It
 * is given in units of the spread: what a decision of the pool falls short of the best on average. For a problem that maximises,
 * the signs of f turn.
 *
 * When: decisions are costly to solve for, and the costs of rows differ in size. A loss that is linear in the direction does not
 * stop where the best decision wins; where solves are cheap, `spoPlus` and the listwise ranking are better.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { noiseContrastive } from "foresolve/decide";
 *
 * noiseContrastive({ solveRatio: 0.1 }).name; // => "nce"
 */
export function noiseContrastive(options: PoolOptions = {}): DecisionLoss {
  return poolLoss(
    {
      owner: "noiseContrastive",
      name: "nce",
      source: "Mulamba et al. 2021, doi:10.24963/ijcai.2021/390",
      isDirectional: true,
      judge(row) {
        let sum = 0;
        for (let v = 0; v < row.count; v++) {
          sum += row.predicted[v];
          row.slopes[v] = -1 / row.count;
        }
        row.bestSlope = 1;
        return row.bestPredicted - sum / row.count;
      },
    },
    options,
  );
}
