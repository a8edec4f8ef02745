import { randomStream } from "../../math/index.js";
import type { FittedDistributionalPredictor } from "../distributional-predictor.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { Calibrated } from "./calibrated.js";
import { requireLevel } from "./intervals.js";
import { requireLevels } from "./predictive-distribution.js";
import type { HeldOut } from "./split-calibration.js";
import { sortedScores, weightedConformalQuantile } from "./weighted-conformal.js";
import { weightedDraw } from "./weighted-errors.js";

const GRID = Array.from({ length: 99 }, (_, index) => (index + 1) / 100);

/**
 * A model with quantiles of its own, calibrated by conformalised quantile regression: both ends together for
 * intervals, each by itself for quantiles (Romano et al. 2019, theorems 1 and 2). Scenarios carry the places of whole
 * calibration examples in their predicted distributions over to the new row's (the probability integral transform of
 * Chernozhukov, Wüthrich and Zhu, "Distributional conformal prediction", PNAS 2021).
 */
export function quantileCalibration<Row>(
  model: FittedDistributionalPredictor<Row>,
  entries: number,
  { rows: heldRows, truths, weights }: HeldOut<Row>,
): Calibrated<Row> {
  const newest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const draw = weightedDraw(weights);
  let places: Float64Array | undefined;

  /** Conformal quantile for every entry of scores [examples, entries]. */
  const shifts = (scores: Float64Array, level: number): number[] =>
    Array.from({ length: entries }, (_, entry) => {
      const own = Float64Array.from(heldRows, (_row, index) => scores[index * entries + entry]!);
      return weightedConformalQuantile(sortedScores(own, weights), newest, level);
    });

  return {
    examples: heldRows.length,
    predict: (rows) => model.predict(rows),
    intervals(rows, level) {
      requireLevel(level);
      const levels = [(1 - level) / 2, (1 + level) / 2];
      const held = model.quantiles(heldRows, levels);
      const shift = shifts(
        truths.map((truth, at) => Math.max(held[2 * at]! - truth, truth - held[2 * at + 1]!)),
        level,
      );
      const found = model.quantiles(rows, levels);
      const lower = new Float64Array(rows.length * entries);
      const upper = new Float64Array(rows.length * entries);
      for (let at = 0; at < lower.length; at++) {
        const by = shift[at % entries]!;
        lower[at] = found[2 * at]! - by;
        upper[at] = found[2 * at + 1]! + by;
        if (lower[at]! > upper[at]!) lower[at] = upper[at] = (lower[at]! + upper[at]!) / 2;
      }
      return { lower, upper };
    },
    quantiles(rows, levels) {
      requireLevels(levels);
      const count = levels.length;
      const held = model.quantiles(heldRows, levels);
      const out = model.quantiles(rows, levels).slice();
      levels.forEach((level, index) => {
        const high = level >= 0.5;
        const scores = truths.map((truth, at) => {
          const above = truth - held[at * count + index]!;
          return high ? above : -above;
        });
        const shift = shifts(scores, high ? level : 1 - level);
        for (let at = 0; at < rows.length * entries; at++)
          out[at * count + index]! += (high ? 1 : -1) * shift[at % entries]!;
      });
      // Quantiles that were calibrated one by one may cross; in ascending order they are no worse (Chernozhukov,
      // Fernández-Val and Galichon, "Quantile and probability curves without crossing", 2010).
      for (let start = 0; start < out.length; start += count) out.subarray(start, start + count).sort();
      return out;
    },
    scenarios(rows, { count, seed = 0 }) {
      requireOption("count", count, { low: 1, whole: true });
      if (places === undefined) {
        const held = model.quantiles(heldRows, GRID);
        places = truths.map((truth, at) =>
          placeOf(held.subarray(at * GRID.length, (at + 1) * GRID.length), truth),
        );
      }
      const grids = model.quantiles(rows, GRID);
      const stream = randomStream(seed).split("conformal scenarios");
      const out = new Float64Array(rows.length * count * entries);
      for (let path = 0; path < rows.length * count; path++) {
        const row = Math.floor(path / count);
        const example = draw(stream);
        for (let entry = 0; entry < entries; entry++) {
          const at = row * entries + entry;
          const grid = grids.subarray(at * GRID.length, (at + 1) * GRID.length);
          out[path * entries + entry] = valueAt(grid, places[example * entries + entry]!);
        }
      }
      return out;
    },
    sets: (_rows, kind) => {
      throw invalidOption("kind", kind, 'a predictor calibrated by another method than "quantiles"');
    },
  };
}

/**
 * Place of a value among ascending grid values, from 0 to grid.length − 1; beyond the ends in units of the grid's
 * width.
 */
function placeOf(grid: Float64Array, value: number): number {
  const last = grid.length - 1;
  const width = grid[last]! - grid[0]! || 1;
  if (value < grid[0]!) return (value - grid[0]!) / width;
  if (value > grid[last]!) return last + (value - grid[last]!) / width;
  let below = 0;
  while (below < last && grid[below + 1]! <= value) below++;
  if (below === last) return last;
  return below + (value - grid[below]!) / (grid[below + 1]! - grid[below]!);
}

/** The value at a place; the inverse of {@link placeOf}. */
function valueAt(grid: Float64Array, place: number): number {
  const last = grid.length - 1;
  const width = grid[last]! - grid[0]! || 1;
  if (place < 0) return grid[0]! + place * width;
  if (place >= last) return grid[last]! + (place - last) * width;
  const below = Math.floor(place);
  return grid[below]! + (place - below) * (grid[below + 1]! - grid[below]!);
}
