import type { GanttBar, GanttFigure, GanttLane, GanttMark, GanttStretch } from "../../../programs/index.js";
import { TYPE_SIZE, textWidth } from "../drawing.js";
import type { JobPaint } from "./job-paint.js";
import type { LaneLayout } from "./lane-layout.js";
import { overlaps } from "./panels.js";
import { fixed, hatchPath, shape, type Box } from "./shapes.js";

/** What the shapes of one lane are drawn with. */
export interface LanePen {
  readonly document: Document;
  readonly panel: GanttStretch;
  /** Time to px. */
  readonly toX: (time: number) => number;
  readonly layout: LaneLayout;
  readonly paints: ReadonlyMap<string, JobPaint>;
  readonly highestRisk: number;
  readonly riskLabel: string;
  /** A time as a reader wants it. */
  readonly timeText: (time: number) => string;
}

/** Labels of bars are a little smaller than other texts. */
const LABEL_SIZE = TYPE_SIZE - 1;

/** All shapes of a lane whose top is at `top`, from the back to the front. */
export function laneShapes(pen: LanePen, lane: GanttLane, top: number): Element[] {
  const within = <Stretch extends GanttStretch>(stretches: readonly Stretch[] = []): Stretch[] =>
    stretches.filter((stretch) => overlaps(stretch, pen.panel));
  const marks = (lane.marks ?? []).filter(({ at }) => at >= pen.panel.from && at <= pen.panel.until);
  return [
    ...within(lane.closed).map((stretch) => closedShape(pen, stretch, top)),
    ...within(shades(lane.risk ?? [], pen.highestRisk)).map((stretch) => riskShape(pen, lane, stretch, top)),
    ...within(lane.before).map((bar) => beforeShape(pen, bar, top)),
    ...within(lane.bars).map((bar) => barShape(pen, bar, top)),
    ...marks.map((mark) => markShape(pen, mark, top)),
  ];
}

function boxOf({ toX, panel }: LanePen, { from, until }: GanttStretch, y: number, height: number): Box {
  const x = toX(Math.max(from, panel.from));
  return { x, y, width: Math.max(1, toX(Math.min(until, panel.until)) - x), height };
}

function titled(
  { document }: LanePen,
  title: string,
  attributes: Record<string, string>,
  shapes: Element[],
): Element {
  return shape(document, "g", attributes, shape(document, "title", {}, title), ...shapes);
}

function closedShape(pen: LanePen, stretch: GanttStretch, top: number): Element {
  const box = boxOf(pen, stretch, top, pen.layout.height);
  const title = `Closed from ${pen.timeText(stretch.from)} until ${pen.timeText(stretch.until)}`;
  return titled(pen, title, {}, [
    shape(pen.document, "rect", { ...box, fill: "var(--line)", "fill-opacity": "0.6" }),
  ]);
}

function riskShape(
  pen: LanePen,
  { name }: GanttLane,
  stretch: NonNullable<GanttLane["risk"]>[number],
  top: number,
): Element {
  const { layout, highestRisk, riskLabel, timeText } = pen;
  const box = boxOf(pen, stretch, top + layout.risk.top, layout.risk.height);
  const title = `${name}, ${timeText(stretch.from)} to ${timeText(stretch.until)}: ${riskLabel} ${(100 * stretch.value).toFixed(1)} %`;
  return titled(pen, title, { class: "risk" }, [
    shape(pen.document, "rect", {
      ...box,
      fill: "var(--worse)",
      "fill-opacity": riskOpacity(stretch.value, highestRisk).toFixed(2),
    }),
  ]);
}

/** Neighbours that the eye cannot tell apart as one stretch, with the risk at its end. */
function shades(stretches: NonNullable<GanttLane["risk"]>, highest: number): NonNullable<GanttLane["risk"]> {
  const merged: { from: number; until: number; value: number }[] = [];
  const shadeOf = (value: number): number => Math.floor((SHADES * value) / (highest || 1));
  for (const stretch of stretches) {
    const last = merged.at(-1);
    if (last !== undefined && last.until === stretch.from && shadeOf(last.value) === shadeOf(stretch.value)) {
      last.until = stretch.until;
      last.value = stretch.value;
    } else merged.push({ ...stretch });
  }
  return merged;
}

const SHADES = 24;

/** From barely visible to full. */
export function riskOpacity(value: number, highest: number): number {
  if (!(highest > 0)) return 0.04;
  return 0.04 + 0.96 * Math.min(1, Math.max(0, value / highest));
}

function beforeShape(pen: LanePen, bar: GanttBar, top: number): Element {
  const { layout, paints } = pen;
  const box = boxOf(pen, bar, top + layout.before.top, layout.before.height);
  const paint = paints.get(bar.job ?? "");
  return titled(pen, bar.title, { class: `bar ${paint?.className ?? ""}` }, [
    shape(pen.document, "rect", {
      ...box,
      rx: 1,
      fill: paint?.colour ?? "var(--context)",
      "fill-opacity": "0.5",
    }),
  ]);
}

