/**
 * Every error code of the package with a one-line meaning. `docs/errors.md` has an entry for each, with causes
 * and fixes; a test holds the two together and demands that each code is provoked by some test.
 */
export const ERROR_CODES = {
  // math
  FS_MATH_NOT_POSITIVE_DEFINITE: "A matrix that must be symmetric positive definite is not.",
  FS_MATH_SINGULAR: "A matrix that must have independent columns does not.",
  FS_MATH_INVALID_ARGUMENT: "A numeric routine was called with an argument outside its domain.",
  // learn
  FS_LEARN_COLUMN_MISMATCH: "A model's columns or outputs do not fit the rows or the target it is asked for.",
  FS_LEARN_FOREIGN_MALFORMED: "A model file of another library is not what it is said to be.",
  FS_LEARN_FOREIGN_UNSUPPORTED: "A model file of another library holds what cannot be taken over.",
  FS_LEARN_INVALID_TARGET: "A predictor's target is not usable.",
  FS_LEARN_INVALID_OPTION: "An option of a predictor or of its fit is outside its domain.",
  FS_LEARN_INVALID_ROW: "A feature row does not have the fields or shapes that the predictor expects.",
  FS_LEARN_MISSING_VALUE: "A feature row has a missing or infinite value where the model needs a number.",
  FS_LEARN_SCHEMA_REFUSED: "The schema of a predictor's features refused a row.",
  FS_LEARN_ASYNC_SCHEMA: "The schema of a predictor's features validates asynchronously.",
  FS_LEARN_TOO_FEW_EXAMPLES: "There are too few examples to fit the predictor.",
  FS_LEARN_INVALID_TRUTH: "The truth of an example has the wrong length or a value that is not finite.",
  FS_LEARN_TRANSFORM_DOMAIN: "A target transform cannot be applied to a row or a value.",
  FS_LEARN_INVALID_PREDICTION: "A rule predicted the wrong number of values or a value that is not finite.",
  FS_LEARN_TARGET_MISMATCH: "Predictors that must share a target do not.",
  FS_LEARN_INVALID_PANEL: "Series, covariates or fixed features do not make a panel.",
  FS_LEARN_SERIES_TOO_SHORT: "A series has too few steps for a forecasting method or score.",
  FS_LEARN_CONSTANT_COLUMN: "A column of the features has one value in all examples.",
  FS_LEARN_ONE_CLASS: "A class of a classification has no examples, or there is one class only.",
  FS_LEARN_DIVERGED: "The training of a network ran into numbers that are not finite.",
  FS_LEARN_INVALID_CATEGORY: "A column of categories holds what is not the number of a category.",
  FS_LEARN_TOO_MANY_CATEGORIES: "A column has more categories than bins.",
  FS_LEARN_INVALID_GRADIENT: "A loss of one's own gave a gradient or hessian that is not usable.",
  FS_LEARN_TRIALS_FAILED: "No trial of a search for settings has a loss.",
  FS_LEARN_TRIAL_LOST: "A thread ended twice in the middle of the same trial.",
  FS_LEARN_UNKNOWN_CATEGORY: "A row has a category that the preparation did not see when it was fitted.",
  FS_LEARN_NOT_SAVABLE: "A model has a part that no file can hold, or was not fitted by this package.",
  FS_LEARN_SAVED_DAMAGED: "A saved model is not what was written.",
  FS_LEARN_SAVED_VERSION: "A model was saved by a later version of the format.",
  FS_LEARN_SAVED_KIND: "A saved model is of another kind than was asked for, or of one that is not known.",
  FS_LEARN_FUNCTION_MISSING: "A saved model needs a function that was not passed when loading it.",
  FS_LEARN_NO_STRUCTURE: "A fitted predictor has no structure of trees or layers to embed or export.",
  // model
  FS_MODEL_DUPLICATE_LABEL: "An index set has the same label twice.",
  FS_MODEL_DUPLICATE_NAME: "A model has two variables or two constraints of one name.",
  FS_MODEL_DUPLICATE_SET: "An array is indexed over two index sets of one name.",
  FS_MODEL_FILE_ACCESS: "A model file could not be read from or written to its path.",
  FS_MODEL_FILE_MALFORMED: "A line of an MPS or LP file breaks the rules of its format.",
  FS_MODEL_FILE_UNSUPPORTED:
    "A model file asks for something that cannot be read, or has no known extension.",
  FS_MODEL_FOREIGN_VARIABLE: "A variable of another model is used.",
  FS_MODEL_INVALID_BOUNDS:
    "No number lies between a variable's bounds, or they do not fit its domain (binary, semicontinuous).",
  FS_MODEL_INVALID_SIZE: "An index set cannot have this many members.",
  FS_MODEL_INVALID_STEPS: "An expression is shifted by a number of steps that is not whole.",
  FS_MODEL_LABEL_MISMATCH: "Two index sets share a name but not their labels.",
  FS_MODEL_NO_OBJECTIVE: "A model without an objective cannot be solved.",
  FS_MODEL_NO_VARIABLES: "A model without variables cannot be solved.",
  FS_MODEL_NOT_FINITE: "A number in a model is NaN or infinite.",
  FS_MODEL_NOT_LINEAR: "A product has too many unknowns, or an expression that must be linear is not.",
  FS_MODEL_NOT_SCALAR: "An objective still has index sets.",
  FS_MODEL_NOT_CONVEX:
    "An objective or constraint is not convex, so that no solver at hand can prove its answer.",
  FS_MODEL_NOT_SYMMETRIC: "A matrix of a quadratic form is not symmetric.",
  FS_MODEL_SECOND_OBJECTIVE: "A model has an objective already.",
  FS_MODEL_UNIT_MISMATCH: "Quantities of different units are added or compared.",
  FS_MODEL_UNKNOWN_LABEL: "An entry is asked for by a label that its index set does not have.",
  FS_MODEL_UNKNOWN_SET:
    "An expression is summed, shifted or compared over an index set that it does not have.",
  FS_MODEL_VALUES_MISSING: "An uncertain parameter has no values where a model file needs numbers.",
  FS_MODEL_WRONG_LENGTH: "There are more or fewer values than entries.",
  FS_MODEL_INVALID_COUNT: "A condition asks for an impossible number of binary expressions.",
  FS_MODEL_INVALID_POINTS:
    "The points of a piecewise linear function are too few, not finite or not in order.",
  FS_MODEL_INVALID_RANGE: "A range of numbers has no members, or its limits contradict each other.",
  FS_MODEL_INVALID_WEIGHT: "A weight of an objective or the price of a soft constraint has the wrong sign.",
  FS_MODEL_MISSING_BOUND: "A reformulation needs a bound that a variable does not have.",
  FS_MODEL_NO_OPERANDS: "A function of several expressions is given none.",
  FS_MODEL_NOT_BINARY: "An expression that must be 0 or 1 can have other values.",
  FS_MODEL_OUTSIDE_POINTS: "The argument of a piecewise linear function can leave the range of its points.",
  FS_MODEL_UNCERTAIN_RANGE: "A reformulation needs limits for an uncertain parameter.",
  FS_MODEL_WRONG_CURVATURE: "A piecewise linear function is not convex or concave where it must be.",
  // solve
  FS_SOLVE_BACKEND_FAILED: "A solver reported an error of its own.",
  FS_SOLVE_BACKEND_MISSING: "A solver that a model needs is not installed, or its file is not to be found.",
  FS_SOLVE_DISPOSED: "A solver session is used after it was disposed of.",
  FS_SOLVE_INVALID_DEADLINE: "A deadline is not a number of milliseconds above 0.",
  FS_SOLVE_INVALID_PENALTY: "A price for the violation of a constraint is not above 0, or names nothing.",
  FS_SOLVE_INVALID_START: "A plan to start from has the wrong number of values.",
  FS_SOLVE_INVALID_STRUCTURE:
    "The graph, the weights or the counts that an oracle is made from are not usable.",
  FS_SOLVE_NEGATIVE_CYCLE: "A path can be made ever shorter by going round a cycle.",
  FS_SOLVE_NO_DECISION: "An oracle's structure leaves no feasible decision, whatever the costs.",
  FS_SOLVE_INVALID_TOLERANCE:
    "A tolerance of several objectives is negative, not finite, or of an unknown objective.",
  FS_SOLVE_NO_OPTIMUM: "An oracle met costs for which there is no optimal decision.",
  FS_SOLVE_NOT_EXPLAINABLE: "An explanation is asked for that is known for linear models only.",
  FS_SOLVE_NO_SOLVER: "No solver takes models of this class, or not the one that was asked for.",
  FS_SOLVE_NO_THREAD: "A solve that was to run in a thread of its own could not have one.",
  FS_SOLVE_NOT_COST_ONLY: "An oracle needs a problem whose uncertain parameter occurs in the objective only.",
  FS_SOLVE_THREAD_LOST: "A solver thread ended in the middle of a solve, twice.",
  FS_SOLVE_TOO_MANY_NODES: "An exact tour is asked for through more nodes than can be searched.",
  FS_SOLVE_UNKNOWN_VARIABLE: "A solution is asked for a variable or constraint of another model.",
  FS_SOLVE_VERIFICATION_FAILED: "A solver's answer did not stand up to the independent check.",
  FS_SOLVE_WRONG_PARAMETERS: "The values for the uncertain parameters are missing, too many, or not finite.",
  // schedule
  FS_SCHEDULE_CHECK_FAILED: "A plan that a search found does not stand up to the independent check.",
  FS_SCHEDULE_CYCLE: "Operations of a scheduling problem wait for each other in a ring.",
  FS_SCHEDULE_DUPLICATE_ID: "A scheduling problem has two things of one name.",
  FS_SCHEDULE_EMPTY: "A part that a scheduling problem needs has nothing in it.",
  FS_SCHEDULE_FILE_INVALID: "A file of a schedule is not what such a file holds.",
  FS_SCHEDULE_FILE_MALFORMED: "A line of a file of a job shop breaks the rules of its format.",
  FS_SCHEDULE_FILE_VERSION: "A file of a schedule has a later version of its format.",
  FS_SCHEDULE_IMPOSSIBLE_PIN: "An operation or task is pinned to what no plan can have.",
  FS_SCHEDULE_INVALID_AMOUNT: "A capacity or a need of a shared resource is not usable.",
  FS_SCHEDULE_INVALID_CALENDAR: "Intervals of a calendar are empty or in disorder.",
  FS_SCHEDULE_INVALID_CURVE: "A task's cost curve is not a function of time.",
  FS_SCHEDULE_INVALID_EVENT: "An event does not fit the problem that it is to change.",
  FS_SCHEDULE_INVALID_JOB_SHOP: "A job shop, or a schedule to start from, contradicts itself.",
  FS_SCHEDULE_INVALID_OPTION: "An option of a scheduling engine is outside its range.",
  FS_SCHEDULE_INVALID_PRICE: "A price, weight or cost of a scheduling problem is negative or not finite.",
  FS_SCHEDULE_INVALID_TIME: "A time or duration of a scheduling problem is not a whole number in range.",
  FS_SCHEDULE_NO_CAPACITY: "An operation that must be planned has no machine with hours for it.",
  FS_SCHEDULE_THREAD_LOST: "A thread of a search did not start, or ended by itself.",
  FS_SCHEDULE_UNKNOWN_NAME: "A scheduling problem names what it does not have.",
  // decide
  FS_DECIDE_ORACLE_DISAGREES: "A problem's oracle and its model do not have the same optimum.",
  FS_DECIDE_INVALID_OPTION: "An option of training, a policy or a backtest is outside its range.",
  FS_DECIDE_INVALID_TRUTH: "A realised value is missing or not finite.",
  FS_DECIDE_INFEASIBLE_TRUTH: "The truth makes a plan infeasible, and the problem has no recourse for it.",
  FS_DECIDE_INFEASIBLE_PLAN: "A fixed plan does not satisfy the constraints of its problem.",
  FS_DECIDE_NO_DECISION: "A policy has no decision to give: infeasible, unbounded, or nothing found in time.",
  FS_DECIDE_NO_UNCERTAIN_PARAMETER: "A decision problem's model does not use its uncertain parameter.",
  FS_DECIDE_TARGET_MISMATCH: "A predictor predicts something else than the problem's uncertain parameter.",
  FS_DECIDE_TOO_FEW_EXAMPLES: "There are too few examples to train or to compare on.",
  FS_DECIDE_ROWS_DIFFER: "A loss compares decisions of different rows, but the constraints of these differ.",
  FS_DECIDE_UNKNOWN_ROW: "Walk-forward predictions are asked for a row that they were not made for.",
  // data
  FS_DATA_COLUMN_AMBIGUOUS: "A column that was asked for occurs more than once in the file.",
  FS_DATA_COLUMN_KIND: "A column holds another kind of values than was asked for.",
  FS_DATA_COLUMN_LENGTH: "The columns of a table differ in length.",
  FS_DATA_COLUMN_MISSING: "A column that was asked for does not exist.",
  FS_DATA_ENGINE_MISSING: "A part of the platform that is needed here (DuckDB, Web Crypto) is not available.",
  FS_DATA_FILE_CORRUPT: "A compressed or Parquet file is damaged.",
  FS_DATA_FILE_EMPTY: "A file is empty or has a header but no rows.",
  FS_DATA_FILE_MALFORMED: "A line of a text file does not follow the CSV format.",
  FS_DATA_FILE_NOT_FOUND: "There is no file at the path.",
  FS_DATA_FORMAT_UNSUPPORTED: "The extension of a file is none that can be read.",
  FS_DATA_INVALID_ARGUMENT: "A function for data was called with an argument outside its domain.",
  FS_DATA_NOT_A_FILE: "The path names a folder or something else that is not a regular file.",
  FS_DATA_NOT_HOURLY: "A table that must have one row per hour has doubled hours or times between the hours.",
  FS_DATA_READ_FAILED: "A file could not be read, for a reason outside its contents.",
  FS_DATA_SCHEMA: "The description of a table's columns contradicts itself or has unknown entries.",
  FS_DATA_TOO_FEW_DAYS: "There are fewer complete days than a program needs.",
  // run
  FS_RUN_DATA_BLOCKED: "A check refused the data, so that nothing was run on it.",
  FS_RUN_INVALID_SETTING: "A program has no such setting, or its value is outside its limits.",
  FS_RUN_NO_DATA_FOLDER: "The environment variable FORESOLVE_DATA names a folder that does not exist.",
  FS_RUN_OUTPUT_FAILED: "A result could not be written.",
  FS_RUN_UNKNOWN_PROGRAM: "There is no program of this name.",
  // cli
  FS_CLI_INVALID_DURATION: "A duration on the command line cannot be read.",
  FS_CLI_UNKNOWN_CODE: "There is no error or finding of this code to explain.",
  FS_CLI_UNKNOWN_SUITE: "There is no bench suite of this name.",
  FS_CLI_USAGE: "The command line has an unknown command or option, or a value is missing.",
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
