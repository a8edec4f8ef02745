import type { DecisionLoss } from "./loss.js";
import { truthRange } from "../layers/truth-range.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import {
  costScale,
  leaveOneOutScores,
  normalNoise,
  PerturbedDecisions,
  writeRegrets,
} from "./perturbation.js";

/** A decision that a prediction led to, as a cost of one's own sees it. */
export interface JudgedDecision {
  /** [dimension] derivative of the decision's objective by the uncertain values: in most problems the decision itself */
  readonly exposures: Float64Array;
  /** The part of its objective that does not hang on uncertain values. */
  readonly fixedCost: number;
  /** Position of the example among the training examples. */
  readonly example: number;
}

/** Options of {@link scoreFunction}. */
export interface ScoreFunctionOptions {
  /**
   * What a decision really costs under a truth [dimension]; less is better, whatever the problem's sense. Any function: penalties,
   * a simulation, thresholds. The arrays are buffers that are overwritten: keep copies, not them. Default: the regret, of
   * problems with unknown constraints too.
   */
  cost?(decision: JudgedDecision, truth: Float64Array): number;
  /** Decisions per row and step, one oracle call each; at least 2. Default 10. */
  readonly samples?: number;
  /** Standard deviation of the policy, in multiples of the mean absolute truth of the training examples. Default 0.1. */
  readonly sigma?: number;
}

/**
 * Score-function gradient (REINFORCE): Williams, "Simple statistical gradient-following algorithms for connectionist reinforcement
 * learning", Machine Learning 8, 1992; for decisions Silvestri et al., "Score Function Gradient Estimation to Widen the Applicability
 * of Decision-Focused Learning", 2023 (arXiv 2307.05213). Costs are drawn from a normal policy around the predictions p, decisions
 * are made for them, and
 *
 *     loss = E[cost(w*(a), c)], a ~ N(p, sigma² I),    slope by p: E[(cost(w*(a), c) - baseline) (a - p) / sigma²],
 *
 * with the mean of the row's other samples as baseline, which leaves it unbiased. Nothing is asked of the cost: no
 * derivative, no continuity, no formula.
 *
 * Where unknown values are in constraints, or there is recourse, each sample is decided and then judged under the truth, and
 * samples are cut to the range of the truths of the training examples, so that none asks for what cannot be (a demand below 0).
 *
 * When: what a decision costs is known as a function only (a simulation, recourse, penalties for missed limits). Where the cost is
 * the problem's own objective, other losses need far fewer solves.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` also for a cost that is not finite, while training.
 * @example
 * import { scoreFunction } from "foresolve/decide";
 *
 * // An overload counts, by how much it does not.
 * const loss = scoreFunction({
 *   cost: ({ exposures }, truth) => (exposures.some((use, k) => use * truth[k]! > 10) ? 1 : 0),
 * });
 * loss.name; // => "score"
 */
export function scoreFunction(options: ScoreFunctionOptions = {}): DecisionLoss {
  const { cost, samples = 10, sigma = 0.1 } = options;
  requireOption("scoreFunction", "samples", samples, { least: 2, whole: true });
  requireOption("scoreFunction", "sigma", sigma, { above: 0 });
  return {
    name: "score",
    source: "Williams 1992, doi:10.1007/BF00992696; Silvestri et al. 2023, arXiv:2307.05213",
    takesOutcomes: cost === undefined,
    begin({ oracle, truths: allTruths, costOf = null, random }) {
      const { dimension } = oracle;
      const width = sigma * costScale(allTruths);
      const perturbed = new PerturbedDecisions(oracle, {
        perturbation: "additive",
        samples,
        sigma: width,
        draw: normalNoise(random),
      });
      let costs = new Float64Array(0);
      const range = costOf === null ? null : truthRange(allTruths, dimension);
      const sign = oracle.sense === "minimize" ? 1 : -1;
      const truth = new Float64Array(dimension);
      const decision = { exposures: new Float64Array(dimension), fixedCost: 0, example: 0 };
      return ({ rows, examples, predictions, truths, optima, losses, cotangents }) => {
        if (costs.length !== rows * samples) costs = new Float64Array(rows * samples);
        if (costOf === null) perturbed.solve(rows, predictions);
        else perturbed.draw(rows, predictions);
        const { decisions, noise } = perturbed;
        if (costOf !== null && range !== null) {
          for (let sample = 0; sample < rows * samples; sample++) {
            const row = Math.floor(sample / samples);
            const values = perturbed.costs.subarray(sample * dimension, (sample + 1) * dimension);
            for (let k = 0; k < dimension; k++)
              values[k] = Math.min(range.highest[k], Math.max(range.lowest[k], values[k]));
            costs[sample] = costOf(values, examples[row]) - sign * optima.objectives[row];
          }
        } else if (cost === undefined) writeRegrets(oracle.sense, decisions, samples, truths, optima, costs);
        else {
          for (let sample = 0; sample < rows * samples; sample++) {
            const row = Math.floor(sample / samples);
            for (let k = 0; k < dimension; k++) {
              decision.exposures[k] = decisions.exposures[sample * dimension + k];
              truth[k] = truths[row * dimension + k];
            }
            decision.fixedCost = decisions.fixedCosts[sample];
            decision.example = examples[row];
            const value = cost(decision, truth);
            if (!Number.isFinite(value)) throw notFinite(value, examples[row]);
            costs[sample] = value;
          }
        }
        for (let row = 0; row < rows; row++) {
          const to = row * dimension;
          losses[row] = leaveOneOutScores(costs, row * samples, samples, noise, dimension, cotangents, to);
          for (let k = to; k < to + dimension; k++) cotangents[k] /= width;
        }
      };
    },
  };
}

function notFinite(value: number, example: number): Error {
  return invalidOption(
    "scoreFunction",
    `cost (for a decision of example ${example})`,
    value,
    "a function that gives a finite number for every decision and truth",
  );
}
