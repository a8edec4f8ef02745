import type { GanttFigure, GanttStretch } from "../../../programs/index.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Lengths of panels that a reader of clocks expects. */
const CLOCK_LENGTHS: readonly number[] = [
  ...[5, 10, 15, 30].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48].map((hours) => hours * HOUR_MS),
  ...[3, 4, 5, 7, 14, 28, 56, 112, 364].map((days) => days * DAY_MS),
];

/** Most bars should be at least so wide, px: room for a short name. */
const LEGIBLE_BAR = 30;

/**
 * Cuts the time that a figure shows into stretches of equal length that are drawn below one another: as few as leave
 * three quarters of its bars wide enough to be read, and at most `most`. Stretches in which nothing happens are left
 * out.
 *
 * @param width of one panel, px
 */
export function panelsOf(figure: GanttFigure, width: number, most: number): GanttStretch[] {
  const { from, until, xKind, lanes } = figure;
  const span = until - from;
  const durations = lanes
    .flatMap(({ bars }) => bars)
    .filter(({ kind }) => kind === "operation")
    .map((bar) => bar.until - bar.from)
    .sort((a, b) => a - b);
  const typical = durations[Math.ceil(durations.length / 4)] ?? span;
  const wanted = Math.min(most, Math.max(1, Math.ceil((LEGIBLE_BAR * span) / (typical * width))));
  if (wanted === 1) return [{ from, until }];
  const length = niceLength(span / wanted, xKind);
  const panels: GanttStretch[] = [];
  for (let start = from; start < until; start += length) panels.push({ from: start, until: start + length });
  return panels.filter((panel) => lanes.some(({ bars }) => bars.some((bar) => overlaps(bar, panel))));
}

/** Whether two stretches have a moment in common. */
export function overlaps(one: GanttStretch, other: GanttStretch): boolean {
  return one.from < other.until && one.until > other.from;
}

/** The shortest length of a usual size that is at least `least`. */
function niceLength(least: number, xKind: GanttFigure["xKind"]): number {
  if (xKind === "time") {
    const years = CLOCK_LENGTHS.at(-1)!;
    return CLOCK_LENGTHS.find((length) => length >= least) ?? Math.ceil(least / years) * years;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= least)! * power;
}
