import type { Series } from "../../programs/index.js";

/** How one series is drawn. Colours are variables of the style sheet, which has a light and a dark set. */
export interface Paint {
  readonly colour: string;
  readonly width: number;
  /** Pattern of the line; null for a solid one. */
  readonly dash: string | null;
}

/** Colours of the palette, after those of main and context. */
const PALETTE_SIZE = 6;
/** So many plain lines are told apart by colour alone. */
const PLAIN_LINES = 2;
const DASHES: readonly (string | null)[] = [null, "7 3", "2 3", "9 3 2 3", "4 2", "12 4"];

/** Paints of groups of points: the first draws the eye. */
export function groupPaints(count: number): Paint[] {
  return Array.from({ length: count }, (_, position) => ({
    colour: position === 0 ? "var(--main)" : `var(--series-${((position - 1) % PALETTE_SIZE) + 1})`,
    width: 2,
    dash: null,
  }));
}

/** A paint for every series, in their order. */
export function paintsOf(series: readonly Series[]): Paint[] {
  const plain = series.filter((one) => one.kind !== "band" && one.emphasis === undefined);
  const dashed = plain.filter(({ kind }) => kind === "line").length > PLAIN_LINES;
  let position = 0;
  let bands = 0;
  return series.map((one): Paint => {
    if (one.kind === "band") {
      // The first band belongs to what draws the eye.
      const colour = bands++ === 0 ? "var(--main)" : `var(--series-${(position++ % PALETTE_SIZE) + 1})`;
      return { colour, width: 0, dash: null };
    }
    if (one.emphasis === "main") return { colour: "var(--main)", width: 2.6, dash: null };
    if (one.emphasis === "context") return { colour: "var(--context)", width: 1.5, dash: null };
    const colour = `var(--series-${(position % PALETTE_SIZE) + 1})`;
    // Where colours begin again, their dashes are others.
    const turn = position + Math.floor(position / PALETTE_SIZE);
    const dash = dashed && one.kind === "line" ? DASHES[turn % DASHES.length] : null;
    position++;
    return { colour, width: 1.5, dash };
  });
}
