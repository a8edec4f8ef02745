import type { Plan } from "../plan.js";
import type { CostCurve, ScheduleObjective } from "../problem.js";
import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";
import { operationsByName } from "./operations-by-name.js";

/** What single activities add to the levels of a score, for one form, one objective and one reference plan. */
export class SearchPrices {
  readonly makespan: number;
  readonly tardiness: number;
  readonly flowTime: number;
  readonly setup: number;
  readonly maintenance: number;
  /** [operations] start in the reference plan; -1 for none, or where change costs nothing */
  readonly referenceStart: Int32Array;
  /** [operations] machine in the reference plan; -1 for none */
  readonly referenceMachine: Int32Array;
  readonly #form: ScheduleForm;
  readonly #changed: number;
  readonly #shift: number;
  readonly #moved: number;

  constructor(form: ScheduleForm, objective: ScheduleObjective, reference: Plan | undefined) {
    this.#form = form;
    this.makespan = objective.makespan ?? 0;
    this.tardiness = objective.tardiness ?? 1;
    this.flowTime = objective.flowTime ?? 0;
    this.setup = objective.setup ?? 0;
    this.maintenance = objective.maintenance ?? 1;
    this.#changed = objective.stability?.changed ?? 0;
    this.#shift = objective.stability?.shift ?? 0;
    this.#moved = objective.stability?.moved ?? 0;
    this.referenceStart = new Int32Array(form.operations).fill(-1);
    this.referenceMachine = new Int32Array(form.operations).fill(-1);
    if (reference !== undefined && this.#changed + this.#shift + this.#moved > 0) this.#refer(reference);
  }

  #refer(reference: Plan): void {
    const form = this.#form;
    const operationOf = operationsByName(form);
    const machines = new Map(form.problem.machines.map(({ id }, machine) => [id, machine]));
    for (const planned of reference.operations) {
      const { machine, start } = planned;
      const number = operationOf(planned);
      if (number === undefined) continue;
      this.referenceStart[number] = start;
      this.referenceMachine[number] = machines.get(machine) ?? -2;
    }
  }

  /** Whether an activity can add to the hard or soft level. */
  isPriced(activity: number): boolean {
    const form = this.#form;
    return (
      activity >= form.operations ||
      form.jobStarts[form.jobOf[activity]! + 1] === activity + 1 ||
      this.referenceMachine[activity] !== -1 ||
      (this.setup > 0 && form.family[activity]! >= 0)
    );
  }

  /** Units of time past the deadline of the job that ends with this operation, or past the latest start of a task. */
  hardOf(activity: number, start: number, end: number): number {
    const form = this.#form;
    if (activity >= form.operations) return Math.max(0, start - form.latestStart[activity]!);
    const job = form.jobOf[activity]!;
    if (form.jobStarts[job + 1] !== activity + 1) return 0;
    const deadline = form.deadline[job]!;
    return deadline === NEVER ? 0 : Math.max(0, end - deadline);
  }

  /** All of the soft level but the makespan. */
  softOf(activity: number, machine: number, start: number, end: number, setup: number): number {
    const form = this.#form;
    if (activity >= form.operations) {
      const curve = form.costCurves[activity];
      return curve === null || curve === undefined || this.maintenance === 0
        ? 0
        : this.maintenance * costAt(curve, start);
    }
    let cost = this.setup * setup;
    if (this.referenceMachine[activity] !== -1) {
      const shift = Math.abs(start - this.referenceStart[activity]!);
      const moves = machine !== this.referenceMachine[activity];
      cost += this.#shift * shift + (moves ? this.#moved : 0) + (moves || shift > 0 ? this.#changed : 0);
    }
    const job = form.jobOf[activity]!;
    if (form.jobStarts[job + 1] !== activity + 1) return cost;
    const late = form.due[job] === NEVER ? 0 : Math.max(0, end - form.due[job]!);
    return cost + form.weight[job]! * (this.tardiness * late + this.flowTime * (end - form.release[job]!));
  }

  /** What leaving a task out adds to the soft level. */
  skipOf(task: number): number {
    return this.maintenance * this.#form.skipCost[task]!;
  }

  /** Change against a reference plan costs something: starting earlier is not always better then. */
  get holdsReference(): boolean {
    return this.#changed + this.#shift > 0;
  }
}

/** Value of a cost curve at a time. */
export function costAt({ times, costs }: CostCurve, time: number): number {
  const last = times.length - 1;
  if (last < 0) return 0;
  if (time <= times[0]!) return costs[0]!;
  if (time >= times[last]!) return costs[last]!;
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time) low = middle;
    else high = middle;
  }
  const share = (time - times[low]!) / (times[high]! - times[low]!);
  return costs[low]! + share * (costs[high]! - costs[low]!);
}
