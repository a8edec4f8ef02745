import type { GanttFigure } from "../../../programs/index.js";
import { html, type Html } from "../html.js";
import { amount } from "../numbers.js";
import { timeText } from "./time-text.js";

/** Longer plans are cut here; the run record has all of it. */
const TABLED_BARS = 600;

/** The bars as rows, for those who cannot point at them. */
export function ganttTable(figure: GanttFigure): Html {
  const rows = figure.lanes
    .flatMap(({ name, bars }) => bars.map((bar) => ({ lane: name, bar })))
    .filter(({ bar }) => bar.kind !== "setup");
  const shown = rows.slice(0, TABLED_BARS);
  return html`<details>
    <summary>Figure data</summary>
    <div class="scroll" role="region" aria-label="${figure.title}, data" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">machine</th>
            <th scope="col">from</th>
            <th scope="col">until</th>
            <th scope="col">what</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            ({ lane, bar }) =>
              html`<tr>
                <th scope="row">${lane}</th>
                <td>${timeText(figure, bar.from)}</td>
                <td>${timeText(figure, bar.until)}</td>
                <td class="words">${bar.title.split("\n").join(" · ")}</td>
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    ${rows.length > shown.length && html`<p class="aside">The first ${amount(shown.length, 0)} of ${amount(rows.length, 0)}; the run record has all.</p>`}
  </details>`;
}