function barShape(pen: LanePen, bar: GanttBar, top: number): Element {
  const { document, layout, paints } = pen;
  const box = boxOf(pen, bar, top + layout.bar.top, layout.bar.height);
  const paint = paints.get(bar.job ?? "");
  const colour = paint?.colour ?? "var(--context)";
  const shapes: Element[] = [];
  switch (bar.kind) {
    case "operation":
      shapes.push(
        shape(document, "rect", {
          ...inset(box),
          rx: 2,
          fill: colour,
          "fill-opacity": "0.3",
          stroke: bar.late === true ? "var(--worse)" : colour,
          "stroke-width": bar.late === true ? "2.5" : "1",
        }),
      );
      break;
    case "setup":
      shapes.push(
        shape(document, "rect", {
          x: box.x,
          y: box.y + box.height / 3,
          width: box.width,
          height: box.height / 3,
          fill: "var(--context)",
        }),
      );
      break;
    case "maintenance":
      shapes.push(
        shape(document, "rect", {
          ...inset(box),
          fill: "var(--page)",
          stroke: "var(--text)",
          "stroke-width": "1.5",
        }),
        shape(document, "path", { d: hatchPath(inset(box), 5), stroke: "var(--text)", "stroke-width": "1" }),
      );
      break;
    case "repair":
      shapes.push(
        shape(document, "rect", { ...inset(box), fill: "var(--worse)" }),
        shape(document, "path", {
          d: hatchPath(inset(box), 6) + hatchPath(inset(box), 6, -1),
          stroke: "var(--page)",
          "stroke-width": "0.8",
        }),
      );
      break;
  }
  if (bar.pinned === true && box.width > 8)
    shapes.push(shape(document, "circle", { cx: box.x + 4.5, cy: box.y + 4.5, r: 2.5, fill: "var(--text)" }));
  const label = barLabel(pen, bar, box);
  if (label !== null) shapes.push(label);
  return titled(pen, bar.title, { class: `bar ${bar.kind} ${paint?.className ?? ""}`.trim() }, shapes);
}

/** The name of a bar, where it fits. */
function barLabel({ document }: LanePen, { kind, label }: GanttBar, box: Box): Element | null {
  const width = textWidth(label) * (LABEL_SIZE / TYPE_SIZE);
  if (label === "" || kind === "setup" || width + 4 > box.width) return null;
  const halo =
    kind === "operation"
      ? {}
      : { stroke: "var(--page)", "stroke-width": "4", "paint-order": "stroke", "stroke-linejoin": "round" };
  return shape(
    document,
    "text",
    {
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      dy: "0.35em",
      "text-anchor": "middle",
      "font-size": `${LABEL_SIZE}px`,
      fill: "var(--text)",
      ...halo,
    },
    label,
  );
}

function markShape(pen: LanePen, { at, kind, title }: GanttMark, top: number): Element {
  const { document, layout, toX } = pen;
  const x = toX(at);
  const y = top + layout.bar.top;
  if (kind === "breakdown") {
    const bolt = `M${fixed(x + 3)},${fixed(y - 4)}L${fixed(x - 4)},${fixed(y + 12)}H${fixed(x + 1)}L${fixed(x - 3)},${fixed(y + 26)}L${fixed(x + 5)},${fixed(y + 8)}H${fixed(x)}Z`;
    return titled(pen, title, { class: "mark-breakdown" }, [
      shape(document, "path", {
        d: bolt,
        fill: "var(--worse)",
        stroke: "var(--page)",
        "stroke-width": "1.5",
        "paint-order": "stroke",
      }),
    ]);
  }
  const missed = kind === "missed";
  const colour = missed ? "var(--worse)" : "var(--text)";
  return titled(pen, title, { class: `mark-${kind}` }, [
    shape(document, "path", {
      d: dueMark(x, top + 1),
      fill: missed ? colour : "var(--page)",
      stroke: colour,
      "stroke-width": "1.3",
    }),
  ]);
}

/** A triangle that points down at a moment. */
export function dueMark(x: number, y: number): string {
  return `M${fixed(x - 4.5)},${fixed(y)}H${fixed(x + 4.5)}L${fixed(x)},${fixed(y + 7)}Z`;
}

/** Leaves a hair's breadth between neighbours. */
function inset({ x, y, width, height }: Box): Box {
  const gap = width > 4 ? 0.75 : 0.25;
  return { x: x + gap, y: y + 0.5, width: Math.max(0.5, width - 2 * gap), height: height - 1 };
}

/** The risk that the deepest shade stands for. */
export function highestRiskOf({ highestRisk, lanes }: GanttFigure): number {
  if (highestRisk !== undefined) return highestRisk;
  return lanes.reduce(
    (most, { risk = [] }) => risk.reduce((high, { value }) => Math.max(high, value), most),
    0,
  );
}
