import { ForesolveError } from "../errors.js";

/** The error of an option outside its domain. */
export function invalidOption(option: string, value: unknown, accepted: string): ForesolveError {
  return new ForesolveError("FS_LEARN_INVALID_OPTION", {
    message: `the option ${option} is ${typeof value === "number" ? value : JSON.stringify(value)}.`,
    fix: `Pass ${accepted}.`,
    data: { option, value },
  });
}

/** Refuses numbers outside [low, high], and fractions where a whole number is meant. */
export function requireOption(
  option: string,
  value: number,
  { low, high = Infinity, whole = false }: { low: number; high?: number; whole?: boolean },
): void {
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return;
  const kind = whole ? "a whole number" : "a number";
  throw invalidOption(
    option,
    value,
    high === Infinity ? `${kind} of at least ${low}` : `${kind} from ${low} to ${high}`,
  );
}
