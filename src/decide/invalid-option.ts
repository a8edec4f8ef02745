import { ForesolveError } from "../errors.js";

/** Refuses numbers outside their range, and fractions where a whole number is meant. */
export function requireOption(
  owner: string,
  option: string,
  value: number,
  range: {
    /** The least number accepted. */
    readonly least?: number;
    /** The greatest number accepted. */
    readonly most?: number;
    /** Numbers must lie above this one. */
    readonly above?: number;
    /** Numbers must lie below this one; infinite ones never pass. */
    readonly below?: number;
    readonly whole?: boolean;
  },
): void {
  const { least = -Infinity, most = Infinity, above = -Infinity, below = Infinity, whole = false } = range;
  if (
    value >= least &&
    value <= most &&
    value > above &&
    value < below &&
    (!whole || Number.isInteger(value))
  )
    return;
  const limits = [
    ...(least > -Infinity ? [`of at least ${least}`] : []),
    ...(most < Infinity ? [`of at most ${most}`] : []),
    ...(above > -Infinity ? [`above ${above}`] : []),
    ...(below < Infinity ? [`below ${below}`] : []),
  ];
  throw invalidOption(
    owner,
    option,
    value,
    `a ${whole ? "whole" : "finite"} number ${limits.join(" and ")}`.trimEnd(),
  );
}

/** The error of an option that is outside its range. */
export function invalidOption(
  owner: string,
  option: string,
  value: number | string,
  accepted: string,
): ForesolveError {
  return new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: `Option ${option} of ${owner} is ${typeof value === "number" ? value : JSON.stringify(value)}.`,
    fix: `Pass ${accepted}.`,
    data: { option, value },
  });
}
