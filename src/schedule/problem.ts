/** A stretch of time, `from` inclusive to `until` exclusive. */
export interface TimeInterval {
  readonly from: number;
  readonly until: number;
}

/** A machine: works on one operation at a time. */
export interface Machine {
  readonly id: string;
  /**
   * When the machine works; absent: always. Ascending and disjoint. After the last interval it does not work: a
   * calendar must reach beyond the plan.
   */
  readonly working?: readonly TimeInterval[];
  /** When it cannot work in spite of its calendar: breakdowns, maintenance that is fixed already. May overlap. */
  readonly unavailable?: readonly TimeInterval[];
  /**
   * What becomes of an operation that meets the end of a working interval: "pause" (default) resumes it when the
   * machine works again, "wait" starts it only where it fits without a break.
   */
  readonly acrossBreaks?: "pause" | "wait";
  /** Set-up times between families; absent: none. */
  readonly setups?: SetupTimes;
}

/** Time to change a machine over, by the family of the operation before and of the one after. */
export interface SetupTimes {
  /** What the machine is set up for at time 0; absent: the first operation needs no set-up. */
  readonly initial?: string;
  /** `times[before][after]`; absent entries are 0. Set-ups directly before the operation that needs them. */
  readonly times: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What several machines share and has a limited number of: tools, people, pallets. */
export interface SharedResource {
  readonly id: string;
  readonly capacity: number;
}

/** One way to carry an operation out. */
export interface Alternative {
  readonly machine: string;
  /** Working time, above 0. */
  readonly duration: number;
}

/** One step of a job. */
export interface Operation {
  /** Unique within its job. */
  readonly id: string;
  /** The machines that can do it, at least one. */
  readonly alternatives: readonly Alternative[];
  /** What its machine must be set up for; absent: anything. */
  readonly family?: string;
  /** Shared resources that it holds from start to end. */
  readonly needs?: readonly { readonly resource: string; readonly amount: number }[];
  /** What a plan must not change: its machine, its start, or both. */
  readonly pinned?: { readonly machine?: string; readonly start?: number };
}

/** An order with its routing: operations one after the other. */
export interface Job {
  readonly id: string;
  readonly operations: readonly Operation[];
  /** No operation starts earlier. Default 0. */
  readonly release?: number;
  /** Later ends cost tardiness. Absent: none. */
  readonly due?: number;
  /** A later end is a hard violation. Absent: none. */
  readonly deadline?: number;
  /** Price of one unit of time of tardiness. Default 1. */
  readonly weight?: number;
  /** The job may be left out of the plan at this price of the medium level. Absent: it must be planned. */
  readonly unassignedPrice?: number;
}

/** Names an operation. */
export interface OperationReference {
  readonly job: string;
  readonly operation: string;
}

/** An operation that waits for one of another job. */
export interface Precedence {
  readonly before: OperationReference;
  readonly after: OperationReference;
  /** Least time between the end of the one and the start of the other. Default 0. */
  readonly lag?: number;
}

/**
 * Work on a machine itself. It takes the machine like an operation, is never paused by a calendar (a crew works when
 * it must), and waits for no set-up.
 */
export interface MaintenanceTask {
  readonly id: string;
  readonly machine: string;
  /** Above 0. */
  readonly duration: number;
  /** Default 0. */
  readonly earliestStart?: number;
  /** Default: none. */
  readonly latestStart?: number;
  /** What the task costs by the time that it starts, breakdowns that it comes too late for included. Default 0. */
  readonly cost?: CostCurve;
  /** The task may be left out at this cost (the breakdowns to expect without it). Absent: it must be done. */
  readonly skipCost?: number;
  /** What a plan must not change. */
  readonly pinned?: { readonly start: number };
  /** Why the task is asked for, in a reader's words: shown in explanations. */
  readonly reason?: string;
}

/** A piecewise linear function of time, constant before its first and after its last point. */
export interface CostCurve {
  /** Ascending. */
  readonly times: readonly number[];
  readonly costs: readonly number[];
}

/** What the soft level adds up, as prices; those absent are 0 but for `tardiness`, which is 1. */
export interface ScheduleObjective {
  /** Times each job's weight, per unit of time that it is late. */
  readonly tardiness?: number;
  /** Per unit of time until everything is done. */
  readonly makespan?: number;
  /** Times each job's weight, per unit of time from its release to its end. */
  readonly flowTime?: number;
  /** Per unit of set-up time. */
  readonly setup?: number;
  /** Times the costs of maintenance tasks. Default 1. */
  readonly maintenance?: number;
  /** Price of change against a reference plan, where one is given. */
  readonly stability?: {
    /** Per operation whose machine or start differs. */
    readonly changed?: number;
    /** Per unit of time by which a start moves. */
    readonly shift?: number;
    /** Per operation whose machine differs. */
    readonly moved?: number;
  };
}

/**
 * What is to be planned; plain data. All times, durations and lags are whole numbers of one unit, from 0: what needs a
 * finer grain takes a smaller unit.
 */
export interface ScheduleProblem {
  readonly name: string;
  /** What one unit of time is, for texts: "minute". */
  readonly timeUnit?: string;
  /** Wall-clock time of time 0 in milliseconds, for texts and drawings. */
  readonly epochMs?: number;
  readonly machines: readonly Machine[];
  readonly resources?: readonly SharedResource[];
  readonly jobs: readonly Job[];
  readonly precedences?: readonly Precedence[];
  readonly maintenance?: readonly MaintenanceTask[];
  /** Default: weighted tardiness and the costs of maintenance. */
  readonly objective?: ScheduleObjective;
}
