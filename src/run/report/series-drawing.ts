import type { Markish } from "@observablehq/plot";
import type { Series, SeriesFigure } from "../../programs/index.js";
import { drawing, textWidth, type DrawingKit, type DrawingSize } from "./drawing.js";
import type { Html } from "./html.js";
import { MARK_SYMBOLS } from "./legend.js";
import { lineLabels } from "./line-labels.js";
import { amount, digitsFor } from "./numbers.js";
import { paintsOf, type Paint } from "./paint.js";
import { stackBars } from "./stacked-bars.js";
import { timeTick } from "./time-ticks.js";
import { shortened } from "./words.js";

/** With fewer lines a legend is read as fast as labels at their ends. */
const LABELLED_LINES = 3;
/** Ends of hours are marked on a step line as long as the marks stay apart. */
const MARKED_STEPS = 60;

/** Whether the wide drawing names its lines where they end. */
export function namesLines({ series }: SeriesFigure): boolean {
  return series.length >= LABELLED_LINES && series.every(({ kind }) => kind === "line");
}

/** Draws series over their common axis. */
export function seriesDrawing(
  kit: DrawingKit,
  figure: SeriesFigure,
  size: DrawingSize,
  titleId: string,
): Html {
  const paints = paintsOf(figure.series);
  const labels = size === "wide" && namesLines(figure) ? lineEnds(figure, paints) : [];
  const wide = size === "wide";
  const marginRight =
    labels.length === 0
      ? wide
        ? 16
        : 10
      : 34 + Math.max(...labels.map(({ text, strong }) => textWidth(text) * (strong ? 1.1 : 1)));
  return drawing(kit, size, titleId, {
    height: wide ? (labels.length > 0 ? 430 : 360) : 270,
    marginLeft: marginLeft(figure),
    marginRight,
    marginTop: 28,
    marginBottom: 50,
    x: {
      type: figure.xKind === "time" ? "utc" : "linear",
      label: figure.xLabel,
      labelArrow: "none",
      labelAnchor: "center",
      ticks: wide ? 10 : 4,
      ...(figure.xKind === "time" ? { tickFormat: timeTick as never } : {}),
    },
    y: {
      label: figure.yLabel,
      labelArrow: "none",
      grid: true,
      nice: true,
      ticks: wide ? 7 : 5,
      zero: hasBars(figure),
    },
    marks: [
      ...layers(kit, figure, paints),
      ...marksOf(kit, figure, paints),
      ...(crossesZero(figure) ? [kit.plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.6 })] : []),
      ...(labels.length > 0 ? [lineLabels(labels)] : []),
    ],
  });
}

/** Bands behind bars behind lines; of the lines, those that draw the eye come last. */
function layers({ plot }: DrawingKit, figure: SeriesFigure, paints: readonly Paint[]): Markish[] {
  const { x, series } = figure;
  const width = spacing(x);
  const order = { context: 0, plain: 1, main: 2 };
  const bands: Markish[] = [];
  const bars: Markish[] = [];
  const lines: { readonly rank: number; readonly mark: Markish }[] = [];
  // A line among bars belongs to the middle of what the bar stands for.
  const lineShift = hasBars(figure) ? width / 2 : 0;
  for (const [position, one] of series.entries()) {
    const { colour, width: strokeWidth, dash } = paints[position];
    if (one.kind === "band") {
      const points = x.map((at, index) => ({
        at: at + lineShift,
        low: one.lower[index] ?? NaN,
        high: one.upper[index] ?? NaN,
      }));
      bands.push(plot.areaY(points, { x: "at", y1: "low", y2: "high", fill: colour, fillOpacity: 0.22 }));
      continue;
    }
    if (one.kind === "bars") continue;
    const rank = order[one.emphasis ?? "plain"];
    const stroke = {
      stroke: colour,
      strokeWidth,
      strokeLinecap: "round",
      strokeLinejoin: "round",
      ...(dash === null ? {} : { strokeDasharray: dash }),
    } as const;
    if (one.kind === "line") {
      const points = x.map((at, index) => ({ at: at + lineShift, value: one.values[index] ?? NaN }));
      lines.push({ rank, mark: plot.lineY(points, { x: "at", y: "value", ...stroke }) });
      continue;
    }
    const steps = stepPoints(x, one.values, width);
    lines.push({ rank, mark: plot.lineY(steps, { x: "at", y: "value", ...stroke, strokeLinecap: "butt" }) });
    if (x.length <= MARKED_STEPS) {
      const ends = steps.filter((_, index) => index % 2 === 1);
      lines.push({ rank, mark: plot.dot(ends, { x: "at", y: "value", r: 2.5, fill: colour }) });
    }
  }
  const stacked = stackBars(figure);
  for (const [position, rectangles] of stacked) {
    bars.push(
      plot.rect(
        rectangles.map(({ at, from, to }) => ({ left: at, right: at + width, from, to })),
        {
          x1: "left",
          x2: "right",
          y1: "from",
          y2: "to",
          fill: paints[position].colour,
          insetLeft: 0.8,
          insetRight: 0.8,
        },
      ),
    );
  }
  return [...bands, ...bars, ...lines.sort((a, b) => a.rank - b.rank).map(({ mark }) => mark)];
}

