import { NEVER } from "../schedule-form.js";
import type { ScheduleForm } from "../schedule-form.js";
import { costAt } from "./search-prices.js";

/** Where within its window a task costs least, the earliest such time, and what it costs there. */
export function bestTaskStart(form: ScheduleForm, task: number): { start: number; cost: number } {
  const earliest = form.earliestStart[task]!;
  const latest = Math.max(earliest, form.latestStart[task]!);
  const curve = form.costCurves[task] ?? null;
  if (curve === null) return { start: earliest, cost: 0 };
  let start = earliest;
  let cost = costAt(curve, earliest);
  for (const time of latest < NEVER ? [...curve.times, latest] : curve.times) {
    if (time <= earliest || time > latest || costAt(curve, time) >= cost) continue;
    start = time;
    cost = costAt(curve, time);
  }
  return { start, cost };
}
