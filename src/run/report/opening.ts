import type { PolicySummary, SplitPart } from "../../programs/index.js";
import type { RunRecord } from "../run-record.js";
import { html, NOTHING, type Html } from "./html.js";
import { amount, digitsFor, isNumber, level, percent, signedAmount } from "./numbers.js";
import { advantageDigits, outcomeChip, outcomeOf, rangeText } from "./standing.js";
import { bestPolicy, subjectOf, type Subject } from "./subject.js";
import { clockTime, counted } from "./words.js";

/** Banners, headline and the figures that a hurried reader needs. */
export function opening(record: RunRecord): Html {
  const { training, test } = record.split;
  return html`<header class="opening">
    <p class="kicker">
      Foresolve report · ${record.program} · ${record.data.description} ·
      ${clockTime(record.timings.startedAt)}
    </p>
    ${banners(record)}
    <h1>${withoutShout(record)}</h1>
    ${
      record.policies.length > 0 &&
      html`<p class="lead">Compared on ${splitText(test)}; learned from ${splitText(training)}.</p>`
    }
    ${keyFigures(record)}
  </header>`;
}

/** "30 rows from 2024-05-01 to 2024-05-30", "200 episodes, drawn from other lives". */
function splitText({ rows, noun = "row", nouns, from, to, origin }: SplitPart): string {
  const range = from === undefined || to === undefined ? "" : ` from ${from} to ${to}`;
  return `${counted(rows, noun, nouns)}${range}${origin === undefined ? "" : `, ${origin}`}`;
}

function banners(record: RunRecord): Html {
  return html`${
    record.data.simulated &&
    html`<p class="banner warn" id="simulated">
      <strong>These data are simulated.</strong> They were made by the program's own simulator
      (${record.data.description}). The results show how the program works; they say nothing about any real
      market, plant or place.
    </p>`
  }${
    record.stopped &&
    html`<p class="banner warn" id="stopped">
      <strong>This run was stopped before it was finished.</strong> What was not trained in time is left out
      of the comparison; the results are valid for what is shown.
    </p>`
  }${record.warnings.map((warning) => html`<p class="banner note"><strong>Warning.</strong> ${warning}</p>`)}`;
}

/** The headline names simulated data in capitals for terminals; here the banner does that. */
function withoutShout({ data, headline }: RunRecord): string {
  return data.simulated ? headline.replace(/^SIMULATED DATA\.\s*/, "") : headline;
}

function keyFigures(record: RunRecord): Html {
  const subject = subjectOf(record);
  if (subject === null) return NOTHING;
  return html`<ul class="cards">
    ${objectiveCard(record, subject)}${shareCard(record, subject)}${advantageCard(record, subject)}${regretCard(record, subject)}
  </ul>`;
}

function card(label: string, value: string, unit: string, detail: Html): Html {
  return html`<li class="card">
    <span class="label">${label}</span
    ><span class="value">${value}${unit !== "" && html` <small>${unit}</small>`}</span
    ><span class="detail">${detail}</span>
  </li> `;
}

function objectiveCard(record: RunRecord, { policy, role }: Subject): Html {
  const { label, unit } = record.objective;
  const best = bestPolicy(record)!;
  const digits = digitsFor(record.policies.map(({ objective }) => objective));
  const rest =
    best.objective === policy.objective
      ? html`, the best in this comparison`
      : html`. Best in this comparison: “${best.name}” with ${amount(best.objective, digits)}`;
  return card(
    `${label} of the ${role} policy`,
    amount(policy.objective, digits),
    unit,
    html`“${policy.name}”${rest}`,
  );
}

function shareCard({ policies, objective, strongestBaseline }: RunRecord, { policy }: Subject): Html {
  if (!isNumber(policy.shareOfHindsight)) return NOTHING;
  const baseline = policies.find(({ name }) => name === strongestBaseline);
  const more = objective.sense === "maximize";
  const share = (of: PolicySummary): string => percent(of.shareOfHindsight - (more ? 0 : 1));
  return card(
    more ? "Share of perfect hindsight" : "Above perfect hindsight",
    share(policy),
    "",
    baseline === undefined
      ? html`no simple baseline to compare with`
      : html`strongest simple baseline: ${share(baseline)}`,
  );
}

function advantageCard(record: RunRecord, { policy }: Subject): Html {
  const { objective, strongestBaseline } = record;
  const label =
    objective.sense === "maximize"
      ? "Advantage over the strongest simple baseline"
      : "Saved against the strongest simple baseline";
  const { interval } = policy;
  if (interval === null) {
    return card(
      label,
      "–",
      "",
      strongestBaseline === policy.name
        ? html`it is the strongest simple baseline`
        : html`nothing to compare with`,
    );
  }
  const digits = advantageDigits(record);
  return card(
    label,
    signedAmount(interval.estimate, digits),
    objective.unit,
    html`${level(interval.level)} interval ${rangeText(interval, digits)} ${outcomeChip(outcomeOf(interval))}`,
  );
}

function regretCard({ objective, policies }: RunRecord, { policy }: Subject): Html {
  if (!isNumber(policy.regret)) return NOTHING;
  const digits = digitsFor(policies.map(({ regret }) => regret));
  return card(
    "Regret",
    amount(policy.regret, digits),
    objective.unit,
    html`${percent(policy.regretRatioOfSums)} of the ${objective.label} of perfect hindsight`,
  );
}
