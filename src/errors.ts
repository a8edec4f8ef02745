/**
 * Every error code of the package with a one-line meaning. `docs/errors.md` has an entry for each, with causes
 * and fixes; a test holds the two together and demands that each code is provoked by some test.
 */
export const ERROR_CODES = {
  // math
  FS_MATH_NOT_POSITIVE_DEFINITE: "A matrix that must be symmetric positive definite is not.",
  FS_MATH_INVALID_ARGUMENT: "A numeric routine was called with an argument outside its domain.",
  // learn
  FS_LEARN_INVALID_TARGET: "A predictor's target is not usable.",
  FS_LEARN_INVALID_OPTION: "An option of a predictor or of its fit is outside its domain.",
  FS_LEARN_INVALID_ROW: "A feature row does not have the fields or shapes that the predictor expects.",
  FS_LEARN_MISSING_VALUE: "A feature row has a missing or infinite value where the model needs a number.",
  FS_LEARN_SCHEMA_REFUSED: "The schema of a predictor's features refused a row.",
  FS_LEARN_ASYNC_SCHEMA: "The schema of a predictor's features validates asynchronously.",
  FS_LEARN_TOO_FEW_EXAMPLES: "There are too few examples to fit the predictor.",
  FS_LEARN_INVALID_TRUTH: "The truth of an example has the wrong length or a value that is not finite.",
  FS_LEARN_TRANSFORM_DOMAIN: "A target transform cannot be applied to a row or a value.",
  FS_LEARN_TARGET_MISMATCH: "Predictors that must share a target do not.",
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
