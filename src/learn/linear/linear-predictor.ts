import { gatherRows } from "../../math/index.js";
import type { TrainingModel } from "../differentiable-predictor.js";
import { entryMatrix, rowMatrix, type FeatureLayout } from "../feature-layout.js";
import type { Example } from "../feature-row.js";
import type { ModelCard } from "../model-card.js";
import type { FittedPredictor } from "../predictor.js";
import { saveable } from "../saved/saveable.js";
import { checkRows } from "../schema-check.js";
import type { StandardSchema } from "../standard-schema.js";
import type { Axis, Target } from "../target.js";
import type { RowTransform, TargetTransform } from "../target-transform.js";
import { toTarget, transformsOf } from "../training-set.js";
import {
  accumulateRows,
  designWidth,
  evaluateRows,
  standardiseDesign,
  type LinearShape,
} from "./linear-model.js";
import { applyLinks, linkCotangent, type Link } from "./link.js";

/** Everything that a fit found: plain numbers, strings and arrays. */
export interface LinearState {
  readonly layout: FeatureLayout;
  readonly shape: LinearShape;
  readonly link: Link;
  /** Coefficients in standardised space, [columns, entries] or [columns] when shared, then intercepts [entries]. */
  readonly parameters: Float64Array;
}

/** What a linear state needs beside itself to predict rows. */
export interface LinearWiring<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly name: string;
  readonly target: Target<Axes, Unit>;
  readonly features?: StandardSchema<Row> | undefined;
  readonly targetTransform?: TargetTransform<Row> | undefined;
  readonly card: ModelCard;
}

/** A fitted linear model, open to whoever wants to embed or explain it. */
export interface FittedLinear<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends FittedPredictor<Row, Axes, Unit> {
  readonly state: LinearState;
}

/** The fitted predictor of a state. */
export function fittedLinear<Row, Axes extends readonly Axis[], Unit extends string>(
  state: LinearState,
  wiring: LinearWiring<Row, Axes, Unit>,
): FittedLinear<Row, Axes, Unit> {
  const { name, target, features, targetTransform, card } = wiring;
  const fitted: FittedLinear<Row, Axes, Unit> = {
    name,
    target,
    card,
    state,
    predict: (rows) => predictionsOf(state, wiring, rows)(),
  };
  return saveable(fitted, {
    kind: "linear",
    state: { ...state, layout: state.layout.fields },
    functions: { features, targetTransform },
  });
}

/** Reads rows, for predictions with the parameters that the state has when asked; always in the same array. */
function predictionsOf<Row>(
  { shape, layout, link, parameters }: LinearState,
  {
    features,
    targetTransform,
  }: Pick<LinearWiring<Row, readonly Axis[], string>, "features" | "targetTransform">,
  given: readonly Row[],
): () => Float64Array {
  const { entries } = shape;
  const rows = checkRows(features, given);
  const design = standardiseDesign(shape, linearDesign(layout, rows, shape.entryInputs));
  const transforms = transformsOf(targetTransform, rows, entries);
  const out = new Float64Array(rows.length * entries);
  return () => {
    evaluateRows(shape, parameters, design, rows.length, out);
    applyLinks(link, out, rows.length, entries);
    return toTarget(transforms, out, entries);
  };
}

/**
 * A linear model in training; it starts at the parameters of the state.
 *
 * @param design of the examples, standardised
 */
export function linearTraining<Row, Axes extends readonly Axis[], Unit extends string>(
  state: LinearState,
  wiring: LinearWiring<Row, Axes, Unit>,
  examples: readonly Example<Row>[],
  design: Float64Array,
  transforms: readonly RowTransform[] | undefined,
): TrainingModel<Row, Axes, Unit> {
  const { shape, link, parameters } = state;
  const { entries } = shape;
  const isPlain = link === "identity" && transforms === undefined;
  const width = designWidth(shape);
  // Of the examples of a batch; grown when a larger one comes.
  let gathered = new Float64Array(0);
  let held = new Float64Array(0);
  let slopes = new Float64Array(0);
  const gather = (batch: Int32Array): Float64Array => {
    if (gathered.length < batch.length * width) gathered = new Float64Array(batch.length * width);
    gatherRows(design, batch, width, gathered);
    return gathered;
  };
  return {
    parameters,
    truths: flatTruths(examples, entries),
    forward(batch, out) {
      evaluateRows(shape, parameters, gather(batch), batch.length, out);
      applyLinks(link, out, batch.length, entries);
      if (transforms === undefined) return;
      for (let index = 0; index < batch.length; index++) {
        const transform = transforms[batch[index]!]!;
        for (let at = index * entries, entry = 0; entry < entries; entry++, at++)
          out[at] = transform.toTarget(out[at]!, entry);
      }
    },
    backward(batch, cotangent, gradient) {
      const rows = gather(batch);
      if (isPlain) {
        accumulateRows(shape, rows, batch.length, cotangent, gradient);
        return;
      }
      const count = batch.length * entries;
      if (held.length < count) [held, slopes] = [new Float64Array(count), new Float64Array(count)];
      evaluateRows(shape, parameters, rows, batch.length, held);
      applyLinks(link, held, batch.length, entries);
      for (let index = 0; index < batch.length; index++) {
        const transform = transforms?.[batch[index]!];
        for (let at = index * entries, entry = 0; entry < entries; entry++, at++)
          slopes[at] = cotangent[at]! * (transform === undefined ? 1 : transform.slope(held[at]!, entry));
        linkCotangent(link, held, slopes, index * entries, entries, slopes);
      }
      accumulateRows(shape, rows, batch.length, slopes, gradient);
    },
    predict: (rows) => predictionsOf(state, wiring, rows)(),
    forRows: (rows) => predictionsOf(state, wiring, rows),
    finish: (changes = {}) =>
      fittedLinear(
        { ...state, parameters: Float64Array.from(parameters) },
        { ...wiring, name: changes.predictor ?? wiring.name, card: { ...wiring.card, ...changes } },
      ),
  };
}

/** [examples, entries] row-major */
function flatTruths(examples: readonly Example<unknown>[], entries: number): Float64Array {
  const truths = new Float64Array(examples.length * entries);
  examples.forEach(({ truth }, row) => truths.set(truth, row * entries));
  return truths;
}

/** The design of rows before standardisation: [rows, columns], or [rows * entries, columns] with entry inputs. */
export function linearDesign(
  layout: FeatureLayout,
  rows: readonly unknown[],
  entryInputs: boolean,
): Float64Array {
  return entryInputs ? entryMatrix(layout, rows, "refused", false) : rowMatrix(layout, rows, "refused");
}

/** Root mean square distance of the values from their entry's location, weighted by row; 1 where there is none. */
export function spreadAround(
  location: Float64Array,
  values: Float64Array,
  weights: Float64Array | undefined,
): number {
  const entries = location.length;
  let squares = 0;
  let sum = 0;
  for (let row = 0; row * entries < values.length; row++) {
    const weight = weights === undefined ? 1 : weights[row]!;
    squares = addSquares(squares, weight, values, row * entries, location);
    sum += weight * entries;
  }
  return squares > 0 ? Math.sqrt(squares / sum) : 1;
}

/** Adds the weighted squares of one row's distances from the location to a sum. */
function addSquares(
  sum: number,
  weight: number,
  values: Float64Array,
  from: number,
  location: Float64Array,
): number {
  for (let entry = 0; entry < location.length; entry++) {
    const distance = values[from + entry]! - location[entry]!;
    sum += weight * (distance * distance);
  }
  return sum;
}
