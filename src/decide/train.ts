import { breathe } from "../math/index.js";
import { ForesolveError } from "../errors.js";
import type { DifferentiablePredictor, Example, FittedPredictor } from "../learn/index.js";
import type { IndexSets } from "../model/index.js";
import type { TrainableProblem } from "./decision-problem.js";
import type { DecisionLoss } from "./loss.js";
import type { RaceReport } from "./race-report.js";
import type { Regret } from "./regret.js";
import { requireSameTarget } from "./target-check.js";
import { trainAuto, type AutoOptions } from "./train-auto.js";
import { openTrainingGround } from "./training-ground.js";
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
  /** Share of the examples, the last ones, on which the number of epochs is chosen by regret. Default 0.2. */
  readonly validationShare?: number;
  /** Ends training early; the best parameters so far are kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: TrainProgress) => void;
}

/** One line of a training's history. Epoch 0 is the ordinary fit, before any training. */
export interface TrainingRecord {
  readonly epoch: number;
  readonly loss: number | null;
  readonly validationRegret: number;
}

/** A predictor that was trained through a decision problem. */
export interface TrainedPredictor<
  Row,
  S extends IndexSets = IndexSets,
  U extends string = string,
> extends FittedPredictor<Row, S, U> {
  readonly training: {
    readonly loss: string;
    /** Epochs that were best on validation; 0 means that the ordinary fit was not improved upon. */
    readonly epochs: number;
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
 * that many epochs.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH`, `FS_DECIDE_TOO_FEW_EXAMPLES`, `FS_DECIDE_INVALID_OPTION`,
 * `FS_DECIDE_INVALID_TRUTH`, `FS_SOLVE_NO_OPTIMUM`, and what the predictor's own fit throws.
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
  const { epochs, patience, validationShare } = checkOptions(options);
  const problem = options.through as unknown as TrainableProblem;
  requireSameTarget(predictor, problem);
  const ground = await openTrainingGround(problem, loss, data);
  try {
    const settings = {
      batchSize: options.batchSize ?? 32,
      learningRate: options.learningRate ?? 0.02,
      seed,
    };
    const early = Math.round(data.length * (1 - validationShare));
    const searchModel = await predictor.begin(data.slice(0, early), { seed });
    const search = new TrainingRun(searchModel, loss, ground, settings);
    const judge = ground.judgeOf(early, data.length);
    const judgedRows = data.slice(early).map((example) => example.features);
    const regretNow = (): Regret => judge.judge(searchModel.predict(judgedRows)).regret;

    let best = { epoch: 0, regret: regretNow(), parameters: search.averagedParameters() };
    const history: TrainingRecord[] = [{ epoch: 0, loss: null, validationRegret: best.regret.ratioOfSums }];
    let stoppedEarly = false;
    for (let epoch = 1; epoch <= epochs && epoch - best.epoch <= patience; epoch++) {
      stoppedEarly = isAborted(signal);
      if (stoppedEarly) break;
      const meanLoss = search.epoch();
      const parameters = search.averagedParameters();
      const regret = search.withParameters(parameters, regretNow);
      const validationRegret = regret.ratioOfSums;
      history.push({ epoch, loss: meanLoss, validationRegret });
      // A tie goes to the shorter training. (Ratios would say nothing where the best objectives are all 0.)
      if (best.regret.total - regret.total > judge.rounding) best = { epoch, regret, parameters };
      onProgress?.({ phase: "search", epoch, epochs, loss: meanLoss, validationRegret });
      await breathe();
    }

    let model = searchModel;
    let parameters = best.parameters;
    if (!stoppedEarly) {
      const finalModel = await predictor.begin(data, { seed });
      const refit = new TrainingRun(finalModel, loss, ground, settings);
      for (let epoch = 1; epoch <= best.epoch; epoch++) {
        stoppedEarly = isAborted(signal);
        if (stoppedEarly) break;
        const meanLoss = refit.epoch();
        onProgress?.({ phase: "refit", epoch, epochs: best.epoch, loss: meanLoss, validationRegret: null });
        await breathe();
      }
      // Stopped before the refit was through: the parameters that won the search are the best there are.
      if (!stoppedEarly) {
        model = finalModel;
        parameters = refit.averagedParameters();
      }
    }
    model.parameters.set(parameters);
    const fitted = model.finish({ loss: loss.name, seed });
    // The very object that was fitted: a copy could not be saved.
    return Object.assign(fitted, {
      card: {
        ...fitted.card,
        rows: stoppedEarly ? early : data.length,
        settings: { ...fitted.card.settings, ...settings, epochs, patience, validationShare },
        figures: {
          ...fitted.card.figures,
          epochs: best.epoch,
          validationRegretBefore: history[0].validationRegret,
          validationRegret: best.regret.ratioOfSums,
          oracleCalls: ground.solves,
          stoppedEarly,
        },
      },
      training: {
        loss: loss.name,
        epochs: best.epoch,
        history,
        oracleCalls: ground.solves,
        stoppedEarly,
      },
    });
  } finally {
    ground.dispose();
  }
}

/** Asks anew each time: the signal may have changed while others had their turn. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function checkOptions<Row, S extends IndexSets, U extends string>(
  options: TrainOptions<Row, S, U>,
): { readonly epochs: number; readonly patience: number; readonly validationShare: number } {
  const {
    data,
    epochs = 20,
    patience = 10,
    validationShare = 0.2,
    batchSize = 32,
    learningRate = 0.02,
  } = options;
  const demands: readonly (readonly [string, number, boolean, string])[] = [
    ["epochs", epochs, Number.isInteger(epochs) && epochs >= 0, "a whole number of at least 0"],
    ["patience", patience, Number.isInteger(patience) && patience >= 1, "a whole number of at least 1"],
    ["validationShare", validationShare, validationShare > 0 && validationShare < 1, "between 0 and 1"],
    ["batchSize", batchSize, Number.isInteger(batchSize) && batchSize >= 1, "a whole number of at least 1"],
    ["learningRate", learningRate, learningRate > 0 && Number.isFinite(learningRate), "above 0"],
  ];
  for (const [name, value, holds, demand] of demands) {
    if (holds) continue;
    throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
      message: `Option ${name} of train is ${value}.`,
      fix: `Pass ${demand}.`,
      data: { option: name, value },
    });
  }
  const validationRows = data.length - Math.round(data.length * (1 - validationShare));
  if (validationRows < 1 || validationRows >= data.length) {
    throw new ForesolveError("FS_DECIDE_TOO_FEW_EXAMPLES", {
      message: `${data.length} example(s) cannot be split into training and validation (share ${validationShare}).`,
      fix: "Pass more examples: a few hundred are a sensible least.",
      data: { examples: data.length, validationShare },
    });
  }
  return { epochs, patience, validationShare };
}
