const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const WITH_D = /^[+-]?(?:\d+\.?\d*|\.\d+)d[+-]?\d+$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** Bounds and sides from here on mean "no limit", as HiGHS and most writers of files have it. */
export const INFINITE_BOUND = 1e20;

/** A finite number, also with a Fortran exponent (`1.5D+3`); null when the text is none. */
export function finiteNumber(text: string): number | null {
  const value = PLAIN.test(text) ? Number(text) : WITH_D.test(text) ? Number(text.replace(/d/i, "e")) : NaN;
  return Number.isFinite(value) ? value : null;
}

/** A bound or a side: a number, `inf` or `-infinity`; magnitudes from {@link INFINITE_BOUND} on are infinite. */
export function boundNumber(text: string): number | null {
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  const value = finiteNumber(text);
  return value === null ? null : limitOf(value);
}

/** The value as a limit: infinite from {@link INFINITE_BOUND} on. */
export function limitOf(value: number): number {
  if (value >= INFINITE_BOUND) return Infinity;
  return value <= -INFINITE_BOUND ? -Infinity : value;
}

/** Shortest text that reads back as the same number; infinities as the formats write them. */
export function numberText(value: number): string {
  if (value === Infinity) return "1e30";
  return value === -Infinity ? "-1e30" : String(value);
}

/** Whether a word stands for infinity. */
export function isInfinity(text: string): boolean {
  return boundNumber(text) === Infinity;
}
