import type { DistributionalPredictor, FittedDistributionalPredictor } from "../distributional-predictor.js";
import type { Example, FeatureValue } from "../feature-row.js";
import { invalidOption, requireOption, totalWeight } from "../invalid-option.js";
import { describeTarget, type CardValue, type ModelCard } from "../model-card.js";
import type { FitOptions, FittedPredictor, Predictor } from "../predictor.js";
import { saveable } from "../saved/saveable.js";
import { entryCount, type Axis, type Target } from "../target.js";
import { requireExamples, trainingSet } from "../training-set.js";
import type { Calibrated } from "./calibrated.js";
import { crossCalibration, type FoldModels } from "./cross-calibration.js";
import { difficultiesBy, learnedDifficulty, type LearnedDifficulty } from "./learned-difficulty.js";
import { requireLevel, type Intervals } from "./intervals.js";
import type { GroupKey } from "./mondrian-conformal.js";
import { quantileCalibration } from "./quantile-calibration.js";
import {
  splitCalibration,
  splitState,
  spreadOver,
  type HeldOut,
  type RowTraits,
  type SplitState,
} from "./split-calibration.js";
import type { UncertaintySet } from "./uncertainty-set.js";

/**
 * How a predictor is calibrated.
 * - `"split"`: one width everywhere.
 * - `{ normalised }`: widths in proportion to a difficulty, a function of the row (a number, or one for each entry), or
 *   a predictor that learns the size of the errors.
 * - `{ mondrian }`: each group of rows by itself.
 * - `{ weighted }`: the new rows' distribution over the old one's, for each row.
 * - `"quantiles"`: conformalised quantile regression; the predictor must be distributional.
 * - `{ crossValidation }`: CV+ with so many folds of neighbouring examples; `"jackknife+"`: a fold for each example.
 */
export type ConformalMethod<Row> =
  | "split"
  | "quantiles"
  | "jackknife+"
  | { readonly normalised: ((row: Row) => FeatureValue) | Predictor<Row> }
  | { readonly mondrian: (row: Row) => GroupKey }
  | { readonly weighted: (row: Row) => number }
  | { readonly crossValidation: number };

/** Settings of {@link conformal}. */
export interface ConformalOptions<Row> {
  /** Default `"split"`. */
  readonly method?: ConformalMethod<Row>;
  /** Share of the truths that intervals and sets cover unless they are asked for another. Default 0.9. */
  readonly level?: number;
  /**
   * Share of the examples, the last in time, that calibrates and is not fitted on. Default 0.25. No meaning with folds.
   */
  readonly share?: number;
  /** Default: the predictor's name, "conformal" added. */
  readonly name?: string;
}

/** A calibrated predictor: its intervals and sets cover their level. */
export interface FittedConformal<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends FittedDistributionalPredictor<Row, Axes, Unit> {
  /** An interval for each entry by itself, [rows, entries] row-major, in the target's unit. */
  intervals(rows: readonly Row[], level?: number): Intervals;
  /**
   * A set for each row that holds all its entries at once. Half of the calibration examples shape it, the other half
   * say how large it must be. Not for `"quantiles"` and folds.
   */
  sets(
    rows: readonly Row[],
    options?: { readonly kind?: UncertaintySet["kind"]; readonly level?: number },
  ): UncertaintySet[];
}

/** A predictor that is calibrated when it is fitted. */
export interface ConformalPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends DistributionalPredictor<Row, Axes, Unit> {
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedConformal<Row, Axes, Unit>>;
}

/**
 * Wraps any predictor so that it says how wrong it may be: intervals that cover their level, quantiles, joint
 * scenarios and uncertainty sets. The promise holds when new examples are exchangeable with those that calibrate, on
 * average over calibration sets; for series that drift see `adaptiveConformal`. Which method when, with theorems and
 * formulae: docs/uncertainty.md.
 *
 * `predict` is the wrapped predictor's (with folds: the mean of the folds' models). Quantiles and intervals are infinite
 * where the calibration examples are too few for their level. Scenarios add the errors of whole calibration examples,
 * so that entries err together as they did. Weights of examples count in the fit and in the calibration, where a new
 * row has the largest weight of all (Barber et al., "Conformal prediction beyond exchangeability", 2023).
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES and what the predictor throws.
 *
 * @throws FS_LEARN_INVALID_OPTION, FS_LEARN_INVALID_TARGET
 *
 * @example
 * import { conformal, rulePredictor } from "foresolve/learn";
 *
 * const rule = rulePredictor({ name: "same", target: { over: [] }, predict: (row: { x: number }) => [row.x] });
 * const fitted = await conformal(rule, { level: 0.75, share: 0.75 }).fit([
 *   { features: { x: 0 }, truth: [0] },
 *   { features: { x: 1 }, truth: [3] },
 *   { features: { x: 2 }, truth: [1] },
 *   { features: { x: 3 }, truth: [3] },
 * ]);
 * fitted.intervals([{ x: 10 }]); // => { lower: new Float64Array([8]), upper: new Float64Array([12]) }
 * fitted.quantiles([{ x: 10 }], [0.25, 0.5, 0.75]); // => new Float64Array([9, 10, 12])
 */
