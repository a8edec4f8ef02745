import type * as PlotModule from "@observablehq/plot";
import { trusted, type Html } from "./html.js";

/** What drawings are made with: the plotting library, and a document to draw in. */
export interface DrawingKit {
  readonly plot: typeof PlotModule;
  readonly document: Document;
}

/** Loads both only when something is to be drawn: most commands never do. */
export async function openDrawingKit(): Promise<DrawingKit> {
  const [plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  return { plot, document: parseHTML("<!doctype html><html><body></body></html>").document };
}

/** Every figure is drawn twice, and the page shows the one that fits: scaled type is not readable on a phone. */
export type DrawingSize = "wide" | "narrow";

/** Widths of the two drawings in their own pixels. */
export const DRAWING_WIDTH: Readonly<Record<DrawingSize, number>> = { wide: 1100, narrow: 360 };

/** Size of type in drawings, px. */
export const TYPE_SIZE = 12;

/** About how wide a text is, px: wide enough for a line of usual letters. */
export function textWidth(text: string): number {
  return Math.ceil(Array.from(text).length * TYPE_SIZE * 0.56);
}

/**
 * Draws and gives the markup of one `<svg>`. Texts reach the drawing as text nodes only, never as markup.
 *
 * @param titleId id of the element that names the figure
 * @param className further class of the drawing
 */
export function drawing(
  kit: DrawingKit,
  size: DrawingSize,
  titleId: string,
  options: PlotModule.PlotOptions,
  className?: string,
): Html {
  const svg = kit.plot.plot({
    document: kit.document,
    width: DRAWING_WIDTH[size],
    style: { fontSize: `${TYPE_SIZE}px` },
    ...options,
  });
  // The library's own style sheet would set the colours of a light page.
  svg.querySelector("style")?.remove();
  svg.setAttribute("class", `drawing ${size}${className === undefined ? "" : ` ${className}`}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", titleId);
  return trusted(svg.outerHTML);
}
