import type { ScheduleForm } from "../schedule-form.js";

/** The same order, but that nothing comes before what it waits for. */
export function inTurn(form: ScheduleForm, order: readonly number[]): number[] {
  const seen = new Uint8Array(form.activities);
  const result: number[] = [];
  const { operations, jobStarts, jobOf, predecessorStarts, predecessors } = form;
  const visit = (activity: number): void => {
    if (seen[activity] === 1) return;
    seen[activity] = 1;
    for (let at = predecessorStarts[activity]; at < predecessorStarts[activity + 1]; at++)
      visit(predecessors[at]);
    if (activity < operations && activity > jobStarts[jobOf[activity]]) visit(activity - 1);
    result.push(activity);
  };
  for (const activity of order) visit(activity);
  return result;
}

/** What an activity waits for: the operation before in its job, and precedences. */
export function predecessorsOf(form: ScheduleForm, activity: number): number[] {
  const { operations, jobStarts, jobOf, predecessorStarts, predecessors } = form;
  const before = Array.from(
    predecessors.subarray(predecessorStarts[activity], predecessorStarts[activity + 1]),
  );
  if (activity < operations && activity > jobStarts[jobOf[activity]]) before.push(activity - 1);
  return before;
}
