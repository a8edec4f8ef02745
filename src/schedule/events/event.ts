import type { Job, MaintenanceTask, Precedence, TimeInterval } from "../problem.js";

/** Something that happens on the shop floor and changes what is to be planned; plain data. */
export type ScheduleEvent =
  /** A machine stands still. Without `until` it is gone for good. */
  | { readonly kind: "breakdown"; readonly machine: string; readonly from: number; readonly until?: number }
  /**
   * A machine that is unavailable works again from `at` on, earlier or later than thought. Meant is the unavailability
   * that the time of the events lies in, else the last one before it.
   */
  | { readonly kind: "repaired"; readonly machine: string; readonly at: number }
  | { readonly kind: "newOrder"; readonly job: Job; readonly precedences?: readonly Precedence[] }
  /** What of it has not started is dropped; an operation that is running is carried to its end. */
  | { readonly kind: "orderCancelled"; readonly job: string }
  /** Working time of a coming or running operation, or of one that has ended; on one machine or on all that can do it. */
  | {
      readonly kind: "durationChanged";
      readonly job: string;
      readonly operation: string;
      readonly duration: number;
      readonly machine?: string;
    }
  | { readonly kind: "maintenanceAdded"; readonly task: MaintenanceTask }
  /** A task that has started is carried to its end. */
  | { readonly kind: "maintenanceCancelled"; readonly task: string }
  /** New hours of a machine; without `working` it works always. */
  | {
      readonly kind: "calendarChanged";
      readonly machine: string;
      readonly working?: readonly TimeInterval[];
    };
