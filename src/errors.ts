/**
 * Every error code of the package with a one-line meaning. `docs/errors.md` has an entry for each, with causes
 * and fixes; a test holds the two together and demands that each code is provoked by some test.
 */
export const ERROR_CODES = {
  // math
  FS_MATH_NOT_POSITIVE_DEFINITE: "A matrix that must be symmetric positive definite is not.",
  FS_MATH_INVALID_ARGUMENT: "A numeric routine was called with an argument outside its domain.",
} as const;

/** A code from {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** What an error says: what happened (with names and values), and what to do next. */
export interface ErrorDetails {
  /** What happened; names the thing and its value. */
  readonly message: string;
  /** The next step for the person who reads this. */
  readonly fix: string;
  /** Machine-readable particulars (names, values, row numbers). */
  readonly data?: Readonly<Record<string, unknown>>;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * The one error class of the package. It is thrown for misuse and bad input only: an infeasible model, a passed
 * deadline or a stopped solve are values of a solution's `status`, not exceptions.
 *
 * @example
 * import { ForesolveError } from "foresolve";
 *
 * const error = new ForesolveError("FS_MATH_INVALID_ARGUMENT", {
 *   message: "quantile level 1.5 is outside [0, 1].",
 *   fix: "Pass a level between 0 and 1.",
 * });
 * error.code; // => "FS_MATH_INVALID_ARGUMENT"
 */
export class ForesolveError extends Error {
  readonly code: ErrorCode;
  readonly fix: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, details: ErrorDetails) {
    super(details.message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "ForesolveError";
    this.code = code;
    this.fix = details.fix;
    this.data = details.data ?? {};
  }
}
