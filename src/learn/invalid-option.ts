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

/** The sum of row weights; refuses weights that are negative, not finite or all zero. */
export function totalWeight(weights: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row]!;
    if (!(weight >= 0 && weight < Infinity))
      throw invalidOption(`weights[${row}]`, weight, "finite weights that are not negative");
    sum += weight;
  }
  if (sum === 0) throw invalidOption("weights", "all zero", "at least one weight above 0");
  return sum;
}
