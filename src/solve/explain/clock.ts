import { ForesolveError } from "../../errors.js";

/** Time that several solves share. */
export interface Clock {
  /** Milliseconds left; infinite without a deadline, never below 0. */
  left(): number;
}

/** Starts the clock of one explanation. Throws `FS_SOLVE_INVALID_DEADLINE`. */
export function startClock(deadlineMs: number | undefined): Clock {
  if (deadlineMs !== undefined && !(deadlineMs > 0)) {
    throw new ForesolveError("FS_SOLVE_INVALID_DEADLINE", {
      message: `deadlineMs is ${deadlineMs}.`,
      fix: "Pass a number of milliseconds above 0, or leave it out for no deadline.",
      data: { deadlineMs },
    });
  }
  const end = performance.now() + (deadlineMs ?? Infinity);
  return { left: () => Math.max(0, end - performance.now()) };
}

/** The option of a run that gives it all the time left, or null when there is none. */
export function timeLeft(clock: Clock): { readonly deadlineMs?: number } | null {
  const left = clock.left();
  if (left === Infinity) return {};
  return left > 0 ? { deadlineMs: left } : null;
}
