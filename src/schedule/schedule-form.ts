import type { CostCurve, ScheduleProblem } from "./problem.js";

/**
 * A checked problem as flat arrays, for engines. Operations are numbered by job and place in its routing, maintenance
 * tasks after them: 0 … operations − 1 are operations, operations … activities − 1 are tasks.
 */
export interface ScheduleForm {
  readonly problem: ScheduleProblem;
  readonly jobs: number;
  readonly machines: number;
  readonly operations: number;
  /** Operations and maintenance tasks. */
  readonly activities: number;
  /** [jobs + 1] first operation of each job */
  readonly jobStarts: Int32Array;
  /** [operations] */
  readonly jobOf: Int32Array;
  /** [activities + 1] first mode of each activity; a task has one */
  readonly modeStarts: Int32Array;
  /** [modes] */
  readonly modeMachine: Int32Array;
  /** [modes] working time */
  readonly modeDuration: Int32Array;
  /** [jobs] */
  readonly release: Int32Array;
  /** [jobs] NEVER where there is none */
  readonly due: Int32Array;
  /** [jobs] NEVER where there is none */
  readonly deadline: Int32Array;
  /** [jobs] */
  readonly weight: Float64Array;
  /** [jobs] NaN for jobs that must be planned */
  readonly unassignedPrice: Float64Array;
  /** [activities] number of the set-up family; -1 for none */
  readonly family: Int32Array;
  readonly families: number;
  /** [machines] [(families + 1), families] row-major times, the last row from the initial state; null for no set-ups */
  readonly setupTimes: readonly (Int32Array | null)[];
  /** [machines + 1] first closed interval of each machine */
  readonly closedStarts: Int32Array;
  /** [closed] calendar and unavailability in one: ascending, disjoint, not touching */
  readonly closedFrom: Int32Array;
  /** [closed] NEVER for the end of a calendar */
  readonly closedUntil: Int32Array;
  /**
   * [machines + 1] first interval in which a machine is unavailable even to maintenance (its calendar does not bind
   * a crew)
   */
  readonly downStarts: Int32Array;
  readonly downFrom: Int32Array;
  readonly downUntil: Int32Array;
  /** [machines] 1: operations must fit between breaks */
  readonly waitsForBreaks: Uint8Array;
  /** [activities + 1] first precedence into each activity, beyond the routing */
  readonly predecessorStarts: Int32Array;
  /** [precedences] */
  readonly predecessors: Int32Array;
  /** [precedences] */
  readonly predecessorLags: Int32Array;
  /** [activities + 1] the same precedences out of each activity */
  readonly successorStarts: Int32Array;
  readonly successors: Int32Array;
  readonly successorLags: Int32Array;
  readonly resources: number;
  /** [resources] */
  readonly resourceCapacity: Int32Array;
  /** [activities + 1] first need of each activity */
  readonly needStarts: Int32Array;
  readonly needResource: Int32Array;
  readonly needAmount: Int32Array;
  /** [activities] machine that must not change; -1 for none */
  readonly pinnedMachine: Int32Array;
  /** [activities] start that must not change; -1 for none */
  readonly pinnedStart: Int32Array;
  /** [activities] earliest start of the activity itself: release of its job, earliest start of a task */
  readonly earliestStart: Int32Array;
  /** [activities] latest start of a task; NEVER for none */
  readonly latestStart: Int32Array;
  /** [activities] cost of leaving a task out; NaN where it must be done, and for operations */
  readonly skipCost: Float64Array;
  /** [activities] cost curve of a task; null for none, and for operations */
  readonly costCurves: readonly (CostCurve | null)[];
}

/** Later than every time of a plan; sums of it with a duration do not overflow. */
export const NEVER: number = 1_000_000_000;
