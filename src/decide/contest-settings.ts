import { blockedFolds, isDifferentiable } from "../learn/index.js";
import { randomStream } from "../math/index.js";
import type { IndexSets } from "../model/index.js";
import { autoLosses } from "./auto-losses.js";
import { requireOption } from "./invalid-option.js";
import { requireContest, type ContestSettings } from "./race-contest.js";
import type { RaceOptions } from "./race.js";
import { requireSameTarget } from "./target-check.js";
import type { TrainableProblem } from "./decision-problem.js";

const FOLDS = 5;
const SOLVES_PER_EXAMPLE = 800;

/** Most predictors that are trained through losses in one race. */
const MOST_TRAINED = 3;

/** Checks the options of a race and fills in what is not given. */
export function contestSettings<Row, S extends IndexSets, U extends string>(
  options: RaceOptions<Row, S, U>,
): ContestSettings<Row, S, U> {
  const { data, through, predictors, losses = autoLosses(), seed = 0 } = options;
  const { blockLength = 1, level = 0.9, folds = FOLDS } = options;
  const trained = Math.min(MOST_TRAINED, predictors.filter(isDifferentiable).length);
  const oracleCalls = options.oracleCalls ?? SOLVES_PER_EXAMPLE * data.length * Math.max(1, trained);
  requireContest({ data, oracleCalls, level, blockLength, predictors, losses });
  for (const predictor of predictors) requireSameTarget(predictor, through as unknown as TrainableProblem);
  requireOption("a race", "folds", typeof folds === "number" ? folds : folds.length, {
    least: typeof folds === "number" ? 2 : 1,
    whole: true,
  });
  const given = typeof folds === "number" ? blockedFolds(data.length, { folds }) : folds;
  // The first rounds judge on some folds only: not always on the oldest rows.
  const order = randomStream(seed).split("folds").permutation(given.length);
  const { epochs = 20, patience, batchSize, learningRate, validationShare } = options;
  return {
    data,
    through,
    predictors,
    losses,
    folds: Array.from(order, (fold) => given[fold]),
    oracleCalls,
    blockLength,
    level,
    seed,
    training: {
      epochs,
      ...(patience !== undefined && { patience }),
      ...(batchSize !== undefined && { batchSize }),
      ...(learningRate !== undefined && { learningRate }),
      ...(validationShare !== undefined && { validationShare }),
    },
    signal: options.signal,
    onProgress: options.onProgress,
  };
}
