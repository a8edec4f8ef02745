import type { Figure, SeriesFigure } from "../../programs/index.js";
import { openDrawingKit, type DrawingKit, type DrawingSize } from "./drawing.js";
import { figureTable } from "./figure-table.js";
import { ganttDrawing } from "./gantt/gantt-drawing.js";
import { ganttLegend } from "./gantt/gantt-legend.js";
import { ganttTable } from "./gantt/gantt-table.js";
import { html, type Html } from "./html.js";
import { intervalDrawing, intervalScale } from "./interval-drawing.js";
import { intervalLegend, reliabilityLegend, seriesLegend } from "./legend.js";
import { amount, digitsFor } from "./numbers.js";
import { groupPaints, paintsOf } from "./paint.js";
import { reliabilityDrawing } from "./reliability-drawing.js";
import { namesLines, seriesDrawing } from "./series-drawing.js";

/** Longer series are not repeated as a table. */
const TABLED_POINTS = 200;

/** All figures in the record's order. */
export async function figures(views: readonly Figure[]): Promise<Html> {
  if (views.length === 0) return html`<p>This run has no figures.</p>`;
  const kit = await openDrawingKit();
  return html`${views.map((view, position) => figure(kit, view, `figure-${position + 1}`))}`;
}

function figure(kit: DrawingKit, view: Figure, id: string): Html {
  const titleId = `${id}-title`;
  return html`<figure role="group" aria-label="${view.title}" id="${id}">
    <h3 id="${titleId}">${view.title}</h3>
    ${isEmpty(view) ? html`<p class="aside">There is nothing to draw.</p>` : drawings(kit, view, titleId)}
    <figcaption>${view.caption}</figcaption>
    ${dataTable(view)}
  </figure> `;
}

function isEmpty(view: Figure): boolean {
  switch (view.kind) {
    case "series":
      return view.x.length === 0 || view.series.length === 0;
    case "intervals":
    case "table":
      return view.rows.length === 0;
    case "gantt":
      return view.lanes.length === 0 || view.until <= view.from;
    case "reliability":
      return view.groups.every(({ bins }) => bins.length === 0);
  }
}

function drawings(kit: DrawingKit, view: Figure, titleId: string): Html {
  const both = (draw: (size: DrawingSize) => Html): Html => html`${draw("wide")} ${draw("narrow")}`;
  switch (view.kind) {
    case "series":
      return html`${seriesLegend(view, paintsOf(view.series), namesLines(view))}
      ${both((size) => seriesDrawing(kit, view, size, titleId))}`;
    case "intervals":
      return html`${intervalLegend(view, intervalScale(view).cut)}
      ${both((size) => intervalDrawing(kit, view, size, titleId))}`;
    case "gantt":
      return html`${ganttLegend(view)} ${both((size) => ganttDrawing(kit, view, size, titleId))}`;
    case "reliability": {
      const paints = groupPaints(view.groups.length);
      return html`${reliabilityLegend(view, paints)}
      ${both((size) => reliabilityDrawing(kit, view, paints, size, titleId))}`;
    }
    case "table":
      return figureTable(view);
  }
}

/** The same numbers for those who do not see the drawing, or want to copy them. */
function dataTable(view: Figure): Html | null {
  if (view.kind === "gantt") return isEmpty(view) ? null : ganttTable(view);
  if (view.kind !== "series" || isEmpty(view) || view.x.length > TABLED_POINTS) return null;
  const columns = columnsOf(view);
  return html`<details>
    <summary>Figure data</summary>
    <div class="scroll" role="region" aria-label="${view.title}, data" tabindex="0">
      <table>
        <thead>
          <tr>
            <th scope="col">${view.xLabel}</th>
            ${columns.map(({ name }) => html`<th scope="col" class="number">${name} <small>${view.yLabel}</small></th>`)}
          </tr>
        </thead>
        <tbody>
          ${view.x.map(
            (at, index) =>
              html`<tr>
                <th scope="row">${positionText(view, at)}</th>
                ${columns.map(({ values, digits }) => html`<td class="number">${amount(values[index], digits)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

function columnsOf({ series }: SeriesFigure): {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly digits: number;
}[] {
  const column = (
    name: string,
    values: readonly (number | null)[],
  ): ReturnType<typeof columnsOf>[number] => ({
    name,
    values,
    digits: Math.min(3, digitsFor(values)),
  });
  return series.flatMap((one) =>
    one.kind === "band"
      ? [column(`${one.name}, lower`, one.lower), column(`${one.name}, upper`, one.upper)]
      : [column(one.name, one.values)],
  );
}

function positionText({ xKind }: SeriesFigure, at: number): string {
  if (xKind === "number") return String(at);
  const iso = new Date(at).toISOString();
  return iso.endsWith("T00:00:00.000Z") ? iso.slice(0, 10) : iso.slice(0, 16).replace("T", " ");
}
