import { randomStream, breath } from "../../math/index.js";
import type { FeatureFields, FeatureRow } from "../feature-row.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { FitOptions } from "../predictor.js";
import type { StandardSchema } from "../standard-schema.js";
import { entryCount, type Axis, type Target } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { requireScale, type WeightingPredictor } from "./nearest-neighbours.js";
import { nearestRows, rowsWithin } from "./neighbour-tree.js";
import { weightedCard, weightedData, type DistanceScale } from "./weighted-fit.js";
import { fittedByWeights, type Kernel, type WeightedState, type WeightsNear } from "./weighted-outcomes.js";

/** Settings of {@link kernelRegression}. */
export interface KernelRegressionOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  readonly target: Target<Axes, Unit>;
  /** Default `"kernel regression"`. */
  readonly name?: string;
  /** A Standard Schema (Zod, Valibot, …) that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  readonly targetTransform?: TargetTransform<Row>;
  /** `"gaussian"` (default; cut off at six bandwidths) or `"epanechnikov"`, which ends at one. */
  readonly kernel?: Kernel;
  /**
   * In standard deviations of the columns (in their units with `scale: "none"`). `"rule"` is Scott's n^(−1/(d + 4));
   * `"leave-one-out"` (default) takes the multiple of it, from an eighth to four, with the least squared error on each
   * example predicted from the others (on a thousand of them, drawn by the seed, where there are more).
   */
  readonly bandwidth?: number | "rule" | "leave-one-out";
  /** Default `"standard"`: columns are scaled to variance 1 first. */
  readonly scale?: DistanceScale;
}

/**
 * Past examples weighted by a kernel of their distance (Nadaraya, 1964; Watson, 1964). `predict`, `quantiles`,
 * `scenarios` and `weightsOf` are as in `nearestNeighbours`. A row that no example is near takes the nearest one.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_TRANSFORM_DOMAIN and what the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { kernelRegression } from "foresolve/learn";
 *
 * const level = kernelRegression({ target: { over: [] }, scale: "none", bandwidth: 1, kernel: "epanechnikov" });
 * const fitted = await level.fit([
 *   { features: { x: 0 }, truth: [1] },
 *   { features: { x: 1 }, truth: [3] },
 *   { features: { x: 9 }, truth: [8] },
 * ]);
 * fitted.predict([{ x: 0.5 }, { x: 6 }]); // => new Float64Array([2, 8])
 */
export function kernelRegression<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: KernelRegressionOptions<Row, Axes, Unit>): WeightingPredictor<Row, Axes, Unit> {
  const { target, name = "kernel regression", kernel = "gaussian", scale = "standard" } = options;
  const { bandwidth = "leave-one-out" } = options;
  entryCount(target);
  requireScale(scale);
  if (kernel !== "gaussian" && kernel !== "epanechnikov")
    throw invalidOption("kernel", kernel, '"gaussian" or "epanechnikov"');
  if (typeof bandwidth === "number")
    requireOption("bandwidth", bandwidth, { low: Number.MIN_VALUE, high: Number.MAX_VALUE });
  else if (bandwidth !== "rule" && bandwidth !== "leave-one-out")
    throw invalidOption("bandwidth", bandwidth, 'a number, "rule" or "leave-one-out"');
  if (scale === "none" && typeof bandwidth !== "number")
    throw invalidOption("bandwidth", bandwidth, 'a number with scale: "none"');
  return {
    name,
    target,
    async fit(examples, fit = {}) {
      fit.signal?.throwIfAborted();
      const data = weightedData(name, options, scale, examples);
      const chosen =
        typeof bandwidth === "number"
          ? { bandwidth, error: null }
          : await chooseBandwidth(data, kernel, bandwidth === "rule" ? [1] : MULTIPLES, fit);
      const settings = { kernel, bandwidth, scale };
      const figures = { bandwidth: chosen.bandwidth, leaveOneOutError: chosen.error };
      const card = weightedCard(name, "kernel regression", options, data, examples.length, settings, figures);
      const state: WeightedState = {
        ...data,
        weighting: { kind: "kernel", kernel, bandwidth: chosen.bandwidth },
      };
      return fittedByWeights(state, { ...options, name, card }, kernelWeights);
    },
  };
}

