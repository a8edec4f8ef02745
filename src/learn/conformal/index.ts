export { conformalQuantile, conformalRank } from "./conformal-quantile.js";
export type { Intervals } from "./intervals.js";
export { splitConformal, splitIntervals } from "./split-conformal.js";
export type { CalibrationData, SplitConformal } from "./split-conformal.js";
export { normalisedConformal, normalisedIntervals } from "./normalised-conformal.js";
export type { NormalisedConformal } from "./normalised-conformal.js";
export { mondrianConformal, mondrianIntervals } from "./mondrian-conformal.js";
export type { GroupKey, MondrianConformal } from "./mondrian-conformal.js";
export { conformalisedIntervals, conformalisedQuantiles } from "./conformalised-quantiles.js";
export type { ConformalisedQuantiles } from "./conformalised-quantiles.js";
export { cvPlusIntervals, jackknifePlusIntervals } from "./jackknife-plus.js";
export type { CvPlusData, JackknifePlusData } from "./jackknife-plus.js";
export { likelihoodRatios, weightedConformal, weightedIntervals } from "./weighted-conformal.js";
export type { WeightedConformal } from "./weighted-conformal.js";
export {
  predictiveCdf,
  predictiveDistribution,
  predictiveQuantiles,
  predictiveSamples,
} from "./predictive-distribution.js";
export type { PredictiveDistribution } from "./predictive-distribution.js";
export type { Interval, OnlineIntervals } from "./online-intervals.js";
export { adaptiveConformal } from "./adaptive-conformal.js";
export type { AdaptiveConformal, AdaptiveConformalOptions, AdaptiveState } from "./adaptive-conformal.js";
export { dynamicallyTunedConformal } from "./dynamically-tuned-conformal.js";
export type { DynamicallyTunedConformal, DynamicallyTunedOptions } from "./dynamically-tuned-conformal.js";
export { ensembleBatchIntervals, outOfBagResiduals } from "./ensemble-batch-intervals.js";
export type { EnsembleBatchOptions } from "./ensemble-batch-intervals.js";
export { setContains } from "./uncertainty-set.js";
export type { BoxSet, EllipsoidSet, UncertaintySet } from "./uncertainty-set.js";
export { shrunkCovariance } from "./shrunk-covariance.js";
export type { ShrunkCovariance } from "./shrunk-covariance.js";
export { boxSet, conformalBox } from "./conformal-box.js";
export type { ConformalBox } from "./conformal-box.js";
export { conformalEllipsoid, ellipsoidSet } from "./conformal-ellipsoid.js";
export type { ConformalEllipsoid } from "./conformal-ellipsoid.js";
export type { ClassData, ClassScores } from "./class-sets.js";
export { leastAmbiguousClasses, leastAmbiguousSets } from "./least-ambiguous-sets.js";
export { adaptiveClasses, adaptiveSets } from "./adaptive-sets.js";
export { conformal } from "./conformal.js";
export type { ConformalMethod, ConformalOptions, ConformalPredictor, FittedConformal } from "./conformal.js";
