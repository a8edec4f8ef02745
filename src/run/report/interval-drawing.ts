import type { IntervalFigure } from "../../programs/index.js";
import { drawing, textWidth, type DrawingKit, type DrawingSize } from "./drawing.js";
import type { Html } from "./html.js";
import { amount, digitsFor, signedAmount } from "./numbers.js";
import { shortened } from "./words.js";

/** Rows that reach many times as far as the closest quarter would squeeze it to a dot: the scale ends here. */
const FARTHEST_REACH = 6;

/** Ends of the axis. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Whether some row goes on beyond an end. */
  readonly cut: boolean;
}

/** The part of the axis in which the rows that are close to the reference can be told apart. */
export function intervalScale({ rows, reference }: IntervalFigure): Scale {
  const reaches = rows
    .map(({ lower, upper }) => Math.max(Math.abs(lower - reference.value), Math.abs(upper - reference.value)))
    .sort((a, b) => a - b);
  const close = reaches[Math.floor(reaches.length / 4)] ?? 0;
  const limit = close > 0 ? FARTHEST_REACH * close : Infinity;
  const ends = rows.flatMap(({ lower, upper }) => [lower, upper]);
  const least = Math.min(reference.value, ...ends);
  const most = Math.max(reference.value, ...ends);
  const from = Math.max(least, reference.value - limit);
  const to = Math.min(most, reference.value + limit);
  const margin = 0.03 * (to - from) || 1;
  return { from: from - margin, to: to + margin, cut: from > least || to < most };
}

/** Draws a dot and its range per row, against the reference line. */
export function intervalDrawing(
  kit: DrawingKit,
  figure: IntervalFigure,
  size: DrawingSize,
  titleId: string,
): Html {
  const { plot } = kit;
  const wide = size === "wide";
  const scale = intervalScale(figure);
  const clamp = (value: number): number => Math.min(scale.to, Math.max(scale.from, value));
  const digits = digitsFor(figure.rows.flatMap(({ lower, upper }) => [lower, upper]));
  const [above, below] =
    figure.better === "less" ? ["var(--worse)", "var(--main)"] : ["var(--main)", "var(--worse)"];
  // Against nothing, an estimate is a difference; against a value of its own it is a value.
  const number = figure.reference.value === 0 ? signedAmount : amount;
  const rows = figure.rows.map(({ label, estimate, lower, upper }, row) => ({
    row,
    label: shortened(label, wide ? 40 : 30),
    estimate,
    lower: clamp(lower),
    upper: clamp(upper),
    number: number(estimate, digits),
    range: `${number(estimate, digits)}  (${number(lower, digits)} to ${number(upper, digits)})`,
    colour:
      lower > figure.reference.value ? above : upper < figure.reference.value ? below : "var(--context)",
    open: lower <= figure.reference.value && upper >= figure.reference.value,
    beyondLeft: lower < scale.from,
    beyondRight: upper > scale.to,
    visible: estimate >= scale.from && estimate <= scale.to,
  }));
  type Row = (typeof rows)[number];
  const colour = (row: Row): string => row.colour;
  // On a phone the label stands above its row: there is no room beside it.
  const rowHeight = wide ? 28 : 42;
  const labelShift = wide ? 0 : -15;
  const marginTop = 30;
  const marginBottom = 46;
  const marginLeft = wide ? 18 + Math.max(40, ...rows.map(({ label }) => textWidth(label))) : 8;
  const marginRight = wide ? 20 + Math.max(40, ...rows.map(({ range }) => textWidth(range))) : 8;
  // The halo keeps a label readable where it crosses a line.
  const text = {
    y: "row",
    fill: "currentColor",
    stroke: "var(--page)",
    strokeWidth: 4,
    dy: labelShift,
  } as const;
  const arrow = { y: "row", fontSize: 13, fill: colour } as const;
  return drawing(kit, size, titleId, {
    height: marginTop + marginBottom + rowHeight * Math.max(1, rows.length),
    marginLeft,
    marginRight,
    marginTop,
    marginBottom,
    x: {
      type: "linear",
      domain: [scale.from, scale.to],
      label: figure.xLabel,
      labelArrow: "none",
      labelAnchor: "center",
      grid: true,
      ticks: wide ? 8 : 4,
    },
    y: { type: "linear", domain: [-0.5, Math.max(1, rows.length) - 0.5], reverse: true, axis: null },
    marks: [
      plot.ruleX([figure.reference.value], {
        stroke: "currentColor",
        strokeWidth: 1.5,
        strokeDasharray: "4 3",
      }),
      plot.text([figure.reference], {
        x: "value",
        text: (reference: IntervalFigure["reference"]) => shortened(reference.label, wide ? 40 : 26),
        frameAnchor: "top",
        textAnchor: anchorOf(figure.reference.value, scale),
        dy: -18,
        fill: "currentColor",
        fontWeight: 600,
      }),
      plot.link(rows, { x1: "lower", x2: "upper", y1: "row", y2: "row", stroke: colour, strokeWidth: 2.5 }),
      plot.text(
        rows.filter(({ beyondLeft }) => beyondLeft),
        { ...arrow, x: scale.from, text: () => "◂", textAnchor: "end", dx: 5 },
      ),
      plot.text(
        rows.filter(({ beyondRight }) => beyondRight),
        { ...arrow, x: scale.to, text: () => "▸", textAnchor: "start", dx: -5 },
      ),
      plot.dot(
        rows.filter(({ visible }) => visible),
        {
          x: "estimate",
          y: "row",
          r: 5,
          stroke: colour,
          strokeWidth: 2,
          fill: (row: Row) => (row.open ? "var(--page)" : row.colour),
        },
      ),
      plot.text(rows, {
        ...text,
        text: "label",
        frameAnchor: "left",
        textAnchor: wide ? "end" : "start",
        dx: wide ? -12 : 0,
      }),
      plot.text(rows, {
        ...text,
        text: wide ? "range" : "number",
        frameAnchor: "right",
        textAnchor: wide ? "start" : "end",
        dx: wide ? 12 : 0,
      }),
    ],
  });
}

/** A label at the very edge would be cut off if it were centred. */
function anchorOf(value: number, { from, to }: Scale): "start" | "middle" | "end" {
  const position = (value - from) / (to - from);
  return position < 0.25 ? "start" : position > 0.75 ? "end" : "middle";
}
