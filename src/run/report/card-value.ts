import type { CardValue } from "../../learn/index.js";
import { html, type Html } from "./html.js";
import { NO_NUMBER, plainNumber } from "./numbers.js";
import { counted, fieldTitle } from "./words.js";

/** Named values as a list of terms; nested ones in folds. */
export function cardValues(values: Readonly<Record<string, CardValue>>): Html {
  const entries = Object.entries(values);
  if (entries.length === 0) return html`<p class="aside">none</p>`;
  return html`<dl class="values">
    ${entries.map(
      ([name, value]) =>
        html`<div>
          <dt>${fieldTitle(name)}</dt>
          <dd>${cardValue(value)}</dd>
        </div>`,
    )}
  </dl>`;
}

function cardValue(value: CardValue): Html {
  if (value === null) return html`${NO_NUMBER}`;
  if (typeof value === "number") return html`${plainNumber(value)}`;
  if (typeof value === "boolean") return html`${value ? "yes" : "no"}`;
  if (typeof value === "string") return html`${value}`;
  if (isList(value)) {
    if (value.length === 0) return html`none`;
    if (value.every((item) => typeof item !== "object" || item === null)) {
      const texts = value.map((item) => cardValue(item).markup.length > 0 && scalarText(item));
      return html`${texts.map((text, position) => html`${position > 0 && ", "}${text}`)}`;
    }
    return html`<details>
      <summary>${counted(value.length, "entry").replace("entrys", "entries")}</summary>
      <ol>
        ${value.map((item) => html`<li>${cardValue(item)}</li>`)}
      </ol>
    </details>`;
  }
  return cardValues(value as Readonly<Record<string, CardValue>>);
}

function scalarText(value: CardValue): string {
  return typeof value === "number" ? plainNumber(value) : value === null ? NO_NUMBER : String(value);
}

function isList(value: CardValue): value is readonly CardValue[] {
  return Array.isArray(value);
}
