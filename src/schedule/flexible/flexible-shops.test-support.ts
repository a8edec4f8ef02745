import fc from "fast-check";
import { flexibleJobShop, type FlexibleJobShop } from "./flexible-job-shop.js";

/** Random shops, times of 0 and releases among them. */
export function shops(size: {
  readonly jobs: number;
  readonly machines: number;
  readonly length: number;
  /** Most operations in all. */
  readonly operations?: number;
}): fc.Arbitrary<FlexibleJobShop> {
  return fc.integer({ min: 1, max: size.machines }).chain((machines) => {
    const mode = fc.tuple(fc.nat(machines - 1), fc.oneof(fc.integer({ min: 1, max: 9 }), fc.nat(3)));
    const operation = fc.uniqueArray(mode, { minLength: 1, maxLength: machines, selector: ([on]) => on });
    const job = fc.array(operation, { minLength: 1, maxLength: size.length });
    return fc
      .tuple(
        fc
          .array(job, { minLength: 1, maxLength: size.jobs })
          .filter((jobs) => jobs.flat().length <= (size.operations ?? Infinity)),
        fc.boolean(),
        fc.array(fc.nat(12), { minLength: size.jobs, maxLength: size.jobs }),
      )
      .map(([jobs, hasReleases, release]) =>
        flexibleJobShop(machines, jobs, hasReleases ? release.slice(0, jobs.length) : []),
      );
  });
}

/** Least makespan of all schedules, by trying every order and machine. */
export function leastMakespan(shop: FlexibleJobShop): number {
  const { jobs, jobStarts, modeStarts, modeMachine, modeDuration } = shop;
  const next = jobStarts.slice(0, jobs);
  const jobEnds = Int32Array.from(shop.release);
  const machineEnds = new Int32Array(shop.machines);
  let least = Infinity;
  const visit = (makespan: number): void => {
    if (makespan >= least) return;
    let isDone = true;
    for (let job = 0; job < jobs; job++) {
      const operation = next[job];
      if (operation === jobStarts[job + 1]) continue;
      isDone = false;
      next[job]++;
      for (let mode = modeStarts[operation]; mode < modeStarts[operation + 1]; mode++) {
        const machine = modeMachine[mode];
        const [jobEnd, machineEnd] = [jobEnds[job], machineEnds[machine]];
        const end = Math.max(jobEnd, machineEnd) + modeDuration[mode];
        jobEnds[job] = end;
        machineEnds[machine] = end;
        visit(Math.max(makespan, end));
        jobEnds[job] = jobEnd;
        machineEnds[machine] = machineEnd;
      }
      next[job]--;
    }
    if (isDone) least = makespan;
  };
  visit(0);
  return least;
}
