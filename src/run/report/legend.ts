import type { Series } from "../../programs/index.js";
import { html, type Html } from "./html.js";
import type { Paint } from "./paint.js";

/**
 * Which sign stands for which series.
 *
 * @param narrowOnly when the wide drawing names its lines itself
 */
export function seriesLegend(series: readonly Series[], paints: readonly Paint[], narrowOnly: boolean): Html {
  return html`<ul class="${narrowOnly ? "legend narrow-only" : "legend"}">
    ${series.map((one, position) => html`<li>${swatch(one.kind, paints[position])} ${one.name}</li>`)}
  </ul>`;
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
export function intervalLegend(reference: string, beyondScale: boolean): Html {
  const dot = (colour: string, filled: boolean): Html =>
    html`<svg class="swatch" width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">
      <path d="M1 6H23" style="stroke:${colour};stroke-width:2" />
      <circle
        cx="12"
        cy="6"
        r="4"
        style="fill:${filled ? colour : "var(--page)"};stroke:${colour};stroke-width:2"
      />
    </svg>`;
  return html`<ul class="legend">
    <li>${dot("var(--main)", true)} wholly above ${reference}</li>
    <li>${dot("var(--worse)", true)} wholly below</li>
    <li>${dot("var(--context)", false)} contains it</li>
    ${
      beyondScale &&
      html`<li><span aria-hidden="true">◂ ▸</span> goes on beyond the scale; the numbers tell how far</li>`
    }
  </ul>`;
}
