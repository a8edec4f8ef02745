export { autoForecaster } from "./auto-forecaster.js";
export type { AutoForecasterOptions } from "./auto-forecaster.js";
export { averageForecaster } from "./average-forecaster.js";
export { decomposedSmoothing } from "./decomposed-smoothing.js";
export type { DecomposedSmoothingOptions } from "./decomposed-smoothing.js";
export type { Dependence } from "./dependence.js";
export {
  crpsFromQuantiles,
  crpsFromSamples,
  energyScore,
  intervalScore,
  pinballLoss,
} from "./distribution-scores.js";
export type { IntervalScore } from "./distribution-scores.js";
export { exponentialSmoothing } from "./exponential-smoothing.js";
export type { ExponentialSmoothingOptions } from "./exponential-smoothing.js";
export { forecastExamples, forecastPredictor } from "./forecaster.js";
export type {
  FittedForecaster,
  FittedPointForecaster,
  ForecastAxes,
  ForecastPredictor,
  Forecaster,
  ForecastRow,
  PanelFitOptions,
  PointForecaster,
} from "./forecaster.js";
export { globalForecaster, globalRidge, globalTrees } from "./global-forecaster.js";
export type { AheadTarget, GlobalForecasterOptions, GlobalOptions } from "./global-forecaster.js";
export { drift, naive, seasonalNaive } from "./naive.js";
export type { NaiveOptions, SeasonalNaiveOptions } from "./naive.js";
export { panel } from "./panel.js";
export type { Panel, PanelOptions } from "./panel.js";
export type { PanelFeatures } from "./panel-design.js";
export type { PastOriginsOptions } from "./past-origins.js";
export { meanAbsoluteScaledError, seasonalScale } from "./point-scores.js";
export { quantileForecaster } from "./quantile-forecaster.js";
export type { QuantileForecasterOptions } from "./quantile-forecaster.js";
export { residualForecaster } from "./residual-forecaster.js";
export type { ResidualForecasterOptions } from "./residual-forecaster.js";
export { rollingOrigin } from "./rolling-origin.js";
export type { Coverage, ForecastScore, RollingOriginOptions, RollingOriginReport } from "./rolling-origin.js";
export { seasonalDecomposition } from "./seasonal-decomposition.js";
export type { SeasonalDecomposition, SeasonalDecompositionOptions } from "./seasonal-decomposition.js";
