import type { Shop, Way } from "./shops.js";

/** A schedule as an engine gives it: operations numbered by job and place. */
export interface Claim {
  readonly makespan: number;
  readonly starts: Int32Array;
  /** Where a flexible job shop's operations are done. */
  readonly machines?: Int32Array;
}

/**
 * Replays a schedule from the instance as it stands in its file, sharing no code with the engines: every operation on a
 * machine that can do it, after the one before it, alone on its machine, and the last end as claimed. Throws what is wrong.
 */
export function replay(shop: Shop, { makespan, starts, machines }: Claim): void {
  const onMachine = new Map<number, { from: number; until: number }[]>();
  const jobs: readonly (readonly (readonly Way[])[])[] =
    shop.flexible ?? shop.routings!.map((routing) => routing.map((way) => [way]));
  let operation = 0;
  let lastEnd = 0;
  const wrong = (what: string): Error => new Error(`${shop.name}: the schedule is wrong: ${what}`);
  jobs.forEach((places, job) => {
    let ready = 0;
    places.forEach((ways, place) => {
      const from = starts[operation];
      const machine = machines?.[operation] ?? ways[0]![0];
      const way = ways.find(([candidate]) => candidate === machine);
      if (way === undefined || from === undefined)
        throw wrong(`job ${job}, place ${place} cannot be done on machine ${machine}`);
      if (from < ready) throw wrong(`job ${job}, place ${place} starts at ${from}, before ${ready}`);
      ready = from + way[1];
      lastEnd = Math.max(lastEnd, ready);
      if (!onMachine.has(machine)) onMachine.set(machine, []);
      onMachine.get(machine)!.push({ from, until: ready });
      operation++;
    });
  });
  if (operation !== starts.length) throw wrong(`${starts.length} starts for ${operation} operations`);
  for (const [machine, stretches] of onMachine) {
    stretches.sort((a, b) => a.from - b.from || a.until - b.until);
    for (let index = 1; index < stretches.length; index++)
      if (stretches[index]!.from < stretches[index - 1]!.until)
        throw wrong(`two operations at ${stretches[index]!.from} on machine ${machine}`);
  }
  if (lastEnd !== makespan) throw wrong(`it ends at ${lastEnd}, not at ${makespan}`);
}
