import { oracleBatch } from "../../solve/index.js";
import type { DecisionLoss } from "./loss.js";

/**
 * SPO+: the convex upper bound of regret of Elmachtoub and Grigas, "Smart 'Predict, then Optimize'", Management Science 68(1),
 * 2022, Definition 3, with the subgradient of its Proposition 3. For a problem that minimises c . w with predictions p and truths c
 *
 *     loss = max_w { (c - 2p) . w } + 2 p . w*(c) - z*(c),   a subgradient by p is 2 (w*(c) - w*(2p - c)),
 *
 * one oracle call per row. For a problem that maximises, both signs turn. Costs that are known (and so neither
 * predicted nor wrong) belong to w's objective and cancel in the gradient.
 *
 * @example
 * import { spoPlus } from "foresolve/decide";
 *
 * const loss = spoPlus();
 * loss.name; // => "spo+"
 * loss.source; // => "Elmachtoub and Grigas 2022, doi:10.1287/mnsc.2020.3922"
 */
export function spoPlus(): DecisionLoss {
  return {
    name: "spo+",
    source: "Elmachtoub and Grigas 2022, doi:10.1287/mnsc.2020.3922",
    begin({ oracle }) {
      const { dimension } = oracle;
      const sign = oracle.sense === "minimize" ? 1 : -1;
      let shifted = new Float64Array(0);
      let decisions = oracleBatch(0, dimension);
      return ({ rows, predictions, truths, optima, losses, cotangents }) => {
        if (decisions.objectives.length !== rows) {
          shifted = new Float64Array(rows * dimension);
          decisions = oracleBatch(rows, dimension);
        }
        for (let k = 0; k < rows * dimension; k++) shifted[k] = 2 * predictions[k] - truths[k];
        oracle.solveBatch(shifted, decisions);
        for (let row = 0; row < rows; row++) {
          // The best decision for the truth, at the shifted costs, is never better than the best for them.
          let atShifted = optima.fixedCosts[row];
          for (let k = row * dimension; k < (row + 1) * dimension; k++) {
            atShifted += shifted[k] * optima.exposures[k];
            cotangents[k] = sign * 2 * (optima.exposures[k] - decisions.exposures[k]);
          }
          losses[row] = sign * (atShifted - decisions.objectives[row]);
        }
      };
    },
  };
}
