import type { RunRecord } from "../run-record.js";
import { html, type Html } from "./html.js";
import { hasForecasts } from "./policy-table.js";
import { advantageDigits, intervalSentence, outcomeChip } from "./standing.js";

/** The comparisons that were made, each with what came out. */
export function verdictList(record: RunRecord): Html {
  const { verdicts, objective } = record;
  if (verdicts.length === 0) return html`<p>No two policies were compared.</p>`;
  const digits = advantageDigits(record);
  return html`<ul class="verdicts">
    ${verdicts.map(
      (verdict) =>
        html`<li>
          <p class="comparison">${outcomeChip(verdict.outcome)} ${verdict.comparison}</p>
          <p class="aside">${intervalSentence(verdict, objective, digits)}</p>
        </li> `,
    )}
  </ul>`;
}

/** What a reader must know: the program's own notes first, then the words of every report. */
export function readingNotes({ notes, objective, policies, policyFigures = [], split }: RunRecord): Html {
  const { noun, nouns = `${noun}s` } = split.test;
  const better = objective.sense === "maximize" ? "higher" : "lower";
  return html`${
      notes.length > 0 &&
      html`<ul class="notes">
        ${notes.map((note) => html`<li>${note}</li>`)}
      </ul>`
    }
    <details>
      <summary>What the words mean</summary>
      <dl class="glossary">
        <dt>policy</dt>
        <dd>
          A way of deciding: it sees what is known beforehand and gives a decision. All policies meet the same
          problem and the same truths; ${better} ${objective.label} is better.
        </dd>
        <dt>baseline</dt>
        <dd>A simple rule that anyone could follow today. The strongest one is the yardstick.</dd>
        <dt>two-stage</dt>
        <dd>First the best forecast, then the best decision for that forecast.</dd>
        <dt>decision-focused</dt>
        <dd>The forecast is trained by what the decisions that follow from it turn out to be worth.</dd>
        <dt>hindsight</dt>
        <dd>
          The best decision had everything been known beforehand. Nobody can follow it; it shows how much
          there was to gain.
        </dd>
        <dt>regret</dt>
        <dd>How far a policy stayed behind perfect hindsight.</dd>
        <dt>interval</dt>
        <dd>
          ${
            noun === undefined
              ? "From a paired bootstrap over blocks of neighbouring rows: how much the difference might have been in other periods like this one."
              : `From a paired bootstrap over ${nouns}: how much the difference might have been in other ${nouns} like these.`
          }
          If it contains zero, the two are not distinguishable.
        </dd>
        ${
          hasForecasts(policies) &&
          html`<dt>RMSE, MAE</dt>
            <dd>Root mean square error and mean absolute error of the forecasts.</dd>`
        }
        ${policyFigures.map(
          ({ label, summary }) =>
            html`<dt>${label}</dt>
              <dd>${summary}</dd>`,
        )}
      </dl>
    </details>`;
}
