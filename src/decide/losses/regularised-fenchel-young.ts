import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { RegularisedDecision, regularisationScale } from "../layers/regularised-decision.js";
import type { RegularisationOptions } from "./regularised-frank-wolfe.js";

/**
 * Fenchel-Young loss of the squared regulariser: Blondel, Martins and Niculae, "Learning with Fenchel-Young Losses", JMLR 21(35), 2020;
 * over a combinatorial oracle, Dalle, Baty, Bouvier and Parmentier 2022 (arXiv 2207.13513). For a problem that
 * minimises c . w, with predictions p, truths c and w(p) the regularised decision,
 *
 *     loss = [p . w*(c) + lambda/2 ||w*(c)||²] - min over mixtures w of [p . w + lambda/2 ||w||²],
 *     slope by p: w*(c) - w(p).
 *
 * To maximise, the regulariser is subtracted and signs turn. At least 0, convex in p, and 0 only where w(p) is the
 * best decision itself (SparseMAP). Known costs belong to w's objective. Mixtures are found by fully corrective Frank-Wolfe steps over the
 * oracle's decisions.
 *
 * When: as the perturbed Fenchel-Young loss, without noise: the same slope at every visit, exact, for a few more solves.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` also, while training, when rounding keeps the gap above the tolerance.
 * @example
 * import { regularisedFenchelYoung } from "foresolve/decide";
 *
 * regularisedFenchelYoung().name; // => "rfy"
 */
export function regularisedFenchelYoung(options: RegularisationOptions = {}): DecisionLoss {
  const { lambda = 0.5, tolerance = 1e-6 } = options;
  requireOption("regularisedFenchelYoung", "lambda", lambda, { above: 0 });
  requireOption("regularisedFenchelYoung", "tolerance", tolerance, { above: 0 });
  return {
    name: "rfy",
    source:
      "Blondel, Martins and Niculae 2020, JMLR 21, arXiv:1901.02324; Dalle et al. 2022, arXiv:2207.13513",
    begin({ oracle, truths: allTruths, optima: allOptima }) {
      const { dimension } = oracle;
      const sign = oracle.sense === "minimize" ? 1 : -1;
      const scale = regularisationScale(allTruths, allOptima);
      const strength = lambda * scale.strength;
      const decision = new RegularisedDecision(oracle, strength, tolerance * scale.objective);
      return ({ rows, examples, predictions, optima, losses, cotangents }) => {
        for (let row = 0; row < rows; row++) {
          const from = row * dimension;
          oracle.focus?.(examples.subarray(row, row + 1));
          decision.solve(predictions, from);
          let linear = optima.fixedCosts[row] - decision.fixedCost;
          let squares = 0;
          for (let k = 0; k < dimension; k++) {
            const best = optima.exposures[from + k];
            const mixed = decision.exposures[k];
            linear += predictions[from + k] * (best - mixed);
            squares += best * best - mixed * mixed;
            cotangents[from + k] = sign * (best - mixed);
          }
          losses[row] = sign * linear + 0.5 * strength * squares;
        }
      };
    },
  };
}
