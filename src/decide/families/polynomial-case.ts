import { numpyRandomState } from "./numpy-random-state.js";
import {
  drawMatrix,
  noiseFactor,
  polynomialLaw,
  requireSyntheticOptions,
  type SyntheticCase,
  type SyntheticOptions,
} from "./synthetic-case.js";

/**
 * Costs of any problem by the law of the shortest-path benchmark of Elmachtoub and Grigas 2022, section 6.1, drawn in the order
 * of PyEPO's `data.shortestpath`:
 *
 *     cost = ((x . b / √columns + 3) ^ degree + 1) / 3.5 ^ degree · U,   U uniform on [1 - noise, 1 + noise]
 *
 * with b of zeros and ones for each uncertain value. Costs are rounded to single precision.
 *
 * @param name of the generator, for messages
 */
export function polynomialCase(
  name: string,
  options: SyntheticOptions,
  dimension: number,
): Omit<SyntheticCase, "problem"> {
  const checked = requireSyntheticOptions(name, options);
  const { rows, columns, degree, noise, seed } = checked;
  const random = numpyRandomState(seed);
  const weights = drawMatrix(dimension, columns, random.coin);
  const features = drawMatrix(rows, columns, random.normal);
  const conditionalMeans = polynomialLaw(features, weights, checked);
  const costs = new Float64Array(rows * dimension);
  for (let k = 0; k < costs.length; k++) {
    conditionalMeans[k] = (conditionalMeans[k] + 1) / 3.5 ** degree;
    costs[k] = Math.fround(conditionalMeans[k] * noiseFactor(random, noise));
  }
  return { rows, columns, features, dimension, costs, conditionalMeans };
}
