import { ForesolveError } from "../../errors.js";
import type { DifferentiablePredictor, TrainingModel } from "../differentiable-predictor.js";
import { entryColumns, rowColumns } from "../feature-layout.js";
import type { Example } from "../feature-row.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { describeTarget, type CardValue, type ModelCard } from "../model-card.js";
import type { FitOptions } from "../predictor.js";
import type { StandardSchema } from "../standard-schema.js";
import { entryCount, type Axis, type Target } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { trainingSet } from "../training-set.js";
import { standardisedData, type LinearData, type StandardisedData } from "./linear-data.js";
import { coefficientCount, standardiseDesign, type LinearShape } from "./linear-model.js";
import {
  linearDesign,
  linearTraining,
  spreadAround,
  type FittedLinear,
  type LinearState,
} from "./linear-predictor.js";
import type { Link } from "./link.js";

/** What all linear predictors but ridge, which knows more, are told. */
export interface LinearOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly target: Target<Axes, Unit>;
  /** Default: the method's name. */
  readonly name?: string;
  /** A Standard Schema (Zod, Valibot, …) that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  /**
   * What an entry's equation sees. `"row"` (default): every value of the row. `"entry"`: the row's numbers and its own
   * element of each per-entry field.
   */
  readonly inputs?: "row" | "entry";
  /** See `ridge`. Default: no limit. */
  readonly featureLimit?: number;
  /** A column that never varies in the examples is left out (default) or refused by FS_LEARN_CONSTANT_COLUMN. */
  readonly constantColumns?: "leave out" | "refuse";
}

/** A solution for standardised columns. */
export interface StandardisedFit {
  /** [columns, outputs] row-major. */
  readonly coefficients: Float64Array;
  /** Scores at the mean of the features, [outputs]. */
  readonly intercepts: Float64Array;
  /** What fitting found out, one value for each output. */
  readonly figures: Readonly<Record<string, readonly CardValue[]>>;
}

/** A method of this family. */
export interface LinearMethod<Row> {
  readonly kind: string;
  readonly loss: string;
  readonly link: Link;
  readonly settings: Readonly<Record<string, CardValue>>;
  readonly examplesNeeded: number;
  readonly targetTransform?: TargetTransform<Row> | undefined;
  solve(data: StandardisedData, context: FitOptions): Promise<StandardisedFit>;
}

/** A linear predictor before fitting. */
export interface LinearPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends DifferentiablePredictor<Row, Axes, Unit> {
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedLinear<Row, Axes, Unit>>;
}

/** The predictor of a method. @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION */
export function linearPredictor<Row, Axes extends readonly Axis[], Unit extends string>(
  options: LinearOptions<Row, Axes, Unit>,
  method: LinearMethod<Row>,
): LinearPredictor<Row, Axes, Unit> {
  const { target, name = method.kind, inputs = "row", featureLimit, constantColumns } = options;
  entryCount(target);
  if (inputs !== "row" && inputs !== "entry") throw invalidOption("inputs", inputs, '"row" or "entry"');
  if (featureLimit !== undefined) requireOption("featureLimit", featureLimit, { low: Number.MIN_VALUE });
  if (!["leave out", "refuse", undefined].includes(constantColumns))
    throw invalidOption("constantColumns", constantColumns, '"leave out" or "refuse"');
  const begin = async (
    examples: readonly Example<Row>[],
    fit: FitOptions = {},
  ): Promise<TrainingModel<Row, Axes, Unit>> =>
    beginLinear({ ...options, name, inputs }, method, examples, fit);
  return {
    name,
    target,
    begin,
    fit: async (examples, fit) => (await begin(examples, fit)).finish() as FittedLinear<Row, Axes, Unit>,
  };
}

