import type { Example } from "../feature-row.js";
import { rowMatrix } from "../feature-layout.js";
import { describeTarget, type CardValue, type ModelCard } from "../model-card.js";
import type { Axis } from "../target.js";
import { trainingSet, type DataOptions } from "../training-set.js";
import { centred, groupMeans, standardise } from "../linear/standardise.js";
import { neighbourTree } from "./neighbour-tree.js";
import type { WeightedState } from "./weighted-outcomes.js";

/** Whether distances are taken over columns of variance 1, or over the columns as they are. */
export type DistanceScale = "standard" | "none";

/** Everything but the weighting: standardised rows under a tree, with their truths. Examples of weight 0 are left out. */
export function weightedData<Row>(
  name: string,
  options: DataOptions<Row>,
  scale: DistanceScale,
  examples: readonly Example<Row>[],
): Omit<WeightedState, "weighting"> {
  const { layout, rows, modelled, weights } = trainingSet(name, options, examples, 1);
  const { entries } = layout;
  const counting = Int32Array.from(rows.keys()).filter((row) => weights === undefined || weights[row]! > 0);
  const kept = Array.from(counting, (row) => rows[row]!);
  const features = rowMatrix(layout, kept, "refused");
  const columns = features.length / kept.length;
  const rowWeights = Float64Array.from(counting, (row) => (weights === undefined ? 1 : weights[row]!));
  const sum = rowWeights.reduce((total, weight) => total + weight, 0);
  let centre = new Float64Array(columns);
  let inverseScale = new Float64Array(columns).fill(1);
  let points = features;
  if (scale === "standard") {
    const oneGroup = new Int32Array(kept.length);
    centre = Float64Array.from(groupMeans(features, columns, oneGroup, Float64Array.of(sum), rowWeights));
    points = centred(features, columns, oneGroup, centre);
    inverseScale = Float64Array.from(standardise(points, features, kept.length, columns, sum, rowWeights));
  }
  const truths = new Float64Array(kept.length * entries);
  for (const [at, row] of counting.entries())
    truths.set(modelled.subarray(row * entries, (row + 1) * entries), at * entries);
  return {
    layout,
    tree: neighbourTree(points, kept.length, columns),
    centre,
    inverseScale,
    examples: counting,
    modelled: truths,
    rowWeights,
  };
}

/** The card of a fit by weights. */
export function weightedCard<Row, Axes extends readonly Axis[], Unit extends string>(
  name: string,
  kind: string,
  options: DataOptions<Row> & { readonly target: { readonly over: Axes; readonly unit?: Unit } },
  { layout }: Pick<WeightedState, "layout">,
  rows: number,
  settings: Record<string, CardValue>,
  figures: Record<string, CardValue>,
): ModelCard {
  return {
    predictor: name,
    kind,
    rows,
    features: layout.fields.map((field) => field.name),
    target: describeTarget(options.target),
    loss: "squared error",
    seed: null,
    settings: { ...settings, targetTransform: options.targetTransform?.name ?? "identity" },
    figures,
  };
}
