import type { Plan } from "../plan.js";
import type { ScheduleForm } from "../schedule-form.js";
import type { ActivityIndex } from "./activity-index.js";
import type { Wishes } from "./lay-out.js";
import type { Pins } from "./pins.js";
import { inTurn } from "./turn.js";

/** What a plan wishes of its layout after events. */
export interface WishRequest {
  readonly index: ActivityIndex;
  readonly plan: Plan;
  readonly pins: Pins;
  /** True of what has started. */
  readonly isFrozen: (activity: number) => boolean;
  /** What is being set up for. */
  readonly beingSetUp: ReadonlySet<number>;
  /** Jobs that stay out. */
  readonly refused: ReadonlySet<string>;
  /** Tasks that stay out. */
  readonly tasksLeftOut: ReadonlySet<string>;
  /** Nothing else starts earlier. */
  readonly now: number;
}

/** Places as they were, no earlier than now; pinned ones where they are pinned; new ones anywhere. */
export function wishesOf({
  index,
  plan,
  pins,
  isFrozen,
  beingSetUp,
  refused,
  tasksLeftOut,
  now,
}: WishRequest): Wishes {
  const { form, names } = index;
  const mode = new Int32Array(form.activities).fill(-1);
  const start = new Int32Array(form.activities).fill(-1);
  const fixed = new Uint8Array(form.activities);
  const absent = new Uint8Array(form.activities);
  const inOrder: number[] = [];
  for (const place of index.planned(plan)) {
    mode[place.activity] = place.mode;
    start[place.activity] = place.start;
    inOrder.push(place.activity);
  }
  for (let activity = 0; activity < form.activities; activity++) {
    const name = names[activity];
    if (isFrozen(activity) || beingSetUp.has(activity)) {
      fixed[activity] = isFrozen(activity) ? 2 : 1;
      continue;
    }
    if (start[activity] < 0) inOrder.push(activity);
    absent[activity] = ("task" in name ? tasksLeftOut.has(name.task.id) : refused.has(name.job.id)) ? 1 : 0;
    start[activity] = start[activity] < 0 ? -1 : Math.max(start[activity], now);
    const pinned = "task" in name ? pins.task(name.task.id) : pins.operation(name.job.id, name.operation.id);
    if (pinned === undefined) continue;
    if (form.pinnedMachine[activity] >= 0)
      mode[activity] = modeOn(form, activity, form.pinnedMachine[activity]);
    if (pinned.start === undefined || pinned.start < now) continue;
    if (mode[activity] < 0) mode[activity] = form.modeStarts[activity];
    start[activity] = pinned.start;
    fixed[activity] = 1;
    absent[activity] = 0;
  }
  return { mode, start, fixed, absent, order: inTurn(form, inOrder) };
}

function modeOn({ modeStarts, modeMachine }: ScheduleForm, activity: number, machine: number): number {
  for (let mode = modeStarts[activity]; mode < modeStarts[activity + 1]; mode++)
    if (modeMachine[mode] === machine) return mode;
  return -1;
}
