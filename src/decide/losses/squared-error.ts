import type { DecisionLoss } from "./loss.js";

/**
 * Mean squared error, without any decision: the two-stage way, for comparison under the same training loop. With predictions p and
 * truths c, entries n:
 *
 *     loss = ||p - c||² / n,      slope by p  2 (p - c) / n.
 *
 * Least squares: Legendre, "Nouvelles méthodes pour la détermination des orbites des comètes", 1805. No oracle call.
 *
 * When: the predictor fits the truths well, or as the yardstick of any other loss.
 *
 * @example
 * import { squaredError } from "foresolve/decide";
 *
 * squaredError().name; // => "mse"
 */
export function squaredError(): DecisionLoss {
  return {
    name: "mse",
    source: "Least squares, Legendre 1805",
    begin:
      ({ oracle: { dimension } }) =>
      ({ rows, predictions, truths, losses, cotangents }) => {
        for (let row = 0; row < rows; row++) {
          let squares = 0;
          for (let k = row * dimension; k < (row + 1) * dimension; k++) {
            const error = predictions[k] - truths[k];
            squares += error * error;
            cotangents[k] = (2 / dimension) * error;
          }
          losses[row] = squares / dimension;
        }
      },
  };
}
