import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import type { JobShopInstance } from "../src/schedule/job-shop/instance.js";

type Routings = (readonly [number, number])[][];

/** Random routings: some jobs leave machines out, some come twice, some durations are 0. */
export function routings(size: {
  readonly jobs: number;
  readonly machines: number;
  readonly longest: number;
}): fc.Arbitrary<Routings> {
  const operation = fc.tuple(fc.nat(size.machines - 1), fc.nat(9));
  return fc.array(fc.array(operation, { minLength: 1, maxLength: size.longest }), {
    minLength: 1,
    maxLength: size.jobs,
  });
}

/** Makespan of a schedule by its start times alone; NaN where it breaks a rule. */
export function replayed(instance: JobShopInstance, { starts }: { readonly starts: Int32Array }): number {
  const { operations, jobOf, machineOf, durations } = instance;
  let makespan = 0;
  for (let a = 0; a < operations; a++) {
    const end = starts[a]! + durations[a]!;
    makespan = Math.max(makespan, end);
    if (starts[a]! < 0) return Number.NaN;
    for (let b = a + 1; b < operations; b++) {
      if (jobOf[a] === jobOf[b] && starts[b]! < end) return Number.NaN;
      const overlap = Math.min(end, starts[b]! + durations[b]!) - Math.max(starts[a]!, starts[b]!);
      if (machineOf[a] === machineOf[b] && overlap > 0) return Number.NaN;
    }
  }
  return makespan;
}

/** The least makespan, by trying every order in which operations can be appended. */
export function shortestMakespan(instance: JobShopInstance): number {
  const { jobs, jobStarts, machines, machineOf, durations } = instance;
  const jobFree = Array.from({ length: jobs }, () => 0);
  const machineFree = Array.from({ length: machines }, () => 0);
  const next = [...jobStarts.subarray(0, jobs)];
  let best = Infinity;
  const extend = (makespan: number): void => {
    if (makespan >= best) return;
    let isDone = true;
    for (let job = 0; job < jobs; job++) {
      const operation = next[job]!;
      if (operation === jobStarts[job + 1]) continue;
      isDone = false;
      const machine = machineOf[operation]!;
      const [ofJob, ofMachine] = [jobFree[job]!, machineFree[machine]!];
      const end = Math.max(ofJob, ofMachine) + durations[operation]!;
      next[job]!++;
      jobFree[job] = end;
      machineFree[machine] = end;
      extend(Math.max(makespan, end));
      next[job]!--;
      jobFree[job] = ofJob;
      machineFree[machine] = ofMachine;
    }
    if (isDone) best = makespan;
  };
  extend(0);
  return best;
}

/** The file of collected job shops, where this machine has it; says so where it does not. */
export function jobShopData(): string | null {
  const folder = process.env["FORESOLVE_DATA"] ?? join("..", "shared", "data");
  const path = join(folder, "factory", "job_shop.json");
  if (existsSync(path)) return path;
  console.warn(`Tests with the collected job shops are skipped: there is no ${path}.`);
  return null;
}
