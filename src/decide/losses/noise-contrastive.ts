import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { poolLoss, type PoolOptions } from "./pool-loss.js";

/** Options of {@link noiseContrastive}. */
export interface NoiseContrastiveOptions extends PoolOptions {
  /**
   * Longest prediction, in multiples of the root mean square length of the training examples' truths: a longer one is shortened to
   * it before it is judged. Default 30.
   */
  readonly reach?: number;
}

/**
 * Noise-contrastive estimation over a pool S of decisions: Mulamba, Mandi, Diligenti, Lombardi, Bucarey and Guns, "Contrastive
 * Losses and Solution Caching for Predict-and-Optimize", IJCAI 2021, section 4.1, equation (5). For a problem that minimises
 * f(w, c) = c . w with predictions p and truths c
 *
 *     loss = mean over w in S of f(w*(c), q) - f(w, q),    q = p min(1, L / |p|),    slope by q: w*(c) - mean of w.
 *
 * The paper takes q = p, with which the loss falls without limit when predictions grow (p - c in its section 4.3 has the same slope).
 * Here predictions longer than
 * L = `reach` times what truths have (|.| is the Euclidean length) gain nothing by their length, so that the loss lies between
 * ± L max |w - w*(c)|; up to there it is the paper's. It is given in units of the spread: what a decision of the pool falls short of the
 * best on average. For a problem that maximises, the signs of f turn.
 *
 * When: decisions are costly to solve for. The slope is the same whatever the prediction, so that a least-squares start moves along one
 * line, towards what the best decisions take more often than those of the pool; how far is left to the choice of the number of
 * epochs. Where solves are cheap, `spoPlus` and the listwise ranking are better.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { noiseContrastive } from "foresolve/decide";
 *
 * noiseContrastive({ solveRatio: 0.1 }).name; // => "nce"
 */
export function noiseContrastive(options: NoiseContrastiveOptions = {}): DecisionLoss {
  const { reach = 30 } = options;
  requireOption("noiseContrastive", "reach", reach, { above: 0 });
  return poolLoss(
    {
      owner: "noiseContrastive",
      name: "nce",
      source: "Mulamba et al. 2021, doi:10.24963/ijcai.2021/390",
      reach,
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
