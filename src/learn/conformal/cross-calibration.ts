import { randomStream } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { FittedPredictor } from "../predictor.js";
import type { Calibrated } from "./calibrated.js";
import { cvPlusIntervals } from "./jackknife-plus.js";
import { outwardQuantile, requireLevels } from "./predictive-distribution.js";

/** Models that each leave out one fold, and their errors on it. */
export interface FoldModels<Row> {
  readonly models: readonly FittedPredictor<Row>[];
  /** The fold of each example. */
  readonly foldOf: Int32Array;
  /** truth − prediction by the model that did not see the example, [examples, entries]. */
  readonly residuals: Float64Array;
}

/** CV+ and jackknife+: predictions are the mean of the models. */
export function crossCalibration<Row>(
  { models, foldOf, residuals }: FoldModels<Row>,
  entries: number,
): Calibrated<Row> {
  const examples = foldOf.length;
  const folds = models.length;
  /** [models][rows, entries] */
  const predictAll = (rows: readonly Row[]): Float64Array[] => models.map((model) => model.predict(rows));
  const ofEntry = (values: Float64Array, entry: number): Float64Array =>
    Float64Array.from({ length: values.length / entries }, (_, row) => values[row * entries + entry]!);

  return {
    examples,
    predict(rows) {
      const out = new Float64Array(rows.length * entries);
      for (const predictions of predictAll(rows))
        for (let at = 0; at < out.length; at++) out[at]! += predictions[at]! / folds;
      return out;
    },
    intervals(rows, level) {
      const all = predictAll(rows);
      const lower = new Float64Array(rows.length * entries);
      const upper = new Float64Array(rows.length * entries);
      for (let entry = 0; entry < entries; entry++) {
        const predictions = new Float64Array(rows.length * folds);
        for (let at = 0; at < predictions.length; at++)
          predictions[at] = all[at % folds]![Math.floor(at / folds) * entries + entry]!;
        const own = ofEntry(residuals, entry).map(Math.abs);
        const found = cvPlusIntervals({ residuals: own, foldOf, folds, predictions }, level);
        for (let row = 0; row < rows.length; row++) {
          lower[row * entries + entry] = found.lower[row]!;
          upper[row * entries + entry] = found.upper[row]!;
        }
      }
      return { lower, upper };
    },
    quantiles(rows, levels) {
      requireLevels(levels);
      const all = predictAll(rows);
      const out = new Float64Array(rows.length * entries * levels.length);
      const values = new Float64Array(examples);
      for (let at = 0; at < rows.length * entries; at++) {
        for (let example = 0; example < examples; example++)
          values[example] = all[foldOf[example]!]![at]! + residuals[example * entries + (at % entries)]!;
        values.sort();
        for (let index = 0; index < levels.length; index++)
          out[at * levels.length + index] = outwardQuantile(values, levels[index]!);
      }
      return out;
    },
    scenarios(rows, { count, seed = 0 }) {
      requireOption("count", count, { low: 1, whole: true });
      const all = predictAll(rows);
      const stream = randomStream(seed).split("conformal scenarios");
      const out = new Float64Array(rows.length * count * entries);
      for (let path = 0; path < rows.length * count; path++) {
        const row = Math.floor(path / count);
        const example = stream.integer(examples);
        const centres = all[foldOf[example]!]!;
        for (let entry = 0; entry < entries; entry++)
          out[path * entries + entry] =
            centres[row * entries + entry]! + residuals[example * entries + entry]!;
      }
      return out;
    },
    sets: (_rows, kind) => {
      throw invalidOption(
        "kind",
        kind,
        "a predictor calibrated on held-out examples: folds have no joint sets",
      );
    },
  };
}
