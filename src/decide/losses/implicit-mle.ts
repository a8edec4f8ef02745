import type { DecisionLoss } from "./loss.js";
import { requireOption } from "../invalid-option.js";
import { costScale } from "./perturbation.js";
import { storedNoise, sumOfGammaNoise, takenEntries } from "./sum-of-gamma.js";
import { TargetDifference, type Sides } from "./target-difference.js";

/** Options of {@link implicitMle}. */
export interface ImplicitMleOptions {
  /** How far the target distribution lies from the prediction, as a multiple of the truth. Below 1 for two sides. Default 1, for two sides 0.5. */
  readonly lambda?: number;
  /** Default "one". */
  readonly sides?: Sides;
  /** Perturbed decisions per row and step, two oracle calls each (three for two sides). Default 1. */
  readonly samples?: number;
  /** Temperature of the noise, in multiples of the mean absolute truth of the training examples. Default 0.5. */
  readonly sigma?: number;
  /** How many entries a decision takes. Default: the mean size of the best decisions for the training truths. */
  readonly kappa?: number;
  /** Terms of the sum-of-gamma noise. Default 10. */
  readonly terms?: number;
}

/** Draws of sum-of-gamma noise that are made once and drawn from: each takes as long as a short path. */
export const STORED_DRAWS = 8192;

/**
 * Implicit maximum likelihood (I-MLE) with regret as the loss behind it: Niepert, Minervini and Franceschi, "Implicit MLE:
 * Backpropagating Through Discrete Exponential Family Distributions", NeurIPS 2021, Algorithm 1 with equations (9) and (10).
 * Perturb-and-MAP turns predictions p into a distribution of decisions; its target is the one for p + lambda c, where regret is
 * less. For a problem that minimises c . w, with sum-of-gamma noise Z,
 *
 *     loss = E[regret of w*(p + Z)],   slope: E[w*(p + lambda c + Z) - w*(p + Z)] / lambda,
 *
 * the same noise in both (drawn from a store of 8192 such numbers). For a problem that maximises, the sign turns. Known costs count as predicted exactly.
 *
 * When: decisions that take a fixed number of entries (subsets, paths, assignments), where a smoother relative of blackbox
 * interpolation is wanted. {@link adaptiveImplicitMle} chooses lambda by itself.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { implicitMle } from "foresolve/decide";
 *
 * implicitMle({ samples: 5 }).name; // => "imle"
 */
export function implicitMle(options: ImplicitMleOptions = {}): DecisionLoss {
  const {
    sides = "one",
    lambda = sides === "one" ? 1 : 0.5,
    samples = 1,
    sigma = 0.5,
    kappa,
    terms = 10,
  } = options;
  const limits = sides === "one" ? { above: 0 } : { above: 0, below: 1 };
  requireOption("implicitMle", "lambda", lambda, limits);
  requireNoiseOptions("implicitMle", samples, sigma, kappa, terms);
  return {
    name: "imle",
    source: "Niepert, Minervini and Franceschi 2021, NeurIPS, arXiv:2106.01798",
    begin({ oracle, truths, optima, random }) {
      const difference = new TargetDifference(oracle, samples, sides);
      const taken = kappa ?? takenEntries(optima.exposures, optima.fixedCosts.length);
      const temperature = sigma * costScale(truths);
      const noise = storedNoise(random, sumOfGammaNoise(random, taken, terms), STORED_DRAWS);
      // Perturb-and-MAP adds its noise to what is maximised.
      const sign = oracle.sense === "minimize" ? -1 : 1;
      const draw = (): number => sign * temperature * noise();
      return (batch) => difference.evaluate(batch, lambda, draw);
    },
  };
}

/** Checks what both forms of implicit maximum likelihood have in common. */
export function requireNoiseOptions(
  owner: string,
  samples: number,
  sigma: number,
  kappa: number | undefined,
  terms: number,
): void {
  requireOption(owner, "samples", samples, { least: 1, whole: true });
  requireOption(owner, "sigma", sigma, { least: 0 });
  requireOption(owner, "kappa", kappa ?? 1, { above: 0 });
  requireOption(owner, "terms", terms, { least: 1, whole: true });
}
