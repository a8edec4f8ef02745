import type { PolicySummary } from "../../programs/index.js";
import type { RunRecord } from "../run-record.js";
import { html, NOTHING, type Html } from "./html.js";
import { amount, digitsFor, isNumber, level, NO_NUMBER, signedAmount } from "./numbers.js";
import { policyFigures } from "./policy-figures.js";
import { scrollHint } from "./scroll-hint.js";
import { advantageDigits, outcomeChip, outcomeOf, rangeText } from "./standing.js";
import { subjectOf } from "./subject.js";

/** Digits after the point, one choice per column. */
interface Digits {
  readonly objective: number;
  readonly regret: number;
  readonly advantage: number;
  readonly error: number;
}

/** Which columns there is something to write in. */
interface Shown {
  readonly hindsight: boolean;
  readonly forecasts: boolean;
}

/** All policies side by side, in the record's order. */
export function policyTable(record: RunRecord): Html {
  const { policies, objective, strongestBaseline } = record;
  if (policies.length === 0) return html`<p>No policy was compared.</p>`;
  const digits = digitsOf(record);
  const certainty = policies.find(({ interval }) => interval !== null)?.interval?.level ?? 0.95;
  const recommended = subjectOf(record)?.policy.name ?? null;
  const errorUnit = unitOfForecasts(record);
  const unit = html`<small>${objective.unit}</small>`;
  const more = objective.sense === "maximize";
  const shown: Shown = {
    hindsight: policies.some(({ regret }) => isNumber(regret)),
    forecasts: hasForecasts(policies),
  };
  return html`${scrollHint("policies")}
    <div class="scroll" role="region" aria-label="Policies compared" tabindex="0">
      <table class="policies">
        <thead>
          <tr>
            <th scope="col">policy</th>
            <th scope="col" class="kind-column">kind</th>
            <th scope="col" class="number">${objective.label} ${unit}</th>
            ${
              shown.hindsight &&
              html`<th scope="col" class="number">
                  ${more ? "share of hindsight" : "above hindsight"} <small>%</small>
                </th>
                <th scope="col" class="number">regret <small>${objective.unit}</small></th>`
            }
            <th scope="col" class="number">
              ${more ? "advantage over strongest baseline" : "saved against strongest baseline"} ${unit}
            </th>
            <th scope="col" class="number">${level(certainty)} interval ${unit}</th>
            <th scope="col">in words</th>
            ${
              shown.forecasts &&
              html`<th scope="col" class="number">RMSE ${errorUnit}</th>
                <th scope="col" class="number">MAE ${errorUnit}</th>`
            }
          </tr>
        </thead>
        <tbody>
          ${policies.map((policy) => row(policy, { digits, shown, strongestBaseline, recommended, more }))}
        </tbody>
      </table>
    </div>
    ${shown.forecasts && html`<p class="aside">RMSE and MAE are errors of the forecast behind the decisions, not of the decisions.</p>`}
    ${policyFigures(record)}`;
}

/** Whether any policy has a forecast whose errors can be shown. */
export function hasForecasts(policies: readonly PolicySummary[]): boolean {
  return policies.some(({ forecast }) => forecast !== null);
}

function row(
  policy: PolicySummary,
  {
    digits,
    shown,
    strongestBaseline,
    recommended,
    more,
  }: {
    readonly digits: Digits;
    readonly shown: Shown;
    readonly strongestBaseline: string | null;
    readonly recommended: string | null;
    readonly more: boolean;
  },
): Html {
  const { name, kind, interval, forecast } = policy;
  const isStrongest = name === strongestBaseline;
  const marks = [
    isStrongest && html` <span class="mark">strongest baseline</span>`,
    name === recommended && html` <span class="mark accent">recommended</span>`,
  ];
  const classes = isStrongest ? "strongest" : name === recommended ? "recommended" : kind;
  return html`<tr class="${classes}">
    <th scope="row">${name}<small class="kind">${kind}</small>${marks}</th>
    <td class="kind-column">${kind}</td>
    <td class="number">${amount(policy.objective, digits.objective)}</td>
    ${
      shown.hindsight &&
      html`<td class="number share">
          ${more ? shareCell(policy.shareOfHindsight) : percentNumber(policy.shareOfHindsight - 1)}
        </td>
        <td class="number">${amount(policy.regret, digits.regret)}</td>`
    }
    ${
      interval === null
        ? html`<td class="number">${NO_NUMBER}</td>
            <td class="number">${NO_NUMBER}</td>
            <td>${isStrongest && "the yardstick"}</td>`
        : html`<td class="number">${signedAmount(interval.estimate, digits.advantage)}</td>
            <td class="number">${rangeText(interval, digits.advantage)}</td>
            <td>${kind === "hindsight" ? "out of reach" : outcomeChip(outcomeOf(interval))}</td>`
    }
    ${
      shown.forecasts &&
      html`<td class="number">${amount(forecast?.rmse, digits.error)}</td>
        <td class="number">${amount(forecast?.mae, digits.error)}</td>`
    }
  </tr> `;
}

/** A share as a number of percent, whose sign stands over the column. */
function percentNumber(share: number): string {
  return isNumber(share) ? amount(100 * share, 1) : NO_NUMBER;
}

/** The number without its unit, over a bar of that length. */
function shareCell(share: number): Html {
  if (!isNumber(share)) return html`${NO_NUMBER}`;
  const width = Math.round(1000 * Math.min(1, Math.max(0, share))) / 10;
  return html`${percentNumber(share)}<span class="meter" aria-hidden="true"
      ><i style="width:${width}%"></i
    ></span>`;
}

function digitsOf(record: RunRecord): Digits {
  const { policies } = record;
  return {
    objective: digitsFor(policies.map((policy) => policy.objective)),
    regret: digitsFor(policies.map((policy) => policy.regret)),
    advantage: advantageDigits(record),
    error: Math.min(
      3,
      digitsFor(policies.flatMap(({ forecast }) => (forecast === null ? [] : [forecast.rmse, forecast.mae]))),
    ),
  };
}

/** Forecast errors have the unit of what is forecast, if all models agree on it. */
function unitOfForecasts({ models }: RunRecord): Html {
  const units = new Set(models.map(({ target }) => target.unit));
  const [unit] = units;
  return units.size === 1 && typeof unit === "string" ? html`<small>${unit}</small>` : NOTHING;
}
