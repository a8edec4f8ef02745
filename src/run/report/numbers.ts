/** Stands for a number that is not there. */
export const NO_NUMBER = "–";
/** Keeps a number and its sign on one line. */
const NARROW_GAP = "\u00a0";

/** A number with thousands separators and a true minus sign. */
export function amount(value: number | null | undefined, digits: number): string {
  if (!isNumber(value)) return NO_NUMBER;
  const text = formatOf(digits).format(value);
  // A small negative number must not be shown as minus nothing.
  return /[1-9]/.test(text) ? text.replace("-", "−") : text.replace("-", "");
}

/** Formats by number of digits: making one takes far longer than using it, and a page has thousands of numbers. */
const FORMATS = new Map<number, Intl.NumberFormat>();

function formatOf(digits: number): Intl.NumberFormat {
  let format = FORMATS.get(digits);
  if (format === undefined) {
    format = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    FORMATS.set(digits, format);
  }
  return format;
}

/** Like {@link amount}, with a plus sign where the number is positive. */
export function signedAmount(value: number | null | undefined, digits: number): string {
  const text = amount(value, digits);
  return isNumber(value) && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** How many digits after the point the numbers of one column need: about four figures of the largest. */
export function digitsFor(values: readonly (number | null | undefined)[]): number {
  let largest = 0;
  for (const value of values) if (isNumber(value)) largest = Math.max(largest, Math.abs(value));
  if (largest === 0 || largest >= 1000) return 0;
  return Math.min(8, Math.max(0, 3 - Math.floor(Math.log10(largest))));
}

/** A number that stands alone: as many digits as it has, up to six figures. */
export function plainNumber(value: number | null | undefined): string {
  if (!isNumber(value)) return NO_NUMBER;
  if (value !== 0 && (Math.abs(value) >= 1e15 || Math.abs(value) < 1e-4)) {
    return value.toExponential(2).replaceAll("-", "−");
  }
  if (Number.isInteger(value)) return amount(value, 0);
  const text = value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
  return text.replace("-", "−");
}

/** A share of one as percent. */
export function percent(share: number | null | undefined, digits = 1): string {
  return isNumber(share) ? `${amount(100 * share, digits)}${NARROW_GAP}%` : NO_NUMBER;
}

/** A coverage such as 0.95 as "95 %". */
export function level(share: number): string {
  return `${plainNumber(Math.round(1000 * share) / 10)}${NARROW_GAP}%`;
}

/** "320 ms", "47.7 s", "1 min 22 s", "2 h 5 min". */
export function duration(milliseconds: number | null | undefined): string {
  if (!isNumber(milliseconds)) return NO_NUMBER;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.round((whole % 3600) / 60)} min`;
}

/** "342 kB", decimal units as file managers show them. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${amount(bytes, 0)} bytes`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 ? value.toFixed(0) : value.toPrecision(2)} ${units[unit]}`;
}

/** Whether something is a finite number: a record that went through JSON has `null` in place of NaN. */
export function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
