import { ForesolveError, type ErrorCode } from "../../errors.js";

/** What may happen to a solver at work; other errors of ours are misuse, and a fallback would hide them. */
const MISHAPS: ReadonlySet<ErrorCode> = new Set([
  "FS_SOLVE_BACKEND_FAILED",
  "FS_SOLVE_BACKEND_MISSING",
  "FS_SOLVE_DISPOSED",
  "FS_SOLVE_THREAD_LOST",
  "FS_SOLVE_VERIFICATION_FAILED",
]);

/** Whether an error is none of the user's making. */
export function isMishap(error: unknown): boolean {
  return !(error instanceof ForesolveError) || MISHAPS.has(error.code);
}
