import { ForesolveError } from "../../errors.js";
import {
  blockedFolds,
  isDifferentiable,
  type DifferentiablePredictor,
  type Example,
  type Fold,
  type Predictor,
} from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import type { IndexSets } from "../../model/index.js";
import { autoLosses } from "./auto-losses.js";
import type { TrainableProblem } from "../problem/decision-problem.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { DecisionLoss } from "../losses/loss.js";
import type { RaceProgress } from "./race-report.js";
import type { RaceOptions } from "./race.js";
import { requireSameTarget } from "../problem/target-check.js";
import type { TrainOptions, TrainedPredictor } from "../training/train.js";

/** Trains one predictor through one loss: `train`, handed in so that `train` can hold races itself. */
export type Trainer<Row, S extends IndexSets, U extends string> = (
  predictor: DifferentiablePredictor<Row, S, U>,
  options: TrainOptions<Row, S, U> & { readonly loss: DecisionLoss },
) => Promise<TrainedPredictor<Row, S, U>>;

/** Everything a race needs, checked and with defaults filled in. */
export interface ContestSettings<Row, S extends IndexSets, U extends string> {
  readonly data: readonly Example<Row>[];
  readonly through: TrainableProblem<S, U>;
  /** The first one is plain two-stage. */
  readonly predictors: readonly Predictor<Row, S, U>[];
  readonly teachers: readonly Predictor<Row, S, U>[];
  readonly losses: readonly DecisionLoss[];
  readonly average: boolean;
  readonly folds: readonly Fold[];
  readonly oracleCalls: number;
  readonly blockLength: number;
  readonly level: number;
  readonly seed: number;
  readonly training: Pick<
    TrainOptions<Row, S, U>,
    "patience" | "batchSize" | "learningRate" | "validationShare"
  > & {
    readonly epochs: number;
  };
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: RaceProgress) => void) | undefined;
}

const FOLDS = 5;
const SOLVES_PER_EXAMPLE = 800;

/** Most predictors that are trained through losses in one race. */
const MOST_TRAINED = 3;

/** Checks the options of a race and fills in what is not given. */
export function contestSettings<Row, S extends IndexSets, U extends string>(
  options: RaceOptions<Row, S, U>,
): ContestSettings<Row, S, U> {
  const { data, through, predictors, teachers = [], losses = autoLosses(), seed = 0 } = options;
  const { blockLength = 1, level = 0.9, folds = FOLDS, average = true } = options;
  const taught = teachers.length === 0 ? 0 : 1;
  const trained = taught + Math.min(MOST_TRAINED, predictors.filter(isDifferentiable).length);
  const oracleCalls = options.oracleCalls ?? SOLVES_PER_EXAMPLE * data.length * Math.max(1, trained);
  requireContest({ data, oracleCalls, level, blockLength, predictors, teachers, losses });
  for (const predictor of [...predictors, ...teachers])
    requireSameTarget(predictor, through as unknown as TrainableProblem);
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
    teachers,
    losses,
    average,
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

/** Refuses a race that could not be run. */
function requireContest(settings: {
  readonly data: readonly unknown[];
  readonly oracleCalls: number;
  readonly level: number;
  readonly blockLength: number;
  readonly predictors: readonly { readonly name: string }[];
  readonly teachers: readonly { readonly name: string }[];
  readonly losses: readonly { readonly name: string }[];
}): void {
  const { data, oracleCalls, level, blockLength, predictors, teachers, losses } = settings;
  const owner = "a race";
  requireOption(owner, "oracleCalls", oracleCalls, { least: 1, whole: true });
  requireOption(owner, "level", level, { above: 0, below: 1 });
  requireOption(owner, "blockLength", blockLength, { least: 1, whole: true });
  if (predictors.length === 0) throw invalidOption(owner, "predictors", 0, "at least one predictor");
  for (const [option, named] of Object.entries({ predictors, teachers, losses })) {
    const names = named.map(({ name }) => name);
    const twice = names.find((name, position) => names.indexOf(name) !== position);
    if (twice !== undefined) throw invalidOption(owner, option, twice, `${option} with names of their own`);
  }
  if (data.length >= 10) return;
  throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
    message: `A race was given ${data.length} example(s); from fewer than 10 nothing can be told.`,
    fix: "Pass more examples: a few hundred are a sensible least.",
    data: { examples: data.length },
  });
}
