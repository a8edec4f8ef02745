import type { GanttFigure } from "../../../programs/index.js";
import type { DrawingSize } from "../drawing.js";

/** Where things stand in a lane, px from its top; a height of 0 means that the figure has none of them. */
export interface LaneLayout {
  readonly height: number;
  readonly before: { readonly top: number; readonly height: number };
  readonly bar: { readonly top: number; readonly height: number };
  readonly risk: { readonly top: number; readonly height: number };
}

const GAP = 2;

/** Due marks, the plan before, bars, risk: from the top of a lane to its bottom, each only where the figure has it. */
export function laneLayout({ lanes }: GanttFigure, size: DrawingSize): LaneLayout {
  const hasBefore = lanes.some(({ before = [] }) => before.length > 0);
  const hasRisk = lanes.some(({ risk = [] }) => risk.length > 0);
  const before = { top: 5, height: hasBefore ? 5 : 0 };
  const bar = { top: before.top + (hasBefore ? before.height + GAP : 0), height: size === "wide" ? 22 : 20 };
  const risk = { top: bar.top + bar.height + GAP, height: hasRisk ? 6 : 0 };
  return { height: risk.top + risk.height + 5, before, bar, risk };
}
