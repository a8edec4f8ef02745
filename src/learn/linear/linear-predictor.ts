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
import { accumulateRow, evaluateRow, standardiseDesign, type LinearShape } from "./linear-model.js";
import { applyLink, linkCotangent, type Link } from "./link.js";

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
  const { shape, layout, link, parameters } = state;
  const { entries } = shape;
  const fitted: FittedLinear<Row, Axes, Unit> = {
    name,
    target,
    card,
    state,
    predict(given) {
      const rows = checkRows(features, given);
      const design = standardiseDesign(shape, linearDesign(layout, rows, shape.entryInputs));
      const out = new Float64Array(rows.length * entries);
      for (let row = 0; row < rows.length; row++) {
        evaluateRow(shape, parameters, design, row, out, row * entries);
        applyLink(link, out, row * entries, entries);
      }
      return toTarget(transformsOf(targetTransform, rows, entries), out, entries);
    },
  };
  return saveable(fitted, {
    kind: "linear",
    state: { ...state, layout: layout.fields },
    functions: { features, targetTransform },
  });
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
  const held = new Float64Array(entries);
  const slopes = new Float64Array(entries);
  const current = fittedLinear(state, wiring);
  return {
    parameters,
    truths: flatTruths(examples, entries),
    forward(batch, out) {
      for (let index = 0; index < batch.length; index++) {
        const row = batch[index]!;
        const at = index * entries;
        evaluateRow(shape, parameters, design, row, out, at);
        applyLink(link, out, at, entries);
        if (transforms === undefined) continue;
        for (let entry = 0; entry < entries; entry++)
          out[at + entry] = transforms[row]!.toTarget(out[at + entry]!, entry);
      }
    },
    backward(batch, cotangent, gradient) {
      for (let index = 0; index < batch.length; index++) {
        const row = batch[index]!;
        const at = index * entries;
        if (isPlain) {
          accumulateRow(shape, design, row, cotangent, at, gradient);
          continue;
        }
        evaluateRow(shape, parameters, design, row, held, 0);
        applyLink(link, held, 0, entries);
        for (let entry = 0; entry < entries; entry++) {
          const slope = transforms === undefined ? 1 : transforms[row]!.slope(held[entry]!, entry);
          slopes[entry] = cotangent[at + entry]! * slope;
        }
        linkCotangent(link, held, slopes, 0, slopes);
        accumulateRow(shape, design, row, slopes, 0, gradient);
      }
    },
    predict: (given) => current.predict(given),
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
  for (let index = 0; index < values.length; index++) {
    const weight = weights === undefined ? 1 : weights[Math.floor(index / entries)]!;
    squares += weight * (values[index]! - location[index % entries]!) ** 2;
    sum += weight;
  }
  return squares > 0 ? Math.sqrt(squares / sum) : 1;
}
