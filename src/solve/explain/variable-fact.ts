import type { StandardForm } from "../../model/index.js";
import { bindingSide, finiteOrNull, rangeWords, signed, type Range } from "./constraint-fact.js";
import { isAt, type LinearPrices } from "./linear-prices.js";
import { columnReference, quantity, type EntryReference, type Side } from "./member.js";

/** What a plan makes of one entry of a variable. */
export interface VariableFact extends EntryReference {
  readonly value: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** The bound at which the value stands, if any. */
  readonly atBound: Side | null;
  /** Change of the objective per unit by which the bound moves; null without prices, and for whole numbers. */
  readonly reducedCost: number | null;
  /** Linear coefficient in the objective. */
  readonly cost: number;
  /**
   * The plan stays optimal while this coefficient, alone, stays in here. Null without prices, for whole numbers, for a quadratic objective, and when
   * the plan is another one of several optima than the one that the solver's ranges are about.
   */
  readonly costRange: Range | null;
  readonly sentence: string;
}

/** Facts about all columns. */
export function variableFacts(
  form: StandardForm,
  columnValues: Float64Array,
  prices: LinearPrices | null,
  objectiveUnit: string | null,
): VariableFact[] {
  const isSamePlan =
    prices !== null && columnValues.every((value, column) => isAt(value, prices.columnValues[column]));
  const facts: VariableFact[] = [];
  for (let column = 0; column < form.columns; column++) {
    const [lower, upper] = [form.columnLower[column], form.columnUpper[column]];
    const value = columnValues[column];
    const cost = form.cost[column];
    const isPriced = prices !== null && form.integrality[column] === 0;
    const fact = {
      ...columnReference(form, column),
      value,
      lower: finiteOrNull(lower),
      upper: finiteOrNull(upper),
      atBound: bindingSide(value, lower, upper),
      reducedCost: isPriced ? prices.columnDuals[column] : null,
      cost,
      costRange:
        isPriced && isSamePlan && prices.costs !== null
          ? {
              from: finiteOrNull(Math.min(cost, prices.costs.from[column])),
              to: finiteOrNull(Math.max(cost, prices.costs.to[column])),
            }
          : null,
    };
    facts.push({ ...fact, sentence: sentenceOf(fact, objectiveUnit) });
  }
  return facts;
}

function sentenceOf(fact: Omit<VariableFact, "sentence">, objectiveUnit: string | null): string {
  const { name, unit, value, atBound, reducedCost, costRange } = fact;
  const words = { lower: "at its lower bound of", upper: "at its upper bound of", equal: "fixed at" };
  const place = atBound === null ? "is" : `is ${words[atBound]}`;
  const start = `${name} ${place} ${quantity(value, unit)}`;
  if (atBound !== null && reducedCost !== null && Math.abs(reducedCost) > 1e-9) {
    return `${start}: one ${unit ?? "unit"} more would change the objective by ${signed(reducedCost, objectiveUnit)}.`;
  }
  if (costRange === null) return `${start}.`;
  const factor = objectiveUnit === null || unit === null ? null : `${objectiveUnit}/${unit}`;
  return `${start}: the plan stays while its cost of ${quantity(fact.cost, factor)} stays in the range ${rangeWords(costRange, factor)}.`;
}
