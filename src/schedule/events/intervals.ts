import type { TimeInterval } from "../problem.js";

/** Ascending, disjoint, not touching. */
export function joinIntervals(intervals: readonly TimeInterval[]): TimeInterval[] {
  const result: { from: number; until: number }[] = [];
  for (const { from, until } of intervals.toSorted((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (until <= from) continue;
    if (last !== undefined && from <= last.until) last.until = Math.max(last.until, until);
    else result.push({ from, until });
  }
  return result;
}

/** What of the intervals lies outside of another one. */
export function cutInterval(intervals: readonly TimeInterval[], cut: TimeInterval): TimeInterval[] {
  return intervals
    .flatMap(({ from, until }) => [
      { from, until: Math.min(until, cut.from) },
      { from: Math.max(from, cut.until), until },
    ])
    .filter(({ from, until }) => from < until);
}
