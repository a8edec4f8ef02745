import type { FeatureRow } from "../feature-row.js";
import { boostedTrees } from "../boosted-trees.js";
import { requireOption } from "../invalid-option.js";
import { ridge } from "../linear/ridge.js";
import type { FittedPredictor, Predictor } from "../predictor.js";
import { saveable } from "../saved/saveable.js";
import type { Axis, Target } from "../target.js";
import type { FittedPointForecaster, PanelFitOptions, PointForecaster } from "./forecaster.js";
import { requireSameSeries, requireSteps, type Panel } from "./panel.js";
import {
  designExamples,
  featuresOf,
  panelDesign,
  type PanelDesign,
  type PanelFeatures,
} from "./panel-design.js";

/** Target of a global model: the steps ahead of one series. */
export type AheadTarget = Target<readonly [Axis<"ahead">]>;

/** Settings that all global models share. */
export interface GlobalOptions extends PanelFeatures {
  /**
   * Steps between the origins that are learnt from. With the length of a season every origin has the same phase (the
   * forecast of each day is made at midnight), which is easier to learn, and forecasts must then be asked for at that
   * phase too. Default: as small as `maximumExamples` allows.
   */
  readonly originStride?: number;
  /** Most examples, of all series together. Default 2000. */
  readonly maximumExamples?: number;
  /** Leaves out examples with a missing feature, for predictors that take none. Default false. */
  readonly skipMissing?: boolean;
}

/** Settings of {@link globalForecaster}. */
export interface GlobalForecasterOptions extends GlobalOptions {
  readonly name?: string;
  /** Makes the predictor for a target over the steps ahead: any method of this room. */
  readonly predictor: (target: AheadTarget) => Predictor<FeatureRow, readonly [Axis<"ahead">]>;
}

/**
 * One model for all series and all steps ahead, forecasting each step directly (Montero-Manso and Hyndman, "Principles
 * and algorithms for forecasting groups of time series: locality and globality", 2021). Values are brought to one size
 * before the predictor sees them.
 *
 * Fitting throws FS_LEARN_SERIES_TOO_SHORT, FS_LEARN_TOO_FEW_EXAMPLES and what the predictor throws.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { globalForecaster, panel, ridge } from "foresolve/learn";
 *
 * const weekly = (size: number) => Array.from({ length: 120 }, (_, day) => size * (10 + (day % 7)));
 * const sales = panel({ series: { a: weekly(1), b: weekly(5) }, start: "2024-01-01", stepHours: 24 });
 * const method = globalForecaster({
 *   horizon: 2,
 *   seasons: [7],
 *   calendar: "none",
 *   predictor: (target) => ridge({ target, inputs: "entry", penalty: 1e-3 }),
 * });
 * const fitted = await method.fit(sales, { until: 110 });
 * fitted.forecast(sales, 119).map(Math.round); // => new Float64Array([10, 11, 50, 55])
 */
export function globalForecaster(options: GlobalForecasterOptions): PointForecaster {
  const { horizon, predictor, name = "global model" } = options;
  const design = panelDesign(options);
  requireGlobal(options);
  return {
    name,
    horizon,
    async fit(panel, fit = {}) {
      const fitted = await fitGlobal(name, design, options, predictor(aheadTarget(horizon)), panel, fit);
      return globalPoint(name, featuresOf(options), fitted, panel.series);
    },
  };
}

/** {@link globalForecaster} with boosted trees: squared error, stopping early on the last examples. */
export function globalTrees(options: GlobalOptions & { readonly name?: string }): PointForecaster {
  return globalForecaster({
    name: "global trees",
    ...options,
    predictor: (target) =>
      boostedTrees<FeatureRow, readonly [Axis<"ahead">]>({ target, ...TREES, earlyStopping: {} }),
  });
}

/** {@link globalForecaster} with ridge regression, one equation for each step ahead; gaps are carried forward. */
export function globalRidge(options: GlobalOptions & { readonly name?: string }): PointForecaster {
  return globalForecaster({
    name: "global ridge",
    calendar: "indicators",
    gaps: "carry",
    skipMissing: true,
    ...options,
    predictor: (target) =>
      ridge<FeatureRow, readonly [Axis<"ahead">]>({ target, inputs: "entry", featureLimit: 6 }),
  });
}

/** Settings of trees that learn from a panel: shallow and slow, as there is more noise than pattern. */
export const TREES = {
  trees: 400,
  learningRate: 0.05,
  maxLeaves: 31,
  maxDepth: 6,
  minRowsPerLeaf: 30,
  lambda: 1,
  columnFraction: 0.5,
  maxBins: 128,
} as const;

/** Refuses options of global models outside their domain. */
export function requireGlobal({ originStride = 1, maximumExamples = 2000 }: GlobalOptions): void {
  requireOption("originStride", originStride, { low: 1, whole: true });
  requireOption("maximumExamples", maximumExamples, { low: 2, whole: true });
}

/** The steps ahead as a target. */
export function aheadTarget(horizon: number): AheadTarget {
  const keys = Array.from({ length: horizon }, (_, ahead) => String(ahead + 1));
  return { over: [{ name: "ahead", keys }] };
}

/** Fits one predictor to the examples of a design. */
export async function fitGlobal(
  name: string,
  design: PanelDesign,
  options: GlobalOptions,
  predictor: Predictor<FeatureRow, readonly [Axis<"ahead">]>,
  panel: Panel,
  { until = panel.steps, ...fit }: PanelFitOptions,
): Promise<FittedPredictor<FeatureRow, readonly [Axis<"ahead">]>> {
  requireOption("until", until, { low: 1, high: panel.steps, whole: true });
  const { horizon, maximumExamples = 2000, seasons = [] } = options;
  requireSteps(name, until, design.firstOrigin + horizon + 1);
  const origins = until - horizon - design.firstOrigin + 1;
  const stride =
    options.originStride ??
    strideBeside(Math.ceil((origins * panel.series.length) / maximumExamples), seasons[0] ?? 1);
  let examples = designExamples(design, panel, until, horizon, stride, options.skipMissing ?? false);
  if (examples.length > maximumExamples) examples = examples.slice(-maximumExamples);
  return predictor.fit(examples, fit);
}

/** A fitted predictor as a point forecaster. */
export function globalPoint(
  name: string,
  features: PanelFeatures,
  fitted: FittedPredictor<FeatureRow, readonly [Axis<"ahead">]>,
  series: readonly string[],
): FittedPointForecaster {
  const { horizon } = features;
  const design = panelDesign(features);
  const forecaster: FittedPointForecaster = {
    name,
    horizon,
    figures: { ...fitted.card.figures, examples: fitted.card.rows },
    forecast(given, origin) {
      requireSameSeries(name, series, given);
      const rows = series.map((_, index) => design.row(given, index, origin));
      const out = fitted.predict(rows.map(({ features }) => features));
      for (const [index, { centre, scale }] of rows.entries())
        for (let ahead = 0; ahead < horizon; ahead++)
          out[index * horizon + ahead] = centre[ahead]! + scale * out[index * horizon + ahead]!;
      return out;
    },
  };
  return saveable(forecaster, { kind: "globalForecaster", state: { name, features, fitted, series } });
}

/** The least stride from `least` on that meets every phase of a season. */
function strideBeside(least: number, season: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  let stride = Math.max(1, least);
  while (divisor(stride, season) !== 1) stride++;
  return stride;
}
