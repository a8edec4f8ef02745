import { requireOption } from "../invalid-option.js";
import type { DecisionLoss, LossContext } from "./loss.js";

/** Options of {@link decisionWeightedSquaredError}. */
export interface DecisionWeightedOptions {
  /**
   * "frequency": an entry weighs as much as the best decisions of all training examples use it, in every row. "row": as much as the best
   * decision of the row uses it. Default "frequency".
   */
  readonly weighting?: "frequency" | "row";
  /** Share of the weight that all entries have alike, so that none is left to chance. From 0 to 1. Default 0.5. */
  readonly evenShare?: number;
}

/**
 * Squared error weighted by what decisions are exposed to. With predictions p, truths c, entries n and the best decisions w*,
 *
 *     loss = sum_k v_k (p_k - c_k)² / n,   slope by p_k  2 v_k (p_k - c_k) / n,   v_k = e + (1 - e) |w*_k| / mean |w*|,
 *
 * |w*_k| being the mean over all training examples ("frequency") or the row's own ("row"), and e the even share.
 * Weighted least squares (Aitken, "On Least Squares and Linear Combination of Observations", 1936); the choice of weights has
 * no single publication. No oracle call beyond the best decisions for the truths.
 *
 * When: some entries never matter (arcs that no good path takes) and a predictor with few parameters should not spend itself on them. With
 * "row", errors on what was best weigh more, which biases predictions of entries that are rarely best.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { decisionWeightedSquaredError } from "foresolve/decide";
 *
 * decisionWeightedSquaredError({ weighting: "row" }).name; // => "weighted-mse-row"
 * decisionWeightedSquaredError().name; // => "weighted-mse"
 */
export function decisionWeightedSquaredError(options: DecisionWeightedOptions = {}): DecisionLoss {
  const { weighting = "frequency", evenShare = 0.5 } = options;
  requireOption("decisionWeightedSquaredError", "evenShare", evenShare, { least: 0, most: 1 });
  return {
    name: weighting === "frequency" ? "weighted-mse" : "weighted-mse-row",
    source: "Weighted least squares, Aitken 1936, doi:10.1017/S0370164600014346",
    begin(context) {
      const { dimension } = context.oracle;
      const { uses, mean } = usesOf(context);
      const slope = mean > 0 ? (1 - evenShare) / mean : 0;
      const perRow = weighting === "row";
      return ({ rows, predictions, truths, optima, losses, cotangents }) => {
        for (let row = 0; row < rows; row++) {
          let squares = 0;
          for (let k = 0, at = row * dimension; k < dimension; k++, at++) {
            const use = perRow ? Math.abs(optima.exposures[at]) : uses[k];
            const weight = mean > 0 ? evenShare + slope * use : 1;
            const error = predictions[at] - truths[at];
            squares += weight * error * error;
            cotangents[at] = (2 / dimension) * weight * error;
          }
          losses[row] = squares / dimension;
        }
      };
    },
  };
}

/** Mean absolute exposure of each entry at the best decisions, and the mean over the entries. */
function usesOf({ oracle, optima }: LossContext): { readonly uses: Float64Array; readonly mean: number } {
  const { dimension } = oracle;
  const examples = optima.fixedCosts.length;
  const uses = new Float64Array(dimension);
  let sum = 0;
  for (let at = 0; at < optima.exposures.length; at++) {
    const size = Math.abs(optima.exposures[at]);
    uses[at % dimension] += size / examples;
    sum += size;
  }
  return { uses, mean: sum / optima.exposures.length };
}
