import { breathe } from "../../math/index.js";
import { ForesolveError } from "../../errors.js";
import type { DifferentiablePredictor, Example, FittedPredictor, TrainingModel } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { TrainableProblem } from "../problem/decision-problem.js";
import type { DecisionLoss } from "../losses/loss.js";
import type { RaceReport } from "../race/race-report.js";
import { searchEpochs, type EpochSearch, type TrainingRecord } from "./epoch-search.js";
import { requireSameTarget } from "../problem/target-check.js";
import { trainAuto, type AutoOptions } from "../race/train-auto.js";
import { openTrainingGround, type TrainingGround } from "./training-ground.js";
import { TrainingRun } from "./training-run.js";

/** How far a training has come. */
export interface TrainProgress {
  /** "search": looking for the best number of epochs; "refit": training on all examples. */
  readonly phase: "search" | "refit";
  readonly epoch: number;
  readonly epochs: number;
  /** Mean training loss of the epoch, in the objective's unit. */
  readonly loss: number;
  /** `ratioOfSums` on the validation examples; null while refitting. */
  readonly validationRegret: number | null;
  /** Solves so far. */
  readonly oracleCalls: number;
}

/** Options of {@link train}. */
export interface TrainOptions<Row, S extends IndexSets, U extends string> {
  /** Examples in chronological order. */
  readonly data: readonly Example<Row>[];
  /** "auto": races the usual losses against the ordinary fit, see `race`. */
  readonly loss: DecisionLoss | "auto";
  /** Settings of the race of `loss: "auto"`, which does not call `onProgress` but its own. */
  readonly auto?: AutoOptions<Row, S, U>;
  /** The problem whose decisions are to become better. */
  readonly through: TrainableProblem<S, U>;
  /** Default 0. */
  readonly seed?: number;
  /** Most passes over the data. Default 20. */
  readonly epochs?: number;
  /** The search ends after this many epochs without a lower regret on validation. Default 10. */
  readonly patience?: number;
  /** Default 32. */
  readonly batchSize?: number;
  /** Adam's step. Parameters are standardised, so that one rate suits all units. Default 0.02. */
  readonly learningRate?: number;
  /**
   * Share of the examples, the last ones, on which the number of epochs is chosen by regret. Default 0.2. With 0 nothing is
   * chosen: training takes all examples and exactly `epochs` epochs, and nobody asks whether that was better than none.
   */
  readonly validationShare?: number;
  /** Ends training early; the best parameters so far are kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainProgress) => void;
}

/** A predictor that was trained through a decision problem. */
export interface TrainedPredictor<
  Row,
  S extends IndexSets = IndexSets,
  U extends string = string,
> extends FittedPredictor<Row, S, U> {
  readonly training: {
    readonly loss: string;
    /** Epochs that were best on validation; 0 means that the ordinary fit was not improved upon. Without validation, all of them. */
    readonly epochs: number;
    /** Of the search for the number of epochs; empty without validation. */
    readonly history: readonly TrainingRecord[];
    readonly oracleCalls: number;
    /** True when a signal ended training before its time. */
    readonly stoppedEarly: boolean;
    /** What the race found; only with `loss: "auto"`. */
    readonly race?: RaceReport;
  };
}

/**
 * Trains a predictor by the decisions it leads to. It starts from the predictor's ordinary (least-squares) fit,
 * follows the loss's gradient with Adam, and averages the iterates. How long to train is chosen by
 * regret on the last examples; the ordinary fit takes part in that choice, and then all examples are trained on for
 * that many epochs. With `validationShare: 0` the number of epochs is yours to choose.
 *
 * Constraints and known costs may differ from row to row: `known` parameters of `decisionProblem` are taken from each example's
 * features, and each row is decided on under its own.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH`, `FS_DECIDE_TOO_FEW_EXAMPLES`, `FS_DECIDE_INVALID_OPTION`,
 * `FS_DECIDE_INVALID_TRUTH`, `FS_SOLVE_NO_OPTIMUM`, `FS_SOLVE_NOT_COST_ONLY` for a loss that asks an oracle where unknowns are in
 * constraints, `FS_DECIDE_ROWS_DIFFER` for one that compares decisions of rows whose constraints differ, `FS_SOLVE_WRONG_PARAMETERS`
 * for an example whose known values are missing or not finite, and what the predictor's own fit throws.
 * @example
 * import { equal, indexSet, model, mul, total } from "foresolve/model";
 * import { ridge } from "foresolve/learn";
 * import { decisionProblem, spoPlus, train } from "foresolve/decide";
 *
 * const machine = indexSet("machine", ["old", "new"]);
 * const choice = decisionProblem({
 *   uncertain: { over: [machine], unit: "EUR" },
 *   build(cost) {
 *     const m = model("choice");
 *     const use = m.variable("use", { over: [machine], lower: 0, upper: 1 });
 *     m.require("one of them", equal(total(use), 1));
 *     m.minimize(total(mul(cost, use)));
 *     return m;
 *   },
 * });
 * const data = Array.from({ length: 50 }, (_, day) => ({
 *   features: { load: day / 50 },
 *   truth: [1, 4 * (day / 50) ** 4],
 * }));
 * const trained = await train(ridge({ target: { over: [machine], unit: "EUR" } }), {
 *   data,
 *   loss: spoPlus(),
 *   through: choice,
 *   seed: 7,
 *   epochs: 3,
 * });
 * trained.training.history.length; // => 4
 * trained.training.stoppedEarly; // => false
 */
export async function train<Row, const S extends IndexSets, const U extends string>(
  predictor: DifferentiablePredictor<Row, S, U>,
  options: TrainOptions<Row, NoInfer<S>, NoInfer<U>>,
): Promise<TrainedPredictor<Row, S, U>> {
  const { data, loss, seed = 0, signal, onProgress } = options;
  if (loss === "auto") return trainAuto(predictor, options as TrainOptions<Row, S, U>, train);
  requireLoss(loss);
  const { epochs, patience, validationShare, early } = checkOptions(options);
  const problem = options.through as unknown as TrainableProblem;
  requireSameTarget(predictor, problem);
  const ground = await openTrainingGround(problem, loss, data);
  try {
    const settings = {
      batchSize: options.batchSize ?? 32,
      learningRate: options.learningRate ?? 0.02,
      seed,
    };
    const begin = async (examples: readonly Example<Row>[]): Promise<Begun<Row, S, U>> => {
      const model = await predictor.begin(examples, { seed });
      return { model, run: new TrainingRun(model, loss, ground, settings) };
    };
    let search: EpochSearch | null = null;
    let found: Found<Row, S, U> | null = null;
    if (early < data.length) {
      const { model, run } = await begin(data.slice(0, early));
      const late = { examples: data.slice(early), from: early };
      search = await searchEpochs(run, model, ground, late, {
        epochs,
        patience,
        signal,
        onEpoch: (record) => onProgress?.({ phase: "search", epochs, ...record, oracleCalls: ground.solves }),
      });
      const { epoch, parameters } = search.best;
      found = { model, parameters, rows: early, epochs: epoch, isStopped: search.stoppedEarly };
    }
    if (found?.isStopped !== true) {
      const { model, run } = await begin(data);
      const wanted = found?.epochs ?? epochs;
      const done = await runEpochs(run, wanted, ground, options);
      const isStopped = done < wanted;
      // Stopped before the refit was through: the parameters that won the search, if there was one, are the best there are.
      if (found !== null && isStopped) found = { ...found, isStopped };
      else
        found = { model, parameters: run.averagedParameters(), rows: data.length, epochs: done, isStopped };
    }
    const { model, parameters, rows, epochs: chosen, isStopped: stoppedEarly } = found;
    model.parameters.set(parameters);
    const fitted = model.finish({ loss: loss.name, seed });
    const history = search?.history ?? [];
    // The very object that was fitted: a copy could not be saved.
    return Object.assign(fitted, {
      card: {
        ...fitted.card,
        rows,
        settings: { ...fitted.card.settings, ...settings, epochs, patience, validationShare },
        figures: {
          ...fitted.card.figures,
          epochs: chosen,
          validationRegretBefore: history[0]?.validationRegret ?? null,
          validationRegret: search?.best.regret.ratioOfSums ?? null,
          oracleCalls: ground.solves,
          stoppedEarly,
        },
      },
      training: {
        loss: loss.name,
        epochs: chosen,
        history,
        oracleCalls: ground.solves,
        stoppedEarly,
      },
    });
  } finally {
    ground.dispose();
  }
}

/** A model and what trains it. */
interface Begun<Row, S extends IndexSets, U extends string> {
  readonly model: TrainingModel<Row, S, U>;
  readonly run: TrainingRun;
}

/** What there is to return. */
interface Found<Row, S extends IndexSets, U extends string> {
  readonly model: TrainingModel<Row, S, U>;
  readonly parameters: Float64Array;
  /** Examples that it was trained on. */
  readonly rows: number;
  readonly epochs: number;
  /** Whether a signal ended the training. */
  readonly isStopped: boolean;
}

/** Returns the number of epochs that were run before a signal came. */
async function runEpochs<Row, S extends IndexSets, U extends string>(
  run: TrainingRun,
  epochs: number,
  ground: TrainingGround,
  { signal, onProgress }: TrainOptions<Row, S, U>,
): Promise<number> {
  for (let epoch = 1; epoch <= epochs; epoch++) {
    if (signal?.aborted === true) return epoch - 1;
    const loss = run.epoch();
    onProgress?.({ phase: "refit", epoch, epochs, loss, validationRegret: null, oracleCalls: ground.solves });
    await breathe();
  }
  return epochs;
}

/** From JavaScript a loss may be a name, or missing. */
function requireLoss(loss: DecisionLoss | undefined): void {
  if (typeof loss?.begin === "function") return;
  throw invalidOption("train", "loss", String(loss), 'a loss, such as spoPlus(), or "auto"');
}

function checkOptions<Row, S extends IndexSets, U extends string>(
  options: TrainOptions<Row, S, U>,
): Pick<Required<TrainOptions<Row, S, U>>, "epochs" | "patience" | "validationShare"> & {
  readonly early: number;
} {
  const {
    data,
    epochs = 20,
    patience = 10,
    validationShare = 0.2,
    batchSize = 32,
    learningRate = 0.02,
  } = options;
  requireOption("train", "epochs", epochs, { least: 0, whole: true });
  requireOption("train", "patience", patience, { least: 1, whole: true });
  requireOption("train", "validationShare", validationShare, { least: 0, below: 1 });
  requireOption("train", "batchSize", batchSize, { least: 1, whole: true });
  requireOption("train", "learningRate", learningRate, { above: 0 });
  const early = Math.round(data.length * (1 - validationShare));
  if (validationShare > 0 && (early < 1 || early >= data.length)) {
    throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
      message: `${data.length} example(s) cannot be split into training and validation (share ${validationShare}).`,
      fix: "Pass more examples: a few hundred are a sensible least.",
      data: { examples: data.length, validationShare },
    });
  }
  return { epochs, patience, validationShare, early };
}
