import type { ModelCard } from "../../learn/index.js";
import { cardValues } from "./card-value.js";
import { html, type Html } from "./html.js";
import { amount } from "./numbers.js";
import { counted } from "./words.js";

/** What was fitted, and how: one fold per model. */
export function modelCards(models: readonly ModelCard[]): Html {
  if (models.length === 0) return html`<p>No model was fitted.</p>`;
  return html`<div class="models">${models.map(modelCard)}</div>`;
}

function modelCard({
  predictor,
  kind,
  rows,
  loss,
  seed,
  features,
  target,
  settings,
  figures,
}: ModelCard): Html {
  const axes = target.over.map(({ name, keys }) => `${amount(keys, 0)} × ${name}`).join(", ");
  return html`<details class="model">
    <summary>
      <strong>${predictor}</strong>
      <span class="aside"
        >${kind} · ${counted(rows, "row")} · ${loss}${seed !== null && ` · seed ${seed}`}</span
      >
    </summary>
    <dl class="facts">
      <div>
        <dt>Kind</dt>
        <dd>${kind}</dd>
      </div>
      <div>
        <dt>Fitted on</dt>
        <dd>${counted(rows, "row")}</dd>
      </div>
      <div>
        <dt>Loss</dt>
        <dd>${loss}</dd>
      </div>
      <div>
        <dt>Seed</dt>
        <dd>${seed === null ? "none needed" : String(seed)}</dd>
      </div>
      <div>
        <dt>Predicts</dt>
        <dd>
          ${counted(target.entries, "value")} per
          row${axes !== "" && ` (${axes})`}${target.unit !== null && `, in ${target.unit}`}
        </dd>
      </div>
    </dl>
    <h4>Features (${amount(features.length, 0)})</h4>
    <p class="features">${features.map((feature) => html`<code>${feature}</code> `)}</p>
    <h4>Settings</h4>
    ${cardValues(settings)}
    <h4>What fitting found</h4>
    ${cardValues(figures)}
  </details> `;
}
