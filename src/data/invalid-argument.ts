import { ForesolveError } from "../errors.js";

/** A FS_DATA_INVALID_ARGUMENT. */
export function invalidArgument(
  message: string,
  fix: string,
  data: Readonly<Record<string, unknown>>,
): ForesolveError {
  return new ForesolveError("FS_DATA_INVALID_ARGUMENT", { message, fix, data });
}

/** @throws FS_DATA_INVALID_ARGUMENT unless `value` is a whole number from `least`. */
export function requireWhole(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw invalidArgument(`${name} is ${value}.`, `Give a whole number from ${least}.`, { [name]: value });
}
