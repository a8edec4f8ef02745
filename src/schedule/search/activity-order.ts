import type { ScheduleForm } from "../schedule-form.js";
import { ResourceChains } from "./resource-chains.js";

const MOVED = 0;
const ADDED = 1;
const REMOVED = 2;

/**
 * Which machine does which activities in which order, as one order of all planned activities that agrees with the
 * routings, the precedences and the machines' sequences (a topological order of the disjunctive graph). Shared
 * resources are handed out in this order too, so that no cycle can arise through them. Changes are journalled and
 * can be undone back to the last `keep`.
 */
export class ActivityOrder {
  readonly form: ScheduleForm;
  /** Planned activities are `order[0 … count − 1]`. */
  readonly order: Int32Array;
  count = 0;
  /** [activities] place in `order`; -1 for those left out */
  readonly position: Int32Array;
  /** [activities] */
  readonly mode: Int32Array;
  /** [activities] neighbours on the machine; -1 for none */
  readonly previous: Int32Array;
  readonly next: Int32Array;
  /** [machines] */
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly chains: ResourceChains;
  /** Activities whose surroundings changed since the last `clearTouched`; with repetitions. */
  touched: Int32Array = new Int32Array(64);
  touchedCount = 0;
  #journal: Int32Array = new Int32Array(256);
  #journalLength = 0;
  readonly #mark: Int32Array;
  #stamp = 0;
  readonly #held: Int32Array;

  constructor(form: ScheduleForm) {
    this.form = form;
    this.order = new Int32Array(form.activities);
    this.position = new Int32Array(form.activities).fill(-1);
    this.mode = form.modeStarts.slice(0, form.activities);
    this.previous = new Int32Array(form.activities).fill(-1);
    this.next = new Int32Array(form.activities).fill(-1);
    this.first = new Int32Array(form.machines).fill(-1);
    this.last = new Int32Array(form.machines).fill(-1);
    this.#mark = new Int32Array(form.activities);
    this.#held = new Int32Array(form.activities);
    this.chains = new ResourceChains(form);
  }

  machineOf(activity: number): number {
    return this.form.modeMachine[this.mode[activity]!]!;
  }

  /** Takes everything out. */
  clear(): void {
    this.count = 0;
    this.position.fill(-1);
    this.first.fill(-1);
    this.last.fill(-1);
    this.chains.clear();
    this.#journalLength = 0;
    this.touchedCount = 0;
  }

  /** Plans an activity after all others. What must precede it has to be planned already. */
  append(activity: number, mode: number): void {
    this.mode[activity] = mode;
    this.position[activity] = this.count;
    this.order[this.count++] = activity;
    this.#link(activity, -1);
    this.chains.append(activity);
    this.#record(ADDED, activity, 0, 0, 0, 0);
    this.touch(activity);
  }

  /** Takes an activity out of the plan. What must follow it has to be out already. */
  remove(activity: number): void {
    const from = this.position[activity]!;
    const after = this.next[activity]!;
    this.#record(REMOVED, activity, this.mode[activity]!, after, from, this.count - from);
    this.#unlink(activity);
    this.order.copyWithin(from, from + 1, this.count);
    this.order[this.count - 1] = activity;
    this.#renumber(from, this.count - 1);
    this.#dropLast(activity);
    this.touch(after);
  }

  /**
   * Puts an activity directly before another one on the machine of a mode, or at the end of it (`before` = -1).
   * False, and nothing changed, where that would close a cycle.
   */
  relocate(activity: number, mode: number, before: number): boolean {
    const oldMode = this.mode[activity]!;
    const oldNext = this.next[activity]!;
    this.#unlink(activity);
    this.mode[activity] = mode;
    this.#link(activity, before);
    const previous = this.previous[activity]!;
    const place = this.position[activity]!;
    let low = place;
    let high = place - 1;
    let split = 0;
    if (before >= 0 && this.position[before]! < place) {
      low = this.position[before]!;
      high = place;
      split = this.#markAncestors(low, high);
    } else if (previous >= 0 && this.position[previous]! > place) {
      high = this.position[previous]!;
      split = this.#markDescendants(low, high);
    }
    if (split < 0) {
      this.#unlink(activity);
      this.mode[activity] = oldMode;
      this.#link(activity, oldNext);
      return false;
    }
    this.#record(MOVED, activity, oldMode, oldNext, low, high - low + 1);
    if (high >= low) this.#partition(low, high, high === place);
    this.touch(activity);
    this.touch(oldNext);
    this.touch(before);
    return true;
  }

