import type { DecisionLoss } from "./loss.js";
import { requireOption } from "../invalid-option.js";
import {
  costScale,
  leaveOneOutScores,
  normalNoise,
  PerturbedDecisions,
  writeRegrets,
  type Perturbation,
} from "./perturbation.js";

/** Options of {@link perturbedOptimizer}. */
export interface PerturbedOptimizerOptions {
  /** "multiplicative" keeps the sign of every cost, for oracles that need one. Default "additive". */
  readonly perturbation?: Perturbation;
  /** Perturbed decisions per row and step, one oracle call each; at least 2. Default 10. */
  readonly samples?: number;
  /**
   * Standard deviation of the noise. Additive: in multiples of the mean absolute truth of the training examples. Multiplicative: of the
   * logarithm of the factors. Default 0.1.
   */
  readonly sigma?: number;
}

/** A multiplied prediction's slope grows without bound at 0; predictions nearer to 0 than this share of the scale are taken as so far. */
const NEAREST_SHARE = 0.1;

/**
 * Differentiable perturbed optimiser (DPO) with regret as the loss behind it: Berthet et al., "Learning with Differentiable Perturbed
 * Optimizers", NeurIPS 2020. The decision is the mean of the best decisions for perturbed predictions, so that
 * the loss is the mean regret of these decisions, and its slope by the predictions p
 *
 *     E[regret(w*(p + sigma Z)) Z] / sigma,                 regret(w) = c . w - z*(c) (signs turned to maximise),
 *     E[regret(w*(p F)) Z] / (sigma p), F = exp(sigma Z - sigma²/2)      (by entry; Dalle et al. 2022, arXiv 2207.13513)
 *
 * is estimated with the mean of the row's other samples as baseline, which leaves it unbiased. In the multiplicative
 * form, predictions nearer to 0 than a tenth of the mean absolute truth count as that far: without it the variance has no limit.
 *
 * When: you want the regret itself smoothed, not a bound of it, and have solves to spare; noisier than Fenchel-Young losses.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { perturbedOptimizer } from "foresolve/decide";
 *
 * perturbedOptimizer({ samples: 4 }).name; // => "dpo"
 * perturbedOptimizer({ perturbation: "multiplicative" }).name; // => "dpo-mul"
 */
export function perturbedOptimizer(options: PerturbedOptimizerOptions = {}): DecisionLoss {
  const { perturbation = "additive", samples = 10, sigma = 0.1 } = options;
  requireOption("perturbedOptimizer", "samples", samples, { least: 2, whole: true });
  requireOption("perturbedOptimizer", "sigma", sigma, { above: 0 });
  const adds = perturbation === "additive";
  return {
    name: adds ? "dpo" : "dpo-mul",
    source: "Berthet et al. 2020, NeurIPS, arXiv:2002.08676",
    begin({ oracle, truths: allTruths, random }) {
      const { dimension } = oracle;
      const scale = costScale(allTruths);
      const width = adds ? sigma * scale : sigma;
      const nearest = NEAREST_SHARE * scale;
      const draw = normalNoise(random);
      const perturbed = new PerturbedDecisions(oracle, { perturbation, samples, sigma: width, draw });
      let regrets = new Float64Array(0);
      return ({ rows, predictions, truths, optima, losses, cotangents }) => {
        if (regrets.length !== rows * samples) regrets = new Float64Array(rows * samples);
        perturbed.solve(rows, predictions);
        writeRegrets(oracle.sense, perturbed.decisions, samples, truths, optima, regrets);
        for (let row = 0; row < rows; row++) {
          const to = row * dimension;
          const first = row * samples;
          losses[row] = leaveOneOutScores(
            regrets,
            first,
            samples,
            perturbed.noise,
            dimension,
            cotangents,
            to,
          );
          for (let k = to; k < to + dimension; k++)
            cotangents[k] /= adds ? width : width * awayFromZero(predictions[k], nearest);
        }
      };
    },
  };
}

function awayFromZero(value: number, nearest: number): number {
  if (value >= 0) return Math.max(value, nearest);
  return Math.min(value, -nearest);
}