/** Multiples of the rule's bandwidth that are tried. */
const MULTIPLES: readonly number[] = Array.from({ length: 11 }, (_, step) => 2 ** (step / 2 - 3));
/** Where a Gaussian is cut off, in bandwidths: at 1.5e-8 of its height. */
const GAUSSIAN_REACH = 6;
const MOST_JUDGES = 1000;

function reachOf(kernel: Kernel, bandwidth: number): number {
  return kernel === "gaussian" ? GAUSSIAN_REACH * bandwidth : bandwidth;
}

function heightAt(kernel: Kernel, distance: number): number {
  return kernel === "gaussian" ? Math.exp(-0.5 * distance * distance) : Math.max(0, 1 - distance * distance);
}

/** Weights of the rows within a kernel's reach; the nearest row where there are none. */
export const kernelWeights: WeightsNear = ({ tree, weighting }, query) => {
  const { kernel, bandwidth } = weighting as Extract<WeightedState["weighting"], { kind: "kernel" }>;
  const near = rowsWithin(tree, query, reachOf(kernel, bandwidth));
  const weights = near.distances.map((distance) => heightAt(kernel, distance / bandwidth));
  if (weights.some((weight) => weight > 0)) return { ...near, weights };
  return { ...nearestRows(tree, query, 1), weights: Float64Array.of(1) };
};

/** The multiple of Scott's rule with the least leave-one-out error; the larger on ties. */
async function chooseBandwidth(
  { tree, modelled, rowWeights, layout, inverseScale }: Omit<WeightedState, "weighting">,
  kernel: Kernel,
  multiples: readonly number[],
  { seed = 0, signal, onProgress }: FitOptions,
): Promise<{ bandwidth: number; error: number | null }> {
  const { rows, columns, points } = tree;
  const dimensions = Math.max(1, inverseScale.filter((value) => value > 0).length);
  const rule = rows ** (-1 / (dimensions + 4));
  if (multiples.length === 1 || rows < 3) return { bandwidth: rule, error: null };
  const { entries } = layout;
  const judges = randomStream(seed).split("bandwidth").permutation(rows).subarray(0, MOST_JUDGES);
  const scales = entryScales(modelled, entries);
  const errors = new Float64Array(multiples.length);
  const reach = reachOf(kernel, rule * multiples.at(-1)!);
  const pause = breath();
  const mean = new Float64Array(entries);
  let total = 0;
  for (const [done, judge] of judges.entries()) {
    const query = points.subarray(judge * columns, (judge + 1) * columns);
    const near = rowsWithin(tree, query, reach);
    const [first, second] = nearestRows(tree, query, 2).rows;
    const nearestOther = first === judge ? second! : first!;
    for (const [index, multiple] of multiples.entries()) {
      let sum = 0;
      mean.fill(0);
      for (let at = 0; at < near.rows.length; at++) {
        const row = near.rows[at]!;
        if (row === judge) continue;
        const weight = rowWeights[row]! * heightAt(kernel, near.distances[at]! / (rule * multiple));
        if (weight === 0) continue;
        sum += weight;
        for (let entry = 0; entry < entries; entry++)
          mean[entry]! += weight * modelled[row * entries + entry]!;
      }
      for (let entry = 0; entry < entries; entry++) {
        const predicted = sum > 0 ? mean[entry]! / sum : modelled[nearestOther * entries + entry]!;
        const error = (modelled[judge * entries + entry]! - predicted) / scales[entry]!;
        errors[index]! += rowWeights[judge]! * error * error;
      }
    }
    total += rowWeights[judge]! * entries;
    if (!pause.due()) continue;
    onProgress?.({ phase: "bandwidth", done, total: judges.length });
    await pause.take(signal);
  }
  let best = 0;
  for (let index = 1; index < errors.length; index++) if (errors[index]! <= errors[best]!) best = index;
  return { bandwidth: rule * multiples[best]!, error: Math.sqrt(errors[best]! / total) };
}

/** Standard deviations of the entries: errors of entries of different sizes are then of one size. */
function entryScales(modelled: Float64Array, entries: number): Float64Array {
  const rows = modelled.length / entries;
  const scales = new Float64Array(entries);
  for (let entry = 0; entry < entries; entry++) {
    let mean = 0;
    for (let row = 0; row < rows; row++) mean += modelled[row * entries + entry]! / rows;
    let squares = 0;
    for (let row = 0; row < rows; row++) squares += (modelled[row * entries + entry]! - mean) ** 2;
    scales[entry] = squares > 0 ? Math.sqrt(squares / rows) : 1;
  }
  return scales;
}
