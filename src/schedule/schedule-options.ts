import { ForesolveError } from "../errors.js";
import type { ScheduleOptions } from "./solution.js";

/** Refuses options outside their range. Throws `FS_SCHEDULE_INVALID_OPTION`. */
export function requireScheduleOptions(options: ScheduleOptions): void {
  const { deadlineMs = 0, maximumSteps = 0, threads = 1, seed = 0 } = options;
  if (!(deadlineMs >= 0)) throw invalid("deadlineMs", deadlineMs, "a number of milliseconds from 0");
  if (!(maximumSteps >= 0)) throw invalid("maximumSteps", maximumSteps, "a number of steps from 0");
  if (!Number.isInteger(threads) || threads < 1 || threads > 256)
    throw invalid("threads", threads, "a whole number from 1 to 256");
  if (!Number.isSafeInteger(seed)) throw invalid("seed", seed, "a whole number");
}

function invalid(option: string, value: unknown, accepted: string): ForesolveError {
  return new ForesolveError("FS_SCHEDULE_INVALID_OPTION", {
    message: `the option ${option} is ${String(value)}.`,
    fix: `Pass ${accepted}.`,
    data: { option, value },
  });
}
