import type { FeatureFields, FeatureRow } from "../feature-row.js";
import { requireOption } from "../invalid-option.js";
import type { Axis } from "../target.js";
import { DEFAULT_PENALTY } from "./fit-logistic.js";
import { solvePoisson } from "./fit-poisson.js";
import { linearPredictor, type LinearOptions, type LinearPredictor } from "./linear-family.js";

/** Settings of {@link poissonRegression}. */
export interface PoissonOptions<Row, Axes extends readonly Axis[], Unit extends string> extends LinearOptions<
  Row,
  Axes,
  Unit
> {
  /** See `fitPoisson`. Default 10⁻³. */
  readonly penalty?: number;
}

/**
 * Poisson regression with logarithmic link, see `fitPoisson`: counts and other truths of 0 and more; predictions are
 * rates above 0. It can be trained further through a loss of one's own.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_CONSTANT_COLUMN and what the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { poissonRegression } from "foresolve/learn";
 *
 * const arrivals = poissonRegression({ target: { over: [], unit: "patients" }, penalty: 0 });
 * const fitted = await arrivals.fit([
 *   { features: { holiday: 0 }, truth: [7] },
 *   { features: { holiday: 0 }, truth: [9] },
 *   { features: { holiday: 1 }, truth: [4] },
 * ]);
 * fitted.predict([{ holiday: 0 }, { holiday: 1 }]).map(Math.round); // => new Float64Array([8, 4])
 */
export function poissonRegression<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: PoissonOptions<Row, Axes, Unit>): LinearPredictor<Row, Axes, Unit> {
  const { penalty = DEFAULT_PENALTY } = options;
  requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
  return linearPredictor(options, {
    kind: "Poisson regression",
    loss: "Poisson deviance",
    link: "exp",
    settings: { penalty },
    examplesNeeded: 2,
    solve: (data, context) => solvePoisson(data, penalty, context),
  });
}
