import type { DecisionLoss } from "./loss.js";
import { poolLoss, type PoolOptions } from "./pool-loss.js";

/**
 * Contrastive maximum-a-posteriori estimation over a pool S of decisions: Mulamba, Mandi, Diligenti, Lombardi, Bucarey and Guns,
 * "Contrastive Losses and Solution Caching for Predict-and-Optimize", IJCAI 2021, section 4.2, equation (6). For a problem that minimises
 * f(w, c) = c . w with predictions p and truths c
 *
 *     loss = max over w in S and w*(c) of f(w*(c), q) - f(w, q),    q = p |c| / |p|,    slope by q: w*(c) - w.
 *
 * The paper takes q = p, which p = 0 would please best; here only the direction of the predictions counts (|.| is the Euclidean
 * length). The loss is 0 exactly where the pool has nothing better than the truth's best decision by the prediction, never
 * below, and at most |c| max |w - w*(c)|. It is given in units of the spread: what a decision of the pool falls short of the best
 * on average. For a problem that maximises, the signs of f turn.
 *
 * When: few decisions matter, and the predictor can nearly get them right. Without a margin it stops as soon as the best decision
 * wins by a hair: `maximumMargin` does not.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { maximumAPosteriori } from "foresolve/decide";
 *
 * maximumAPosteriori().name; // => "map"
 */
export function maximumAPosteriori(options: PoolOptions = {}): DecisionLoss {
  return poolLoss(
    {
      owner: "maximumAPosteriori",
      name: "map",
      source: "Mulamba et al. 2021, doi:10.24963/ijcai.2021/390",
      isDirectional: true,
      judge(row) {
        let best = -1;
        let least = row.bestPredicted;
        for (let v = 0; v < row.count; v++) {
          row.slopes[v] = 0;
          if (row.predicted[v] >= least) continue;
          least = row.predicted[v];
          best = v;
        }
        row.bestSlope = best < 0 ? 0 : 1;
        if (best >= 0) row.slopes[best] = -1;
        return row.bestPredicted - least;
      },
    },
    options,
  );
}