  /** Puts an activity ahead of another one in the order, for the sake of resources; machines keep their sequences. */
  advance(activity: number, other: number): boolean {
    const low = this.position[other]!;
    const high = this.position[activity]!;
    if (low >= high || this.#markAncestors(low, high) < 0) return false;
    this.#record(MOVED, activity, this.mode[activity]!, this.next[activity]!, low, high - low + 1);
    this.#partition(low, high, true);
    return true;
  }

  /** Makes the changes since the last `keep` final. */
  keep(): void {
    this.#journalLength = 0;
  }

  /** Takes the changes since the last `keep` back. Touches nothing: times are put back by their own record. */
  undo(): void {
    while (this.#journalLength > 0) {
      const end = this.#journalLength - 6;
      const [kind, activity, mode, after, low, length] = this.#journal.subarray(end, end + 6) as unknown as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      this.#journalLength = end - length;
      if (kind === ADDED) {
        this.#unlink(activity);
        this.#dropLast(activity);
        continue;
      }
      if (kind === REMOVED) this.#returnLast(activity);
      else this.#unlink(activity);
      this.mode[activity] = mode;
      this.#link(activity, after);
      if (length === 0) continue;
      this.order.set(this.#journal.subarray(end - length, end), low);
      this.#renumber(low, low + length - 1);
    }
    this.touchedCount = 0;
  }

  #record(kind: number, activity: number, mode: number, after: number, low: number, length: number): void {
    const needed = this.#journalLength + length + 6;
    if (needed > this.#journal.length) {
      const longer = new Int32Array(2 * needed);
      longer.set(this.#journal.subarray(0, this.#journalLength));
      this.#journal = longer;
    }
    const journal = this.#journal;
    let at = this.#journalLength;
    for (let place = low; place < low + length; place++) journal[at++] = this.order[place]!;
    journal[at++] = kind;
    journal[at++] = activity;
    journal[at++] = mode;
    journal[at++] = after;
    journal[at++] = low;
    journal[at++] = length;
    this.#journalLength = at;
  }

  #link(activity: number, before: number): void {
    const machine = this.machineOf(activity);
    const previous = before >= 0 ? this.previous[before]! : this.last[machine]!;
    this.previous[activity] = previous;
    this.next[activity] = before;
    if (previous >= 0) this.next[previous] = activity;
    else this.first[machine] = activity;
    if (before >= 0) this.previous[before] = activity;
    else this.last[machine] = activity;
  }

  #unlink(activity: number): void {
    const machine = this.machineOf(activity);
    const previous = this.previous[activity]!;
    const next = this.next[activity]!;
    if (previous >= 0) this.next[previous] = next;
    else this.first[machine] = next;
    if (next >= 0) this.previous[next] = previous;
    else this.last[machine] = previous;
  }

  /** Puts what is marked before or after the rest of a stretch of the order. */
  #partition(low: number, high: number, markedFirst: boolean): void {
    const { order } = this;
    let front = low;
    let back = 0;
    for (let place = low; place <= high; place++) {
      const activity = order[place]!;
      if ((this.#mark[activity] === this.#stamp) === markedFirst) order[front++] = activity;
      else this.#held[back++] = activity;
    }
    for (let index = 0; index < back; index++) order[front++] = this.#held[index]!;
    this.#renumber(low, high);
  }

  /** Takes the last of the order out of it. */
  #dropLast(activity: number): void {
    this.count--;
    this.position[activity] = -1;
    this.chains.dropLast(activity);
  }

  #returnLast(activity: number): void {
    this.position[activity] = this.count;
    this.order[this.count++] = activity;
    this.chains.append(activity);
  }

  /** Marks what must precede the activity at `high`, down to `low`; -1 where that is the activity at `low`. */
  #markAncestors(low: number, high: number): number {
    const { form, order, previous } = this;
    const mark = this.#mark;
    const stamp = ++this.#stamp;
    mark[order[high]!] = stamp;
    for (let place = high; place > low; place--) {
      const activity = order[place]!;
      if (mark[activity] !== stamp) continue;
      if (previous[activity]! >= 0) mark[previous[activity]!] = stamp;
      if (activity < form.operations && form.jobStarts[form.jobOf[activity]!]! < activity)
        mark[activity - 1] = stamp;
      for (let arc = form.predecessorStarts[activity]!; arc < form.predecessorStarts[activity + 1]!; arc++)
        mark[form.predecessors[arc]!] = stamp;
    }
    return mark[order[low]!] === stamp ? -1 : 0;
  }

  /** Marks what must follow the activity at `low`, up to `high`; -1 where that is the activity at `high`. */
  #markDescendants(low: number, high: number): number {
    const { form, order, next } = this;
    const mark = this.#mark;
    const stamp = ++this.#stamp;
    mark[order[low]!] = stamp;
    for (let place = low; place < high; place++) {
      const activity = order[place]!;
      if (mark[activity] !== stamp) continue;
      if (next[activity]! >= 0) mark[next[activity]!] = stamp;
      if (activity < form.operations && form.jobStarts[form.jobOf[activity]! + 1]! > activity + 1)
        mark[activity + 1] = stamp;
      for (let arc = form.successorStarts[activity]!; arc < form.successorStarts[activity + 1]!; arc++)
        mark[form.successors[arc]!] = stamp;
    }
    return mark[order[high]!] === stamp ? -1 : 0;
  }

  /** Places of a stretch of the order, and the chains of the resources that it uses. */
  #renumber(low: number, high: number): void {
    const { order, position } = this;
    for (let place = low; place <= high; place++) position[order[place]!] = place;
    if (this.form.resources > 0) this.chains.follow(this, low, high);
  }

  /** Says that the times of an activity have to be computed anew. */
  touch(activity: number): void {
    if (activity < 0) return;
    if (this.touchedCount === this.touched.length) {
      const longer = new Int32Array(2 * this.touchedCount);
      longer.set(this.touched);
      this.touched = longer;
    }
    this.touched[this.touchedCount++] = activity;
  }
}
