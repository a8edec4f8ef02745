export type {
  Alternative,
  CostCurve,
  Job,
  Machine,
  MaintenanceTask,
  Operation,
  OperationReference,
  Precedence,
  ScheduleObjective,
  ScheduleProblem,
  SetupTimes,
  SharedResource,
  TimeInterval,
} from "./problem.js";
export { compareScores } from "./plan.js";
export type { Plan, PlannedMaintenance, PlannedOperation, Score, UnassignedJob } from "./plan.js";
export type {
  Scheduled,
  ScheduleOptions,
  ScheduleProgress,
  ScheduleSolution,
  Unscheduled,
} from "./solution.js";
export { checkPlan } from "./check-plan.js";
export type { PlanCheck } from "./check-plan.js";
export { scoreTerms } from "./check/score-terms.js";
export type { ScoreConstraint, ScoreTerm, ScoringOptions } from "./check/score-terms.js";
export type { Violation, ViolationKind } from "./check/violation.js";
