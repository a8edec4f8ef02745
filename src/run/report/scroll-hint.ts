import { html, type Html } from "./html.js";

/**
 * Tells readers of a narrow page that a wide table goes on beside it: nothing else shows what is cut off. The style
 * sheet shows it only below the width that tables of this kind need.
 */
export function scrollHint(table: "policies" | "wide"): Html {
  return html`<p class="scroll-hint ${table}">
    Swipe the table sideways to see all columns <span aria-hidden="true">→</span>
  </p>`;
}
