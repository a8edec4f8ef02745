const SVG = "http://www.w3.org/2000/svg";

/** A rectangle in the drawing's pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Attributes by name; numbers are cut to a tenth of a pixel. */
export type Attributes = Readonly<Record<string, string | number>>;

/** An element of a drawing, with a text or further elements in it. Texts become text nodes, never markup. */
export function shape(
  document: Document,
  name: string,
  attributes: Attributes,
  ...content: readonly (Element | string)[]
): Element {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes))
    element.setAttribute(key, typeof value === "number" ? fixed(value) : value);
  for (const part of content) element.append(typeof part === "string" ? document.createTextNode(part) : part);
  return element;
}

/** Path of slanting lines that fill a box: patterns would need names that are unique on the page. */
export function hatchPath({ x, y, width, height }: Box, spacing: number, slope: 1 | -1 = 1): string {
  let path = "";
  for (let shift = spacing / 2; shift < width + height; shift += spacing) {
    // From the lower left to the upper right; the other slope is the mirror image.
    const x1 = Math.max(0, shift - height);
    const x2 = Math.min(width, shift);
    const [y1, y2] = [shift - x1, shift - x2];
    const at = (dx: number): string => fixed(slope === 1 ? x + dx : x + width - dx);
    path += `M${at(x1)},${fixed(y + y1)}L${at(x2)},${fixed(y + y2)}`;
  }
  return path;
}

/** At most one digit after the point. */
export function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
