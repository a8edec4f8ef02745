export { isSolved, valuesOf } from "./solution.js";
export type { EntryValues, Solution, Solved, Unsolved } from "./solution.js";
export { FEASIBILITY_TOLERANCE, verifier } from "./verifier.js";
export type { Verification } from "./verifier.js";
export { HighsSession } from "./highs-session.js";
export type { RunOutcome, RunStatus } from "./highs-session.js";
export type { NumberRanges, Ranging } from "./ranging.js";
export type { RunIncumbent, RunOptions, RunProgress } from "./run-watch.js";
export { chooseSolver, neededCapabilities } from "./choose-solver.js";
export { MODEL_CAPABILITIES, RUN_CAPABILITIES } from "./solver.js";
export type { Capability, Solver, SolverName, SolverSession } from "./solver.js";
export { branchAndBoundSolver, clarabelSolver, highsSolver, loadClarabel, SOLVERS } from "./solvers.js";
export type { OpenClarabel } from "./solvers.js";
export { solve, solutionOf } from "./solve.js";
export type { RunnableSession, SolutionOptions, SolveOptions, SolveResult } from "./solve.js";
export type { SolveProgress } from "./best-point.js";
export type { Start, StartReport, StartVariable } from "./mip-start.js";
export { configureSolverThreads } from "./solver-threads.js";
export type { SolverThreadOptions } from "./solver-threads.js";
export { closeSolverThreads, startSolverThreads } from "./shared-pool.js";
export { solveLazily } from "./lazy-rows.js";
export type { LazyCandidate, LazyOptions, LazyResult } from "./lazy-rows.js";
export { oracleBatch } from "./oracle.js";
export type { Oracle, OracleBatch } from "./oracle.js";
export { InteriorPoint } from "./interior-point.js";
export { fixedCostOf, isCostOnly, linearOracle, requireCostOnly, writeExposure } from "./linear-oracle.js";
export type { RowSlots } from "./linear-oracle.js";
export { solverVersion } from "./solver-version.js";
export { assignmentOracle } from "./oracles/assignment.js";
export type { ArcGraph } from "./oracles/arc-graph.js";
export { gridGraph } from "./oracles/grid-graph.js";
export type { GridGraph } from "./oracles/grid-graph.js";
export { knapsackOracle } from "./oracles/knapsack.js";
export type { KnapsackStructure } from "./oracles/knapsack.js";
export { minimumCostFlowOracle } from "./oracles/minimum-cost-flow.js";
export type { FlowStructure } from "./oracles/minimum-cost-flow.js";
export { minimumSpanningTreeOracle } from "./oracles/minimum-spanning-tree.js";
export { shortestPathOracle } from "./oracles/shortest-path.js";
export type { ShortestPathStructure } from "./oracles/shortest-path.js";
export { topKOracle } from "./oracles/top-k.js";
export { travellingSalesmanOracle } from "./oracles/travelling-salesman.js";
export { vehicleRoutingOracle } from "./oracles/vehicle-routing.js";
export type { VehicleRoutingStructure } from "./oracles/vehicle-routing.js";
export { explainInfeasibility } from "./explain/infeasibility.js";
export type { ExplainOptions, InfeasibilityExplanation } from "./explain/infeasibility.js";
export type { Explainable, ParameterValues } from "./explain/fixed-form.js";
export type { ConflictMember } from "./explain/conflict-member.js";
export type { EntryReference, Side } from "./explain/member.js";
export { explainUnboundedness } from "./explain/unboundedness.js";
export type { Direction, UnboundednessExplanation } from "./explain/unboundedness.js";
export { cheapestRelaxation } from "./explain/relaxation.js";
export type { RelaxationOptions, RelaxedLimit, Relaxation } from "./explain/relaxation.js";
export type { Penalties } from "./explain/penalties.js";
export { explainSolution } from "./explain/solution-explanation.js";
export type { SolutionExplanation } from "./explain/solution-explanation.js";
export type { ConstraintFact, Range } from "./explain/constraint-fact.js";
export type { VariableFact } from "./explain/variable-fact.js";
export { whatIf } from "./explain/what-if.js";
export type { ChangedEntry, WhatIf, WhatIfOptions } from "./explain/what-if.js";
export { solveLexicographically } from "./lexicographic.js";
export type {
  LexicographicOptions,
  LexicographicResult,
  LexicographicStage,
  LexicographicTolerance,
  RankedObjective,
} from "./lexicographic.js";
