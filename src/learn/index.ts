export { isDifferentiable } from "./differentiable-predictor.js";
export type { DifferentiablePredictor, TrainingModel } from "./differentiable-predictor.js";
export type {
  DistributionalPredictor,
  FittedDistributionalPredictor,
  ScenarioOptions,
} from "./distributional-predictor.js";
export { featureRow } from "./feature-row.js";
export type { Example, FeatureFields, FeatureRow, FeatureValue } from "./feature-row.js";
export type { CardValue, ModelCard } from "./model-card.js";
export type { FitOptions, FitProgress, FittedPredictor, Predictor } from "./predictor.js";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./standard-schema.js";
export { entryCount, entryNames } from "./target.js";
export type { Axis, Target } from "./target.js";
export type { RowTransform, TargetTransform } from "./target-transform.js";
export { adam } from "./adam.js";
export type { AdamOptions, Optimizer } from "./adam.js";
export { averagedIterate } from "./averaged-iterate.js";
export type { AveragedIterate, AveragedIterateOptions } from "./averaged-iterate.js";
export { fitRidge } from "./linear/fit-ridge.js";
export type { RidgeFit, RidgePenalty, RidgeProblem } from "./linear/fit-ridge.js";
export { ridge } from "./linear/ridge.js";
export type { RidgeOptions } from "./linear/ridge.js";
export type { RidgeData } from "./linear/ridge-system.js";
export {
  asinhTransform,
  chainTransforms,
  identityTransform,
  logTransform,
  relativeTo,
  scaledBy,
} from "./target-transform.js";
export { fitBoostedTrees } from "./trees/fit-boosted-trees.js";
export type { BoostedTreesFit, FitBoostedTreesOptions } from "./trees/fit-boosted-trees.js";
export type { BoostingSettings, TreeData } from "./trees/booster.js";
export { predictTrees, rawScores } from "./trees/tree-ensemble.js";
export type { TreeEnsemble, TreeLink } from "./trees/tree-ensemble.js";
export type { TreeLossOption } from "./trees/tree-loss.js";
export { averageOf, averageOfFitted } from "./average.js";
export { boostedTrees } from "./boosted-trees.js";
export type {
  BoostedTreesOptions,
  BoostedTreesPredictor,
  EarlyStopping,
  FittedBoostedTrees,
} from "./boosted-trees.js";
export { forecastError } from "./forecast-error.js";
export type { ForecastError } from "./forecast-error.js";
export { pickFields } from "./pick-fields.js";
export { rulePredictor } from "./rule.js";
export type { RuleOptions, RulePredictor } from "./rule.js";
export { scaleFree } from "./scale-free.js";
export type { ScaleFreeOptions } from "./scale-free.js";
