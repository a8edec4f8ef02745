import type { FeatureFields, FeatureRow } from "../feature-row.js";
import type { Axis } from "../target.js";
import type { TargetTransform } from "../target-transform.js";
import { elasticNetSettings, solveElasticNet, type ElasticNetSettings } from "./fit-elastic-net.js";
import { linearPredictor, type LinearOptions, type LinearPredictor } from "./linear-family.js";

/** Settings of {@link lasso}. */
export interface LassoOptions<Row, Axes extends readonly Axis[], Unit extends string>
  extends LinearOptions<Row, Axes, Unit>, Omit<ElasticNetSettings, "absoluteShare"> {
  readonly targetTransform?: TargetTransform<Row>;
}

/** Settings of {@link elasticNet}. */
export interface ElasticNetOptions<Row, Axes extends readonly Axis[], Unit extends string>
  extends LinearOptions<Row, Axes, Unit>, ElasticNetSettings {
  readonly targetTransform?: TargetTransform<Row>;
}

/**
 * Linear regression with absolute and squared penalties, see `fitElasticNet`: many coefficients are exactly 0. It can
 * be trained further through a loss of one's own; training starts at the fit and may move every coefficient.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH,
 * FS_LEARN_TRANSFORM_DOMAIN, FS_LEARN_CONSTANT_COLUMN and what the schema throws; predicting throws those about rows.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { elasticNet } from "foresolve/learn";
 *
 * const load = elasticNet({ target: { over: [], unit: "MWh" }, absoluteShare: 0.5 });
 * const fitted = await load.fit(
 *   Array.from({ length: 30 }, (_, day) => ({
 *     features: { temperature: day % 7, weekday: day % 5 },
 *     truth: [3 * (day % 7)],
 *   })),
 * );
 * Math.round(fitted.predict([{ temperature: 4, weekday: 0 }])[0]!); // => 12
 */
export function elasticNet<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: ElasticNetOptions<Row, Axes, Unit>): LinearPredictor<Row, Axes, Unit> {
  return penalised("elastic net", options);
}

/**
 * Linear regression that selects its features by a penalty on absolute values, see `fitElasticNet`.
 *
 * Fitting throws what `elasticNet` throws.
 *
 * @throws FS_LEARN_INVALID_TARGET, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { lasso } from "foresolve/learn";
 *
 * const load = lasso({ target: { over: [], unit: "MWh" }, penalty: 0.2 });
 * const fitted = await load.fit([
 *   { features: { temperature: 0, phase: 1 }, truth: [0] },
 *   { features: { temperature: 1, phase: 0 }, truth: [2] },
 *   { features: { temperature: 2, phase: 0 }, truth: [4] },
 *   { features: { temperature: 3, phase: 1 }, truth: [6] },
 * ]);
 * fitted.state.parameters[1]; // => 0
 */
export function lasso<
  Row extends FeatureFields<Row> = FeatureRow,
  const Axes extends readonly Axis[] = readonly Axis[],
  const Unit extends string = string,
>(options: LassoOptions<Row, Axes, Unit>): LinearPredictor<Row, Axes, Unit> {
  return penalised("lasso", { ...options, absoluteShare: 1 });
}

function penalised<Row, Axes extends readonly Axis[], Unit extends string>(
  kind: string,
  options: ElasticNetOptions<Row, Axes, Unit>,
): LinearPredictor<Row, Axes, Unit> {
  const settings = elasticNetSettings(options);
  return linearPredictor(options, {
    kind,
    loss: "squared error",
    link: "identity",
    settings: { ...settings },
    examplesNeeded: 2,
    targetTransform: options.targetTransform,
    solve: (data, context) => solveElasticNet(data, settings, context),
  });
}
