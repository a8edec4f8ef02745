import type { FlexibleGraph } from "./flexible-graph.js";

/** Heads, tails and makespan from jobs and machine sequences alone, by relaxing until nothing changes. */
export function longestPaths(graph: FlexibleGraph): {
  readonly heads: number[];
  readonly tails: number[];
  /** Null when there is a cycle. */
  readonly makespan: number | null;
} {
  const { shop } = graph;
  const arcs: [number, number][] = [];
  for (let job = 0; job < shop.jobs; job++)
    for (let operation = shop.jobStarts[job] + 1; operation < shop.jobStarts[job + 1]; operation++)
      arcs.push([operation - 1, operation]);
  for (let machine = 0; machine < shop.machines; machine++)
    for (let at = 1; at < graph.counts[machine]; at++) {
      const place = graph.sequenceStarts[machine] + at;
      arcs.push([graph.sequence[place - 1], graph.sequence[place]]);
    }
  const durations = Array.from(
    { length: shop.operations },
    (_, operation) => shop.modeDuration[graph.mode[operation]],
  );
  const heads = Array.from(shop.jobOf, (job) => shop.release[job]);
  const tails = durations.map(() => 0);
  // Ranks grow along every arc: a cycle of operations that take no time is seen, too.
  const ranks = durations.map(() => 0);
  for (let round = 0; round <= shop.operations; round++) {
    let isSettled = true;
    for (const [before, after] of arcs) {
      const head = Math.max(heads[after], heads[before] + durations[before]);
      const tail = Math.max(tails[before], tails[after] + durations[after]);
      const rank = Math.max(ranks[after], ranks[before] + 1);
      if (head === heads[after] && tail === tails[before] && rank === ranks[after]) continue;
      isSettled = false;
      heads[after] = head;
      tails[before] = tail;
      ranks[after] = rank;
    }
    if (isSettled)
      return { heads, tails, makespan: Math.max(...heads.map((head, at) => head + durations[at])) };
  }
  return { heads, tails, makespan: null };
}
