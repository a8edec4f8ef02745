import type { CardValue } from "../../learn/index.js";
import { html, type Html } from "./html.js";
import { NO_NUMBER, plainNumber } from "./numbers.js";
import { fieldTitle } from "./words.js";

/** More items than this are a paragraph of their own. */
const SHORT_LIST = 4;

/** Named values as a list of terms; lists of nested ones in folds. */
export function cardValues(values: Readonly<Record<string, CardValue>>): Html {
  const entries = Object.entries(values);
  if (entries.length === 0) return html`<p class="aside">none</p>`;
  return html`<dl class="values">
    ${entries.map(
      ([name, value]) =>
        html`<div${isLong(value) && html` class="long"`}>
          <dt>${fieldTitle(name)}</dt>
          <dd>${cardValue(value)}</dd>
        </div>`,
    )}
  </dl>`;
}

function cardValue(value: CardValue): Html {
  if (isList(value)) {
    if (value.length === 0) return html`none`;
    if (!value.every(isScalar)) return html`${value.map(member)}`;
    return html`${value.map(scalarText).join(", ")}`;
  }
  return isScalar(value) ? html`${scalarText(value)}` : cardValues(value);
}

/** One item of a list of nested values, under its own name if it has one. */
function member(item: CardValue, position: number): Html {
  const named = isScalar(item) || isList(item) ? null : (item.predictor ?? item.name);
  const title = typeof named === "string" ? named : `entry ${position + 1}`;
  return html`<details>
    <summary>${title}</summary>
    ${cardValue(item)}
  </details>`;
}

function scalarText(value: Scalar): string {
  if (value === null) return NO_NUMBER;
  if (typeof value === "number") return plainNumber(value);
  return typeof value === "boolean" ? (value ? "yes" : "no") : value;
}

function isLong(value: CardValue): boolean {
  if (isList(value)) return value.length > SHORT_LIST || !value.every(isScalar);
  return !isScalar(value);
}

type Scalar = string | number | boolean | null;

function isScalar(value: CardValue): value is Scalar {
  return typeof value !== "object" || value === null;
}

function isList(value: CardValue): value is readonly CardValue[] {
  return Array.isArray(value);
}
