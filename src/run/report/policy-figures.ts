import type { PolicyFigure, PolicySummary } from "../../programs/index.js";
import type { RunRecord } from "../run-record.js";
import { html, NOTHING, type Html } from "./html.js";
import { amount, digitsFor, isNumber, NO_NUMBER } from "./numbers.js";
import { scrollHint } from "./scroll-hint.js";
import { subjectOf } from "./subject.js";

/** More columns than this do not fit beside one another on a phone. */
const FITTING_COLUMNS = 2;

/** Further figures of all policies, a column each; nothing where a program has none. */
export function policyFigures(record: RunRecord): Html {
  const { policies, policyFigures: columns = [] } = record;
  if (columns.length === 0) return NOTHING;
  const recommended = subjectOf(record)?.policy.name ?? null;
  const digits = columns.map((column) => digitsOf(column, policies));
  const best = columns.map((column) => bestOf(column, policies));
  return html`<h3>Further figures</h3>
    ${columns.length > FITTING_COLUMNS && scrollHint("wide")}
    <div class="scroll" role="region" aria-label="Further figures by policy" tabindex="0">
      <table class="policies">
        <thead>
          <tr>
            <th scope="col">policy</th>
            ${columns.map((column) => html`<th scope="col" class="number">${column.label} ${unitOf(column)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${policies.map(
            (policy) =>
              html`<tr class="${policy.name === recommended ? "recommended" : policy.kind}">
                <th scope="row">${policy.name}</th>
                ${columns.map((column, position) => cell(valueOf(column, policy), digits[position], best[position]))}
              </tr> `,
          )}
        </tbody>
      </table>
    </div>
    <p class="aside">
      The best value of a column, perfect hindsight apart, is underlined. What the columns mean is said below,
      under “What the words mean”.
    </p>`;
}

function cell(value: number | null, digits: number, best: number | null): Html {
  const text = value === null ? NO_NUMBER : amount(value, digits);
  const isBest = value !== null && best !== null && amount(best, digits) === text;
  return html`<td class="number">${isBest ? html`<span class="best">${text}</span>` : text}</td>`;
}

function unitOf({ format, unit }: PolicyFigure): Html | null {
  const text = format === "share" ? "%" : unit;
  return text === undefined ? null : html`<small>${text}</small>`;
}

/** As shown: shares in percent. */
function valueOf({ name, format }: PolicyFigure, { figures }: PolicySummary): number | null {
  const value = figures?.[name];
  return isNumber(value) ? (format === "share" ? 100 * value : value) : null;
}

function digitsOf(column: PolicyFigure, policies: readonly PolicySummary[]): number {
  if (column.digits !== undefined) return column.digits;
  if (column.format === "share") return 1;
  return Math.min(3, digitsFor(policies.map((policy) => valueOf(column, policy))));
}

function bestOf(column: PolicyFigure, policies: readonly PolicySummary[]): number | null {
  const values = policies
    .filter(({ kind }) => kind !== "hindsight")
    .map((policy) => valueOf(column, policy))
    .filter((value) => value !== null);
  if (column.better === undefined || new Set(values).size < 2) return null;
  return column.better === "more" ? Math.max(...values) : Math.min(...values);
}
