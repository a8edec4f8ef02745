import { requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "./loss.js";
import { neighbourhoods, type Neighbourhoods } from "./neighbourhoods.js";

/** Options of {@link adjacentVertex}. */
export interface AdjacentVertexOptions {
  /**
   * By how much the best decision is to win against its neighbours, in multiples of what neighbours fall short of it on average by the
   * truths of the training examples. Default 0.1.
   */
  readonly margin?: number;
  /** Neighbours of a decision that are looked at, at most. Default 100. */
  readonly mostNeighbours?: number;
}

/**
 * Loss via adjacent vertex alignment (LAVA), which solves nothing while it trains: Berden, Mahmutoğulları, Tsouros and Guns, "Solver-Free
 * Decision-Focused Learning for Linear Optimization Problems", NeurIPS 2025 (arXiv 2505.22224). With A the vertices adjacent to the
 * best decision w*(c), for a problem that minimises, with predictions p and truths c
 *
 *     loss = sum over w in A of max(p . w*(c) - p . w, -margin) + margin,
 *     slope by p: sum of w*(c) - w over the w of A that do not lose by the margin.
 *
 * A vertex of a linear model is optimal exactly when no adjacent one is better (their Proposition 4.1). The constant margin, which the
 * paper leaves out, makes 0 the least loss. For a problem that maximises, the signs turn. The loss is given in units of what neighbours
 * fall short on average, and so is the margin.
 *
 * Which neighbours: for linear models with a session all vertices that one pivot reaches, from up to 64 bases of each best
 * decision (one solve for each distinct one, before training; where there are more bases, neighbours among the
 * best decisions of other examples are added). For integer models and for oracles alone: neighbours among the best decisions of other
 * examples, with no third one between. These need not be all adjacent vertices, so that there the loss can be 0 where the
 * decision is not best.
 *
 * When: solving is slow and the model is linear, or many epochs are to be trained.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { adjacentVertex } from "foresolve/decide";
 *
 * adjacentVertex().name; // => "lava"
 */
export function adjacentVertex(options: AdjacentVertexOptions = {}): DecisionLoss {
  const { margin = 0.1, mostNeighbours = 100 } = options;
  requireOption("adjacentVertex", "margin", margin, { least: 0 });
  requireOption("adjacentVertex", "mostNeighbours", mostNeighbours, { least: 1, whole: true });
  return {
    name: "lava",
    source: "Berden et al. 2025, NeurIPS, arXiv:2505.22224",
    comparesRows: true,
    begin(context) {
      const { dimension, sense } = context.oracle;
      const known = neighbourhoods(context, mostNeighbours);
      const { pool, lists, neighbours } = known;
      const scale = (sense === "minimize" ? 1 : -1) / shortfall(known, context.truths, context.optima);
      return ({ rows, examples, predictions, optima, losses, cotangents }) => {
        for (let row = 0; row < rows; row++) {
          const from = row * dimension;
          const list = neighbours[lists[examples[row]]];
          let loss = 0;
          let broken = 0;
          for (let d = from; d < from + dimension; d++) cotangents[d] = 0;
          for (let k = 0; k < list.length; k++) {
            const at = list[k] * dimension;
            let ahead = optima.fixedCosts[row] - pool.fixedCosts[list[k]];
            for (let d = 0; d < dimension; d++)
              ahead += predictions[from + d] * (optima.exposures[from + d] - pool.exposures[at + d]);
            const excess = margin + scale * ahead;
            if (excess <= 0) continue;
            loss += excess;
            broken++;
            for (let d = 0; d < dimension; d++) cotangents[from + d] -= scale * pool.exposures[at + d];
          }
          for (let d = from; d < from + dimension; d++) cotangents[d] += scale * broken * optima.exposures[d];
          losses[row] = loss;
        }
      };
    },
  };
}

/** What neighbours fall short of the best decisions, on average over examples and neighbours; 1 where nothing. */
function shortfall(
  { pool, lists, neighbours }: Neighbourhoods,
  truths: Float64Array,
  optima: { readonly objectives: Float64Array },
): number {
  const { dimension } = pool;
  let sum = 0;
  let count = 0;
  for (let example = 0; example < lists.length; example++) {
    for (const position of neighbours[lists[example]]) {
      let objective = pool.fixedCosts[position];
      for (let d = 0; d < dimension; d++)
        objective += truths[example * dimension + d] * pool.exposures[position * dimension + d];
      sum += Math.abs(objective - optima.objectives[example]);
      count++;
    }
  }
  return sum > 0 ? sum / count : 1;
}
