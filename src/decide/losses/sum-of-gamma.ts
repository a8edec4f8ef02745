import { drawGamma, type RandomStream } from "../../math/index.js";

/**
 * Sum-of-gamma noise: Niepert, Minervini and Franceschi, "Implicit MLE", NeurIPS 2021, equation (13), Lemma 1 and Theorem 1,
 *
 *     1/kappa (sum over i = 1..terms of Gamma(1/kappa, scale kappa / i) - log terms).
 *
 * With many terms, the sum of kappa such numbers has the Gumbel distribution: added to the costs of a decision that takes kappa
 * entries, it makes perturbed decisions follow their exponential family.
 */
export function sumOfGammaNoise(random: RandomStream, kappa: number, terms: number): () => number {
  const shape = 1 / kappa;
  const shift = Math.log(terms);
  return () => {
    let sum = 0;
    for (let term = 1; term <= terms; term++) sum += (drawGamma(random, shape) * kappa) / term;
    return (sum - shift) * shape;
  };
}

/**
 * Numbers drawn from a store of as many draws: noise that is dear to draw, thousands of times per step. A power of two keeps the choice
 * free of rejections.
 */
export function storedNoise(random: RandomStream, draw: () => number, count: number): () => number {
  const store = Float64Array.from({ length: count }, draw);
  return () => store[random.integer(count)];
}

/** Mean size of the decisions' exposures, at least 1: how many entries a decision takes where it takes them whole. */
export function takenEntries(exposures: Float64Array, rows: number): number {
  let sum = 0;
  for (let k = 0; k < exposures.length; k++) sum += Math.abs(exposures[k]);
  return Math.max(1, sum / Math.max(1, rows));
}
