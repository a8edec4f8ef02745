import { scoreOf, scoreTerms, type ScoringOptions } from "../check/score-terms.js";
import type { ActivityIndex, PlannedActivity } from "../events/activity-index.js";
import { layOut } from "../events/lay-out.js";
import type { Timetable } from "../events/timetable.js";
import { inTurn } from "../events/turn.js";
import type { Plan, Score } from "../plan.js";

/** How one activity is to be placed in another plan. */
export interface Move {
  readonly activity: number;
  /** -1: the one that ends first. */
  readonly mode: number;
  /** It comes before whatever starts at this time or later. */
  readonly before: number;
}

/** A plan that moves lead to. */
export interface Variant {
  readonly plan: Plan;
  readonly score: Score;
  readonly table: Timetable;
}

/**
 * A plan with some activities in other places: they come in the order wished for, as early as that allows, what is free
 * follows them, and all others stay where they are or are shifted to the right as far as is forced. Null where that moves
 * what is pinned.
 */
export function variantOf(
  index: ActivityIndex,
  plan: Plan,
  planned: readonly PlannedActivity[],
  moves: readonly Move[],
  free: ReadonlySet<number>,
  scoring: ScoringOptions = {},
): Variant | null {
  const { form } = index;
  const mode = new Int32Array(form.activities).fill(-1);
  const start = new Int32Array(form.activities).fill(-1);
  const fixed = new Uint8Array(form.activities);
  const absent = new Uint8Array(form.activities).fill(1);
  const keys = new Map<number, number>();
  for (const place of planned) {
    mode[place.activity] = place.mode;
    start[place.activity] = free.has(place.activity) ? 0 : place.start;
    absent[place.activity] = 0;
    keys.set(place.activity, place.start);
    if (form.pinnedStart[place.activity] === place.start) fixed[place.activity] = 1;
  }
  for (const move of moves) {
    mode[move.activity] = move.mode;
    start[move.activity] = 0;
    absent[move.activity] = 0;
    keys.set(move.activity, move.before - 0.5);
  }
  const order = [...keys.keys()].sort((a, b) => keys.get(a)! - keys.get(b)! || a - b);
  const wishes = { mode, start, fixed, absent, order: inTurn(form, order) };
  const { table, released, leftOut } = layOut(index, wishes);
  if (released.length > 0 || leftOut.length > 0) return null;
  const inserted = new Set(
    moves.flatMap(({ activity }) => {
      const name = index.names[activity];
      return "job" in name ? [name.job.id] : [];
    }),
  );
  const found = index.plan(
    table,
    plan.unassigned.filter(({ job }) => !inserted.has(job)),
  );
  return { plan: found, score: scoreOf(scoreTerms(form.problem, found, scoring)), table };
}
