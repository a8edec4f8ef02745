/** Where and when an operation is done. */
export interface PlannedOperation {
  readonly job: string;
  readonly operation: string;
  readonly machine: string;
  /** Start of the work, after any set-up. */
  readonly start: number;
  /** Pauses included. */
  readonly end: number;
  /** Time of set-up directly before `start`; 0 for none. */
  readonly setup: number;
}

/** When a maintenance task is done. */
export interface PlannedMaintenance {
  readonly task: string;
  readonly machine: string;
  readonly start: number;
  readonly end: number;
}

/** A job that is left out, and why. */
export interface UnassignedJob {
  readonly job: string;
  readonly reason: string;
}

/**
 * How good a plan is; less is better, and the earlier level decides. Compare with `compareScores`.
 */
export interface Score {
  /** Violations: units of time past deadlines. A plan with more than 0 breaks a rule. */
  readonly hard: number;
  /** Prices of the jobs that are left out. */
  readonly medium: number;
  /** What the objective adds up. */
  readonly soft: number;
}

/** A schedule; plain data. */
export interface Plan {
  /** By job and place in its routing, the jobs in the order of the problem; operations of jobs left out are absent. */
  readonly operations: readonly PlannedOperation[];
  /** Tasks left out are absent. */
  readonly maintenance: readonly PlannedMaintenance[];
  readonly unassigned: readonly UnassignedJob[];
}

/** Below 0 when `a` is the better one, above 0 when `b` is, 0 when they are equal. */
export function compareScores(a: Score, b: Score): number {
  return a.hard - b.hard || a.medium - b.medium || a.soft - b.soft;
}