export function conformal<Row, const Axes extends readonly Axis[], const Unit extends string>(
  predictor: Predictor<Row, Axes, Unit>,
  {
    method = "split",
    level = 0.9,
    share = 0.25,
    name = `${predictor.name}, conformal`,
  }: ConformalOptions<Row> = {},
): ConformalPredictor<Row, Axes, Unit> {
  const { target } = predictor;
  const entries = entryCount(target);
  requireLevel(level);
  requireOption("share", share, { low: 0.001, high: 0.999 });
  const label = methodName(method);
  if (typeof method === "object" && "crossValidation" in method)
    requireOption("method.crossValidation", method.crossValidation, { low: 2, whole: true });

  return {
    name,
    target,
    async fit(examples, options = {}) {
      requireExamples(name, examples.length, 2);
      const { rows, modelled, weights } = trainingSet(name, { target }, examples, 2);
      const folds =
        method === "jackknife+"
          ? rows.length
          : typeof method === "object" && "crossValidation" in method
            ? method.crossValidation
            : 0;
      let calibration: Calibration<Row>;
      let base: FittedPredictor<Row, Axes, Unit>;
      if (folds > 0) {
        if (weights !== undefined)
          throw invalidOption("examples[].weight", "given", "examples without weights to folds");
        requireExamples(name, rows.length, folds);
        const models = await fitFolds(predictor, examples, folds, options);
        base = models[0]!;
        const foldOf = Int32Array.from(rows, (_, example) => foldOfExample(example, rows.length, folds));
        const residuals = modelled.slice();
        models.forEach((model, fold) => {
          const first = foldOf.indexOf(fold);
          const predictions = model.predict(rows.slice(first, foldOf.lastIndexOf(fold) + 1));
          predictions.forEach((value, at) => (residuals[first * entries + at]! -= value));
        });
        calibration = { kind: "folds", models, foldOf, residuals };
      } else {
        const count = Math.min(rows.length - 1, Math.max(1, Math.round(rows.length * share)));
        const cut = rows.length - count;
        const held: HeldOut<Row> = {
          rows: rows.slice(cut),
          truths: modelled.slice(cut * entries),
          weights: weights?.slice(cut) ?? new Float64Array(count).fill(1),
        };
        totalWeight(held.weights);
        const proper = examples.slice(0, cut);
        base = await predictor.fit(proper, options);
        if (method === "quantiles") calibration = { kind: "quantiles", base: requireQuantiles(base), held };
        else {
          const learned = await learnedOf(method, predictor, proper, options);
          const state = splitState(base, entries, held, traitsOf(method, learned, entries));
          calibration = { kind: "split", base, state, learned };
        }
      }
      return fittedConformal({ calibration, level, target }, method, {
        predictor: name,
        kind: "conformal",
        rows: rows.length,
        features: base.card.features,
        target: describeTarget(target),
        loss: base.card.loss,
        seed: options.seed ?? 0,
        settings: { method: label, level, ...(folds > 0 ? { folds } : { share }) },
        figures: {
          calibrationExamples: examplesOf(calibration),
          base: structuredClone(base.card) as unknown as CardValue,
        },
      });
    },
  };
}

/** What was held out, and the models that were not fitted on it. */
export type Calibration<Row> =
  | {
      readonly kind: "split";
      readonly base: FittedPredictor<Row>;
      readonly state: SplitState;
      readonly learned: LearnedDifficulty<Row> | null;
    }
  | {
      readonly kind: "quantiles";
      readonly base: FittedDistributionalPredictor<Row>;
      readonly held: HeldOut<Row>;
    }
  | ({ readonly kind: "folds" } & FoldModels<Row>);

/** What {@link fittedConformal} is made from, beside the functions of its method. */
export interface ConformalState<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly calibration: Calibration<Row>;
  /** Of intervals and sets, unless they are asked for another. */
  readonly level: number;
  readonly target: Target<Axes, Unit>;
}

