import type { Plan, PlannedOperation } from "../plan.js";
import type { ActivityIndex } from "./activity-index.js";
import { holdsOf } from "./holding.js";
import { entryKey } from "../entry-key.js";
import type { Timetable } from "./timetable.js";

/** One thing that events changed in a plan by force. */
export interface ForcedChange {
  readonly kind:
    /** Ends at another time than planned. */
    | "stretched"
    /** Starts later, on its machine. */
    | "shifted"
    /** Is on another machine: its own works no more. */
    | "moved"
    /** Is new. */
    | "added"
    /** Was cancelled. */
    | "removed"
    /** No machine can do it any more. */
    | "leftOut"
    /** Was pinned to what has become impossible. */
    | "pinReleased"
    /** Should have started by now, but cannot have. */
    | "notStarted";
  readonly job?: string;
  readonly operation?: string;
  readonly task?: string;
  readonly machine?: string;
  /** Start before and after; the end for "stretched". */
  readonly from?: number;
  readonly to?: number;
  /** A sentence. */
  readonly text: string;
}

/** What changes are read from. */
interface Outcome {
  readonly index: ActivityIndex;
  readonly table: Timetable;
  readonly before: Plan;
  readonly after: Plan;
  readonly now: number;
  /** Activities whose pinned start could not be kept. */
  readonly released: readonly number[];
  /** Names of jobs left out for want of a machine. */
  readonly leftOut: readonly string[];
}

type Entry = Pick<PlannedOperation, "machine" | "start" | "end"> &
  ({ readonly job: string; readonly operation: string } | { readonly task: string });

/** Every difference of the plans before and after events, with what holds back whatever starts later. */
export function forcedChanges(outcome: Outcome): ForcedChange[] {
  const { index, before, after, released, leftOut } = outcome;
  const old = new Map(entriesOf(before).map((entry) => [entryKey(entry), entry]));
  const changes: ForcedChange[] = [];
  const seen = new Set<string>();
  for (const entry of entriesOf(after)) {
    seen.add(entryKey(entry));
    const change = changeOf(outcome, old.get(entryKey(entry)), entry);
    if (change !== null) changes.push(change);
  }
  for (const entry of old.values()) {
    if (seen.has(entryKey(entry)) || ("job" in entry && leftOut.includes(entry.job))) continue;
    changes.push({ kind: "removed", ...namesOf(entry), text: `${textOf(entry)} is no longer planned.` });
  }
  for (const job of leftOut)
    changes.push({ kind: "leftOut", job, text: `Job ${job} is left out: no machine is left for it.` });
  for (const activity of released) {
    const name = index.names[activity];
    const names =
      "task" in name ? { task: name.task.id } : { job: name.job.id, operation: name.operation.id };
    changes.push({
      kind: "pinReleased",
      ...names,
      text: `${capital(index.textOf(activity))} can no longer start when it was pinned to; its pin is let go.`,
    });
  }
  return changes;
}

function changeOf(outcome: Outcome, old: Entry | undefined, entry: Entry): ForcedChange | null {
  const { index, table, now } = outcome;
  const isSame = old?.machine === entry.machine && old.start === entry.start && old.end === entry.end;
  if (isSame) return null;
  const activity = "task" in entry ? index.task(entry.task) : index.operation(entry.job, entry.operation);
  const names = { ...namesOf(entry), machine: entry.machine };
  const what = textOf(entry);
  if (old === undefined)
    return {
      kind: "added",
      ...names,
      to: entry.start,
      text: `${what} is new: on ${entry.machine} from ${entry.start} to ${entry.end}.`,
    };
  const times = { from: old.start, to: entry.start };
  const because = (): string => {
    const [hold] = holdsOf(index, table, activity);
    return hold === undefined || hold.kind === "choice" ? "" : `: ${hold.text}`;
  };
  if (old.machine !== entry.machine)
    return {
      kind: "moved",
      ...names,
      ...times,
      text: `${what} moves from ${old.machine}, which works no more, to ${entry.machine}, and starts at ${entry.start} instead of ${old.start}.`,
    };
  if (old.start !== entry.start)
    return {
      kind: old.start < now ? "notStarted" : "shifted",
      ...names,
      ...times,
      text:
        old.start < now
          ? `${what} cannot have started at ${old.start}; it starts at ${entry.start}${because()}.`
          : `${what} starts at ${entry.start} instead of ${old.start}${because()}.`,
    };
  return {
    kind: "stretched",
    ...names,
    from: old.end,
    to: entry.end,
    text: `${what} ends at ${entry.end} instead of ${old.end}.`,
  };
}

const entriesOf = (plan: Plan): Entry[] => [...plan.operations, ...plan.maintenance];

const namesOf = (entry: Entry): { job: string; operation: string } | { task: string } =>
  "task" in entry ? { task: entry.task } : { job: entry.job, operation: entry.operation };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const textOf = (entry: Entry): string =>
  "task" in entry ? `Task ${entry.task}` : `${capital(entry.operation)} of job ${entry.job}`;
