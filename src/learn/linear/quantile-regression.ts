import type { FeatureFields, FeatureRow } from "../feature-row.js";
import type { Axis } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { quantileSettings, solveQuantile, type QuantileSettings } from "./fit-quantile.js";
import { linearPredictor, type LinearOptions, type LinearPredictor } from "./linear-family.js";

/** Settings of {@link quantileRegression}. */
export interface QuantileRegressionOptions<Row, Axes extends readonly Axis[], Unit extends string>
  extends LinearOptions<Row, Axes, Unit>, QuantileSettings {
  /** Quantiles pass through a transform exactly. */
  readonly targetTransform?: TargetTransform<Row>;
}

/**
 * Linear quantile regression, see `fitQuantile`: predicts the level of each entry that is exceeded with probability
 * 1 − level. It can be trained further through a loss of one's own.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_TRANSFORM_DOMAIN, FS_LEARN_CONSTANT_COLUMN and what the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { quantileRegression } from "foresolve/learn";
 *
 * const safeStock = quantileRegression({ target: { over: [], unit: "pieces" }, level: 0.9 });
 * const fitted = await safeStock.fit(
 *   Array.from({ length: 101 }, (_, day) => ({ features: { promotion: 0 }, truth: [day] })),
 * );
 * Math.round(fitted.predict([{ promotion: 0 }])[0]!); // => 90
 */
export function quantileRegression<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: QuantileRegressionOptions<Row, Axes, Unit>): LinearPredictor<Row, Axes, Unit> {
  const settings = quantileSettings(options);
  return linearPredictor(options, {
    kind: "quantile regression",
    loss: `pinball ${settings.level}`,
    link: "identity",
    settings: { ...settings },
    examplesNeeded: 2,
    targetTransform: options.targetTransform,
    solve: (data, context) => solveQuantile(data, settings, context),
  });
}
