import { breath } from "../../math/index.js";
import { DisjunctiveGraph } from "./disjunctive-graph.js";
import type { JobShopInstance } from "./instance.js";
import { invalidJobShop } from "./invalid-job-shop.js";
import { searchOnIslands, type IslandOptions } from "./islands.js";
import { requireJobShopOptions, type JobShopOptions } from "./job-shop-options.js";
import { JobShopSearch } from "./job-shop-search.js";
import { jobShopTuning } from "./job-shop-tuning.js";
import { jobShopLowerBound } from "./lower-bound.js";
import type { JobShopSearchRun } from "./search-run.js";

/** The best schedule that was found. */
export interface JobShopSolution {
  /** "optimal": equal to `bound`. "target": as good as was asked for. "stopped": by time, steps or signal. */
  readonly status: "optimal" | "target" | "stopped";
  readonly makespan: number;
  /** No schedule has a smaller makespan: the largest one-machine preemptive bound. */
  readonly bound: number;
  /** [operations] start times */
  readonly starts: Int32Array;
  /** [operations] operations machine by machine, each in its order; see `machineStarts` of the instance */
  readonly sequence: Int32Array;
  /** Moves made, of all threads. */
  readonly steps: number;
  readonly elapsedMs: number;
}

/**
 * Searches for a schedule of least makespan: tabu search on the disjunctive graph with the neighbourhood N7, and path
 * relinking (Peng, Lü and Cheng, "A tabu search/path relinking algorithm to solve the job shop scheduling problem",
 * Computers & Operations Research 53, 2015). It stops when the makespan meets the bound, and is anytime otherwise. The same
 * seed and `maximumSteps` give the same schedule with one thread. With more, each has a population of its own, and they
 * send each other what they find.
 *
 * @throws ForesolveError `FS_SCHEDULE_INVALID_OPTION` for a deadline, number of steps or threads outside their range,
 * `FS_SCHEDULE_INVALID_JOB_SHOP` for a start that contradicts the routings, `FS_SCHEDULE_THREAD_LOST`.
 * @example
 * import { jobShopInstance, solveJobShop } from "foresolve/schedule";
 *
 * const instance = jobShopInstance("two by two", [
 *   [[0, 3], [1, 2]],
 *   [[1, 4], [0, 1]],
 * ]);
 * const { status, makespan, starts } = await solveJobShop(instance, { maximumSteps: 1000 });
 * [status, makespan]; // => ["optimal", 6]
 * starts; // => new Int32Array([0, 4, 0, 4])
 */
export async function solveJobShop(
  instance: JobShopInstance,
  options: JobShopOptions = {},
): Promise<JobShopSolution> {
  requireJobShopOptions(options);
  const { seed = 0, maximumSteps = Infinity, threads = 1, signal, target = 0, onImprovement } = options;
  const clock = options.clock ?? (() => performance.now());
  const deadlineMs = options.deadlineMs ?? (maximumSteps === Infinity ? 10_000 : Infinity);
  const beganMs = clock();
  const bound = jobShopLowerBound(instance);
  const goal = Math.max(bound, target);
  const start = options.start === undefined ? null : sequenceOf(instance, options.start);
  const search = threads === 1 ? searchHere : searchOnIslands;
  const { makespan, sequence, steps } = await search(instance, {
    threads,
    seed,
    target: goal,
    start,
    isOver: (steps) => steps >= maximumSteps || signal?.aborted === true || clock() - beganMs >= deadlineMs,
    onBetter: (run) => onImprovement?.({ ...run, elapsedMs: clock() - beganMs }),
  });
  return {
    status: makespan <= bound ? "optimal" : makespan <= goal ? "target" : "stopped",
    makespan,
    bound,
    starts: startsOf(instance, sequence),
    sequence,
    steps,
    elapsedMs: clock() - beganMs,
  };
}

/** The search in the calling thread, which breathes. */
async function searchHere(
  instance: JobShopInstance,
  { seed, target, start, isOver, onBetter }: IslandOptions,
): Promise<JobShopSearchRun> {
  const search = new JobShopSearch(instance, seed, target, jobShopTuning(instance));
  const slices = search.run(start);
  let told = Infinity;
  const pause = breath();
  for (;;) {
    const isDone = slices.next().done === true;
    const { bestMakespan: makespan, steps } = search;
    if (makespan < told) {
      told = makespan;
      onBetter({ makespan, sequence: search.bestSequence.slice(), steps });
    }
    if (isDone || isOver(steps)) return { makespan, sequence: search.bestSequence, steps };
    if (pause.due()) await pause.take();
  }
}

/** Earliest start times for the sequences of the machines. */
export function startsOf(instance: JobShopInstance, sequence: Int32Array): Int32Array {
  const graph = new DisjunctiveGraph(instance);
  if (!graph.load(sequence)) throw contradiction(instance);
  return Int32Array.from(instance.durations, (duration, operation) => graph.ends[operation]! - duration);
}

/** The sequences of the machines in a schedule of start times. */
function sequenceOf(instance: JobShopInstance, starts: Int32Array): Int32Array {
  const { operations, machineOf, durations } = instance;
  if (starts.length !== operations)
    throw invalidJobShop(
      `The start has ${starts.length} times, and the job shop "${instance.name}" has ${operations} operations.`,
      "Pass the start time of every operation.",
      { name: instance.name, times: starts.length, operations },
    );
  const sequence = Int32Array.from(starts, (_, operation) => operation).sort(
    (a, b) =>
      machineOf[a]! - machineOf[b]! || starts[a]! - starts[b]! || durations[a]! - durations[b]! || a - b,
  );
  if (!new DisjunctiveGraph(instance).load(sequence)) throw contradiction(instance);
  return sequence;
}

function contradiction(instance: JobShopInstance): Error {
  return invalidJobShop(
    `The order of the start on the machines contradicts the routings of the job shop "${instance.name}".`,
    "Start no operation before the one before it in its job.",
    { name: instance.name },
  );
}
