export { ERROR_CODES, ForesolveError } from "./errors.js";
export type { ErrorCode, ErrorDetails } from "./errors.js";
