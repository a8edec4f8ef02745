import { timeSpan } from "../check/violation.js";
import type { ScheduleForm } from "../schedule-form.js";
import type { ActivityIndex } from "./activity-index.js";
import type { Timetable } from "./timetable.js";

/** What keeps an activity from starting earlier, its machine and the order on it given. */
export interface Hold {
  readonly kind:
    | "pinned"
    | "release"
    | "job"
    | "precedence"
    | "machine"
    | "setup"
    | "calendar"
    | "resource"
    /** It could start earlier. */
    | "choice";
  /** The start that this alone would allow. */
  readonly time: number;
  /** Number of the activity that it waits for; -1 for none. */
  readonly by: number;
  readonly text: string;
}

/** All that sets the start of an activity: those that allow no earlier one, or one hold of the kind "choice". */
export function holdsOf(index: ActivityIndex, table: Timetable, activity: number): Hold[] {
  const { form } = index;
  const start = table.start[activity];
  const holds: Hold[] = [];
  if (form.pinnedStart[activity] === start)
    holds.push({ kind: "pinned", time: start, by: -1, text: `it is pinned to start at ${start}` });
  const bounds = boundsOf(index, table, activity);
  const lower = Math.max(0, ...bounds.map(({ time }) => time));
  const first = firstOpen(form, table, activity, lower);
  const end = table.endAt(activity, table.mode[activity], first);
  const free = firstFree(form, table, activity, first, end);
  if (free > start || start === 0) return holds;
  if (free < start) {
    if (holds.length > 0) return holds;
    return [
      {
        kind: "choice",
        time: free,
        by: -1,
        text: `it could start at ${free} already, ${timeSpan(start - free, form.problem.timeUnit)} earlier, with the order on its machine unchanged`,
      },
    ];
  }
  if (free > first) holds.push(...resourceHolds(index, table, activity, start));
  if (first > lower) holds.push(calendarHold(index, table, activity, lower, first));
  holds.push(...bounds.filter(({ time }) => time === lower && time > 0));
  return holds;
}

/** Release, the operation before, precedences, the machine and its set-up, each with the start that it allows. */
function boundsOf(index: ActivityIndex, table: Timetable, activity: number): Hold[] {
  const { form } = index;
  const bounds: Hold[] = [];
  const unit = form.problem.timeUnit;
  const isTask = table.isTask(activity);
  const earliest = form.earliestStart[activity];
  const what = isTask ? "it must not start" : "its job is not released";
  bounds.push({ kind: "release", time: earliest, by: -1, text: `${what} before ${earliest}` });
  if (!isTask && activity > form.jobStarts[form.jobOf[activity]]) {
    const time = table.end[activity - 1];
    const text = `it waits for ${index.textOf(activity - 1)}, which ends at ${time}`;
    bounds.push({ kind: "job", time, by: activity - 1, text });
  }
  for (let at = form.predecessorStarts[activity]; at < form.predecessorStarts[activity + 1]; at++) {
    const before = form.predecessors[at];
    const lag = form.predecessorLags[at];
    const extra = lag === 0 ? "" : `, and ${timeSpan(lag, unit)} must pass`;
    const text = `it waits for ${index.textOf(before)}, which ends at ${table.end[before]}${extra}`;
    bounds.push({ kind: "precedence", time: table.end[before] + lag, by: before, text });
  }
  const machine = table.machineOf(activity);
  const row = table.rows[machine];
  const at = row.indexOf(activity);
  const before = at === 0 ? -1 : row[at - 1];
  const free = before < 0 ? 0 : table.end[before];
  const name = form.problem.machines[machine].id;
  if (before >= 0)
    bounds.push({
      kind: "machine",
      time: free,
      by: before,
      text: `${name} is busy with ${index.textOf(before)} until ${free}${reasonOf(index, before)}`,
    });
  const setup = table.setupOf(activity);
  if (setup > 0) {
    const { hours } = table;
    const time = hours.endOfWork(machine, hours.nextOpen(machine, free), setup);
    const text = `${name} must be set up for ${timeSpan(setup, unit)}${before < 0 ? "" : ` after ${index.textOf(before)}`}, until ${time}`;
    bounds.push({ kind: "setup", time, by: before, text });
  }
  return bounds;
}

/** Why a task is asked for, where it says. */
function reasonOf(index: ActivityIndex, activity: number): string {
  const name = index.names[activity];
  return "task" in name && name.task.reason !== undefined ? ` (asked for because ${name.task.reason})` : "";
}

function firstOpen(form: ScheduleForm, table: Timetable, activity: number, time: number): number {
  const machine = table.machineOf(activity);
  const duration = form.modeDuration[table.mode[activity]];
  return table.isTask(activity)
    ? table.hours.nextTaskStart(machine, time, duration)
    : table.hours.nextStart(machine, time, duration);
}

function firstFree(
  form: ScheduleForm,
  table: Timetable,
  activity: number,
  from: number,
  end: number,
): number {
  let start = from;
  let until = end;
  for (;;) {
    const free = table.resourceWait(activity, start, until);
    if (free === start) return start;
    start = firstOpen(form, table, activity, free);
    until = table.endAt(activity, table.mode[activity], start);
  }
}

function calendarHold(
  index: ActivityIndex,
  table: Timetable,
  activity: number,
  from: number,
  until: number,
): Hold {
  const { form } = index;
  const machine = table.machineOf(activity);
  const name = form.problem.machines[machine].id;
  const isClosed = table.isTask(activity) || table.hours.nextOpen(machine, from) === until;
  const text = isClosed
    ? `${name} is closed from ${from} until ${until}`
    : `${name} does not pause work over breaks, and there is no time without a break that is long enough before ${until}`;
  return { kind: "calendar", time: until, by: -1, text };
}

function resourceHolds(index: ActivityIndex, table: Timetable, activity: number, start: number): Hold[] {
  const resources = index.form.problem.resources ?? [];
  return table.holdersDuring(activity, start - 1, start).flatMap(({ resource, holders }) =>
    holders
      .filter((holder) => table.end[holder] === start)
      .map((holder): Hold => {
        const text = `${resources[resource].id} is held by ${index.textOf(holder)} until ${start}`;
        return { kind: "resource", time: start, by: holder, text };
      }),
  );
}
