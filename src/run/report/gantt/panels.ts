import type { GanttFigure, GanttStretch } from "../../../programs/index.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Most bars should be at least so wide, px: room for a short name. */
const LEGIBLE_BAR = 26;

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

/** A length of at least `least` that ends on a round time: panels are as equally filled as that allows. */
function niceLength(least: number, xKind: GanttFigure["xKind"]): number {
  const step = xKind === "time" ? clockStep(least) : 10 ** Math.floor(Math.log10(least) - 1);
  return step * Math.ceil(least / step);
}

/** Five minutes, an hour, six hours or a day: a small part of the length. */
function clockStep(length: number): number {
  if (length <= 3 * HOUR_MS) return HOUR_MS / 12;
  if (length <= DAY_MS) return HOUR_MS;
  return length <= 7 * DAY_MS ? 6 * HOUR_MS : DAY_MS;
}
