import { breath } from "../../math/index.js";
import { invalidJobShop } from "../job-shop/invalid-job-shop.js";
import { requireJobShopOptions, type JobShopOptions } from "../job-shop/job-shop-options.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";
import { flexibleLowerBound } from "./flexible-lower-bound.js";
import { FlexibleSearch } from "./flexible-search.js";
import type { ModesAndOrder } from "./first-schedule.js";
import { replayFlexibleSchedule, type FlexibleSchedule } from "./replay-schedule.js";

/** Options of {@link solveFlexibleJobShop}; those that it shares with `solveJobShop` mean the same. */
export interface FlexibleJobShopOptions extends Pick<
  JobShopOptions,
  "seed" | "deadlineMs" | "maximumSteps" | "signal" | "target" | "clock"
> {
  /** A schedule to begin with: the result is not worse. */
  readonly start?: FlexibleSchedule;
  readonly onImprovement?: (improvement: FlexibleImprovement) => void;
}

/** A better schedule was found. */
export interface FlexibleImprovement {
  readonly makespan: number;
  readonly bound: number;
  readonly steps: number;
  readonly elapsedMs: number;
  /** Called for only when the schedule is wanted; it is built anew each time. */
  schedule(): FlexibleSchedule;
}

/** What {@link solveFlexibleJobShop} returns. */
export interface FlexibleSolution extends FlexibleSchedule {
  /** "optimal": equal to `bound`. "target": as good as was asked for. "stopped": by time, steps or signal. */
  readonly status: "optimal" | "target" | "stopped";
  readonly makespan: number;
  /** No schedule ends earlier. */
  readonly bound: number;
  readonly steps: number;
  readonly elapsedMs: number;
}

/**
 * Schedules a flexible job shop for the least makespan: tabu search within machines and between them, with a pool of
 * schedules that are combined. Runs in the calling thread and lets the event loop breathe.
 *
 * @throws ForesolveError `FS_SCHEDULE_INVALID_OPTION` for a deadline or number of steps outside its range,
 * `FS_SCHEDULE_INVALID_JOB_SHOP` for a start that is no schedule of the shop.
 *
 * @example
 * import { flexibleJobShop, solveFlexibleJobShop } from "foresolve/schedule";
 *
 * const shop = flexibleJobShop(2, [
 *   [[[0, 3], [1, 5]], [[1, 2]]],
 *   [[[0, 4]], [[0, 1], [1, 1]]],
 * ]);
 * const { makespan } = await solveFlexibleJobShop(shop, { maximumSteps: 1000 });
 * makespan; // => 7
 */
export async function solveFlexibleJobShop(
  shop: FlexibleJobShop,
  options: FlexibleJobShopOptions = {},
): Promise<FlexibleSolution> {
  const { start, onImprovement, ...limits } = options;
  requireJobShopOptions(limits);
  const { signal, maximumSteps = Infinity, seed = 0 } = limits;
  const clock = options.clock ?? (() => performance.now());
  const deadlineMs = options.deadlineMs ?? (maximumSteps === Infinity ? 10_000 : Infinity);
  const beganMs = clock();
  const elapsedMs = (): number => clock() - beganMs;
  const bound = flexibleLowerBound(shop);
  const target = Math.max(bound, options.target ?? bound);
  const search = new FlexibleSearch(
    shop,
    seed,
    target,
    start === undefined ? undefined : modesAndOrder(shop, start),
  );
  let told = Infinity;
  const pause = breath();
  // Slices of about a millisecond, whatever the size.
  const slice = Math.max(1, Math.min(200, Math.floor(40_000 / (1 + shop.operations))));
  for (;;) {
    const { best } = search;
    const { makespan } = best;
    if (makespan < told) {
      told = makespan;
      onImprovement?.({
        makespan,
        bound,
        steps: search.steps,
        elapsedMs: elapsedMs(),
        schedule: () => scheduleOf(shop, best),
      });
    }
    if (makespan <= target || search.steps >= maximumSteps || signal?.aborted === true) break;
    if (elapsedMs() >= deadlineMs) break;
    search.advance(Math.min(slice, maximumSteps - search.steps));
    if (pause.due()) await pause.take();
  }
  const { makespan } = search.best;
  return {
    status: makespan <= bound ? "optimal" : makespan <= target ? "target" : "stopped",
    makespan,
    bound,
    steps: search.steps,
    elapsedMs: elapsedMs(),
    ...scheduleOf(shop, search.best),
  };
}

/** Each operation as early as it can be in this order. */
function scheduleOf(shop: FlexibleJobShop, { modes, order }: ModesAndOrder): FlexibleSchedule {
  const machines = Int32Array.from(modes, (mode) => shop.modeMachine[mode]);
  const starts = new Int32Array(shop.operations);
  const jobEnds = Int32Array.from(shop.release);
  const machineEnds = new Int32Array(shop.machines);
  for (const operation of order) {
    const machine = machines[operation];
    const job = shop.jobOf[operation];
    starts[operation] = Math.max(jobEnds[job], machineEnds[machine]);
    jobEnds[job] = starts[operation] + shop.modeDuration[modes[operation]];
    machineEnds[machine] = jobEnds[job];
  }
  return { machines, starts };
}

/** The order of a schedule's starts. Operations that take no time stand before what starts with them. */
function modesAndOrder(shop: FlexibleJobShop, schedule: FlexibleSchedule): ModesAndOrder {
  const { violations } = replayFlexibleSchedule(shop, schedule);
  if (violations.length > 0)
    throw invalidJobShop(
      `The start is no schedule: ${violations[0]}.`,
      "Pass a schedule that keeps all rules.",
      {
        violations,
      },
    );
  const { machines, starts } = schedule;
  const modes = new Int32Array(shop.operations);
  for (let operation = 0; operation < shop.operations; operation++)
    for (let mode = shop.modeStarts[operation]; mode < shop.modeStarts[operation + 1]; mode++)
      if (shop.modeMachine[mode] === machines[operation]) modes[operation] = mode;
  const ends = Int32Array.from(starts, (time, operation) => time + shop.modeDuration[modes[operation]]);
  const order = Int32Array.from(starts, (_, operation) => operation).sort(
    (a, b) => starts[a] - starts[b] || ends[a] - ends[b] || a - b,
  );
  return { modes, order };
}
