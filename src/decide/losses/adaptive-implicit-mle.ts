import type { DecisionLoss, LossBatch } from "./loss.js";
import { requireOption } from "../invalid-option.js";
import { costScale } from "./perturbation.js";
import { storedNoise, sumOfGammaNoise, takenEntries } from "./sum-of-gamma.js";
import { TargetDifference, type Sides } from "./target-difference.js";
import { requireNoiseOptions, STORED_DRAWS, type ImplicitMleOptions } from "./implicit-mle.js";

/** Options of {@link adaptiveImplicitMle}. */
export interface AdaptiveImplicitMleOptions extends Omit<ImplicitMleOptions, "lambda"> {
  /** The relative step alpha of the first batch. Default 1. */
  readonly start?: number;
  /** By how much alpha changes per batch. Default 0.001. */
  readonly adaptation?: number;
  /** How many entries of a row's slope should not be 0, on average. Default 1. */
  readonly targetEntries?: number;
}

/** Weight that the running mean of the slopes' entries keeps of its past. */
const MEAN_DECAY = 0.9;
/** A step of 0 has no difference. */
const LEAST_STEP = 1e-3;
/** Two sides need steps below 1. */
const MOST_TWO_SIDED_STEP = 0.95;

/**
 * Adaptive implicit maximum likelihood (AI-MLE) with regret as the loss behind it: Minervini, Franceschi and Niepert, "Adaptive
 * Perturbation-Based Gradient Estimation for Discrete Latent Variable Models", AAAI 2023. As {@link implicitMle}, with the
 * step lambda = alpha ||p|| / ||c|| of each batch, which does not hang on units, and alpha raised by a little whenever slopes have
 * fewer entries that are not 0 than wanted (too small a step sees no other decision), and else lowered (a large step is
 * biased). The number of entries is a running mean with decay 0.9.
 *
 * When: as implicit maximum likelihood, without a step to tune.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`
 * @example
 * import { adaptiveImplicitMle } from "foresolve/decide";
 *
 * adaptiveImplicitMle({ samples: 2, sides: "two" }).name; // => "aimle"
 */
export function adaptiveImplicitMle(options: AdaptiveImplicitMleOptions = {}): DecisionLoss {
  const { sides = "one", samples = 1, sigma = 0.5, kappa, terms = 10 } = options;
  const { start = 1, adaptation = 0.001, targetEntries = 1 } = options;
  requireNoiseOptions("adaptiveImplicitMle", samples, sigma, kappa, terms);
  requireOption("adaptiveImplicitMle", "start", start, { above: 0 });
  requireOption("adaptiveImplicitMle", "adaptation", adaptation, { least: 0 });
  requireOption("adaptiveImplicitMle", "targetEntries", targetEntries, { above: 0 });
  return {
    name: "aimle",
    source: "Minervini, Franceschi and Niepert 2023, AAAI, arXiv:2209.04862",
    begin({ oracle, truths, optima, random }) {
      const difference = new TargetDifference(oracle, samples, sides);
      const taken = kappa ?? takenEntries(optima.exposures, optima.fixedCosts.length);
      const temperature = sigma * costScale(truths);
      const noise = storedNoise(random, sumOfGammaNoise(random, taken, terms), STORED_DRAWS);
      const sign = oracle.sense === "minimize" ? -1 : 1;
      const draw = (): number => sign * temperature * noise();
      let alpha = start;
      let entries = targetEntries;
      return (batch) => {
        difference.evaluate(batch, stepOf(batch, alpha, sides), draw);
        let found = 0;
        const { rows, cotangents } = batch;
        for (let k = 0; k < cotangents.length; k++) if (cotangents[k] !== 0) found++;
        entries = MEAN_DECAY * entries + ((1 - MEAN_DECAY) * found) / rows;
        alpha = Math.max(0, alpha + (entries < targetEntries ? adaptation : -adaptation));
      };
    },
  };
}

function stepOf({ predictions, truths }: LossBatch, alpha: number, sides: Sides): number {
  let predicted = 0;
  let realised = 0;
  for (let k = 0; k < truths.length; k++) {
    predicted += predictions[k] * predictions[k];
    realised += truths[k] * truths[k];
  }
  const step = realised > 0 ? alpha * Math.sqrt(predicted / realised) : alpha;
  return Math.min(Math.max(step, LEAST_STEP), sides === "two" ? MOST_TWO_SIDED_STEP : Infinity);
}
