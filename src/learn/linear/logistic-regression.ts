import { invalidOption, requireOption } from "../invalid-option.js";
import type { FeatureFields, FeatureRow } from "../feature-row.js";
import { entryNames, type Axis } from "../target.js";
import { DEFAULT_PENALTY, solveLogistic } from "./fit-logistic.js";
import { linearPredictor, type LinearOptions, type LinearPredictor } from "./linear-family.js";

/** Settings of {@link logisticRegression}. */
export interface LogisticOptions<
  Row,
  Axes extends readonly Axis[],
  Unit extends string,
> extends LinearOptions<Row, Axes, Unit> {
  /** See `fitLogistic`. Default 10⁻³. */
  readonly penalty?: number;
  /**
   * `"independent"` (default): each entry is a yes or no of its own. `"exclusive"`: the entries are classes of which
   * one is true; wants `inputs: "row"`.
   */
  readonly classes?: "independent" | "exclusive";
}

/**
 * Logistic regression, see `fitLogistic`: truths are 0 or 1 (or probabilities), predictions probabilities. It can be
 * trained further through a loss of one's own.
 *
 * Fitting throws FS_LEARN_ONE_CLASS, FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE,
 * FS_LEARN_INVALID_TRUTH, FS_LEARN_CONSTANT_COLUMN and what the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { logisticRegression } from "foresolve/learn";
 *
 * const fault = { name: "fault", keys: ["none", "bearing", "seal"] } as const;
 * const diagnosis = logisticRegression({ target: { over: [fault] }, classes: "exclusive" });
 * const fitted = await diagnosis.fit([
 *   { features: { heat: 0, noise: 0 }, truth: [1, 0, 0] },
 *   { features: { heat: 1, noise: 9 }, truth: [0, 1, 0] },
 *   { features: { heat: 9, noise: 1 }, truth: [0, 0, 1] },
 * ]);
 * fitted.predict([{ heat: 8, noise: 1 }]).map((value) => Math.round(value)); // => new Float64Array([0, 0, 1])
 */
export function logisticRegression<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: LogisticOptions<Row, Axes, Unit>): LinearPredictor<Row, Axes, Unit> {
  const { penalty = DEFAULT_PENALTY, classes = "independent", target } = options;
  requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
  const exclusive = classes === "exclusive";
  if (!exclusive && classes !== "independent")
    throw invalidOption("classes", classes, '"independent" or "exclusive"');
  if (exclusive && options.inputs === "entry")
    throw invalidOption("inputs", "entry", '"row" with exclusive classes');
  const names = entryNames(target);
  if (exclusive && names.length < 2)
    throw invalidOption("classes", classes, '"independent" for a target of one entry');
  return linearPredictor(options, {
    kind: "logistic regression",
    loss: "log loss",
    link: exclusive ? "softmax" : "logistic",
    settings: { penalty, classes },
    examplesNeeded: 2,
    solve: (data, context) =>
      solveLogistic(data, exclusive, penalty, context, (output) =>
        data.outputs === names.length ? `"${names[output]}"` : "an entry of the target",
      ),
  });
}
