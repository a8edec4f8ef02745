import type { TableColumn, TableFigure } from "../../programs/index.js";
import { html, type Html } from "./html.js";
import { amount, digitsFor, isNumber, NO_NUMBER } from "./numbers.js";
import { scrollHint } from "./scroll-hint.js";

type Cell = TableFigure["rows"][number][number];

/** A phone has room for about so many characters of a row beside one another. */
const FITTING_CHARACTERS = 40;
/** Longer texts are sentences: on a phone such rows are set as lists, so that nobody has to swipe to read. */
const LONGEST_WORDS = 30;

/** A table with a bar under the numbers of those columns that ask for it. */
export function figureTable({ title, columns, rows }: TableFigure): Html {
  const digits = columns.map((column, position) => digitsOf(column, rows, position));
  const wholes = columns.map((column, position) => wholeOf(column, rows, position));
  const stacks = rows.some((row) =>
    row.some((value) => typeof value === "string" && value.length > LONGEST_WORDS),
  );
  return html`${!stacks && charactersOf(columns, rows) > FITTING_CHARACTERS && scrollHint("wide")}
    <div class="scroll" role="region" aria-label="${title}, table" tabindex="0">
      <table class="${stacks ? "figure-table stacks" : "figure-table"}">
        <thead>
          <tr>
            ${columns.map(
              (column) =>
                html`<th scope="col" ${isNumeric(column) && html` class="number"`}>
                  ${column.label} ${unitOf(column)}
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((value, position) =>
                  cell(value, columns[position], digits[position], wholes[position], position === 0),
                )}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>`;
}

function cell(value: Cell, column: TableColumn, digits: number, whole: number, first: boolean): Html {
  const text = cellText(value, column, digits);
  if (first) return html`<th scope="row">${text}</th>`;
  const absent = value === null || value === "" ? " absent" : "";
  const label =
    column.kind === "share" ? `${column.label}, %` : [column.label, column.unit].filter(Boolean).join(", ");
  if (!isNumeric(column)) return html`<td class="words${absent}" data-label="${label}">${text}</td>`;
  const width = isNumber(value) && whole > 0 ? Math.min(100, Math.max(0, (100 * value) / whole)) : 0;
  return html`<td class="number${absent}" data-label="${label}">
    ${text}${
      column.bar === true &&
      isNumber(value) &&
      html`<span class="meter" aria-hidden="true"
        ><i style="width:${Math.round(10 * width) / 10}%"></i
      ></span>`
    }
  </td>`;
}

function cellText(value: Cell, { kind }: TableColumn, digits: number): string {
  if (typeof value === "string") return value;
  if (!isNumber(value)) return NO_NUMBER;
  if (kind === "time") return new Date(value).toISOString().slice(0, 16).replace("T", " ");
  return amount(kind === "share" ? 100 * value : value, digits);
}

function unitOf({ kind, unit }: TableColumn): Html | null {
  const text = kind === "share" ? "%" : unit;
  return text === undefined ? null : html`<small>${text}</small>`;
}

function isNumeric({ kind }: TableColumn): boolean {
  return kind === "number" || kind === "share";
}

function digitsOf({ kind, digits }: TableColumn, rows: TableFigure["rows"], position: number): number {
  if (digits !== undefined) return digits;
  if (kind === "share") return 1;
  return Math.min(3, digitsFor(numbersOf(rows, position)));
}

/** What a full bar stands for. */
function wholeOf({ kind }: TableColumn, rows: TableFigure["rows"], position: number): number {
  return kind === "share" ? 1 : Math.max(0, ...numbersOf(rows, position));
}

function numbersOf(rows: TableFigure["rows"], position: number): number[] {
  return rows.map((row) => row[position]).filter(isNumber);
}

/** About how wide the widest row is. */
function charactersOf(columns: readonly TableColumn[], rows: TableFigure["rows"]): number {
  return columns.reduce((sum, column, position) => {
    const longest = Math.max(
      column.kind === "text" ? 0 : 8,
      ...rows.map((row) => (typeof row[position] === "string" ? row[position].length : 0)),
    );
    return sum + Math.min(28, longest) + 2;
  }, 0);
}
