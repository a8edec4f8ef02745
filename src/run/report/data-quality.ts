import type { ColumnSummary } from "../../data/index.js";
import type { InputFinding, InputOrigin, InputTable } from "../../programs/index.js";
import type { RunRecord } from "../run-record.js";
import { html, type Html } from "./html.js";
import { amount, digitsFor, fileSize, isNumber, NO_NUMBER, percent } from "./numbers.js";
import { counted } from "./words.js";

/** What the data are, what the checks found, and what each column holds. */
export function dataQuality({ data, checks }: RunRecord): Html {
  const blocking = checks.findings.filter(({ severity }) => severity === "block").length;
  const warnings = checks.findings.length - blocking;
  const result =
    checks.findings.length === 0
      ? html`<span class="chip better"><span aria-hidden="true">✓</span> no findings</span>`
      : html`${blocking > 0 && html`<span class="chip worse"><span aria-hidden="true">✕</span> ${counted(blocking, "blocking finding")}</span> `}${warnings > 0 && html`<span class="chip warning"><span aria-hidden="true">!</span> ${counted(warnings, "warning")}</span>`}`;
  return html`<dl class="facts">
      <div>
        <dt>Result</dt>
        <dd>${result}</dd>
      </div>
      <div>
        <dt>Source</dt>
        <dd>
          ${data.description}${data.simulated && " (simulated)"}${data.file !== null && html`<br /><small>${fileText(data.file)}</small>`}${data.tables?.map((table) => html`<br /><small>${tableText(table)}</small>`)}
        </dd>
      </div>
      ${
        checks.tables?.length !== 0 &&
        html`<div>
          <dt>Rows</dt>
          <dd>${amount(checks.rows, 0)}</dd>
        </div>`
      }
      ${(checks.timeRange !== null || checks.tables === undefined) && timeRangeFact(checks.timeRange)}
      <div class="long">
        <dt>Fingerprint (SHA-256)</dt>
        <dd><code>${data.fingerprint}</code></dd>
      </div>
    </dl>
    ${
      checks.findings.length > 0 &&
      html`<ul class="findings">
        ${checks.findings.map(findingItem)}
      </ul>`
    }
    ${checks.columns.length > 0 && columnTable(checks.columns, "Columns of the data")}
    ${checks.tables?.map(
      ({ name, rows, columns }) =>
        html`<details>
          <summary>Table “${name}”: ${counted(rows, "row")}, ${counted(columns.length, "column")}</summary>
          ${columns.length > 0 && columnTable(columns, `Columns of ${name}`)}
        </details>`,
    )}`;
}

function timeRangeFact(range: RunRecord["checks"]["timeRange"]): Html {
  return html`<div>
    <dt>Time range</dt>
    <dd>
      ${range === null ? "no clock in these data" : `${clockText(range.from)} to ${clockText(range.to)}`}${range !== null && html`<br /><small>column “${range.column}”</small>`}
    </dd>
  </div>`;
}

/** "CSV, gzip, 350 kB, 35,016 rows" */
function fileText({ format, compressed, bytes, rows }: NonNullable<InputOrigin["file"]>): string {
  return `${format.toUpperCase()}${compressed ? ", gzip" : ""}, ${fileSize(bytes)}, ${counted(rows, "row")}`;
}

function tableText({ name, rows, file }: InputTable): string {
  return `${name}: ${file === undefined ? counted(rows, "row") : fileText(file)}`;
}

function findingItem({ code, severity, table, column, rows, count, message, fix }: InputFinding): Html {
  const listed = rows.map((row) => row.toLocaleString("en-US")).join(", ");
  const more = count > rows.length ? ` … (${counted(count, "place")} in all)` : "";
  return html`<li class="${severity === "block" ? "blocking" : "warning"}">
    <p>
      <strong>${severity === "block" ? "Blocked" : "Warning"}</strong> ·
      <code>${code}</code
      >${table !== undefined && html` · table <code>${table}</code>`}${column !== undefined && html` · column <code>${column}</code>`}
    </p>
    <p>${message}</p>
    <p><strong>Next step:</strong> ${fix}</p>
    ${rows.length > 0 && html`<p class="aside">Rows ${listed}${more}</p>`}
  </li> `;
}

function columnTable(columns: readonly ColumnSummary[], label: string): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
    <table>
      <thead>
        <tr>
          <th scope="col">column</th>
          <th scope="col">kind</th>
          <th scope="col">unit</th>
          <th scope="col" class="number">values</th>
          <th scope="col" class="number">missing</th>
          <th scope="col" class="number">minimum</th>
          <th scope="col" class="number">5 %</th>
          <th scope="col" class="number">median</th>
          <th scope="col" class="number">mean</th>
          <th scope="col" class="number">95 %</th>
          <th scope="col" class="number">maximum</th>
        </tr>
      </thead>
      <tbody>
        ${columns.map(columnRow)}
      </tbody>
    </table>
  </div>`;
}

function columnRow(column: ColumnSummary): Html {
  const { minimum, maximum, quantiles, mean, kind } = column;
  const digits = digitsFor([minimum, maximum].map((value) => (isNumber(value) ? value : null)));
  const cell = (value: number | string | null | undefined): Html =>
    html`<td class="number">${typeof value === "string" ? clockText(value) : amount(value, digits)}</td>`;
  const missing =
    column.missing === 0
      ? "0"
      : `${amount(column.missing, 0)} (${percent(column.missing / (column.count + column.missing), 2)})`;
  return html`<tr>
    <th scope="row">${column.name}</th>
    <td>${kind}${column.distinct !== undefined && html`, ${counted(column.distinct, "distinct text")}`}</td>
    <td>${column.unit ?? NO_NUMBER}</td>
    <td class="number">${amount(column.count, 0)}</td>
    <td class="number">${missing}</td>
    ${cell(minimum)}${cell(quantiles?.q05)}${cell(quantiles?.q50)}${kind === "boolean" ? html`<td class="number">${percent(mean)} true</td>` : cell(mean)}${cell(quantiles?.q95)}${cell(maximum)}
  </tr>`;
}

/** "2014-12-31T23:00:00" as "2014-12-31 23:00". */
function clockText(text: string): string {
  return text.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(:00)?$/, "$1 $2");
}
