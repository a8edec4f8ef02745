import { mean } from "../../math/index.js";
import type { Example } from "../feature-row.js";
import { invalidOption } from "../invalid-option.js";
import type { FitOptions, FittedPredictor, Predictor } from "../predictor.js";
import { entryCount } from "../target.js";
import { requireExamples } from "../training-set.js";

/** Share of the fitting examples whose errors teach the difficulty, and the floor under it. */
const SHARE = 0.3;
const FLOOR = 0.05;

/** A model of the size of errors, and the floor under it. */
export interface LearnedDifficulty<Row> {
  readonly model: FittedPredictor<Row>;
  readonly floor: number;
}

/** Difficulties of rows, [rows, entries]. */
export function difficultiesBy<Row>(
  { model, floor }: LearnedDifficulty<Row>,
  rows: readonly Row[],
): Float64Array {
  return model.predict(rows).map((size) => Math.max(size, floor));
}

/**
 * A difficulty that is learned: the predictor is fitted on the first of the fitting examples, and a second one learns
 * the size of its errors on the others (Papadopoulos, Gammerman and Vovk 2008, with honest errors in place of those of
 * the fit). A twentieth of the mean error is a floor.
 */
export async function learnedDifficulty<Row>(
  predictor: Predictor<Row>,
  difficulty: Predictor<Row>,
  examples: readonly Example<Row>[],
  options: FitOptions,
): Promise<LearnedDifficulty<Row>> {
  const entries = entryCount(predictor.target);
  if (entryCount(difficulty.target) !== entries)
    throw invalidOption(
      "method.normalised",
      difficulty.name,
      `a predictor with ${entries} entries, as the calibrated one has`,
    );
  requireExamples(difficulty.name, examples.length, 4);
  const cut = Math.round(examples.length * (1 - SHARE));
  const early = await predictor.fit(examples.slice(0, cut), options);
  const late = examples.slice(cut);
  const predictions = early.predict(late.map((example) => example.features));
  const sizes = predictions.map((prediction, at) =>
    Math.abs(late[Math.floor(at / entries)]!.truth[at % entries]! - prediction),
  );
  const model = await difficulty.fit(
    late.map((example, index) => ({
      ...example,
      truth: sizes.subarray(index * entries, (index + 1) * entries),
    })),
    options,
  );
  return { model, floor: FLOOR * mean(sizes) || 1 };
}
