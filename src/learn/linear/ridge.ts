import type { DifferentiablePredictor, TrainingModel } from "../differentiable-predictor.js";
import { entryMatrix, rowMatrix, type FeatureLayout } from "../feature-layout.js";
import type { Example, FeatureFields, FeatureRow } from "../feature-row.js";
import { choosePenalty, type RidgePenalty } from "./fit-ridge.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import {
  accumulateRow,
  coefficientCount,
  evaluateRow,
  standardiseDesign,
  type LinearShape,
} from "./linear-model.js";
import { describeTarget, type ModelCard } from "../model-card.js";
import type { FitOptions, FittedPredictor } from "../predictor.js";
import { ridgeSystem, type RidgeSystem } from "./ridge-system.js";
import { checkRows } from "../schema-check.js";
import type { StandardSchema } from "../standard-schema.js";
import { entryCount, type Axis, type Target } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { toTarget, trainingSet, transformsOf } from "../training-set.js";

/** Settings of {@link ridge}. */
export interface RidgeOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly target: Target<Axes, Unit>;
  /** Default `"ridge"`. */
  readonly name?: string;
  /** A Standard Schema (Zod, Valibot, …) that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  /**
   * Per row and standardised column, see `fitRidge`. Default `"leave-one-out"`: one penalty for all entries. (With
   * shared coefficients one entry of one row is left out at a time.)
   */
  readonly penalty?: RidgePenalty;
  /**
   * `"perEntry"` (default): each entry of the target has its own coefficients. `"shared"`: one coefficient vector for
   * all entries, each with its own intercept (a pooled regression with fixed effects); wants `inputs: "entry"`.
   */
  readonly coefficients?: "perEntry" | "shared";
  /**
   * What an entry's equation sees. `"row"`: every value of the row, that is, all elements of per-entry fields.
   * `"entry"`: the row's numbers and its own element of each per-entry field. Default `"row"` for coefficients per
   * entry and `"entry"` for shared ones.
   */
  readonly inputs?: "row" | "entry";
  /**
   * Features farther than this many standard deviations from their mean are moved to that distance when predicting
   * and when training through a loss (not in the least-squares fit): far outside of what it has seen, a linear
   * model's answer is a wild guess. Default: no limit.
   */
  readonly featureLimit?: number;
  readonly targetTransform?: TargetTransform<Row>;
}

/**
 * Linear regression with a quadratic penalty, fitted in closed form; the penalty is chosen by exact leave-one-out
 * errors unless given. It can be trained further through a loss of one's own, see {@link DifferentiablePredictor}.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_TRANSFORM_DOMAIN and what the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { ridge } from "foresolve/learn";
 *
 * const hour = { name: "hour", keys: ["morning", "evening"] } as const;
 * const load = ridge({ target: { over: [hour], unit: "MWh" }, penalty: 1e-9 });
 * const fitted = await load.fit([
 *   { features: { temperature: 0 }, truth: [10, 20] },
 *   { features: { temperature: 10 }, truth: [8, 15] },
 *   { features: { temperature: 20 }, truth: [6, 10] },
 * ]);
 * fitted.predict([{ temperature: 4 }]).map((value) => Math.round(value * 1e3) / 1e3); // => new Float64Array([9.2, 18])
 * fitted.card.features; // => ["temperature"]
 */
export function ridge<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: RidgeOptions<Row, Axes, Unit>): DifferentiablePredictor<Row, Axes, Unit> {
  const { target, name = "ridge", coefficients = "perEntry", penalty = "leave-one-out" } = options;
  const inputs = options.inputs ?? (coefficients === "shared" ? "entry" : "row");
  entryCount(target);
  if (coefficients === "shared" && inputs === "row")
    throw invalidOption("inputs", inputs, '"entry" with shared coefficients');
  if (options.featureLimit !== undefined)
    requireOption("featureLimit", options.featureLimit, { low: Number.MIN_VALUE });
  if (typeof penalty === "number") requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
  const begin = async (
    examples: readonly Example<Row>[],
    fit: FitOptions = {},
  ): Promise<TrainingModel<Row, Axes, Unit>> =>
    beginRidge({ ...options, name, coefficients, inputs, penalty }, examples, fit);
  return {
    name,
    target,
    begin,
    fit: async (examples, fit) => (await begin(examples, fit)).finish(),
  };
}

type Settings<Row, Axes extends readonly Axis[], Unit extends string> = RidgeOptions<Row, Axes, Unit> &
  Required<Pick<RidgeOptions<Row, Axes, Unit>, "name" | "coefficients" | "inputs" | "penalty">>;

