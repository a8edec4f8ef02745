import { ForesolveError } from "../../errors.js";

/** Told when a better schedule is found. */
export interface JobShopImprovement {
  readonly makespan: number;
  readonly steps: number;
  readonly elapsedMs: number;
  /** [operations] operations machine by machine, each in its order */
  readonly sequence: Int32Array;
}

/** Options of `solveJobShop`. */
export interface JobShopOptions {
  /** Default 0. */
  readonly seed?: number;
  /** Default 10,000, or none where `maximumSteps` is given. */
  readonly deadlineMs?: number;
  /** Moves after which the search ends, give or take a thousand. */
  readonly maximumSteps?: number;
  /** Ends the search; the best schedule so far is returned. */
  readonly signal?: AbortSignal;
  /** [operations] start times of a schedule to begin with: the result is not worse. */
  readonly start?: Int32Array;
  /** A makespan that is good enough. */
  readonly target?: number;
  /** Default 1: the calling thread, which breathes. More run in threads of their own. */
  readonly threads?: number;
  /** Milliseconds, for `deadlineMs`. Default: the wall clock. Measurements take the CPU's. */
  readonly clock?: () => number;
  readonly onImprovement?: (improvement: JobShopImprovement) => void;
}

/** Refuses options outside their range. Throws `FS_SCHEDULE_INVALID_OPTION`. */
export function requireJobShopOptions(options: JobShopOptions): void {
  const { deadlineMs = 1, maximumSteps = 1, threads = 1 } = options;
  if (!(deadlineMs > 0)) throw invalid("deadlineMs", deadlineMs, "a number of milliseconds above 0");
  if (!(maximumSteps >= 1)) throw invalid("maximumSteps", maximumSteps, "a number of at least 1");
  if (!Number.isInteger(threads) || threads < 1 || threads > 256)
    throw invalid("threads", threads, "a whole number from 1 to 256");
}

function invalid(option: string, value: number, accepted: string): ForesolveError {
  return new ForesolveError("FS_SCHEDULE_INVALID_OPTION", {
    message: `the option ${option} is ${value}.`,
    fix: `Pass ${accepted}.`,
    data: { option, value },
  });
}
