import { outcomeOf } from "../../decide/index.js";
import type { ProgramOutcome, Verdict } from "../../programs/index.js";
import { html, type Html } from "./html.js";
import { amount, digitsFor, level, signedAmount } from "./numbers.js";

/** An estimate of an advantage, with its interval. */
export type Interval = Verdict["interval"];

export { outcomeOf };

/** Sign beside the word, so that no colour is needed to read it. */
const SIGNS: Readonly<Record<Verdict["outcome"], string>> = {
  better: "▲",
  worse: "▼",
  "not distinguishable": "≈",
};

/** The outcome as a small coloured sign with its word. */
export function outcomeChip(outcome: Verdict["outcome"]): Html {
  const name = outcome === "not distinguishable" ? "open" : outcome;
  return html`<span class="chip ${name}"><span aria-hidden="true">${SIGNS[outcome]}</span> ${outcome}</span>`;
}

/** "−46 to +1,035" */
export function rangeText(interval: Interval, digits: number): string {
  return `${signedAmount(interval.lower, digits)} to ${signedAmount(interval.upper, digits)}`;
}

/** One number of digits for all advantages of a report, so that a reader can find them again. */
export function advantageDigits({ policies, verdicts }: ProgramOutcome): number {
  const intervals = [...policies, ...verdicts].flatMap(({ interval }) =>
    interval === null ? [] : [interval],
  );
  return digitsFor(intervals.flatMap(({ lower, upper }) => [lower, upper]));
}

/** An interval in a sentence, for readers who do not think in intervals. */
export function intervalSentence(interval: Interval, unit: string, digits: number): string {
  const { estimate, lower, upper } = interval;
  const certainty = level(interval.level);
  const measured = `Measured difference to "${interval.against}": ${signedAmount(estimate, digits)} ${unit}.`;
  const low = amount(Math.min(Math.abs(lower), Math.abs(upper)), digits);
  const high = amount(Math.max(Math.abs(lower), Math.abs(upper)), digits);
  switch (outcomeOf(interval)) {
    case "better":
      return `${measured} With ${certainty} confidence the advantage lies between ${low} and ${high} ${unit}.`;
    case "worse":
      return `${measured} With ${certainty} confidence the disadvantage lies between ${low} and ${high} ${unit}.`;
    default:
      return `${measured} With ${certainty} confidence it lies anywhere between ${rangeText(interval, digits)} ${unit}: this test cannot tell the two apart.`;
  }
}
