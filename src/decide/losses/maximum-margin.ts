import { oracleBatch } from "../../solve/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { DecisionLoss, LossBatch, LossContext } from "./loss.js";
import { costScale } from "./perturbation.js";
import { poolLoss, type PoolOptions } from "./pool-loss.js";

/** Options of {@link maximumMargin}. */
export interface MaximumMarginOptions extends PoolOptions {
  /**
   * Where the decision that breaks the margin most is looked for. "oracle": among all decisions, one call per row and step, for
   * decisions of 0 and 1. "pool": among those of a pool. Default "pool".
   */
  readonly among?: "oracle" | "pool";
  /**
   * By how much the best decision is to win against one that differs from it in one exposure of 1, in multiples of the mean absolute
   * truth of the training examples. Default 0.05.
   */
  readonly margin?: number;
}

const NAME = "max-margin";
const SOURCE = "Tsochantaridis et al. 2005, JMLR 6:1453";

/**
 * Maximum margin, also called structured support vector machine: Tsochantaridis, Joachims, Hofmann and Altun, "Large Margin Methods for
 * Structured and Interdependent Output Variables", JMLR 6, 2005, with margin rescaling, the distance of exposures being the loss
 * between decisions; Elmachtoub and Grigas 2022 compare SPO+ with it. For a problem that minimises f(w, c) = c . w with
 * predictions p and truths c
 *
 *     loss = max over w of margin |w - w*(c)|₁ + f(w*(c), p) - f(w, p),    slope by p: w*(c) - w at the maximum.
 *
 * For a problem that maximises, the signs of f turn. It is convex, never negative since w*(c) itself is among the w, and 0 exactly
 * where the truth's best decision wins by the margin. With decisions of 0 and 1 the distance is linear in w, so that the oracle finds
 * the maximum over all decisions at the costs p + margin (2 w*(c) - 1); the loss is then in the objective's unit, over a pool it is in
 * units of the spread (what a decision of the pool falls short of the best on average).
 *
 * When: truths say which decision is best but little about by how much (they are noisy, or only decisions are recorded).
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`, also in `begin` when the oracle is to be asked about decisions that are not of 0
 * and 1.
 * @example
 * import { maximumMargin } from "foresolve/decide";
 *
 * maximumMargin({ among: "oracle" }).name; // => "max-margin"
 */
export function maximumMargin(options: MaximumMarginOptions = {}): DecisionLoss {
  const { among = "pool", margin = 0.05 } = options;
  requireOption("maximumMargin", "margin", margin, { least: 0 });
  const overPool = poolLoss(
    {
      owner: "maximumMargin",
      name: NAME,
      source: SOURCE,
      seesDistances: true,
      judge(row) {
        let worst = -1;
        let loss = 0;
        for (let v = 0; v < row.count; v++) {
          row.slopes[v] = 0;
          const excess = margin * row.distances[v] + row.bestPredicted - row.predicted[v];
          if (excess <= loss) continue;
          loss = excess;
          worst = v;
        }
        row.bestSlope = worst < 0 ? 0 : 1;
        if (worst >= 0) row.slopes[worst] = -1;
        return loss;
      },
    },
    options,
  );
  return among === "pool"
    ? overPool
    : { name: NAME, source: SOURCE, begin: (context) => overOracle(context, margin) };
}

function overOracle(
  { oracle, truths: allTruths, optima: allOptima }: LossContext,
  margin: number,
): (batch: LossBatch) => void {
  if (!allOptima.exposures.every((exposure) => exposure === 0 || exposure === 1))
    throw invalidOption("maximumMargin", "among", "oracle", '"pool" where exposures are not all 0 or 1');
  const { dimension } = oracle;
  const sign = oracle.sense === "minimize" ? 1 : -1;
  const step = sign * margin * costScale(allTruths);
  let costs = new Float64Array(0);
  let decisions = oracleBatch(0, dimension);
  return ({ rows, predictions, optima, losses, cotangents }) => {
    if (decisions.objectives.length !== rows) {
      costs = new Float64Array(rows * dimension);
      decisions = oracleBatch(rows, dimension);
    }
    for (let k = 0; k < costs.length; k++) costs[k] = predictions[k] + step * (2 * optima.exposures[k] - 1);
    oracle.solveBatch(costs, decisions);
    for (let row = 0; row < rows; row++) {
      // The costs are those of a problem in which w*(c) has lost its margin against every other decision.
      let best = optima.fixedCosts[row];
      for (let k = row * dimension; k < (row + 1) * dimension; k++) {
        best += costs[k] * optima.exposures[k];
        cotangents[k] = sign * (optima.exposures[k] - decisions.exposures[k]);
      }
      losses[row] = sign * (best - decisions.objectives[row]);
    }
  };
}
