import type { DifferentiablePredictor, TrainingModel } from "../differentiable-predictor.js";
import type { Example, FeatureFields, FeatureRow } from "../feature-row.js";
import { choosePenalty, type RidgePenalty } from "./fit-ridge.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { coefficientCount, standardiseDesign, type LinearShape } from "./linear-model.js";
import { linearDesign, linearTraining, spreadAround, type LinearState } from "./linear-predictor.js";
import { describeTarget, type ModelCard } from "../model-card.js";
import type { FitOptions } from "../predictor.js";
import { ridgeSystem, type RidgeSystem } from "./ridge-system.js";
import type { StandardSchema } from "../standard-schema.js";
import { entryCount, type Axis, type Target } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { trainingSet } from "../training-set.js";

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
  const { name, target, targetTransform } = settings;
  const { layout, rows, modelled, transforms, weights } = trainingSet(name, settings, examples, 2);
  const { entries } = layout;
  const design = linearDesign(layout, rows, settings.inputs === "entry");
  const { shape, parameters, penalty, error } = leastSquares(settings, design, modelled, entries, weights);
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
  const state: LinearState = { layout, shape, link: "identity", parameters };
  return linearTraining(state, { ...settings, card }, examples, design, transforms);
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
  weights: Float64Array | undefined,
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
    const perEntry = weights && Float64Array.from(of, (_, index) => weights[Math.floor(index / entries)]!);
    systems = [
      ridgeSystem({
        features: design,
        rows: modelled.length,
        columns,
        targets: modelled,
        outputs: 1,
        groups,
        ...(perEntry && { weights: perEntry }),
      }),
    ];
  } else if (entryInputs) {
    systems = Array.from({ length: entries }, (_, entry) => {
      const features = new Float64Array(rows * columns);
      const targets = new Float64Array(rows);
      for (let row = 0; row < rows; row++) {
        const start = (row * entries + entry) * columns;
        features.set(design.subarray(start, start + columns), row * columns);
        targets[row] = modelled[row * entries + entry]!;
      }
      return ridgeSystem({ features, rows, columns, targets, outputs: 1, ...(weights && { weights }) });
    });
  } else {
    systems = [
      ridgeSystem({
        features: design,
        rows,
        columns,
        targets: modelled,
        outputs: entries,
        ...(weights && { weights }),
      }),
    ];
  }
  const chosen = choosePenalty(systems, penalty);
  const location = Float64Array.from(systems.flatMap((system) => [...system.intercepts]));
  const targetScale = spreadAround(location, modelled, weights);
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
