import { ForesolveError } from "../errors.js";

const MILLISECONDS = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const;

/**
 * Reads a duration such as `500ms`, `30s`, `2min` or `1h` as milliseconds; a bare number means seconds.
 *
 * @throws ForesolveError `FS_CLI_INVALID_DURATION`.
 */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(ms|s|min|m|h)?$/.exec(text.trim());
  const unit = match?.[2] === "m" ? "min" : (match?.[2] ?? "s");
  const duration =
    match === null ? Number.NaN : Number(match[1]) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
  if (duration > 0) return duration;
  throw new ForesolveError("FS_CLI_INVALID_DURATION", {
    message: `"${text}" is not a duration above 0.`,
    fix: "Write a number with ms, s, min or h, such as 30s.",
    data: { text },
  });
}

/** Seconds as `0:42` or `1:02:03`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const pad = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(whole % 60)}` : `${minutes}:${pad(whole % 60)}`;
}
