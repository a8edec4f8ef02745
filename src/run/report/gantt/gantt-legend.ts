import type { GanttFigure } from "../../../programs/index.js";
import { html, type Html } from "../html.js";
import { percent } from "../numbers.js";
import { dueMark, highestRiskOf, riskOpacity } from "./lane-shapes.js";
import { hatchPath } from "./shapes.js";

const BOX = { x: 1, y: 1, width: 22, height: 10 };

/** What the marks of a plan mean; only those that it has. */
export function ganttLegend(figure: GanttFigure): Html {
  const { lanes, frozenUntil, from, riskLabel } = figure;
  const bars = lanes.flatMap((lane) => lane.bars);
  const marks = lanes.flatMap(({ marks: some = [] }) => some);
  const has = (kind: string): boolean =>
    bars.some((bar) => bar.kind === kind) || marks.some((mark) => mark.kind === kind);
  const highest = highestRiskOf(figure);
  const entries: (Html | false)[] = [
    has("operation") &&
      entry(
        html`<rect
          x="1"
          y="1"
          width="22"
          height="10"
          rx="2"
          style="fill:var(--main);fill-opacity:.3;stroke:var(--main)"
        />`,
        "operation, coloured by job",
      ),
    bars.some(({ late }) => late === true) &&
      entry(
        html`<rect
          x="1.5"
          y="1.5"
          width="21"
          height="9"
          rx="2"
          style="fill:var(--main);fill-opacity:.3;stroke:var(--worse);stroke-width:2.5"
        />`,
        "ends after its job is due",
      ),
    bars.some(({ pinned }) => pinned === true) &&
      entry(html`<circle cx="12" cy="6" r="3" style="fill:var(--text)" />`, "pinned"),
    has("setup") &&
      entry(html`<rect x="1" y="4" width="22" height="4" style="fill:var(--context)" />`, "set-up"),
    has("maintenance") &&
      entry(
        html`<rect x="1" y="1" width="22" height="10" style="fill:var(--page);stroke:var(--text)" /><path
            d="${hatchPath(BOX, 5)}"
            style="stroke:var(--text)"
          />`,
        "planned maintenance",
      ),
    has("repair") &&
      entry(
        html`<rect x="1" y="1" width="22" height="10" style="fill:var(--worse)" /><path
            d="${hatchPath(BOX, 6) + hatchPath(BOX, 6, -1)}"
            style="stroke:var(--page);stroke-width:.8"
          />`,
        "down, in repair",
      ),
    has("breakdown") &&
      entry(html`<path d="M14 0L8 6H12L9 12L16 5H12Z" style="fill:var(--worse)" />`, "breakdown"),
    has("due") &&
      entry(
        html`<path d="${dueMark(12, 2)}" style="fill:var(--page);stroke:var(--text)" />`,
        "due date, kept",
      ),
    has("missed") &&
      entry(
        html`<path d="${dueMark(12, 2)}" style="fill:var(--worse);stroke:var(--worse)" />`,
        "due date, missed",
      ),
    lanes.some(({ before = [] }) => before.length > 0) &&
      entry(
        html`<rect x="1" y="4" width="22" height="5" style="fill:var(--context);fill-opacity:.6" />`,
        "where moved work stood before",
      ),
    frozenUntil !== undefined &&
      frozenUntil > from &&
      entry(
        html`<rect x="1" y="0" width="22" height="12" style="fill:var(--main);fill-opacity:.14" />`,
        "frozen: not to be changed",
      ),
    lanes.some(({ closed = [] }) => closed.length > 0) &&
      entry(
        html`<rect x="1" y="0" width="22" height="12" style="fill:var(--line);fill-opacity:.6" />`,
        "closed",
      ),
    highest > 0 && riskScale(riskLabel ?? "risk", highest),
  ];
  return html`<ul class="legend">
    ${entries}
  </ul>`;
}

function entry(content: Html, text: string): Html {
  return html`<li>
    <svg class="swatch" width="24" height="12" viewBox="0 0 24 12" aria-hidden="true">${content}</svg> ${text}
  </li> `;
}

/** Five shades, with what the first and the last of them stand for. */
function riskScale(label: string, highest: number): Html {
  const shades = [0, 0.25, 0.5, 0.75, 1];
  return html`<li>
    0
    <svg class="swatch" width="70" height="12" viewBox="0 0 70 12" aria-hidden="true">
      ${shades.map((share, position) => html`<rect x="${14 * position}" y="3" width="14" height="7" style="fill:var(--worse);fill-opacity:${riskOpacity(share * highest, highest).toFixed(2)}" />`)}
    </svg>
    ${percent(highest, 0)}: ${label}
  </li> `;
}