/** The calibrated predictor of a calibration. */
export function fittedConformal<Row, Axes extends readonly Axis[], Unit extends string>(
  { calibration, level: usual, target }: ConformalState<Row, Axes, Unit>,
  method: ConformalMethod<Row>,
  card: ModelCard,
): FittedConformal<Row, Axes, Unit> {
  const calibrated = calibratedBy(calibration, method, entryCount(target));
  const fitted: FittedConformal<Row, Axes, Unit> = {
    name: card.predictor,
    target,
    card,
    predict: (given) => calibrated.predict(given),
    quantiles: (given, levels) => calibrated.quantiles(given, levels),
    scenarios: (given, wanted) => calibrated.scenarios(given, wanted),
    intervals: (given, asked = usual) => calibrated.intervals(given, asked),
    sets: (given, { kind = "box", level: asked = usual } = {}) => calibrated.sets(given, kind, asked),
  };
  return saveable(fitted, {
    kind: "conformal",
    state: { calibration, level: usual },
    functions: functionsOf(method),
  });
}

function calibratedBy<Row>(
  calibration: Calibration<Row>,
  method: ConformalMethod<Row>,
  entries: number,
): Calibrated<Row> {
  switch (calibration.kind) {
    case "folds":
      return crossCalibration(calibration, entries);
    case "quantiles":
      return quantileCalibration(calibration.base, entries, calibration.held);
    case "split": {
      const { base, state, learned } = calibration;
      return splitCalibration(base, entries, state, traitsOf(method, learned, entries));
    }
  }
}

function examplesOf<Row>(calibration: Calibration<Row>): number {
  if (calibration.kind === "folds") return calibration.foldOf.length;
  return calibration.kind === "quantiles" ? calibration.held.rows.length : calibration.state.weights.length;
}

/** The functions that a method holds, by its name. */
function functionsOf<Row>(method: ConformalMethod<Row>): Record<string, object> {
  if (typeof method === "string") return {};
  return Object.fromEntries(
    Object.entries(method).filter(([, value]) => typeof value === "function"),
  ) as Record<string, object>;
}

function methodName(method: ConformalMethod<never>): string {
  if (typeof method === "string") {
    if (method === "split" || method === "quantiles" || method === "jackknife+") return method;
  } else
    for (const key of ["normalised", "mondrian", "weighted", "crossValidation"])
      if (key in method) return key;
  throw invalidOption(
    "method",
    method,
    '"split", "quantiles", "jackknife+", { normalised }, { mondrian }, { weighted } or { crossValidation }',
  );
}

async function learnedOf<Row>(
  method: ConformalMethod<Row>,
  predictor: Predictor<Row>,
  proper: readonly Example<Row>[],
  options: FitOptions,
): Promise<LearnedDifficulty<Row> | null> {
  if (typeof method === "string" || !("normalised" in method)) return null;
  const { normalised } = method;
  if (typeof normalised === "function") return null;
  return learnedDifficulty(predictor, normalised, proper, options);
}

function traitsOf<Row>(
  method: ConformalMethod<Row>,
  learned: LearnedDifficulty<Row> | null,
  entries: number,
): RowTraits<Row> {
  if (learned !== null) return { difficulties: (rows) => difficultiesBy(learned, rows) };
  if (typeof method === "string") return {};
  if ("mondrian" in method) return { group: method.mondrian };
  if ("weighted" in method) return { ratio: method.weighted };
  if (!("normalised" in method)) return {};
  const { normalised } = method;
  if (typeof normalised !== "function") return {};
  return { difficulties: (rows) => spreadOver(rows, entries, normalised) };
}

function requireQuantiles<Row>(base: FittedPredictor<Row>): FittedDistributionalPredictor<Row> {
  if ("quantiles" in base && typeof base.quantiles === "function")
    return base as FittedDistributionalPredictor<Row>;
  throw invalidOption("method", "quantiles", `a predictor with quantiles to it; "${base.name}" has none`);
}

/** Neighbours share a fold: in a series they resemble each other too much to judge each other. */
const foldOfExample = (example: number, examples: number, folds: number): number =>
  Math.floor((example * folds) / examples);

async function fitFolds<Row, Axes extends readonly Axis[], Unit extends string>(
  predictor: Predictor<Row, Axes, Unit>,
  examples: readonly Example<Row>[],
  folds: number,
  { onProgress, ...options }: FitOptions,
): Promise<FittedPredictor<Row, Axes, Unit>[]> {
  const models: FittedPredictor<Row, Axes, Unit>[] = [];
  for (let fold = 0; fold < folds; fold++) {
    options.signal?.throwIfAborted();
    const kept = examples.filter((_, example) => foldOfExample(example, examples.length, folds) !== fold);
    models.push(await predictor.fit(kept, options));
    onProgress?.({ phase: "folds", done: fold + 1, total: folds });
  }
  return models;
}
