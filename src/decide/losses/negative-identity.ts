import type { DecisionLoss } from "./loss.js";
import { requireOption } from "../invalid-option.js";
import { costScale, writeRegrets } from "./perturbation.js";
import { oracleBatch } from "../../solve/index.js";

/** Options of {@link negativeIdentity}. */
export interface NegativeIdentityOptions {
  /**
   * What is behind the decision: half the squared distance to the best decision (its Hamming distance, where decisions are binary), or
   * the regret. Default "distance".
   */
  readonly downstream?: "distance" | "regret";
  /**
   * Leaves out the part of the slope along which no decision changes: "mean" where all decisions have the same sum of exposures,
   * "norm" where no costs are known, "standardize" where both hold. Default "none".
   */
  readonly projection?: "none" | "mean" | "norm" | "standardize";
  /**
   * Noise of this size and random sign is added to the predictions before deciding, in multiples of the mean absolute truth of the
   * training examples: decisions that are right by a hair are not left in peace. Default 0.25.
   */
  readonly margin?: number;
}

/**
 * Negative identity (NID): Sahoo, Paulus, Vlastelica, Musil, Kuleshov and Martius, "Backpropagation through Combinatorial
 * Algorithms: Identity with Projection Works", ICLR 2023, sections 3.2 (equation 3), 3.4 (projections) and 3.6 (margins). The
 * solver is passed backwards as if a decision fell by 1 where its cost rises by 1. With predictions p and truths c of a problem
 * that minimises c . w,
 *
 *     "distance": loss = ||w*(p) - w*(c)||² / 2,   slope  w*(c) - w*(p);
 *     "regret":   loss = c . w*(p) - z*(c),        slope  -c, whatever the decision.
 *
 * For a problem that maximises, the decision rises with its cost: w*(p) - w*(c), and again -c. The projection's Jacobian is
 * that of p - mean(p), p / ||p|| or both in turn, times the prediction's own length so that units stay.
 *
 * When: one oracle call a row and nothing to tune; with "distance" and a margin it is a perceptron with noise. "regret" alone never comes to
 * rest (its slope does not depend on the decision): use it with the "norm" projection or not at all.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { negativeIdentity } from "foresolve/decide";
 *
 * negativeIdentity({ projection: "norm" }).name; // => "nid"
 */
export function negativeIdentity(options: NegativeIdentityOptions = {}): DecisionLoss {
  const { downstream = "distance", projection = "none", margin = 0.25 } = options;
  requireOption("negativeIdentity", "margin", margin, { least: 0 });
  const centres = projection === "mean" || projection === "standardize";
  const norms = projection === "norm" || projection === "standardize";
  return {
    name: "nid",
    source: "Sahoo et al. 2023, ICLR, arXiv:2205.15213",
    begin({ oracle, truths: allTruths, random }) {
      const { dimension } = oracle;
      const sign = oracle.sense === "minimize" ? 1 : -1;
      const width = margin * costScale(allTruths);
      let costs = new Float64Array(0);
      let decisions = oracleBatch(0, dimension);
      const direction = new Float64Array(dimension);
      return ({ rows, predictions, truths, optima, losses, cotangents }) => {
        if (decisions.objectives.length !== rows) {
          costs = new Float64Array(rows * dimension);
          decisions = oracleBatch(rows, dimension);
        }
        for (let k = 0; k < rows * dimension; k++)
          costs[k] = predictions[k] + (random.uniform() < 0.5 ? -width : width);
        oracle.solveBatch(costs, decisions);
        if (downstream === "regret") writeRegrets(oracle.sense, decisions, 1, truths, optima, losses);
        for (let row = 0; row < rows; row++) {
          const from = row * dimension;
          let distance = 0;
          for (let k = from; k < from + dimension; k++) {
            const difference = optima.exposures[k] - decisions.exposures[k];
            distance += 0.5 * difference * difference;
            cotangents[k] = downstream === "distance" ? sign * difference : -truths[k];
          }
          if (downstream === "distance") losses[row] = distance;
          // The chain runs backwards: first through the length, then through the mean.
          if (norms) {
            for (let k = 0; k < dimension; k++) direction[k] = predictions[from + k];
            if (centres) centre(direction, 0, dimension);
            removeAlong(direction, cotangents, from);
          }
          if (centres) centre(cotangents, from, dimension);
        }
      };
    },
  };
}

function centre(values: Float64Array, from: number, count: number): void {
  let mean = 0;
  for (let k = from; k < from + count; k++) mean += values[k] / count;
  for (let k = from; k < from + count; k++) values[k] -= mean;
}

function removeAlong(direction: Float64Array, values: Float64Array, from: number): void {
  let squares = 0;
  let product = 0;
  for (let k = 0; k < direction.length; k++) {
    squares += direction[k] * direction[k];
    product += direction[k] * values[from + k];
  }
  if (squares === 0) return;
  for (let k = 0; k < direction.length; k++) values[from + k] -= (product / squares) * direction[k];
}
