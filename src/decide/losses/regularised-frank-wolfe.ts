import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { RegularisedDecision, regularisationScale } from "../layers/regularised-decision.js";

/** Options of the losses with a squared regulariser. */
export interface RegularisationOptions {
  /**
   * Strength of the regulariser; 1 makes it half as large, at the best decisions for the training truths, as what these cost. Default 0.5.
   */
  readonly lambda?: number;
  /** Relative gap at which a regularised decision is good enough, as a share of the mean best objective. Default 1e-6. */
  readonly tolerance?: number;
}

/**
 * Regularised Frank-Wolfe layer with regret as the loss behind it: Dalle, Baty, Bouvier and Parmentier, "Learning with Combinatorial
 * Optimization Layers: a Probabilistic Approach", 2022 (arXiv 2207.13513). For a problem that minimises
 * c . w with predictions p and truths c,
 *
 *     w(p) = argmin over mixtures w of p . w + lambda/2 ||w||²,       loss = c . w(p) - z*(c),
 *     slope by p: - Pi c / lambda,
 *
 * Pi projecting on the directions of the face on which w(p) lies: implicit differentiation through the decisions that are active in
 * the mixture (Blondel et al. 2022). To maximise, the regulariser is subtracted and signs turn. The mixtures are found by fully
 * corrective Frank-Wolfe steps over the oracle's decisions, about as many oracle calls as decisions are mixed.
 *
 * When: a smooth, deterministic decision is wanted whose own regret is trained. Dear where mixtures are large.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` also, while training, when rounding keeps the gap above the tolerance.
 * @example
 * import { regularisedFrankWolfe } from "foresolve/decide";
 *
 * regularisedFrankWolfe({ lambda: 1 }).name; // => "rfw"
 */
export function regularisedFrankWolfe(options: RegularisationOptions = {}): DecisionLoss {
  const { lambda = 0.5, tolerance = 1e-6 } = options;
  requireOption("regularisedFrankWolfe", "lambda", lambda, { above: 0 });
  requireOption("regularisedFrankWolfe", "tolerance", tolerance, { above: 0 });
  return {
    name: "rfw",
    source: "Dalle, Baty, Bouvier and Parmentier 2022, arXiv:2207.13513",
    begin({ oracle, truths: allTruths, optima: allOptima }) {
      const { dimension } = oracle;
      const sign = oracle.sense === "minimize" ? 1 : -1;
      const scale = regularisationScale(allTruths, allOptima);
      const decision = new RegularisedDecision(oracle, lambda * scale.strength, tolerance * scale.objective);
      const slopes = new Float64Array(dimension);
      return ({ rows, examples, predictions, truths, optima, losses, cotangents }) => {
        for (let row = 0; row < rows; row++) {
          const from = row * dimension;
          oracle.focus?.(examples.subarray(row, row + 1));
          decision.solve(predictions, from);
          let cost = decision.fixedCost;
          for (let k = 0; k < dimension; k++) {
            cost += truths[from + k] * decision.exposures[k];
            slopes[k] = sign * truths[from + k];
          }
          losses[row] = sign * (cost - optima.objectives[row]);
          decision.pullBack(slopes, 0, sign, cotangents, from);
        }
      };
    },
  };
}
