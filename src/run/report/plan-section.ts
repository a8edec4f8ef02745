import { html, type Html } from "./html.js";
import { amount, isNumber, NO_NUMBER, plainNumber } from "./numbers.js";
import { fieldTitle, fieldWords } from "./words.js";

type Scalar = string | number | boolean | null;
type FlatRow = Readonly<Record<string, Scalar | undefined>>;

/** Longer tables are cut in the page; the record has all of it. */
const SHOWN_ROWS = 500;
const MOST_DIGITS = 3;

/** The plan, whose shape only its program knows: lists of flat objects become tables, single values facts. */
export function planSection(plan: unknown): Html {
  if (plan === null || plan === undefined) return html`<p>This run has no plan.</p>`;
  if (isScalar(plan)) return html`<p>${scalarText(plan)}</p>`;
  if (isTable(plan)) return planTable(plan, "Plan");
  if (Array.isArray(plan)) return jsonFold("The plan as JSON", plan);
  const entries = Object.entries(plan);
  const facts = entries.flatMap(([name, value]): [string, Scalar][] =>
    isScalar(value) ? [[name, value]] : isEmptyList(value) ? [[name, "none"]] : [],
  );
  const rest = entries.filter(([, value]) => !isScalar(value) && !isEmptyList(value) && value !== undefined);
  return html`${
    facts.length > 0 &&
    html`<dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${fieldTitle(name)}</dt>
            <dd>${scalarText(value)}</dd>
          </div>`,
      )}
    </dl>`
  }
  ${rest.map(([name, value]) =>
    isTable(value)
      ? html`${rest.length > 1 && html`<h3>${fieldTitle(name)}</h3>`}${planTable(value, `Plan: ${name}`)}`
      : jsonFold(`${fieldTitle(name)} (JSON)`, value),
  )}`;
}

function planTable(rows: readonly FlatRow[], label: string): Html {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = rows.slice(0, SHOWN_ROWS);
  const columns = names.map((name) => {
    const values = rows.map((row) => row[name]);
    return {
      name,
      // A column with nothing but absent values is set like numbers.
      numeric: values.every((value) => value === null || value === undefined || typeof value === "number"),
      digits: Math.max(0, ...values.map(decimalsOf)),
    };
  });
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
      <table class="plan">
        <thead>
          <tr>
            ${columns.map(({ name, numeric }) => {
              const { label, unit } = fieldWords(name);
              return html`<th scope="col" ${numeric && html` class="number"`}>
                ${label}${unit !== null && html` <small>${unit}</small>`}
              </th>`;
            })}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (row) =>
              html`<tr>
                ${columns.map(({ name, numeric, digits }, position) => (numeric ? html`<td class="number${row[name] === 0 && position > 0 && " zero"}">${amount(row[name] as number | null, digits)}</td>` : html`<td>${scalarText(row[name])}</td>`))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${rows.length > shown.length && html`<p class="aside">The first ${amount(shown.length, 0)} of ${amount(rows.length, 0)} rows; the run record has all.</p>`}`;
}

function jsonFold(title: string, value: unknown): Html {
  return html`<details>
    <summary>${title}</summary>
    <pre class="scroll" tabindex="0">${JSON.stringify(value, null, 2)}</pre>
  </details>`;
}

function isTable(value: unknown): value is readonly FlatRow[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (row) =>
        typeof row === "object" &&
        row !== null &&
        !Array.isArray(row) &&
        Object.values(row).every((cell) => cell === undefined || isScalar(cell)),
    )
  );
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function scalarText(value: Scalar | undefined): string {
  if (value === null || value === undefined) return NO_NUMBER;
  if (typeof value === "number") return plainNumber(value);
  return typeof value === "boolean" ? (value ? "yes" : "no") : value;
}

/** Digits after the point that a number needs, up to {@link MOST_DIGITS}. */
function decimalsOf(value: Scalar | undefined): number {
  if (!isNumber(value)) return 0;
  for (let digits = 0; digits < MOST_DIGITS; digits++) {
    if (Math.abs(value - Number(value.toFixed(digits))) < 0.5 * 10 ** -MOST_DIGITS) return digits;
  }
  return MOST_DIGITS;
}
