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
export { gradientDescent } from "./gradient-descent.js";
export type { GradientDescentOptions } from "./gradient-descent.js";
export { averagedIterate } from "./averaged-iterate.js";
export type { AveragedIterate, AveragedIterateOptions } from "./averaged-iterate.js";
export { fitRidge } from "./linear/fit-ridge.js";
export type { RidgeFit, RidgePenalty, RidgeProblem } from "./linear/fit-ridge.js";
export { ridge } from "./linear/ridge.js";
export type { RidgeOptions } from "./linear/ridge.js";
export type { RidgeData } from "./linear/ridge-system.js";
export { ridgeLeaveOneOut } from "./linear/ridge-leave-one-out.js";
export type { RidgeLeaveOneOut } from "./linear/ridge-leave-one-out.js";
export { elasticNet, lasso } from "./linear/elastic-net.js";
export type { ElasticNetOptions, LassoOptions } from "./linear/elastic-net.js";
export { fitElasticNet } from "./linear/fit-elastic-net.js";
export type { ElasticNetPenalty, ElasticNetSettings } from "./linear/fit-elastic-net.js";
export { fitLogistic } from "./linear/fit-logistic.js";
export type { LogisticProblem } from "./linear/fit-logistic.js";
export { logisticRegression } from "./linear/logistic-regression.js";
export type { LogisticOptions } from "./linear/logistic-regression.js";
export { fitPoisson } from "./linear/fit-poisson.js";
export { poissonRegression } from "./linear/poisson-regression.js";
export type { PoissonOptions } from "./linear/poisson-regression.js";
export { fitQuantile } from "./linear/fit-quantile.js";
export type { QuantileSettings } from "./linear/fit-quantile.js";
export { quantileRegression } from "./linear/quantile-regression.js";
export type { QuantileRegressionOptions } from "./linear/quantile-regression.js";
export { predictLinear } from "./linear/linear-fit.js";
export type { LinearFit } from "./linear/linear-fit.js";
export type { LinearData } from "./linear/linear-data.js";
export type { LinearOptions, LinearPredictor } from "./linear/linear-family.js";
export type { FittedLinear, LinearState } from "./linear/linear-predictor.js";
export type { LinearShape } from "./linear/linear-model.js";
export type { Link } from "./linear/link.js";
export {
  asinhTransform,
  chainTransforms,
  identityTransform,
  logTransform,
  powerTransform,
  relativeTo,
  scaledBy,
} from "./target-transform.js";
export { quadraticBasis } from "./quadratic-basis.js";
export { smeared } from "./smeared.js";
export type { SmearedOptions } from "./smeared.js";
export { fitBoostedTrees } from "./trees/fit-boosted-trees.js";
export type { BoostedTreesFit, FitBoostedTreesOptions } from "./trees/fit-boosted-trees.js";
export type { BoosterSettings, BoostingSettings } from "./trees/boosting-settings.js";
export type { TreeData, TreeRows } from "./trees/tree-data.js";
export { customLoss } from "./trees/tree-loss.js";
export { fitForest } from "./trees/fit-forest.js";
export type { FitForestOptions, Forest, ForestSettings } from "./trees/fit-forest.js";
export { leafWeights } from "./trees/leaf-weights.js";
export { treeBooster } from "./trees/tree-booster.js";
export type { ScoreGradient, TreeBooster, TreeBoosterOptions } from "./trees/tree-booster.js";
export { treeContributions } from "./trees/tree-contributions.js";
export type { TreeContributions } from "./trees/tree-contributions.js";
export { treeImportance } from "./trees/tree-importance.js";
export type { TreeImportance } from "./trees/tree-importance.js";
export type { TreeSettings } from "./trees/tree-settings.js";
export { predictTrees, rawScores } from "./trees/tree-ensemble.js";
export type { TreeEnsemble, TreeLink } from "./trees/tree-ensemble.js";
export type { CustomTreeLoss, TreeLossOption } from "./trees/tree-loss.js";
export { treeBuilder } from "./trees/tree-builder.js";
export type { NodeSplit, TreeBuilder } from "./trees/tree-builder.js";
export { fittedRowTrees, rowDesign } from "./row-design.js";
export type { FittedRowTrees, RowDesign, RowDesignOptions } from "./row-design.js";
export { extraTrees, randomForest } from "./random-forest.js";
export type { FittedForest, ForestOptions, ForestPredictor, ForestState } from "./random-forest.js";
export { averageOf, averageOfFitted } from "./average.js";
export { distilled } from "./distilled.js";
export type { DistilledOptions } from "./distilled.js";
export { boostedTrees } from "./boosted-trees.js";
export type {
  BoostedTreesOptions,
  BoostedTreesPredictor,
  BoostedTreesState,
  EarlyStopping,
  FittedBoostedTrees,
  PredictorLoss,
} from "./boosted-trees.js";
export { forecastError } from "./forecast-error.js";
export type { ForecastError } from "./forecast-error.js";
export { pickFields } from "./pick-fields.js";
export { rulePredictor } from "./rule.js";
export type { RuleOptions, RulePredictor } from "./rule.js";
export { scaleFree } from "./scale-free.js";
export type { ScaleFreeOptions } from "./scale-free.js";
export { evaluateStructure } from "./model-structure.js";
export { structureOf } from "./structure-of.js";
export type { FittedStructure } from "./structure-of.js";
export type {
  Activation,
  ActivationLayer,
  AffineLayer,
  EmbeddingLayer,
  LayerStructure,
  ModelStructure,
  NormalisationLayer,
  ScaleLayer,
  StructureLayer,
  TreeStructure,
} from "./model-structure.js";
export type { ForeignModel } from "./foreign/foreign-model.js";
export { foreignPredictor } from "./foreign/foreign-predictor.js";
export type { ForeignPredictorOptions } from "./foreign/foreign-predictor.js";
export { readLightgbm } from "./foreign/read-lightgbm.js";
export { readXgboost } from "./foreign/read-xgboost.js";
export { readOnnx } from "./foreign/onnx/read-onnx.js";
export { exportOnnx } from "./foreign/onnx/export-onnx.js";
export { writeOnnx } from "./foreign/onnx/write-onnx.js";
export type { WriteOnnxOptions } from "./foreign/onnx/write-onnx.js";
export * from "./conformal/index.js";
export * from "./forecasting/index.js";
export { fitNetwork } from "./network/fit-network.js";
export type { NetworkFit } from "./network/fit-network.js";
export { scheduleFactor } from "./network/learning-rate-schedule.js";
export type { LearningRateSchedule } from "./network/learning-rate-schedule.js";
export { network } from "./network/network.js";
export type { FittedNetwork, NetworkOptions, NetworkPredictor, NetworkTraining } from "./network/network.js";
export type { NetworkLayer } from "./network/network-layer.js";
export type { NetworkLossOption } from "./network/network-loss.js";
export { networkPass } from "./network/network-pass.js";
export type { NetworkPass, NetworkPassOptions } from "./network/network-pass.js";
export type { NetworkEarlyStopping, NetworkSettings } from "./network/network-settings.js";
export { networkStructure, predictDeviations, predictNetwork } from "./network/network-state.js";
export type { NetworkState } from "./network/network-state.js";
export { networkTrainer } from "./network/network-trainer.js";
export type { NetworkRows, NetworkTrainer, NetworkTrainerOptions } from "./network/network-trainer.js";
export type { StepRuleOptions } from "./network/step-rule.js";
export type { Precision } from "./network/workspace.js";
export { kernelRegression } from "./neighbours/kernel-regression.js";
export type { KernelRegressionOptions } from "./neighbours/kernel-regression.js";
export { nearestNeighbours } from "./neighbours/nearest-neighbours.js";
export type { NearestNeighboursOptions, WeightingPredictor } from "./neighbours/nearest-neighbours.js";
export { nearestRows, neighbourTree, rowsWithin } from "./neighbours/neighbour-tree.js";
export type { Neighbours, NeighbourTree } from "./neighbours/neighbour-tree.js";
export type { DistanceScale } from "./neighbours/weighted-fit.js";
export type {
  FittedByWeights,
  Kernel,
  RowWeights,
  WeightedState,
  Weighting,
} from "./neighbours/weighted-outcomes.js";
export * from "./survival/index.js";
export { crossValidate } from "./selection/cross-validate.js";
export type { CrossValidated, CrossValidation, CrossValidationOptions } from "./selection/cross-validate.js";
export { blockedFolds, kFold, purgedFolds, walkForwardFolds } from "./selection/folds.js";
export type { Fold, WalkForwardFoldsOptions } from "./selection/folds.js";
export { METRICS, pinballMetric } from "./selection/metrics.js";
export type { Judged, Metric, MetricName } from "./selection/metrics.js";
export type { SearchProgress } from "./selection/progress.js";
export { randomSearch, successiveHalving } from "./selection/search.js";
export type { SearchOptions, SearchResult, SearchTrial } from "./selection/search.js";
export { choice, integer, logUniform, uniform } from "./selection/search-space.js";
export type { Dimension, SearchSpace, SettingsOf } from "./selection/search-space.js";
export { callingThread } from "./selection/trial-runner.js";
export type { Trial, TrialContext, TrialOutcome, TrialRunner, TrialTask } from "./selection/trial-runner.js";
export { numeric, oneHot, targetMean } from "./preparation/field-step.js";
export type {
  FieldStep,
  NumericStep,
  OneHotStep,
  StepFor,
  TargetMeanStep,
} from "./preparation/field-step.js";
export { pipeline } from "./preparation/pipeline.js";
export { prepare, preparedRow } from "./preparation/prepare.js";
export type { FieldState, Preparation, PreparationState } from "./preparation/prepare.js";
export type { TargetMeans } from "./preparation/target-means.js";
export { loadModel, loadPointForecaster, loadState } from "./saved/load-model.js";
export type { LoadOptions } from "./saved/load-model.js";
export { savedModel, savedState } from "./saved/saved-model.js";
export type { SavedModel } from "./saved/saved-model.js";
