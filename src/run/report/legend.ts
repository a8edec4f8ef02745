import type { IntervalFigure, ReliabilityFigure, Series, SeriesFigure } from "../../programs/index.js";
import { html, type Html } from "./html.js";
import type { Paint } from "./paint.js";

/**
 * Which sign stands for which series.
 *
 * @param narrowOnly when the wide drawing names its lines itself
 */
export function seriesLegend(
  { series, marks = [] }: SeriesFigure,
  paints: readonly Paint[],
  narrowOnly: boolean,
): Html {
  const labels = [...new Set(marks.map(({ label }) => label))];
  return html`<ul class="${narrowOnly && labels.length === 0 ? "legend narrow-only" : "legend"}">
    ${series.map((one, position) => html`<li ${narrowOnly && html` class="narrow-only"`}>${swatch(one.kind, paints[position])} ${one.name}</li> `)}
    ${labels.map((label, position) => html`<li>${markSwatch(position)} ${label}</li> `)}
  </ul>`;
}

/** Shapes of marks, by the place of their label. */
export const MARK_SYMBOLS = ["diamond", "square", "triangle"] as const;
const MARK_PATHS: Readonly<Record<(typeof MARK_SYMBOLS)[number], string>> = {
  diamond: "M12 0L18 6L12 12L6 6Z",
  square: "M7 1H17V11H7Z",
  triangle: "M12 1L18 11H6Z",
};

function markSwatch(position: number): Html {
  const path = MARK_PATHS[MARK_SYMBOLS[position % MARK_SYMBOLS.length]];
  return html`<svg class="swatch" width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">
    <path d="${path}" style="fill:var(--page);stroke:var(--text);stroke-width:1.6" />
  </svg>`;
}

/** Which sign stands for which model, and what the line and the sizes mean. */
export function reliabilityLegend({ groups }: ReliabilityFigure, paints: readonly Paint[]): Html {
  return html`<ul class="legend">
    ${groups.map(({ name }, position) => html`<li>${dotSwatch(paints[position].colour, position === 0)} ${name}</li> `)}
    <li>
      <svg class="swatch" width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">
        <path d="M2 11L22 1" style="stroke:var(--text);stroke-dasharray:4 3;opacity:.7" />
      </svg>
      predicted as it came
    </li>
    <li>the larger the dot, the more cases</li>
  </ul>`;
}

function dotSwatch(colour: string, filled: boolean): Html {
  return html`<svg class="swatch" width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">
    <path d="M1 6H23" style="stroke:${colour};stroke-width:2" />
    <circle
      cx="12"
      cy="6"
      r="4"
      style="fill:${filled ? colour : "var(--page)"};stroke:${colour};stroke-width:2"
    />
  </svg>`;
}

function swatch(kind: Series["kind"], { colour, width, dash }: Paint): Html {
  const shape =
    kind === "band"
      ? html`<rect x="0" y="2" width="24" height="8" style="fill:${colour};fill-opacity:.22" />`
      : kind === "bars"
        ? html`<rect x="6" y="0" width="12" height="12" style="fill:${colour}" />`
        : html`<path
            d="${kind === "step" ? "M0 10H12V2H24" : "M0 6H24"}"
            style="fill:none;stroke:${colour};stroke-width:${width}"
            ${dash !== null && html` stroke-dasharray="${dash}"`}
          />`;
  return html`<svg class="swatch" width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">
    ${shape}
  </svg>`;
}

/** What the marks of a figure of intervals mean. */
export function intervalLegend({ reference, better = "more" }: IntervalFigure, beyondScale: boolean): Html {
  const [above, below] =
    better === "more" ? ["var(--main)", "var(--worse)"] : ["var(--worse)", "var(--main)"];
  return html`<ul class="legend">
    <li>${dotSwatch(above, true)} wholly above ${reference.label}</li>
    <li>${dotSwatch(below, true)} wholly below</li>
    <li>${dotSwatch("var(--context)", false)} contains it</li>
    ${
      beyondScale &&
      html`<li><span aria-hidden="true">◂ ▸</span> goes on beyond the scale; the numbers tell how far</li>`
    }
  </ul>`;
}
