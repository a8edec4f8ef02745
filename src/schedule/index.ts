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
