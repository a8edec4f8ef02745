import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";
import type { ActivityOrder } from "./activity-order.js";
import { isEligible } from "./targets.js";

/** Machines and shared resources that are kept free for pinned starts which are not planned yet. */
export class PinnedStarts {
  readonly #form: ScheduleForm;
  readonly #order: ActivityOrder;
  /** By machine, ascending. */
  readonly #waiting: number[][];
  /** Their needs by resource, ascending. */
  readonly #needs: number[][];

  /**
   * Gives each pinned start a machine, clear of the others where there is one. `leftOut[job]` is 1 for jobs that stay
   * out.
   */
  constructor(form: ScheduleForm, order: ActivityOrder, leftOut: Uint8Array) {
    this.#form = form;
    this.#order = order;
    this.#waiting = Array.from({ length: form.machines }, () => []);
    this.#needs = Array.from({ length: form.resources }, () => []);
    for (let activity = 0; activity < form.activities; activity++) {
      const pin = form.pinnedStart[activity]!;
      if (pin < 0 || (activity < form.operations && leftOut[form.jobOf[activity]!] === 1)) continue;
      let best = -1;
      let bestRank = Number.POSITIVE_INFINITY;
      for (let mode = form.modeStarts[activity]!; mode < form.modeStarts[activity + 1]!; mode++) {
        if (!isEligible(form, activity, mode)) continue;
        const duration = form.modeDuration[mode]!;
        const clashes = this.#waiting[form.modeMachine[mode]!]!.filter((other) => {
          const otherStart = form.pinnedStart[other]!;
          const otherDuration = form.modeDuration[order.mode[other]!]!;
          return pin < otherStart + otherDuration && otherStart < pin + duration;
        }).length;
        const rank = clashes * NEVER + duration;
        if (rank >= bestRank) continue;
        bestRank = rank;
        best = mode;
      }
      order.mode[activity] = best;
      this.#waiting[form.modeMachine[best]!]!.push(activity);
    }
    for (const list of this.#waiting) list.sort((a, b) => form.pinnedStart[a]! - form.pinnedStart[b]!);
    for (const activity of this.#waiting.flat())
      for (let need = form.needStarts[activity]!; need < form.needStarts[activity + 1]!; need++)
        this.#needs[form.needResource[need]!]!.push(need);
    for (const needs of this.#needs) needs.sort((a, b) => this.#pinOfNeed(a) - this.#pinOfNeed(b));
  }

  #pinOfNeed(need: number): number {
    return this.#form.pinnedStart[this.#order.chains.owner[need]!]!;
  }

  /** The next one on a machine; -1 for none. */
  next(machine: number): number {
    return this.#waiting[machine]![0] ?? -1;
  }

  /** Whether an operation at such times leaves shared resources to those that are pinned to them. */
  leaveResources(operation: number, start: number, end: number): boolean {
    const form = this.#form;
    for (let need = form.needStarts[operation]!; need < form.needStarts[operation + 1]!; need++) {
      const resource = form.needResource[need]!;
      const reserved = this.#needs[resource]![0];
      if (reserved === undefined) continue;
      const fits = form.needAmount[need]! + form.needAmount[reserved]! <= form.resourceCapacity[resource]!;
      if ((fits ? start : end) > this.#pinOfNeed(reserved)) return false;
    }
    return true;
  }

  /** The next one on a machine is planned now. */
  plan(machine: number): void {
    const activity = this.#waiting[machine]!.shift()!;
    const { needStarts, needResource } = this.#form;
    for (let need = needStarts[activity]!; need < needStarts[activity + 1]!; need++) {
      const waiting = this.#needs[needResource[need]!]!;
      waiting.splice(waiting.indexOf(need), 1);
    }
  }
}
