import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { poolLoss, type PoolOptions } from "./pool-loss.js";

/** Options of {@link listwiseRanking}. */
export interface ListwiseRankingOptions extends PoolOptions {
  /**
   * Temperature of the distribution by the prediction, in units of the spread (what a decision of the pool falls short of the best on
   * average): about what errors of predictions do to differences between decisions. Default 0.2.
   */
  readonly temperature?: number;
  /**
   * Temperature of the distribution by the truth: the lower, the more only the best few decisions count. Default: a tenth of
   * `temperature`; the paper has one temperature for both.
   */
  readonly truthTemperature?: number;
}

/**
 * Listwise learning to rank over a pool S of decisions: Mandi, Bucarey, Mulamba and Guns, "Decision-Focused Learning: Through the Lens
 * of Learning to Rank", ICML 2022. For a problem that minimises f(w, c) = c . w with predictions p and truths c
 *
 *     P(w | c) = exp(-f(w, c) / s) / sum over v in S of exp(-f(v, c) / s),   P(w | p) likewise with t in place of s,
 *     loss = sum over w in S of P(w | c) log(P(w | c) / P(w | p)),    slope by p: sum of (P(w | c) - P(w | p)) w / t.
 *
 * The paper has one temperature, s = t. But truths are known and predictions err: a high t takes a prediction for uncertain, whose
 * size then is about right from a least-squares start on, while a low s has the truth say which decisions are best, and not that the
 * next ones are nearly as good. The paper's cross entropy, divided by the size of S there, differs by the entropy of P(. | c), which no
 * prediction changes, and by that factor: here the loss is 0 where the two distributions are the same (with s = t: where predictions
 * rank and space decisions as the truth does), and never below. For a problem that maximises, the sign of f turns. Convex in p.
 *
 * When: first choice where solving is slow: it learns from all decisions that were met, weighted by how much they matter.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { listwiseRanking } from "foresolve/decide";
 *
 * listwiseRanking({ temperature: 1 }).name; // => "ltr-list"
 */
export function listwiseRanking(options: ListwiseRankingOptions = {}): DecisionLoss {
  const { temperature = 0.2 } = options;
  const { truthTemperature = TRUTH_SHARE * temperature } = options;
  for (const [option, value] of Object.entries({ temperature, truthTemperature }))
    requireOption("listwiseRanking", option, value, { above: 0 });
  return poolLoss(
    {
      owner: "listwiseRanking",
      name: "ltr-list",
      source: "Mandi et al. 2022, PMLR 162:14935, arXiv:2112.03609",
      judge(row) {
        const logRealised = logPartition(row.realised, row.count, truthTemperature);
        const logPredicted = logPartition(row.predicted, row.count, temperature);
        let loss = 0;
        for (let v = 0; v < row.count; v++) {
          const byTruth = -row.realised[v] / truthTemperature - logRealised;
          const byPrediction = -row.predicted[v] / temperature - logPredicted;
          const probability = Math.exp(byTruth);
          loss += probability * (byTruth - byPrediction);
          row.slopes[v] = (probability - Math.exp(byPrediction)) / temperature;
        }
        row.bestSlope = 0;
        return Math.max(0, loss);
      },
    },
    options,
  );
}

/** The truth's temperature as a share of the prediction's. */
const TRUTH_SHARE = 0.1;

/** Logarithm of the sum of exp(-objective / temperature), without overflow. */
function logPartition(objectives: Float64Array, count: number, temperature: number): number {
  let least = Infinity;
  for (let v = 0; v < count; v++) least = Math.min(least, objectives[v]);
  let sum = 0;
  for (let v = 0; v < count; v++) sum += Math.exp((least - objectives[v]) / temperature);
  return Math.log(sum) - least / temperature;
}
