import type { RandomStream } from "../../math/index.js";
import type { PlanState } from "./plan-state.js";
import { bestTaskStart } from "./task-start.js";

/** Changes of maintenance: along the machine, to another time, out of the plan and back. */
export class TaskMoves {
  readonly #state: PlanState;
  readonly #random: RandomStream;
  /** Tasks whose start is not pinned. */
  readonly #tasks: Int32Array;

  constructor(state: PlanState, random: RandomStream) {
    const { form } = state;
    this.#state = state;
    this.#random = random;
    this.#tasks = Int32Array.from(
      { length: form.activities - form.operations },
      (_, k) => form.operations + k,
    ).filter((task) => form.pinnedStart[task]! < 0);
  }

  /** There is maintenance to move. */
  get any(): boolean {
    return this.#tasks.length > 0;
  }

  /** Changes the state in some way, without `update`; false where nothing was changed. */
  propose(): boolean {
    const state = this.#state;
    const { form, order } = state;
    const random = this.#random;
    const task = this.#tasks[random.integer(this.#tasks.length)]!;
    const mode = form.modeStarts[task]!;
    if (!state.isPlanned(task)) {
      state.setHold(task, bestTaskStart(form, task).start);
      state.add(task, mode);
      this.#placeByTime(task, state.hold[task]!);
      return true;
    }
    const draw = random.uniform();
    if (draw < 0.15 && !Number.isNaN(form.skipCost[task]!)) {
      state.remove(task);
      return true;
    }
    if (draw < 0.4) {
      const before = order.previous[task]!;
      state.setHold(task, random.uniform() < 0.5 ? 0 : state.hold[task]!);
      return before >= 0 && order.relocate(task, mode, before);
    }
    if (draw < 0.65) {
      const after = order.next[task]!;
      return after >= 0 && order.relocate(task, mode, order.next[after]!);
    }
    const held = draw < 0.8 ? bestTaskStart(form, task).start : this.#someTime(task);
    state.setHold(task, held);
    this.#placeByTime(task, held);
    return true;
  }

  /** Just before what follows a task, a little beside its time, a point of its cost curve, or the end of other work. */
  #someTime(task: number): number {
    const state = this.#state;
    const { form, order } = state;
    const times = form.costCurves[task]?.times ?? [];
    const draw = this.#random.uniform();
    const next = order.next[task]!;
    if (draw < 0.2 && next >= 0)
      return Math.max(0, state.start[next]! - form.modeDuration[form.modeStarts[task]!]!);
    if (draw < 0.4) return Math.max(0, state.start[task]! + this.#random.integer(7) - 3);
    if (times.length > 0 && this.#random.uniform() < 0.3)
      return Math.max(0, Math.round(times[this.#random.integer(times.length)]!));
    let other = order.first[order.machineOf(task)]!;
    for (let step = this.#random.integer(20); step > 0 && order.next[other]! >= 0; step--)
      other = order.next[other]!;
    return other < 0 || other === task ? form.earliestStart[task]! : state.end[other]!;
  }

  #placeByTime(task: number, time: number): void {
    const state = this.#state;
    const { order } = state;
    let before = order.first[order.machineOf(task)]!;
    while (before >= 0 && (before === task || state.start[before]! < time)) before = order.next[before]!;
    order.relocate(task, order.mode[task]!, before);
  }
}
