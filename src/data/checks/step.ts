import { quantile } from "../../math/index.js";
import type { Clock } from "./clock.js";

/** Median step between successive times in milliseconds; from the first hundred thousand when there are more. */
export function usualStep(clock: Clock): number {
  const count = Math.min(clock.sorted.length - 1, 100_000);
  if (count < 1) return 0;
  const steps = new Float64Array(count);
  for (let position = 0; position < count; position++)
    steps[position] = clock.sorted[position + 1]! - clock.sorted[position]!;
  return quantile(steps, 0.5);
}

const UNITS: readonly [milliseconds: number, name: string][] = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "min"],
  [1000, "s"],
];

/** A length of time in its largest whole unit: "15min", "3h", "1.5d". */
export function describeDuration(milliseconds: number): string {
  const whole = UNITS.find(([unit]) => milliseconds >= unit && milliseconds % unit === 0);
  if (whole !== undefined) return `${milliseconds / whole[0]}${whole[1]}`;
  const [unit, name] = UNITS.find(([unit]) => milliseconds >= unit) ?? [1, "ms"];
  return `${Number((milliseconds / unit).toFixed(2))}${name}`;
}
