import type { DistributionalPredictor } from "../distributional-predictor.js";
import type { Example, FeatureFields, FeatureRow } from "../feature-row.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { FitOptions } from "../predictor.js";
import type { StandardSchema } from "../standard-schema.js";
import { entryCount, type Axis, type Target } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { nearestRows } from "./neighbour-tree.js";
import { weightedCard, weightedData, type DistanceScale } from "./weighted-fit.js";
import {
  fittedByWeights,
  type FittedByWeights,
  type WeightedState,
  type WeightsNear,
} from "./weighted-outcomes.js";

/** Settings of {@link nearestNeighbours}. */
export interface NearestNeighboursOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly target: Target<Axes, Unit>;
  /** Default `"nearest neighbours"`. */
  readonly name?: string;
  /** A Standard Schema (Zod, Valibot, …) that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  readonly targetTransform?: TargetTransform<Row>;
  /** How many; all where there are fewer examples. Default 10. */
  readonly neighbours?: number;
  /**
   * `"uniform"` (default), or `"distance"`: one over the distance; examples at distance 0, where there are any, then
   * take all the weight. Either is multiplied by the weights of the examples.
   */
  readonly weights?: "uniform" | "distance";
  /** Default `"standard"`: columns are scaled to variance 1 first. */
  readonly scale?: DistanceScale;
}

/** A predictor whose fitted form weighs past examples. */
export interface WeightingPredictor<
  Row,
  Axes extends readonly Axis[] = readonly Axis[],
  Unit extends string = string,
> extends DistributionalPredictor<Row, Axes, Unit> {
  fit(examples: readonly Example<Row>[], options?: FitOptions): Promise<FittedByWeights<Row, Axes, Unit>>;
}

/**
 * The nearest past examples, found exactly by a tree: `predict` gives the weighted mean of their truths, `quantiles`
 * the values where the weights of the ordered truths pass a level, `scenarios` whole past truths drawn by weight (so
 * that entries move together as they did), `weightsOf` the weights themselves.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_TRANSFORM_DOMAIN and what the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { nearestNeighbours } from "foresolve/learn";
 *
 * const demand = nearestNeighbours({ target: { over: [], unit: "pieces" }, neighbours: 2 });
 * const fitted = await demand.fit([
 *   { features: { heat: 10 }, truth: [3] },
 *   { features: { heat: 20 }, truth: [5] },
 *   { features: { heat: 30 }, truth: [9] },
 * ]);
 * fitted.predict([{ heat: 28 }]); // => new Float64Array([7])
 * fitted.quantiles([{ heat: 28 }], [0.5, 0.9]); // => new Float64Array([5, 9])
 * fitted.weightsOf({ heat: 28 }).examples; // => new Int32Array([1, 2])
 */
export function nearestNeighbours<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: NearestNeighboursOptions<Row, Axes, Unit>): WeightingPredictor<Row, Axes, Unit> {
  const {
    target,
    name = "nearest neighbours",
    neighbours = 10,
    weights = "uniform",
    scale = "standard",
  } = options;
  entryCount(target);
  requireOption("neighbours", neighbours, { low: 1, whole: true });
  if (weights !== "uniform" && weights !== "distance")
    throw invalidOption("weights", weights, '"uniform" or "distance"');
  requireScale(scale);
  return {
    name,
    target,
    async fit(examples, { signal } = {}) {
      signal?.throwIfAborted();
      const data = weightedData(name, options, scale, examples);
      const settings = { neighbours, weights, scale };
      const card = weightedCard(name, "nearest neighbours", options, data, examples.length, settings, {});
      const state: WeightedState = { ...data, weighting: { kind: "nearest", neighbours, weights } };
      return fittedByWeights(state, { ...options, name, card }, nearestWeights);
    },
  };
}

/** Refuses unknown scales. */
export function requireScale(scale: DistanceScale): void {
  if (scale !== "standard" && scale !== "none") throw invalidOption("scale", scale, '"standard" or "none"');
}

/** Weights of the nearest rows. */
export const nearestWeights: WeightsNear = ({ tree, weighting }, query) => {
  const { neighbours, weights: rule } = weighting as Extract<WeightedState["weighting"], { kind: "nearest" }>;
  const near = nearestRows(tree, query, neighbours);
  const isHit = rule === "distance" && near.distances[0] === 0;
  const weights = near.distances.map((distance) => {
    if (rule === "uniform") return 1;
    if (isHit) return distance === 0 ? 1 : 0;
    return near.distances[0]! / distance;
  });
  return { ...near, weights };
};
