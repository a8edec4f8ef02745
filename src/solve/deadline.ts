import { ForesolveError } from "../errors.js";

/** Refuses a deadline that is none. Throws `FS_SOLVE_INVALID_DEADLINE`. */
export function requireDeadline(deadlineMs: number | undefined): void {
  if (deadlineMs === undefined || deadlineMs > 0) return;
  throw new ForesolveError("FS_SOLVE_INVALID_DEADLINE", {
    message: `deadlineMs is ${deadlineMs}.`,
    fix: "Pass a number of milliseconds above 0, or leave it out for no deadline.",
    data: { deadlineMs },
  });
}
