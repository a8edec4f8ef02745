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
export { isScheduled } from "./solution.js";
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
export { jobShopInstance } from "./job-shop/instance.js";
export type { JobShopInstance } from "./job-shop/instance.js";
export type { JobShopImprovement, JobShopOptions } from "./job-shop/job-shop-options.js";
export { jobShopLowerBound } from "./job-shop/lower-bound.js";
export { taillardJobShop, TAILLARD_INSTANCES } from "./job-shop/taillard.js";
export { solveJobShop } from "./job-shop/solve-job-shop.js";
export type { JobShopSolution } from "./job-shop/solve-job-shop.js";
export { readJobShop } from "./files/read-job-shop.js";
export type { ReadJobShopOptions } from "./files/read-job-shop.js";
export { flexibleJobShop } from "./flexible/flexible-job-shop.js";
export type { FlexibleJobShop, FlexibleMode } from "./flexible/flexible-job-shop.js";
export { flexibleLowerBound } from "./flexible/flexible-lower-bound.js";
export { replayFlexibleSchedule } from "./flexible/replay-schedule.js";
export type { FlexibleReplay, FlexibleSchedule } from "./flexible/replay-schedule.js";
export { solveFlexibleJobShop } from "./flexible/solve-flexible-job-shop.js";
export type {
  FlexibleImprovement,
  FlexibleJobShopOptions,
  FlexibleSolution,
} from "./flexible/solve-flexible-job-shop.js";
export { scheduleForm } from "./compile-problem.js";
export { NEVER } from "./schedule-form.js";
export type { ScheduleForm } from "./schedule-form.js";
export { schedule } from "./schedule.js";
export { ScheduleSearch } from "./search/schedule-search.js";
export type { ScheduleSearchOptions } from "./search/schedule-search.js";
export { validateProblem } from "./validate-problem.js";
export type { ProblemWarning } from "./validate/warning.js";
export { lowerBound } from "./bounds/lower-bound.js";
export type { LowerBoundOptions, ScheduleBound } from "./bounds/lower-bound.js";
export type { NamedBound } from "./bounds/makespan-bound.js";
export { preemptiveMakespan } from "./bounds/one-machine.js";
export { configureScheduleThreads } from "./threads/schedule-threads.js";
export type { ScheduleThreadOptions } from "./threads/schedule-threads.js";
export { readFlexibleJobShop } from "./files/read-flexible-job-shop.js";
export { applyEvents } from "./events/apply-events.js";
export type { AppliedEvents, EventOptions, FrozenActivity } from "./events/apply-events.js";
export type { ScheduleEvent } from "./events/event.js";
export type { ForcedChange } from "./events/forced-change.js";
export { freezeUntil } from "./events/freeze-until.js";
export type { PlanWindows } from "./events/freeze-until.js";
export { DEFAULT_STABILITY, repairPlan } from "./events/repair-plan.js";
export type { Repair, RepairOptions } from "./events/repair-plan.js";
export { comparePlans } from "./explain/compare-plans.js";
export type { PlaceDifference, PlanDifference, PlanPlace, TermDifference } from "./explain/compare-plans.js";
export { readSchedule, writeSchedule } from "./files/schedule-file.js";
export type { SavedSchedule } from "./files/schedule-file.js";
export { flexibleJobShopProblem, jobShopProblem } from "./files/shop-problem.js";
export { weeklyCalendar } from "./calendar/weekly-calendar.js";
export type { Weekday, WeeklyCalendarOptions, WeeklyShift } from "./calendar/weekly-calendar.js";
export { explainPlan } from "./explain/explain-plan.js";
export type {
  ExplainedConstraint,
  ExplainedPart,
  ExplainedTerm,
  PlanExplanation,
} from "./explain/explain-plan.js";
export { recommendPlaces } from "./explain/recommend-places.js";
export type { RecommendedPlace, RecommendOptions } from "./explain/recommend-places.js";
export { whyHere } from "./explain/why-here.js";
export type {
  ActivityReference,
  AlternativePlace,
  HoldingLink,
  PlaceExplanation,
} from "./explain/why-here.js";
export type { Hold } from "./events/holding.js";
export { proveSchedule } from "./prove-schedule.js";
export type { ProofOptions, ScheduleProof } from "./prove-schedule.js";
export { minimalConflict } from "./explain/minimal-conflict.js";
export type { ConflictAnswer, ConflictOptions } from "./explain/minimal-conflict.js";
export type { ScheduleRequirement } from "./explain/requirement.js";
export { whyLeftOut } from "./explain/why-left-out.js";
export type { LeftOutExplanation } from "./explain/why-left-out.js";
