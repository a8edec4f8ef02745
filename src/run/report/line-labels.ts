import type { RenderFunction } from "@observablehq/plot";
import { TYPE_SIZE } from "./drawing.js";

/** The name of a line, beside its last point. */
export interface LineLabel {
  readonly at: number;
  readonly value: number;
  readonly text: string;
  readonly colour: string;
  readonly strong: boolean;
}

const SVG = "http://www.w3.org/2000/svg";
/** Least distance between two labels, px. */
const PITCH = TYPE_SIZE + 4;

/** A mark that writes the names of lines beside their ends, moved apart where lines end close together. */
export function lineLabels(labels: readonly LineLabel[]): RenderFunction {
  return (_index, scales, _values, dimensions, context) => {
    const { document } = context as unknown as { readonly document: Document };
    const toX = scales.x as (value: number) => number;
    const toY = scales.y as (value: number) => number;
    const bottom = dimensions.height - dimensions.marginBottom;
    const sorted = labels
      .map((label) => ({ ...label, x: toX(label.at), y: toY(label.value) }))
      .sort((a, b) => a.y - b.y);
    const places = spread(
      sorted.map(({ y }) => y),
      PITCH,
      dimensions.marginTop,
      bottom,
    );
    const left = dimensions.width - dimensions.marginRight + 22;
    const group = document.createElementNS(SVG, "g");
    for (const [position, { x, y, text, colour, strong }] of sorted.entries()) {
      const place = places[position];
      const leader = document.createElementNS(SVG, "path");
      leader.setAttribute(
        "d",
        `M${fixed(x + 3)},${fixed(y)}L${fixed(left - 10)},${fixed(place)}H${fixed(left - 4)}`,
      );
      leader.setAttribute("fill", "none");
      leader.setAttribute("stroke", colour);
      leader.setAttribute("stroke-width", strong ? "1.6" : "1");
      const name = document.createElementNS(SVG, "text");
      name.setAttribute("x", fixed(left));
      name.setAttribute("y", fixed(place));
      name.setAttribute("dy", "0.35em");
      name.setAttribute("text-anchor", "start");
      name.setAttribute("class", strong ? "line-name strong" : "line-name");
      name.textContent = text;
      group.append(leader, name);
    }
    return group;
  };
}

/**
 * Moves sorted positions apart to at least `pitch`, each as little as a chain of neighbours allows, within the limits
 * where they fit.
 */
export function spread(positions: readonly number[], pitch: number, from: number, to: number): number[] {
  // Groups that touch are merged and centred on the mean of what their members want.
  const groups: { wanted: number; count: number }[] = [];
  const start = ({ wanted, count }: { wanted: number; count: number }): number =>
    Math.max(from, Math.min(to - (count - 1) * pitch, wanted - ((count - 1) * pitch) / 2));
  for (const position of positions) {
    groups.push({ wanted: position, count: 1 });
    while (groups.length > 1) {
      const last = groups.at(-1)!;
      const before = groups.at(-2)!;
      if (start(before) + before.count * pitch <= start(last)) break;
      const count = before.count + last.count;
      const wanted = (before.wanted * before.count + last.wanted * last.count) / count;
      groups.splice(-2, 2, { wanted, count });
    }
  }
  return groups.flatMap((group) =>
    Array.from({ length: group.count }, (_, index) => start(group) + index * pitch),
  );
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
