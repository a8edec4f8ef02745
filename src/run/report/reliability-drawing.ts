import type { ReliabilityFigure } from "../../programs/index.js";
import { drawing, DRAWING_WIDTH, type DrawingKit, type DrawingSize } from "./drawing.js";
import type { Html } from "./html.js";
import { percent } from "./numbers.js";
import type { Paint } from "./paint.js";

/** A square is as wide as it is high: on a wide page it does not need the whole width. */
const WIDEST = 560;
const SMALLEST_DOT = 3;
const LARGEST_DOT = 9;

/** Draws predicted shares against observed ones, with intervals; on the diagonal both are the same. */
export function reliabilityDrawing(
  kit: DrawingKit,
  figure: ReliabilityFigure,
  paints: readonly Paint[],
  size: DrawingSize,
  titleId: string,
): Html {
  const { plot } = kit;
  const width = Math.min(WIDEST, DRAWING_WIDTH[size]);
  const bins = figure.groups.flatMap((group) => group.bins);
  const top = Math.min(
    1,
    1.04 *
      Math.max(
        0.01,
        ...bins.map(({ predicted, observed, upper }) => Math.max(predicted, finite(observed), finite(upper))),
      ),
  );
  const largest = Math.max(1, ...bins.map(({ count }) => count));
  return drawing(
    kit,
    size,
    titleId,
    {
      width,
      height: width,
      marginLeft: 52,
      marginRight: 14,
      marginTop: 30,
      marginBottom: 50,
      x: { ...axis(figure.xLabel, top, size), labelAnchor: "center" },
      y: axis(figure.yLabel, top, size),
      marks: [
        plot.link([{ from: 0, to: top }], {
          x1: "from",
          y1: "from",
          x2: "to",
          y2: "to",
          stroke: "currentColor",
          strokeDasharray: "4 3",
          strokeOpacity: 0.7,
        }),
        ...figure.groups.flatMap(({ name, bins: rows }, position) => {
          const { colour } = paints[position];
          // Side by side, so that one interval does not hide another.
          const dx = 6 * (position - (figure.groups.length - 1) / 2);
          const shown = rows
            .filter(({ observed }) => Number.isFinite(observed))
            .map((bin) => ({
              ...bin,
              lower: Math.max(0, bin.lower),
              upper: Math.min(top, bin.upper),
              radius: SMALLEST_DOT + (LARGEST_DOT - SMALLEST_DOT) * Math.sqrt(bin.count / largest),
              title: `${name}: predicted ${percent(bin.predicted)}, observed ${percent(bin.observed)} (${percent(bin.lower)} to ${percent(bin.upper)}), ${bin.count.toLocaleString("en-US")} cases`,
            }));
          return [
            plot.link(
              shown.filter(({ lower, upper }) => Number.isFinite(lower) && Number.isFinite(upper)),
              {
                x1: "predicted",
                x2: "predicted",
                y1: "lower",
                y2: "upper",
                stroke: colour,
                strokeWidth: 1.6,
                dx,
              },
            ),
            plot.dot(shown, {
              x: "predicted",
              y: "observed",
              r: (bin: { radius: number }) => bin.radius,
              fill: position === 0 ? colour : "var(--page)",
              stroke: colour,
              strokeWidth: 1.8,
              dx,
              title: "title",
            }),
          ];
        }),
      ],
      r: { type: "identity" },
    },
    "square",
  );
}

function axis(label: string, top: number, size: DrawingSize): object {
  return {
    label,
    labelArrow: "none",
    domain: [0, top],
    grid: true,
    ticks: size === "wide" ? 8 : 5,
    tickFormat: (share: number) => percent(share, top < 0.05 ? 1 : 0),
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