/** Marks lie on their line, between its points where need be; those off the line are left out. */
function marksOf({ plot }: DrawingKit, figure: SeriesFigure, paints: readonly Paint[]): Markish[] {
  const { marks = [], series } = figure;
  const labels = [...new Set(marks.map(({ label }) => label))];
  const points = marks.flatMap((mark) => {
    const position = series.findIndex(({ name }) => name === mark.series);
    const one = series[position];
    if (one === undefined || one.kind === "band") return [];
    const value = valueAt(figure.x, one.values, mark.at);
    return value === null ? [] : [{ ...mark, value, colour: paints[position].colour }];
  });
  return labels.map((label, position) =>
    plot.dot(
      points.filter((point) => point.label === label),
      {
        x: "at",
        y: "value",
        r: 5.5,
        symbol: MARK_SYMBOLS[position % MARK_SYMBOLS.length],
        fill: "var(--page)",
        stroke: (point: (typeof points)[number]) => point.colour,
        strokeWidth: 2,
        title: "title",
      },
    ),
  );
}

/** Linear between neighbours; null outside or next to a gap. */
function valueAt(x: readonly number[], values: readonly (number | null)[], at: number): number | null {
  const after = x.findIndex((position) => position >= at);
  if (after < 0) return null;
  if (x[after] === at) return values[after];
  const [low, high] = [values[after - 1] ?? null, values[after]];
  if (low === null || high === null) return null;
  return low + ((high - low) * (at - x[after - 1])) / (x[after] - x[after - 1]);
}

interface Point {
  readonly at: number;
  readonly value: number;
}

/** A value holds from its x to the next: two points each, the second where the hour ends. */
function stepPoints(x: readonly number[], values: readonly (number | null)[], width: number): Point[] {
  return x.flatMap((at, index) => {
    const value = values[index] ?? NaN;
    const next = index + 1 < x.length ? x[index + 1] : at + width;
    return [
      { at, value },
      { at: next, value },
    ];
  });
}

/** Smallest distance between neighbours: the width of a bar. */
function spacing(x: readonly number[]): number {
  let least = Infinity;
  for (let index = 1; index < x.length; index++) least = Math.min(least, Math.abs(x[index] - x[index - 1]));
  return Number.isFinite(least) && least > 0 ? least : 1;
}

function lineEnds(figure: SeriesFigure, paints: readonly Paint[]): Parameters<typeof lineLabels>[0] {
  const ends = figure.series.flatMap((one, position) => {
    if (one.kind === "band") return [];
    const index = one.values.findLastIndex((value) => value !== null);
    return index < 0 ? [] : [{ one, position, at: figure.x[index], value: one.values[index]! }];
  });
  const digits = digitsFor(ends.map(({ value }) => value));
  return ends.map(({ one, position, at, value }) => ({
    at,
    value,
    text: `${amount(value, digits)}  ${shortened(one.name, 34)}`,
    colour: paints[position].colour,
    strong: one.emphasis === "main",
  }));
}

function allValues(figure: SeriesFigure): number[] {
  const values = (one: Series): readonly (number | null)[] =>
    one.kind === "band" ? [...one.lower, ...one.upper] : one.values;
  return figure.series.flatMap(values).filter((value) => value !== null);
}

function crossesZero(figure: SeriesFigure): boolean {
  const values = allValues(figure);
  return hasBars(figure) || (values.some((value) => value < 0) && values.some((value) => value > 0));
}

function hasBars({ series }: SeriesFigure): boolean {
  return series.some(({ kind }) => kind === "bars");
}

/** Room for the longest number of the axis. */
function marginLeft(figure: SeriesFigure): number {
  const values = allValues(figure);
  const digits = Math.max(0, digitsFor(values) - 1);
  return 18 + values.reduce((most, value) => Math.max(most, textWidth(amount(value, digits))), 16);
}