async function beginLinear<Row, Axes extends readonly Axis[], Unit extends string>(
  options: LinearOptions<Row, Axes, Unit> & { readonly name: string; readonly inputs: "row" | "entry" },
  method: LinearMethod<Row>,
  examples: readonly Example<Row>[],
  context: FitOptions,
): Promise<TrainingModel<Row, Axes, Unit>> {
  context.signal?.throwIfAborted();
  const { name, target, features, inputs, featureLimit, constantColumns = "leave out" } = options;
  const { targetTransform, link } = method;
  const given = { target, ...(features && { features }), ...(targetTransform && { targetTransform }) };
  const set = trainingSet(name, given, examples, method.examplesNeeded);
  const { layout, rows, modelled, transforms, weights } = set;
  const { entries } = layout;
  const entryInputs = inputs === "entry";
  const design = linearDesign(layout, rows, entryInputs);
  const columnNames = entryInputs ? entryColumns(layout, false) : rowColumns(layout);
  const parts = entryInputs
    ? Array.from({ length: entries }, (_, entry) => entryData(design, modelled, rows.length, entries, entry))
    : [
        {
          features: design,
          rows: rows.length,
          columns: columnNames.length,
          targets: modelled,
          outputs: entries,
        },
      ];
  const prepared = parts.map((part) => standardisedData(name, { ...part, weights }));
  const constant = constantColumnNames(prepared, columnNames);
  if (constantColumns === "refuse" && constant.length > 0) throw constantColumn(constant[0]!);
  const fits: StandardisedFit[] = [];
  for (const part of prepared) fits.push(await method.solve(part, context));

  const intercepts = Float64Array.from(fits.flatMap((fit) => [...fit.intercepts]));
  // Parameters of the order of 1 want targets of that order; a link's scores are of that order as they are.
  const targetScale = link === "identity" ? spreadAround(intercepts, modelled, weights) : 1;
  const shape: LinearShape = {
    columns: columnNames.length,
    entries,
    entryInputs,
    sharedCoefficients: false,
    centre: Float64Array.from(prepared.flatMap(({ centre }) => [...centre])),
    inverseScale: Float64Array.from(prepared.flatMap(({ inverseScale }) => [...inverseScale])),
    featureLimit: featureLimit ?? Infinity,
    location: intercepts,
    targetScale,
  };
  const parameters = new Float64Array(coefficientCount(shape) + entries);
  for (const [index, { coefficients }] of fits.entries())
    for (let at = 0; at < coefficients.length; at++)
      parameters[at * fits.length + index] = coefficients[at]! / targetScale;
  const card: ModelCard = {
    predictor: name,
    kind: method.kind,
    rows: rows.length,
    features: layout.fields.map((field) => field.name),
    target: describeTarget(target),
    loss: method.loss,
    seed: null,
    settings: {
      ...method.settings,
      inputs,
      featureLimit: featureLimit ?? null,
      targetTransform: targetTransform?.name ?? "identity",
    },
    figures: { ...joined(fits), constantColumns: constant },
  };
  standardiseDesign(shape, design);
  const state: LinearState = { layout, shape, link, parameters };
  return linearTraining(
    state,
    { name, target, features, targetTransform, card },
    examples,
    design,
    transforms,
  );
}

/** The data of one entry's own equation. */
function entryData(
  design: Float64Array,
  modelled: Float64Array,
  rows: number,
  entries: number,
  entry: number,
): LinearData {
  const columns = design.length / (rows * entries);
  const features = new Float64Array(rows * columns);
  const targets = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = (row * entries + entry) * columns;
    features.set(design.subarray(start, start + columns), row * columns);
    targets[row] = modelled[row * entries + entry]!;
  }
  return { features, rows, columns, targets, outputs: 1 };
}

/** Names of columns that no part of the data sees vary. */
function constantColumnNames(parts: readonly StandardisedData[], names: readonly string[]): string[] {
  return names.filter((_, column) => parts.every(({ inverseScale }) => inverseScale[column] === 0));
}

function constantColumn(name: string): ForesolveError {
  return new ForesolveError("FS_LEARN_CONSTANT_COLUMN", {
    message: `the column "${name}" has the same value in all examples.`,
    fix: 'Drop the field, or pass constantColumns: "leave out".',
    data: { column: name },
  });
}

function joined(fits: readonly StandardisedFit[]): Record<string, CardValue> {
  const names = Object.keys(fits[0]!.figures);
  return Object.fromEntries(names.map((name) => [name, fits.flatMap(({ figures }) => figures[name]!)]));
}