function beginRidge<Row, Axes extends readonly Axis[], Unit extends string>(
  settings: Settings<Row, Axes, Unit>,
  examples: readonly Example<Row>[],
  { signal, onProgress }: FitOptions,
): TrainingModel<Row, Axes, Unit> {
  signal?.throwIfAborted();
  const { name, target, features, targetTransform } = settings;
  const { layout, rows, modelled, transforms } = trainingSet(name, settings, examples, 2);
  const { entries } = layout;
  const design = designOf(settings, layout, rows);
  const { shape, parameters, penalty, error } = leastSquares(settings, design, modelled, entries);
  onProgress?.({ phase: "least squares", done: 1, total: 1 });
  standardiseDesign(shape, design);

  const card: ModelCard = {
    predictor: name,
    kind: "ridge",
    rows: rows.length,
    features: layout.fields.map((field) => field.name),
    target: describeTarget(target),
    loss: "squared error",
    seed: null,
    settings: {
      penalty: settings.penalty,
      coefficients: settings.coefficients,
      inputs: settings.inputs,
      featureLimit: settings.featureLimit ?? null,
      targetTransform: targetTransform?.name ?? "identity",
    },
    // In the unit the model learns: that of the transformed target where there is a transform.
    figures: { penalty, leaveOneOutError: error === null ? null : Math.sqrt(error / entries) },
  };

  const predictWith = (current: Float64Array, given: readonly Row[]): Float64Array => {
    const checked = checkRows(features, given);
    const matrix = standardiseDesign(shape, designOf(settings, layout, checked));
    const out = new Float64Array(checked.length * entries);
    for (let row = 0; row < checked.length; row++)
      evaluateRow(shape, current, matrix, row, out, row * entries);
    return toTarget(transformsOf(targetTransform, checked, entries), out, entries);
  };

  const held = new Float64Array(entries);
  return {
    parameters,
    truths: Float64Array.from(examples.flatMap((example) => Array.from(example.truth))),
    forward(batch, out) {
      for (let index = 0; index < batch.length; index++) {
        const row = batch[index]!;
        const at = index * entries;
        evaluateRow(shape, parameters, design, row, out, at);
        if (transforms === undefined) continue;
        for (let entry = 0; entry < entries; entry++)
          out[at + entry] = transforms[row]!.toTarget(out[at + entry]!, entry);
      }
    },
    backward(batch, cotangent, gradient) {
      for (let index = 0; index < batch.length; index++) {
        const row = batch[index]!;
        const at = index * entries;
        if (transforms === undefined) {
          accumulateRow(shape, design, row, cotangent, at, gradient);
          continue;
        }
        evaluateRow(shape, parameters, design, row, held, 0);
        for (let entry = 0; entry < entries; entry++)
          held[entry] = cotangent[at + entry]! * transforms[row]!.slope(held[entry]!, entry);
        accumulateRow(shape, design, row, held, 0, gradient);
      }
    },
    predict: (given) => predictWith(parameters, given),
    finish(changes = {}): FittedPredictor<Row, Axes, Unit> {
      const final = Float64Array.from(parameters);
      return {
        name,
        target,
        card: { ...card, ...changes },
        predict: (given) => predictWith(final, given),
      };
    },
  };
}

function designOf(
  { inputs }: { readonly inputs: "row" | "entry" },
  layout: FeatureLayout,
  rows: readonly unknown[],
): Float64Array {
  return inputs === "row" ? rowMatrix(layout, rows, "refused") : entryMatrix(layout, rows, "refused", false);
}

/** Solves for the standardised parameters; the design is not changed. */
function leastSquares(
  {
    coefficients,
    inputs,
    penalty,
    featureLimit = Infinity,
  }: Required<Pick<RidgeOptions<never, readonly Axis[], string>, "coefficients" | "inputs" | "penalty">> &
    Pick<RidgeOptions<never, readonly Axis[], string>, "featureLimit">,
  design: Float64Array,
  modelled: Float64Array,
  entries: number,
): { shape: LinearShape; parameters: Float64Array; penalty: number; error: number | null } {
  const rows = modelled.length / entries;
  const shared = coefficients === "shared";
  const entryInputs = inputs === "entry";
  const columns = design.length / (entryInputs ? modelled.length : rows);
  let systems: RidgeSystem[];
  if (shared) {
    const of = new Int32Array(modelled.length);
    for (let index = 0; index < of.length; index++) of[index] = index % entries;
    const groups = { of, count: entries };
    const data = { features: design, rows: modelled.length, columns, targets: modelled, outputs: 1, groups };
    systems = [ridgeSystem(data)];
  } else if (entryInputs) {
    systems = Array.from({ length: entries }, (_, entry) => {
      const features = new Float64Array(rows * columns);
      const targets = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        const start = (row * entries + entry) * columns;
        features.set(design.subarray(start, start + columns), row * columns);
        targets[row] = modelled[row * entries + entry]!;
      }
      return ridgeSystem({ features, rows, columns, targets, outputs: 1 });
    });
  } else {
    systems = [ridgeSystem({ features: design, rows, columns, targets: modelled, outputs: entries })];
  }
  const chosen = choosePenalty(systems, penalty);
  const location = Float64Array.from(systems.flatMap((system) => [...system.intercepts]));
  const targetScale = spreadAround(location, modelled);
  const shape: LinearShape = {
    columns,
    entries,
    entryInputs,
    sharedCoefficients: shared,
    centre: Float64Array.from(systems.flatMap((system) => [...system.centre])),
    inverseScale: inverseScales(systems, shared ? entries : 1),
    featureLimit,
    location,
    targetScale,
  };
  const parameters = new Float64Array(coefficientCount(shape) + entries);
  systems.forEach((system, index) => {
    const solution = system.solve(chosen.penalty);
    const stride = systems.length;
    for (let at = 0; at < solution.length; at++)
      parameters[at * stride + index] = solution[at]! / targetScale;
  });
  return {
    shape,
    parameters,
    ...chosen,
    error: shared && chosen.error !== null ? chosen.error * entries : chosen.error,
  };
}

/** Inverse scales in the shape of the centres: a shared regression scales every entry's columns alike. */
function inverseScales(systems: readonly RidgeSystem[], copies: number): Float64Array {
  const scales = systems.flatMap((system) => [...system.inverseScale]);
  return Float64Array.from({ length: scales.length * copies }, (_, index) => scales[index % scales.length]!);
}

/** Root mean square distance of the values from their entry's mean; 1 where there is none. */
function spreadAround(location: Float64Array, values: Float64Array): number {
  let squares = 0;
  for (let index = 0; index < values.length; index++)
    squares += (values[index]! - location[index % location.length]!) ** 2;
  return squares > 0 ? Math.sqrt(squares / values.length) : 1;
}
