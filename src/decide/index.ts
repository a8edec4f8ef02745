export { decisionProblem } from "./problem/decision-problem.js";
export type {
  DecisionProblem,
  DecisionProblemOptions,
  OracleSession,
  ProblemSession,
  TrainableProblem,
} from "./problem/decision-problem.js";
export type { JointProblem, JointProblemOptions, KnownBlocks } from "./problem/joint-problem.js";
export type {
  Block,
  BlockParameters,
  BlockPlace,
  Blocks,
  JointSets,
  KnownBlock,
  UnitOf,
} from "./problem/parameter-blocks.js";
export type { RecourseOptions, SoftRow, Stages } from "./problem/recourse.js";
export { openJudge } from "./problem/judge.js";
export type { Judge } from "./problem/judge.js";
export { jointPredictor } from "./problem/joint-predictor.js";
export type { JointPredictors } from "./problem/joint-predictor.js";
export { safetyMargin } from "./policy/safety-margin.js";
export type { SafetyMarginOptions, WithSafetyMargin } from "./policy/safety-margin.js";
export { scenarioPolicy } from "./policy/scenario-policy.js";
export type { ScenarioPolicyOptions } from "./policy/scenario-policy.js";
export type { ExamplesOracle, InstanceOracle } from "./problem/instance-oracle.js";
export { oracleProblem } from "./problem/oracle-problem.js";
export type { ModelledProblem, OracleProblemOptions } from "./problem/oracle-problem.js";
export type { DecisionLoss, LossBatch, LossContext, Outcomes } from "./losses/loss.js";
export { spoPlus } from "./losses/spo-plus.js";
export { adjacentVertex } from "./losses/adjacent-vertex.js";
export type { AdjacentVertexOptions } from "./losses/adjacent-vertex.js";
export { coneAlignedCosine } from "./losses/cone-aligned-cosine.js";
export type { ConeAlignedCosineOptions } from "./losses/cone-aligned-cosine.js";
export { listwiseRanking } from "./losses/listwise-ranking.js";
export type { ListwiseRankingOptions } from "./losses/listwise-ranking.js";
export { maximumAPosteriori } from "./losses/maximum-a-posteriori.js";
export { maximumMargin } from "./losses/maximum-margin.js";
export type { MaximumMarginOptions } from "./losses/maximum-margin.js";
export { noiseContrastive } from "./losses/noise-contrastive.js";
export { pairwiseRanking } from "./losses/pairwise-ranking.js";
export type { PairwiseRankingOptions } from "./losses/pairwise-ranking.js";
export { pointwiseRanking } from "./losses/pointwise-ranking.js";
export type { PoolOptions } from "./losses/pool-loss.js";
export { SolutionPool } from "./losses/solution-pool.js";
export { adaptiveImplicitMle } from "./losses/adaptive-implicit-mle.js";
export type { AdaptiveImplicitMleOptions } from "./losses/adaptive-implicit-mle.js";
export { blackboxInterpolation } from "./losses/blackbox-interpolation.js";
export type { BlackboxInterpolationOptions } from "./losses/blackbox-interpolation.js";
export { conicLayer } from "./losses/conic-layer.js";
export type { ConicLayerOptions } from "./losses/conic-layer.js";
export { quadraticLayer } from "./losses/quadratic-layer.js";
export type { QuadraticLayerOptions } from "./losses/quadratic-layer.js";
export { costSensitiveRegression } from "./losses/cost-sensitive-regression.js";
export type { CostSensitiveOptions } from "./losses/cost-sensitive-regression.js";
export { decisionWeightedSquaredError } from "./losses/decision-weighted-squared-error.js";
export type { DecisionWeightedOptions } from "./losses/decision-weighted-squared-error.js";
export { implicitMle } from "./losses/implicit-mle.js";
export type { ImplicitMleOptions } from "./losses/implicit-mle.js";
export { negativeIdentity } from "./losses/negative-identity.js";
export type { NegativeIdentityOptions } from "./losses/negative-identity.js";
export { perturbationGradient } from "./losses/perturbation-gradient.js";
export type { PerturbationGradientOptions } from "./losses/perturbation-gradient.js";
export { perturbedFenchelYoung } from "./losses/perturbed-fenchel-young.js";
export type { PerturbedFenchelYoungOptions } from "./losses/perturbed-fenchel-young.js";
export { perturbedOptimizer } from "./losses/perturbed-optimizer.js";
export type { PerturbedOptimizerOptions } from "./losses/perturbed-optimizer.js";
export { regularisedFenchelYoung } from "./losses/regularised-fenchel-young.js";
export { regularisedFrankWolfe } from "./losses/regularised-frank-wolfe.js";
export type { RegularisationOptions } from "./losses/regularised-frank-wolfe.js";
export { scoreFunction } from "./losses/score-function.js";
export type { JudgedDecision, ScoreFunctionOptions } from "./losses/score-function.js";
export { squaredError } from "./losses/squared-error.js";
export type { Perturbation } from "./losses/perturbation.js";
export type { Sides } from "./losses/target-difference.js";
export { realisedObjectives, regretOf } from "./regret/regret.js";
export type { Regret } from "./regret/regret.js";
export { train } from "./training/train.js";
export type { TrainOptions, TrainProgress, TrainedPredictor } from "./training/train.js";
export type { TrainingRecord } from "./training/epoch-search.js";
export { decisionFocused } from "./training/decision-focused.js";
export type { DecisionFocusedOptions, DecisionFocusedPredictor } from "./training/decision-focused.js";
export { policy } from "./policy/policy.js";
export type { PolicyOptions } from "./policy/policy.js";
export type {
  BindingConstraint,
  DecideOptions,
  Decision,
  FallbackKind,
  Policy,
  PolicyKind,
  RuleFallback,
} from "./policy/decision.js";
export { deadlineCurve } from "./policy/deadline-curve.js";
export type { DeadlineCurveOptions, DeadlinePoint } from "./policy/deadline-curve.js";
export { learnedProxy } from "./policy/learned-proxy.js";
export type { LearnedProxy, LearnedProxyOptions, PlanColumns, ProxyCheck } from "./policy/learned-proxy.js";
export { fixedPlan } from "./policy/fixed-plan.js";
export type { FixedPlanOptions } from "./policy/fixed-plan.js";
export { backtest } from "./regret/backtest.js";
export type { BacktestOptions, BacktestReport, PolicyResult } from "./regret/backtest.js";
export { FEWEST_BLOCKS, outcomeOf, pairedInterval } from "./regret/paired-interval.js";
export type { Outcome, PairedInterval, PairedIntervalOptions } from "./regret/paired-interval.js";
export { walkForward } from "./regret/walk-forward.js";
export type { WalkForwardOptions } from "./regret/walk-forward.js";
export { assignmentCase, assignmentProblem } from "./families/assignment-case.js";
export type { AssignmentStructure, Pairs } from "./families/assignment-case.js";
export {
  energySchedulingCase,
  energySchedulingProblem,
  readEnergyScheduling,
} from "./families/energy-scheduling-case.js";
export type { EnergySchedulingInstance, EnergyTask, SlotSet } from "./families/energy-scheduling-case.js";
export { knapsackCase, knapsackProblem } from "./families/knapsack-case.js";
export type { ItemSet, KnapsackCase } from "./families/knapsack-case.js";
export { mixedFormsCase } from "./families/mixed-forms-case.js";
export type { CostForm, MixedFormsCase } from "./families/mixed-forms-case.js";
export { newsvendorCase, newsvendorProblem } from "./families/newsvendor-case.js";
export type { NewsvendorPrices, ProductSet } from "./families/newsvendor-case.js";
export { numpyRandomState } from "./families/numpy-random-state.js";
export type { NumpyRandomState } from "./families/numpy-random-state.js";
export { portfolioCase, portfolioProblem } from "./families/portfolio-case.js";
export type { Assets, FactorRisk } from "./families/portfolio-case.js";
export { gridPathProblem, shortestPathCase, shortestPathProblem } from "./families/shortest-path-case.js";
export type { Arcs } from "./families/shortest-path-case.js";
export { subsetSelectionCase, subsetSelectionProblem } from "./families/subset-selection-case.js";
export { examplesOf } from "./families/synthetic-case.js";
export type { ModelledCase, SyntheticCase, SyntheticOptions } from "./families/synthetic-case.js";
export { travellingSalesmanCase, travellingSalesmanProblem } from "./families/travelling-salesman-case.js";
export type { Edges } from "./families/route-model.js";
export { vehicleRoutingCase, vehicleRoutingProblem } from "./families/vehicle-routing-case.js";
export { evaluateRegret } from "./regret/evaluate-regret.js";
export type { EvaluateRegretOptions, PredictorRegret, RegretReport } from "./regret/evaluate-regret.js";
export { compareRegrets } from "./regret/regret-comparison.js";
export type { NamedRegret, RegretComparison } from "./regret/regret-comparison.js";
export { regretDistribution } from "./regret/regret-distribution.js";
export type { RegretDistribution } from "./regret/regret-distribution.js";
export { regretBySolves } from "./regret/regret-by-solves.js";
export type { SolveCurve, SolvePoint } from "./regret/regret-by-solves.js";
export { race } from "./race/race.js";
export type { RaceOptions, RaceResult } from "./race/race.js";
export type {
  RaceComparison,
  RaceEntrant,
  RaceFinding,
  RacePoint,
  RaceProgress,
  RaceReport,
} from "./race/race-report.js";
export type { AutoOptions } from "./race/train-auto.js";
export { autoLosses } from "./race/auto-losses.js";
export { predictorClasses } from "./race/predictor-classes.js";
export type { PredictorClassesOptions } from "./race/predictor-classes.js";
export { boostedDecisions } from "./trees/boosted-decisions.js";
export type { BoostedDecisionsOptions, BoostedDecisionsPredictor } from "./trees/boosted-decisions.js";
export { spoTree } from "./trees/spo-tree.js";
export type { SpoTreeOptions, SpoTreePredictor } from "./trees/spo-tree.js";
