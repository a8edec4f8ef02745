import type { ScheduleForm } from "../schedule-form.js";
import type { ActivityOrder } from "./activity-order.js";

/** Who gets a shared resource when: the needs of each resource in the order of their activities. */
export class ResourceChains {
  /** Needs by resource: needs[r][0 … length[r] − 1]. */
  readonly needs: readonly Int32Array[];
  /** [resources] */
  readonly length: Int32Array;
  /** [needs] place in its chain */
  readonly index: Int32Array;
  /** [needs] activity */
  readonly owner: Int32Array;
  readonly #form: ScheduleForm;

  constructor(form: ScheduleForm) {
    this.#form = form;
    const sizes = new Int32Array(form.resources);
    for (const resource of form.needResource) sizes[resource]!++;
    this.needs = Array.from(sizes, (size) => new Int32Array(size));
    this.length = new Int32Array(form.resources);
    this.index = new Int32Array(form.needResource.length);
    this.owner = new Int32Array(form.needResource.length);
    for (let activity = 0; activity < form.activities; activity++)
      this.owner.fill(activity, form.needStarts[activity], form.needStarts[activity + 1]);
  }

  clear(): void {
    this.length.fill(0);
  }

  /** Puts the needs of an activity at the ends of their chains. */
  append(activity: number): void {
    const { needStarts, needResource } = this.#form;
    for (let need = needStarts[activity]!; need < needStarts[activity + 1]!; need++) {
      const resource = needResource[need]!;
      this.index[need] = this.length[resource]!;
      this.needs[resource]![this.length[resource]!++] = need;
    }
  }

  /** Takes out the needs of an activity, which are the last of their chains. */
  dropLast(activity: number): void {
    const { needStarts, needResource } = this.#form;
    for (let need = needStarts[activity]!; need < needStarts[activity + 1]!; need++)
      this.length[needResource[need]!]!--;
  }

  /** Follows a stretch of the order that was rearranged, and touches the activities whose turn changed. */
  follow(activities: ActivityOrder, low: number, high: number): void {
    const { needs, index } = this;
    const { order } = activities;
    const { needStarts, needResource } = this.#form;
    const cursor = new Int32Array(this.length.length).fill(-1);
    for (let place = low; place <= high; place++) {
      const activity = order[place]!;
      for (let need = needStarts[activity]!; need < needStarts[activity + 1]!; need++) {
        const resource = needResource[need]!;
        const first = index[need]!;
        if (cursor[resource]! < 0 || first < cursor[resource]!) cursor[resource] = first;
      }
    }
    for (let place = low; place <= high; place++) {
      const activity = order[place]!;
      for (let need = needStarts[activity]!; need < needStarts[activity + 1]!; need++) {
        const resource = needResource[need]!;
        const turn = cursor[resource]!++;
        if (needs[resource]![turn] !== need) activities.touch(activity);
        needs[resource]![turn] = need;
        index[need] = turn;
      }
    }
  }
}
