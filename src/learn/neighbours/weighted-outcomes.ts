import { randomStream } from "../../math/index.js";
import type { FittedDistributionalPredictor, ScenarioOptions } from "../distributional-predictor.js";
import { rowMatrix, type FeatureLayout } from "../feature-layout.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { ModelCard } from "../model-card.js";
import { saveable } from "../saved/saveable.js";
import { checkRows } from "../schema-check.js";
import type { StandardSchema } from "../standard-schema.js";
import type { Axis, Target } from "../target.js";
import type { RowTransform, TargetTransform } from "../target-transform.js";
import type { Neighbours, NeighbourTree } from "./neighbour-tree.js";

/** How much each past example says about a row: positions among the examples of the fit, and shares that sum to 1. */
export interface RowWeights {
  /** Ascending. */
  readonly examples: Int32Array;
  readonly weights: Float64Array;
}

/**
 * A distribution made of past truths and their weights. Decisions can be optimised against these weighted outcomes
 * directly (Bertsimas and Kallus, "From predictive to prescriptive analytics", 2020).
 */
export interface FittedByWeights<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends FittedDistributionalPredictor<Row, Axes, Unit> {
  readonly state: WeightedState;
  /** Weights of the examples of the fit for a row; those that do not count are left out. */
  weightsOf(row: Row): RowWeights;
}

/** Everything that a fit holds: plain numbers, strings and arrays. */
export interface WeightedState {
  readonly layout: FeatureLayout;
  /** Over the standardised rows that count. */
  readonly tree: NeighbourTree;
  /** [columns] */
  readonly centre: Float64Array;
  /** [columns]; 0 leaves a column out. */
  readonly inverseScale: Float64Array;
  /** Positions among the examples of the tree's rows, ascending. */
  readonly examples: Int32Array;
  /** Truths as the model sees them, [tree rows, entries]. */
  readonly modelled: Float64Array;
  /** How much each row counts, [tree rows]. */
  readonly rowWeights: Float64Array;
  /** How distances become weights. */
  readonly weighting: Weighting;
}

/** How distances become weights. */
export type Weighting =
  | { readonly kind: "nearest"; readonly neighbours: number; readonly weights: "uniform" | "distance" }
  | { readonly kind: "kernel"; readonly kernel: Kernel; readonly bandwidth: number };

export type Kernel = "gaussian" | "epanechnikov";

/** What a state needs beside itself to predict rows. */
export interface WeightedWiring<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly name: string;
  readonly target: Target<Axes, Unit>;
  readonly features?: StandardSchema<Row> | undefined;
  readonly targetTransform?: TargetTransform<Row> | undefined;
  readonly card: ModelCard;
}

/** Weights of the tree's rows near a standardised query: found by a weighting, not yet summing to 1. */
export type WeightsNear = (
  state: WeightedState,
  query: Float64Array,
) => Neighbours & { readonly weights: Float64Array };

/** The fitted predictor of a state. */
export function fittedByWeights<Row, Axes extends readonly Axis[], Unit extends string>(
  state: WeightedState,
  wiring: WeightedWiring<Row, Axes, Unit>,
  weightsNear: WeightsNear,
): FittedByWeights<Row, Axes, Unit> {
  const { layout, centre, inverseScale, modelled, rowWeights } = state;
  const { entries } = layout;
  const { name, target, card, features, targetTransform } = wiring;

  /** Positions among the tree's rows, and their shares. */
  const sharesOf = (
    row: Row,
  ): { rows: Int32Array; shares: Float64Array; transform: RowTransform | undefined } => {
    const checked = checkRows(features, [row]);
    const query = rowMatrix(layout, checked, "refused");
    for (let column = 0; column < query.length; column++)
      query[column] = (query[column]! - centre[column]!) * inverseScale[column]!;
    const near = weightsNear(state, query);
    const order = Int32Array.from(near.rows.keys()).sort((a, b) => near.rows[a]! - near.rows[b]!);
    const rows = Int32Array.from(order, (at) => near.rows[at]!);
    const shares = Float64Array.from(order, (at) => near.weights[at]! * rowWeights[near.rows[at]!]!);
    const sum = shares.reduce((total, share) => total + share, 0);
    for (let at = 0; at < shares.length; at++) shares[at]! /= sum;
    return { rows, shares, transform: targetTransform?.forRow(checked[0]!, entries) };
  };
  const outcome = (row: number, entry: number, transform: RowTransform | undefined): number => {
    const value = modelled[row * entries + entry]!;
    return transform === undefined ? value : transform.toTarget(value, entry);
  };

  const fitted: FittedByWeights<Row, Axes, Unit> = {
    name,
    target,
    card,
    state,
    weightsOf(row) {
      const { rows, shares } = sharesOf(row);
      return { examples: Int32Array.from(rows, (at) => state.examples[at]!), weights: shares };
    },
    predict(given) {
      const out = new Float64Array(given.length * entries);
      for (const [index, row] of given.entries()) {
        const { rows, shares, transform } = sharesOf(row);
        for (let at = 0; at < rows.length; at++)
          for (let entry = 0; entry < entries; entry++)
            out[index * entries + entry]! += shares[at]! * outcome(rows[at]!, entry, transform);
      }
      return out;
    },
    quantiles(given, levels) {
      requireLevels(levels);
      const out = new Float64Array(given.length * entries * levels.length);
      let place = 0;
      for (const row of given) {
        const { rows, shares, transform } = sharesOf(row);
        for (let entry = 0; entry < entries; entry++) {
          const values = Float64Array.from(rows, (at) => outcome(at, entry, transform));
          const order = Int32Array.from(rows.keys()).sort((a, b) => values[a]! - values[b]!);
          let at = 0;
          let passed = shares[order[0]!]!;
          for (const level of levels) {
            // What rounding adds to a sum of shares must not push a level to the next value.
            while (passed < level - 1e-12 && at < order.length - 1) passed += shares[order[++at]!]!;
            out[place++] = values[order[at]!]!;
          }
        }
      }
      return out;
    },
    scenarios(given, { count, seed = 0 }: ScenarioOptions) {
      requireOption("count", count, { low: 1, whole: true });
      const stream = randomStream(seed).split("scenarios");
      const out = new Float64Array(given.length * count * entries);
      for (const [index, row] of given.entries()) {
        const { rows, shares, transform } = sharesOf(row);
        const draws = stream.split(index);
        for (let path = 0; path < count; path++) {
          let left = draws.uniform();
          let at = 0;
          while (at < rows.length - 1 && left >= shares[at]!) left -= shares[at++]!;
          const start = (index * count + path) * entries;
          for (let entry = 0; entry < entries; entry++)
            out[start + entry] = outcome(rows[at]!, entry, transform);
        }
      }
      return out;
    },
  };
  return saveable(fitted, {
    kind: "byWeights",
    state: { ...state, layout: layout.fields },
    functions: { features, targetTransform },
  });
}

function requireLevels(levels: readonly number[]): void {
  for (const [index, level] of levels.entries())
    if (!(level >= 0 && level <= 1 && (index === 0 || level >= levels[index - 1]!)))
      throw invalidOption("levels", levels, "ascending numbers from 0 to 1");
}
