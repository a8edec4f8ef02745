import type { DecisionLoss } from "../src/decide/index.js";
import { decide, normals } from "./decision-loss-checks.js";
import { evaluateLoss, type EvaluatedLoss } from "./decision-loss.js";
import { dot, enumeratingOracle, subsets, type Option, type Sense } from "./small-problems.js";

/** The problem of these checks takes two of five items; some costs are known. */
const KNOWN = [0.1, -0.2, 0.1, 0.3, 0];
const ITEMS = 5;
/** So many examples that each of the ten decisions is the best one of some: a pool of the best ones holds all. */
const ROWS = 120;

/** One row as it would be judged by hand. */
export interface HandRow {
  /** Of all options, signed so that less is better, in units of what options fall short of the best on average. */
  readonly predicted: readonly number[];
  readonly realised: readonly number[];
  /** Sums of absolute differences of exposures from those of the best option. */
  readonly distances: readonly number[];
  /** Position of the option that is best by the truth. */
  readonly best: number;
  readonly loss: number;
}

/** A loss on the problem of these checks, and the numbers with which to work it out by hand. */
export interface HandCase extends EvaluatedLoss {
  readonly rows: readonly HandRow[];
  readonly predictions: Float64Array;
  readonly truths: Float64Array;
  readonly spread: number;
}

/** Evaluates a loss where its pool holds all decisions. `lengthens` brings predictions to the length of their truths first. */
export function handCase(loss: DecisionLoss, sense: Sense, lengthens: boolean = false): HandCase {
  const options = subsets(ITEMS, 2, KNOWN);
  const oracle = enumeratingOracle(sense, options);
  const truths = normals("truths", ROWS * ITEMS);
  const predictions = normals("predictions", ROWS * ITEMS);
  const evaluated = evaluateLoss(loss, oracle, predictions, truths);
  const optima = decide(oracle, truths);
  const all = Array.from({ length: ROWS }, (_, row) => {
    const truth = truths.subarray(row * ITEMS, (row + 1) * ITEMS);
    const prediction = predictions.subarray(row * ITEMS, (row + 1) * ITEMS);
    const factor = lengthens ? Math.sqrt(dot(truth, truth) / dot(prediction, prediction)) : 1;
    const realised = signedObjectives(sense, options, truth);
    const best = realised.indexOf(Math.min(...realised));
    const exposure = optima.exposures.subarray(row * ITEMS, (row + 1) * ITEMS);
    return {
      predicted: signedObjectives(
        sense,
        options,
        prediction.map((value) => factor * value),
      ),
      realised,
      best,
      distances: options.map((option) =>
        option.exposure.reduce((sum, value, k) => sum + Math.abs(value - exposure[k]!), 0),
      ),
      loss: evaluated.losses[row]!,
    };
  });
  let sum = 0;
  for (const { realised, best } of all) for (const objective of realised) sum += objective - realised[best]!;
  const spread = sum / (ROWS * options.length);
  const rows = all.map((row) => ({
    ...row,
    predicted: row.predicted.map((value) => value / spread),
    realised: row.realised.map((value) => value / spread),
  }));
  return { ...evaluated, rows, predictions, truths, spread };
}

function signedObjectives(sense: Sense, options: readonly Option[], costs: Float64Array): number[] {
  const sign = sense === "minimize" ? 1 : -1;
  return options.map(({ exposure, fixedCost }) => sign * (dot(exposure, costs) + fixedCost));
}

/** The largest of the differences that there are between maximising values and minimising them with their signs turned. */
export function mirrorDifference(makeLoss: () => DecisionLoss): number {
  const negated = (values: Float64Array): Float64Array => values.map((value) => -value);
  const options = subsets(ITEMS, 2, KNOWN);
  const turned = options.map(({ exposure, fixedCost }) => ({ exposure, fixedCost: -fixedCost }));
  const truths = normals("truths", ROWS * ITEMS);
  const predictions = normals("predictions", ROWS * ITEMS);
  const up = evaluateLoss(makeLoss(), enumeratingOracle("maximize", options), predictions, truths);
  const down = evaluateLoss(
    makeLoss(),
    enumeratingOracle("minimize", turned),
    negated(predictions),
    negated(truths),
  );
  const losses = up.losses.map((loss, row) => Math.abs(loss - down.losses[row]!));
  const slopes = up.cotangents.map((slope, k) => Math.abs(slope + down.cotangents[k]!));
  return Math.max(...losses, ...slopes);
}
