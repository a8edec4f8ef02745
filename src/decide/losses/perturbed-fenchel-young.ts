import type { DecisionLoss } from "./loss.js";
import { requireOption } from "../invalid-option.js";
import {
  meanOneFactor,
  normalNoise,
  PerturbedDecisions,
  truthDeviation,
  type Perturbation,
} from "./perturbation.js";

/** Options of {@link perturbedFenchelYoung}. */
export interface PerturbedFenchelYoungOptions {
  /** "multiplicative" keeps the sign of every cost, for oracles that need one. Default "additive". */
  readonly perturbation?: Perturbation;
  /** Perturbed decisions per row and step, one oracle call each. Default 1: the steps average over many. */
  readonly samples?: number;
  /**
   * Standard deviation of the noise. Additive: in multiples of the standard deviation of the training examples' truths around the mean
   * of their entry, default 1. Multiplicative: of the logarithm of the factors, default 0.25.
   */
  readonly sigma?: number;
}

/**
 * Perturbed Fenchel-Young loss: Berthet et al., "Learning with Differentiable Perturbed Optimizers", NeurIPS 2020;
 * the multiplicative form is Dalle, Baty, Bouvier and Parmentier, "Learning with Combinatorial Optimization Layers: a Probabilistic
 * Approach", 2022 (arXiv 2207.13513). For a problem that minimises c . w with predictions p,
 * truths c and standard normal Z,
 *
 *     loss = E[ (p + sigma Z) . (w*(c) - w*(p + sigma Z)) ],           slope by p: w*(c) - E[w*(p + sigma Z)],
 *     loss = E[ (p F) . (w*(c) - w*(p F)) ], F = exp(sigma Z - sigma²/2),  slope by p: E[F (w*(c) - w*(p F))]
 *
 * (products of vectors by entry). For a problem that maximises, the signs turn. This is the papers' loss up to a constant: the
 * regulariser's value at w*(c) is left out, and since Z has mean 0 and F mean 1 the terms with w*(c) may share the noise, which makes
 * every sample at least 0 and the slope vanish where no perturbation changes the decision. Known costs belong to w's objective and
 * cancel in the slope. Convex in p, `samples` oracle calls per row.
 *
 * How much noise: where no costs are known and predictions may be multiplied by any number, as those of a linear model, the decisions at
 * the least loss do not depend on additive sigma, which only says how large predictions are there. What depends on it is the way from
 * the start: with less noise than predictions have errors, a least-squares start is too large and too certain, and has to shrink under
 * coarse steps. Noise as large as the spread of the truths is more than the errors of any predictor that is of use.
 *
 * When: a smooth relative of SPO+ that looks at truths only through their best decisions. Among the best where the predictor does
 * not fit; good with few solves.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { perturbedFenchelYoung } from "foresolve/decide";
 *
 * perturbedFenchelYoung().name; // => "pfyl"
 * perturbedFenchelYoung({ perturbation: "multiplicative", samples: 5 }).name; // => "pfyl-mul"
 */
export function perturbedFenchelYoung(options: PerturbedFenchelYoungOptions = {}): DecisionLoss {
  const { perturbation = "additive", samples = 1 } = options;
  requireOption("perturbedFenchelYoung", "samples", samples, { least: 1, whole: true });
  const adds = perturbation === "additive";
  const { sigma = adds ? 1 : 0.25 } = options;
  requireOption("perturbedFenchelYoung", "sigma", sigma, { above: 0 });
  return {
    name: adds ? "pfyl" : "pfyl-mul",
    source: adds
      ? "Berthet et al. 2020, NeurIPS, arXiv:2002.08676"
      : "Dalle, Baty, Bouvier and Parmentier 2022, arXiv:2207.13513",
    begin({ oracle, truths: allTruths, random }) {
      const { dimension } = oracle;
      const sign = oracle.sense === "minimize" ? 1 : -1;
      const perturbed = new PerturbedDecisions(oracle, {
        perturbation,
        samples,
        sigma: adds ? sigma * truthDeviation(allTruths, dimension) : sigma,
        draw: normalNoise(random),
      });
      return ({ rows, predictions, optima, losses, cotangents }) => {
        perturbed.solve(rows, predictions);
        const { noise, costs, decisions } = perturbed;
        cotangents.fill(0);
        for (let row = 0; row < rows; row++) {
          const to = row * dimension;
          let gap = 0;
          for (let sample = row * samples; sample < (row + 1) * samples; sample++) {
            const from = sample * dimension;
            gap += optima.fixedCosts[row] - decisions.fixedCosts[sample];
            for (let k = 0; k < dimension; k++) {
              const difference = optima.exposures[to + k] - decisions.exposures[from + k];
              if (difference === 0) continue;
              gap += costs[from + k] * difference;
              const factor = adds ? 1 : meanOneFactor(sigma, noise[from + k]);
              cotangents[to + k] += ((sign * factor) / samples) * difference;
            }
          }
          losses[row] = (sign * gap) / samples;
        }
      };
    },
  };
}
