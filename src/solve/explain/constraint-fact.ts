import type { StandardForm } from "../../model/index.js";
import { isAt, type LinearPrices } from "./linear-prices.js";
import {
  isEmptyRow,
  plain,
  quantity,
  requirement,
  rowReference,
  type EntryReference,
  type Side,
} from "./member.js";

/** From where to where a number may move, alone; null where nothing limits it. */
export interface Range {
  readonly from: number | null;
  readonly to: number | null;
}

/** What a plan makes of one row of a constraint. */
export interface ConstraintFact extends EntryReference {
  /** Value of the left side, with all variables moved there. */
  readonly activity: number;
  readonly lower: number | null;
  readonly upper: number | null;
  /** The limit at which the plan stands; null where there is something to spare. */
  readonly binding: Side | null;
  /** Distance to the nearer limit. */
  readonly slack: number;
  /** Change of the objective per unit of the limit; null without prices. */
  readonly shadowPrice: number | null;
  /** `EUR/MWh`, where both units were declared. */
  readonly priceUnit: string | null;
  /** The price holds while this right-hand side, alone, stays in here; null without prices, with two limits, and where the objective is quadratic. */
  readonly rightSideRange: Range | null;
  readonly sentence: string;
}

/** Facts about all rows that have variables and a limit. */
export function constraintFacts(
  form: StandardForm,
  columnValues: Float64Array,
  prices: LinearPrices | null,
  objectiveUnit: string | null,
): ConstraintFact[] {
  const facts: ConstraintFact[] = [];
  const { starts, columns, values } = form.matrix;
  for (let row = 0; row < form.rows; row++) {
    const [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
    const isFree = lower === -Infinity && upper === Infinity;
    if (isFree || isEmptyRow(form, row)) continue;
    let activity = 0;
    let basisActivity = 0;
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      activity += values[k] * columnValues[columns[k]];
      if (prices !== null) basisActivity += values[k] * prices.columnValues[columns[k]];
    }
    const reference = rowReference(form, row);
    const binding = bindingSide(activity, lower, upper);
    const fact = {
      ...reference,
      activity,
      lower: finiteOrNull(lower),
      upper: finiteOrNull(upper),
      binding,
      slack: binding === null ? Math.min(activity - lower, upper - activity) : 0,
      shadowPrice: prices === null ? null : prices.rowDuals[row],
      priceUnit:
        objectiveUnit === null || reference.unit === null ? null : `${objectiveUnit}/${reference.unit}`,
      rightSideRange: prices === null ? null : rightSideRange(form, row, activity, basisActivity, prices),
    };
    facts.push({ ...fact, sentence: sentenceOf(fact, objectiveUnit) });
  }
  return facts;
}

/** The limit at which a value stands. */
export function bindingSide(value: number, lower: number, upper: number): Side | null {
  if (lower === upper) return "equal";
  if (isAt(value, lower)) return "lower";
  return isAt(value, upper) ? "upper" : null;
}

export function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

function rightSideRange(
  form: StandardForm,
  row: number,
  activity: number,
  basisActivity: number,
  prices: LinearPrices,
): Range | null {
  if (prices.rightSides === null) return null;
  const [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
  // With two different limits it is not one number that moves.
  if (lower !== upper && lower > -Infinity && upper < Infinity) return null;
  if (prices.rowIsNonbasic[row]) {
    const limit = lower > -Infinity ? lower : upper;
    const from = Math.min(limit, prices.rightSides.from[row]);
    const to = Math.max(limit, prices.rightSides.to[row]);
    return { from: finiteOrNull(from), to: finiteOrNull(to) };
  }
  if (lower === upper) return { from: lower, to: lower };
  // A limit that is not in force is worth nothing as long as some optimal point stays within it.
  if (upper < Infinity) return { from: Math.min(activity, basisActivity, upper) + 0, to: null };
  return { from: null, to: Math.max(activity, basisActivity, lower) + 0 };
}

function sentenceOf(fact: Omit<ConstraintFact, "sentence">, objectiveUnit: string | null): string {
  const { name, unit, binding, activity, shadowPrice, rightSideRange: range } = fact;
  if (binding === null) {
    const isNearLower = fact.lower !== null && Math.abs(activity - fact.lower - fact.slack) <= 1e-12;
    const side = isNearLower || fact.upper === null ? "lower" : "upper";
    const limit = requirement(side, (side === "lower" ? fact.lower : fact.upper)!, unit);
    return `${name} has ${quantity(fact.slack, unit)} to spare (${quantity(activity, unit)}, ${limit}).`;
  }
  const limit = (binding === "upper" ? fact.upper : fact.lower)!;
  const start = `${name} binds at ${quantity(limit, unit)}`;
  if (shadowPrice === null) return `${start}.`;
  if (Math.abs(shadowPrice) <= 1e-9) return `${start}, but a small change of it is worth nothing.`;
  const valid = range === null ? "" : ` (${rangeWords(range, unit)})`;
  return `${start}: one ${unit ?? "unit"} more changes the objective by ${signed(shadowPrice, objectiveUnit)}${valid}.`;
}

/** `from 50 MWh to 100 MWh`, `up to 3`, `from 3 on`, `anywhere` */
export function rangeWords({ from, to }: Range, unit: string | null): string {
  if (from === null && to === null) return "anywhere";
  if (from === null) return `up to ${quantity(to!, unit)}`;
  return to === null
    ? `from ${quantity(from, unit)} on`
    : `from ${quantity(from, unit)} to ${quantity(to, unit)}`;
}

/** A change with its sign: `+35 EUR`. */
export function signed(change: number, unit: string | null): string {
  return `${change > 0 ? "+" : ""}${plain(change)}${unit === null ? "" : ` ${unit}`}`;
}
