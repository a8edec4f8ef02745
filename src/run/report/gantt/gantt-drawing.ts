import type { RenderFunction } from "@observablehq/plot";
import type { GanttFigure, GanttStretch } from "../../../programs/index.js";
import { drawing, DRAWING_WIDTH, textWidth, type DrawingKit, type DrawingSize } from "../drawing.js";
import { html, type Html } from "../html.js";
import { timeTick } from "../time-ticks.js";
import { shortened } from "../words.js";
import { jobPaints, type JobPaint } from "./job-paint.js";
import { laneLayout, type LaneLayout } from "./lane-layout.js";
import { highestRiskOf, laneShapes } from "./lane-shapes.js";
import { panelsOf } from "./panels.js";
import { shape } from "./shapes.js";
import { timeText } from "./time-text.js";

/** More panels than this below one another are no help to anyone. */
const MOST_PANELS: Readonly<Record<DrawingSize, number>> = { wide: 6, narrow: 14 };
const NAME_LENGTH: Readonly<Record<DrawingSize, number>> = { wide: 22, narrow: 9 };
const MARGIN_TOP = 24;
const MARGIN_BOTTOM = 44;

/** Draws a lane per machine over time; a long time is cut into panels below one another, so that bars can be read. */
export function ganttDrawing(kit: DrawingKit, figure: GanttFigure, size: DrawingSize, titleId: string): Html {
  const names = figure.lanes.map((lane) => nameLines(lane.name, lane.detail, size));
  const marginLeft = 14 + Math.max(24, ...names.flat().map(textWidth));
  const marginRight = 20;
  const width = DRAWING_WIDTH[size] - marginLeft - marginRight;
  const layout = laneLayout(figure, size);
  const paints = jobPaints(figure);
  const panels = panelsOf(figure, width, MOST_PANELS[size]);
  return html`${panels.map((panel, position) =>
    drawing(
      kit,
      size,
      titleId,
      {
        height: MARGIN_TOP + MARGIN_BOTTOM + layout.height * figure.lanes.length,
        marginLeft,
        marginRight,
        marginTop: MARGIN_TOP,
        marginBottom: MARGIN_BOTTOM,
        x: {
          type: figure.xKind === "time" ? "utc" : "linear",
          domain: [panel.from, panel.until],
          label: position === panels.length - 1 ? figure.xLabel : null,
          labelArrow: "none",
          labelAnchor: "center",
          ticks: size === "wide" ? 12 : 5,
          ...(figure.xKind === "time" ? { tickFormat: timeTick as never } : {}),
        },
        y: { domain: [0, 1], axis: null },
        marks: [kit.plot.gridX({ strokeOpacity: 0.15 }), panelMark(figure, panel, { layout, paints, names })],
      },
      "gantt",
    ),
  )}`;
}

/** Name of a lane and, where there is room, the words below it. */
function nameLines(name: string, detail: string | undefined, size: DrawingSize): string[] {
  const first = shortened(name, NAME_LENGTH[size]);
  return size === "wide" && detail !== undefined ? [first, shortened(detail, NAME_LENGTH.wide)] : [first];
}

/** A mark that draws all lanes of one panel. */
function panelMark(
  figure: GanttFigure,
  panel: GanttStretch,
  {
    layout,
    paints,
    names,
  }: {
    readonly layout: LaneLayout;
    readonly paints: ReadonlyMap<string, JobPaint>;
    readonly names: readonly (readonly string[])[];
  },
): RenderFunction {
  return (_index, scales, _values, dimensions, context) => {
    const { document } = context as unknown as { readonly document: Document };
    const toX = scales.x as (time: number) => number;
    const { marginLeft, marginTop, width, marginRight } = dimensions;
    const right = width - marginRight;
    const bottom = marginTop + layout.height * figure.lanes.length;
    const group = shape(document, "g", {});
    const pen = {
      document,
      panel,
      toX,
      layout,
      paints,
      highestRisk: highestRiskOf(figure),
      riskLabel: figure.riskLabel ?? "risk",
      timeText: (time: number) => timeText(figure, time),
    };
    group.append(...frozenShapes(document, figure, panel, toX, marginTop, bottom));
    const line = (y: number): Element =>
      shape(document, "path", { d: `M${marginLeft},${y}H${right}`, stroke: "var(--line)", fill: "none" });
    group.append(line(marginTop));
    for (const [position, lane] of figure.lanes.entries()) {
      const top = marginTop + position * layout.height;
      const middle = top + layout.bar.top + layout.bar.height / 2;
      group.append(...laneShapes(pen, lane, top), line(top + layout.height));
      const lines = names[position];
      for (const [row, text] of lines.entries()) {
        group.append(
          shape(
            document,
            "text",
            {
              x: marginLeft - 8,
              y: middle + (lines.length === 1 ? 0 : row === 0 ? -6 : 8),
              dy: "0.35em",
              "text-anchor": "end",
              fill: row === 0 ? "var(--text)" : "var(--quiet)",
              ...(row === 0 ? { "font-weight": "600" } : { "font-size": "11px" }),
            },
            text,
          ),
        );
      }
    }
    return group as SVGElement;
  };
}

/** The stretch that is not to be changed, behind the lanes, with a line where it ends. */
function frozenShapes(
  document: Document,
  { frozenUntil, from }: GanttFigure,
  panel: GanttStretch,
  toX: (time: number) => number,
  top: number,
  bottom: number,
): Element[] {
  if (frozenUntil === undefined || frozenUntil <= panel.from) return [];
  const left = toX(Math.max(panel.from, from));
  const right = toX(Math.min(panel.until, frozenUntil));
  const shapes = [
    shape(document, "rect", {
      x: left,
      y: top,
      width: Math.max(0, right - left),
      height: bottom - top,
      fill: "var(--main)",
      "fill-opacity": "0.1",
      class: "frozen",
    }),
  ];
  if (frozenUntil > panel.until) return shapes;
  return [
    ...shapes,
    shape(document, "path", {
      d: `M${right},${top - 6}V${bottom}`,
      stroke: "var(--main)",
      "stroke-width": "1.5",
      "stroke-dasharray": "5 3",
    }),
    shape(
      document,
      "text",
      {
        x: Math.max(left, right - 4),
        y: top - 9,
        "text-anchor": right - left > 110 ? "end" : "start",
        fill: "var(--text)",
      },
      "◂ frozen",
    ),
  ];
}
