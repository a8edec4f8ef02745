import type { ScheduleProblem } from "../../schedule/index.js";

/** What care of a machine takes and costs. */
export interface MachineCare {
  readonly machine: string;
  /** Planned maintenance, in the problem's unit of time. It makes the machine as good as new. */
  readonly maintenanceDuration: number;
  readonly maintenanceCost: number;
  /** Mean time of a repair after a breakdown; the operation that was interrupted goes on after it. As good as new too. */
  readonly repairDuration: number;
  readonly repairCost: number;
}

/** What is known of a machine when a plan is made. */
export interface MachineCondition {
  readonly machine: string;
  /** Working time since it was last as good as new, in the problem's unit of time. */
  readonly age: number;
  /** Sensor readings and their trends by name: the features of the hazard model. */
  readonly sensors: Readonly<Record<string, number>>;
}

/** One planning occasion: everything that is known when a plan is made, and nothing else. */
export interface Occasion {
  readonly id: string;
  /** Orders, routings, machines and calendars; no maintenance tasks. Durations are the planned ones. */
  readonly problem: ScheduleProblem;
  /** In the order of the problem's machines. */
  readonly conditions: readonly MachineCondition[];
  /** In the order of the problem's machines. */
  readonly care: readonly MachineCare[];
}

/**
 * What happens on one occasion, the same for every policy (common random numbers): drawn before any plan is made,
 * from lives that no model was trained on.
 */
export interface BreakdownPath {
  /** [machines][lives] working time until failure: of the life that is running, from now; of each life after it. */
  readonly lives: readonly (readonly number[])[];
  /** [machines][repairs] real time of each repair over its mean. */
  readonly repairFactors: readonly (readonly number[])[];
  /** [operations, in the order of the problem] real working time over the planned one. */
  readonly durationFactors: readonly number[];
}

/** An occasion with what came of it. */
export interface Episode {
  readonly occasion: Occasion;
  readonly path: BreakdownPath;
}
