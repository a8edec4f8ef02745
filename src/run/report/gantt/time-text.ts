import type { GanttFigure } from "../../../programs/index.js";
import { plainNumber } from "../numbers.js";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** A time of a figure in words: "Mon 2026-03-02 14:05", or a number of its own unit. */
export function timeText({ xKind }: Pick<GanttFigure, "xKind">, time: number): string {
  if (xKind === "number") return plainNumber(time);
  const date = new Date(time);
  return `${DAYS[date.getUTCDay()]} ${date.toISOString().slice(0, 16).replace("T", " ")}`;
}
