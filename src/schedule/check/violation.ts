/** What kind of rule a plan breaks. */
export type ViolationKind =
  /** A name that the problem does not have, or the same thing planned twice. */
  | "unknown"
  | "duplicate"
  /** An operation or a task that must be planned is not, or a job that must not be left out is. */
  | "missing"
  /** A time that is not a whole number from 0. */
  | "time"
  /** A machine that cannot do the operation or task. */
  | "machine"
  /** Work outside the hours of its machine. */
  | "calendar"
  /** An `end` that does not follow from the start, the working time and the calendar. */
  | "end"
  /** A `setup` that is not what the machine needs, or too little time for it. */
  | "setup"
  | "release"
  /** The order of a routing, or of operations of two jobs. */
  | "order"
  | "precedence"
  /** Two activities on one machine at the same time. */
  | "overlap"
  /** More of a shared resource is held than there is. */
  | "resource"
  /** Something pinned that was changed. */
  | "pin"
  /** A task before its earliest start. */
  | "maintenance";

/** A rule that a plan breaks, in words and in the problem's own names. */
export interface Violation {
  readonly kind: ViolationKind;
  /** `cut of job A12 starts at 30 on M3, 5 minutes before drill of job A12 ends at 35.` */
  readonly message: string;
  readonly job?: string;
  readonly operation?: string;
  readonly task?: string;
  readonly machine?: string;
  readonly resource?: string;
  /** What it clashes with. */
  readonly other?: { readonly job?: string; readonly operation?: string; readonly task?: string };
  /** By how much: units of time, or of the resource. */
  readonly amount?: number;
}

/** "5 minutes", "1 minute", "5 units of time" where the problem does not name its unit. */
export function timeSpan(amount: number, unit: string | undefined): string {
  if (unit === undefined) return amount === 1 ? "1 unit of time" : `${amount} units of time`;
  return amount === 1 ? `1 ${unit}` : `${amount} ${unit}s`;
}
