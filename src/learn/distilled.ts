import type { DifferentiablePredictor, TrainingModel } from "./differentiable-predictor.js";
import type { Example } from "./feature-row.js";
import { requireOption } from "./invalid-option.js";
import type { ModelCard } from "./model-card.js";
import type { FitOptions, Predictor } from "./predictor.js";
import { blockedFolds } from "./selection/folds.js";
import { entryCount, requireSharedTarget, type Axis } from "./target.js";
import { requireExamples } from "./training-set.js";

/** Settings of {@link distilled}. */
export interface DistilledOptions<Row, Axes extends readonly Axis[], Unit extends string> {
  /** What is wanted in the end: a model that is simple, quick, or to be trained through a loss. */
  readonly student: DifferentiablePredictor<Row, Axes, Unit>;
  /** What fits better, but is not wanted itself. */
  readonly teacher: Predictor<Row, Axes, Unit>;
  /** Default: the student's name with the teacher's. */
  readonly name?: string;
  /** Share of the teacher's expectation in what the student learns from, 0 to 1; the rest is what was observed. Default 0.5. */
  readonly share?: number;
  /**
   * The teacher tells of each of so many blocks of the examples what it expects after a fit to the others: of examples that it
   * was fitted to, a flexible teacher would only repeat the noise. Default 5.
   */
  readonly folds?: number;
}

/**
 * A student that learns from what a teacher expects instead of from noisy observations alone (knowledge distillation: Hinton, Vinyals
 * and Dean, "Distilling the knowledge in a neural network", 2015, arXiv:1503.02531):
 *
 *     truth the student sees  =  share * teacher's expectation  +  (1 - share) * observed truth.
 *
 * With least squares alone that gains little, for averages are what least squares finds by itself. Trained through a loss that
 * looks at one observation at a time, as all decision losses do, the student is spared the noise of the observations: the best
 * decision for what was to be expected says more than the best one in hindsight. (Averages over nearest neighbours play the teacher's
 * part in Schutte, Postek and Yorke-Smith, "Robust losses for decision-focused learning", 2023, arXiv:2310.04328.)
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES for fewer examples than folds, and what teacher and student throw.
 *
 * @throws FS_LEARN_TARGET_MISMATCH when student and teacher do not share a target; FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { distilled, logTransform, ridge } from "foresolve/learn";
 *
 * const target = { over: [], unit: "EUR" } as const;
 * const line = ridge({ target, penalty: 0 });
 * const taught = distilled({
 *   student: line,
 *   teacher: ridge({ target, name: "ridge on log", targetTransform: logTransform(), penalty: 0 }),
 *   share: 1,
 * });
 * taught.name; // => "ridge taught by ridge on log"
 * // Doubling each day, but for one observation that is far off.
 * const costs = Array.from({ length: 10 }, (_, day) => ({ features: { day }, truth: [day === 9 ? 5120 : 2 ** day] }));
 * const [plain, wiser] = [await line.fit(costs), await taught.fit(costs)];
 * plain.predict([{ day: 9 }])[0]! > wiser.predict([{ day: 9 }])[0]!; // => true
 */
export function distilled<Row, const Axes extends readonly Axis[], const Unit extends string>(
  options: DistilledOptions<Row, Axes, Unit>,
): DifferentiablePredictor<Row, Axes, Unit> {
  const { student, teacher, share = 0.5, folds = 5 } = options;
  const { target } = student;
  const name = options.name ?? `${student.name} taught by ${teacher.name}`;
  requireSharedTarget([student, teacher]);
  requireOption("share", share, { low: 0, high: 1 });
  requireOption("folds", folds, { low: 2, whole: true });
  const begin = async (
    examples: readonly Example<Row>[],
    fit: FitOptions = {},
  ): Promise<TrainingModel<Row, Axes, Unit>> => {
    requireExamples(name, examples.length, folds);
    const expected = await expectations(teacher, examples, folds, fit);
    const entries = entryCount(target);
    const lesson = examples.map((example, row) => ({
      ...example,
      truth: Float64Array.from(
        example.truth,
        (observed, entry) => share * expected[row * entries + entry]! + (1 - share) * observed,
      ),
    }));
    const model = await student.begin(lesson, fit);
    const finish = (changes: Partial<ModelCard> = {}): ReturnType<typeof model.finish> => {
      const { card } = model.finish();
      return model.finish({
        predictor: name,
        settings: { ...card.settings, teacher: teacher.name, share, folds },
        ...changes,
      });
    };
    return {
      parameters: model.parameters,
      truths: model.truths,
      forward: (batch, out) => model.forward(batch, out),
      backward: (batch, cotangent, gradient) => model.backward(batch, cotangent, gradient),
      predict: (rows) => model.predict(rows),
      ...(model.forRows !== undefined && { forRows: (rows) => model.forRows!(rows) }),
      finish,
    };
  };
  return { name, target, begin, fit: async (examples, fit) => (await begin(examples, fit)).finish() };
}

/** What the teacher expects of each example after a fit to the other blocks: [examples, entries]. */
async function expectations<Row, Axes extends readonly Axis[], Unit extends string>(
  teacher: Predictor<Row, Axes, Unit>,
  examples: readonly Example<Row>[],
  folds: number,
  { seed, signal }: FitOptions,
): Promise<Float64Array> {
  const entries = entryCount(teacher.target);
  const expected = new Float64Array(examples.length * entries);
  for (const { train, test } of blockedFolds(examples.length, { folds })) {
    const fitted = await teacher.fit(
      Array.from(train, (row) => examples[row]!),
      { ...(seed !== undefined && { seed }), ...(signal !== undefined && { signal }) },
    );
    const predicted = fitted.predict(Array.from(test, (row) => examples[row]!.features));
    test.forEach((row, at) =>
      expected.set(predicted.subarray(at * entries, (at + 1) * entries), row * entries),
    );
  }
  return expected;
}
