import type { ScheduleProblem } from "../../../schedule/index.js";

/** Milliseconds of the units of time that plans are made in. */
const UNIT_MS: Readonly<Record<string, number>> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** How a plan's times are shown: as wall-clock times where the problem says when time 0 is, else in its unit. */
export interface PlanClock {
  readonly kind: "time" | "number";
  /** What stands under an axis of times. */
  readonly label: string;
  /** A time of the plan as a position on that axis. */
  position(time: number): number;
  /** A time of the plan in words: "Mon 14:05", or "845". */
  text(time: number): string;
  /** A duration in words: "1 h 25 min", or "85". */
  duration(time: number): string;
}

/** The clock of a problem. */
export function planClock({ epochMs, timeUnit }: ScheduleProblem): PlanClock {
  const unitMs = UNIT_MS[(timeUnit ?? "").replace(/s$/, "")];
  const unit = timeUnit === undefined ? "" : ` ${timeUnit}s`.replace(/ss$/, "s");
  const duration = (time: number): string =>
    unitMs === undefined ? `${rounded(time)}${unit}` : durationText(time * unitMs);
  if (epochMs === undefined || unitMs === undefined) {
    return {
      kind: "number",
      label: timeUnit === undefined ? "time" : `time, ${unit.trim()}`,
      position: (time) => time,
      text: (time) => rounded(time),
      duration,
    };
  }
  return {
    kind: "time",
    label: "wall-clock time",
    position: (time) => epochMs + time * unitMs,
    text(time) {
      const date = new Date(epochMs + time * unitMs);
      return `${DAYS[date.getUTCDay()]} ${date.toISOString().slice(11, 16)}`;
    },
    duration,
  };
}

function durationText(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return `${Math.round(milliseconds / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
