import { outcomeOf } from "../../decide/index.js";
import type { ProgramOutcome, Verdict } from "../../programs/index.js";
import { html, type Html } from "./html.js";
import { amount, digitsFor, level, percent, signedAmount } from "./numbers.js";

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

/** What came out of a comparison in a sentence, for readers who do not think in intervals. */
export function intervalSentence(
  { interval, relative }: Pick<Verdict, "interval" | "relative">,
  { sense, unit }: ProgramOutcome["objective"],
  digits: number,
): string {
  const { estimate, lower, upper, against } = interval;
  const certainty = `With ${level(interval.level)} confidence`;
  const low = amount(Math.min(Math.abs(lower), Math.abs(upper)), digits);
  const high = amount(Math.max(Math.abs(lower), Math.abs(upper)), digits);
  const outcome = outcomeOf(interval);
  const shares =
    relative === undefined
      ? ""
      : ` In relation to that of "${against}": ${signedPercent(relative.estimate)} (${signedPercent(relative.lower)} to ${signedPercent(relative.upper)}).`;
  if (sense === "maximize") {
    const measured = `Measured difference to "${against}": ${signedAmount(estimate, digits)} ${unit}.`;
    switch (outcome) {
      case "better":
        return `${measured} ${certainty} the advantage lies between ${low} and ${high} ${unit}.${shares}`;
      case "worse":
        return `${measured} ${certainty} the disadvantage lies between ${low} and ${high} ${unit}.${shares}`;
      default:
        return `${measured} ${certainty} it lies anywhere between ${rangeText(interval, digits)} ${unit}: this test cannot tell the two apart.${shares}`;
    }
  }
  // Where less is better a plus sign would mislead: words do not.
  const way = (value: number): string => (value < 0 ? "more" : "less");
  const size = (value: number): string => `${amount(Math.abs(value), digits)} ${unit} ${way(value)}`;
  const measured = `${size(estimate)} than "${against}"${relative === undefined ? "" : ` (${percent(Math.abs(relative.estimate))})`}.`;
  if (outcome !== "not distinguishable") {
    const [least, most] =
      relative === undefined ? [] : [relative.lower, relative.upper].map(Math.abs).sort((a, b) => a - b);
    const relativeRange = relative === undefined ? "" : ` (${percent(least)} to ${percent(most)})`;
    return `${measured} ${certainty} the difference lies between ${low} and ${high} ${unit}${relativeRange}.`;
  }
  return `${measured} ${certainty} it lies anywhere between ${size(lower)} and ${size(upper)}: this test cannot tell the two apart.`;
}

function signedPercent(share: number): string {
  return `${share > 0 ? "+" : ""}${percent(share)}`;
}
