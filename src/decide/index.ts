export { decisionProblem } from "./decision-problem.js";
export type {
  DecisionProblem,
  DecisionProblemOptions,
  OracleSession,
  ProblemSession,
  TrainableProblem,
} from "./decision-problem.js";
export { oracleProblem } from "./oracle-problem.js";
export type { OracleProblemOptions } from "./oracle-problem.js";
export type { DecisionLoss, LossBatch, LossContext } from "./loss.js";
export { spoPlus } from "./losses/spo-plus.js";
export { realisedObjectives, regretOf } from "./regret.js";
export type { Regret } from "./regret.js";
export { train } from "./train.js";
export type { TrainOptions, TrainProgress, TrainedPredictor, TrainingRecord } from "./train.js";
export { decisionFocused } from "./decision-focused.js";
export type { DecisionFocusedOptions, DecisionFocusedPredictor } from "./decision-focused.js";
export { policy } from "./policy.js";
export type {
  BindingConstraint,
  DecideOptions,
  Decision,
  Policy,
  PolicyKind,
  PolicyOptions,
} from "./policy.js";
export { fixedPlan } from "./fixed-plan.js";
export type { FixedPlanOptions } from "./fixed-plan.js";
export { backtest } from "./backtest.js";
export type { BacktestOptions, BacktestReport, PolicyResult } from "./backtest.js";
export { FEWEST_BLOCKS, outcomeOf, pairedInterval } from "./paired-interval.js";
export type { Outcome, PairedInterval, PairedIntervalOptions } from "./paired-interval.js";
export { walkForward } from "./walk-forward.js";
export type { WalkForwardOptions } from "./walk-forward.js";
export { assignmentCase } from "./families/assignment-case.js";
export type { Pairs } from "./families/assignment-case.js";
export { knapsackCase, knapsackProblem } from "./families/knapsack-case.js";
export type { ItemSet, KnapsackCase } from "./families/knapsack-case.js";
export { numpyRandomState } from "./families/numpy-random-state.js";
export type { NumpyRandomState } from "./families/numpy-random-state.js";
export { portfolioCase, portfolioProblem } from "./families/portfolio-case.js";
export type { Assets, FactorRisk } from "./families/portfolio-case.js";
export { gridPathProblem, shortestPathCase } from "./families/shortest-path-case.js";
export type { Arcs } from "./families/shortest-path-case.js";
export { subsetSelectionCase } from "./families/subset-selection-case.js";
export { examplesOf } from "./families/synthetic-case.js";
export type { SyntheticCase, SyntheticOptions } from "./families/synthetic-case.js";
export { travellingSalesmanCase } from "./families/travelling-salesman-case.js";
export type { Edges } from "./families/travelling-salesman-case.js";
