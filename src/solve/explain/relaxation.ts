import type { StandardForm } from "../../model/index.js";
import { HighsSession } from "../highs-session.js";
import { verifier } from "../verifier.js";
import { requireExplainable } from "./answerable.js";
import { startClock, timeLeft } from "./clock.js";
import { extendedForm, fixedForm, type Explainable } from "./fixed-form.js";
import type { ExplainOptions } from "./infeasibility.js";
import { columnReference, plain, quantity, rowReference, type EntryReference } from "./member.js";
import { pricesByColumn, pricesByRow, type Penalties } from "./penalties.js";
import { withWholeNumbers } from "./whole-numbers.js";

/** Options of {@link cheapestRelaxation}. */
export interface RelaxationOptions extends ExplainOptions {
  /** Price per unit of violation, by constraint name or entry name; Infinity: must hold. */
  readonly penalties?: Penalties;
  /** Price of constraints that `penalties` does not name; default 1. Infinity: only what is named may give. */
  readonly defaultPenalty?: number;
  /** Price per unit by which a bound gives, by variable name or entry name. Bounds that are not named must hold. */
  readonly boundPenalties?: Penalties;
}

/** One limit that gives. */
export interface RelaxedLimit extends EntryReference {
  readonly kind: "constraint" | "bound";
  /** "lower": what was asked for at least is lowered to `to`. "upper": what was allowed at most is raised to `to`. */
  readonly side: "lower" | "upper";
  readonly from: number;
  readonly to: number;
  /** |to - from| */
  readonly by: number;
  /** Price of this change. */
  readonly penalty: number;
  /** `meet demand[hour=3]: accept at least 100 MWh instead of 120 MWh (20 MWh less).` */
  readonly sentence: string;
}

/** How a model becomes feasible at the least price; plain data. */
export type Relaxation =
  | {
      /** "relaxed": with `changes` there is a plan. "feasible": there is one already, and `changes` is empty. */
      readonly status: "relaxed" | "feasible";
      readonly changes: readonly RelaxedLimit[];
      readonly totalPenalty: number;
      /** False when the deadline came first: a cheaper relaxation may exist. */
      readonly isProvenCheapest: boolean;
      /** [columns] a plan that satisfies the relaxed model, checked; its costs were not looked at */
      readonly columnValues: Float64Array;
      readonly text: string;
    }
  /** What must hold contradicts itself. */
  | { readonly status: "infeasible"; readonly text: string }
  /** No relaxation was found in time. */
  | { readonly status: "unknown"; readonly text: string };

/**
 * By how much which right-hand sides must give so that a plan exists, at the smallest total of penalty x violation.
 * Integrality and, unless priced, variable bounds hold. Units differ between constraints: penalties make them comparable.
 * The answer of the elastic model is checked by the verifier, with the new limits in place of the old ones.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_PENALTY`, and what {@link explainInfeasibility} throws.
 * @example
 * import { atLeast, indexSet, model, parameter, sum, total } from "foresolve/model";
 * import { cheapestRelaxation } from "foresolve/solve";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const hour = indexSet("hour", ["h1", "h2"]);
 * const m = model("dispatch");
 * const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
 * const demand = parameter({ over: [hour], unit: "MWh", data: [60, 120] });
 * m.require("meet demand", atLeast(sum(output, unit), demand));
 * m.minimize(total(output));
 *
 * const relaxation = await cheapestRelaxation(m);
 * if (relaxation.status !== "relaxed") throw new Error(relaxation.text);
 * relaxation.changes[0].sentence;
 * // => "meet demand[hour=h2]: accept at least 100 MWh instead of 120 MWh (20 MWh less)."
 */
export async function cheapestRelaxation(
  subject: Explainable,
  options: RelaxationOptions = {},
): Promise<Relaxation> {
  const form = fixedForm(subject, options.values);
  requireExplainable("The cheapest relaxation", form, "linear rows");
  const clock = startClock(options.deadlineMs);
  const rowPrices = pricesByRow(form, options.penalties ?? {}, options.defaultPenalty ?? 1);
  const columnPrices = pricesByColumn(form, options.boundPenalties ?? {}, Infinity);
  const session = await HighsSession.open(elasticForm(form, rowPrices, columnPrices));
  try {
    const time = timeLeft(clock);
    if (time === null) return unknown(form);
    const outcome = session.run(time);
    if (outcome.status === "infeasible") {
      const text = `No relaxation makes "${form.name}" feasible: what must hold contradicts itself.`;
      return { status: "infeasible", text };
    }
    const columnValues = withWholeNumbers(form, session.columnValues.slice(0, form.columns));
    const { relaxed, changes } = neededChanges(form, columnValues, rowPrices, columnPrices);
    if (!verifier(relaxed)([], columnValues).ok) return unknown(form);
    const totalPenalty = changes.reduce((sum, { penalty }) => sum + penalty, 0);
    const isProvenCheapest =
      outcome.status === "optimal" && totalPenalty - outcome.bound <= 1e-6 * Math.max(1, totalPenalty);
    return {
      status: changes.length === 0 ? "feasible" : "relaxed",
      changes,
      totalPenalty,
      isProvenCheapest: isProvenCheapest || changes.length === 0,
      columnValues,
      text: textOf(form, changes, totalPenalty, isProvenCheapest),
    };
  } finally {
    session.dispose();
  }
}

/** Every limit that has a finite price may be overstepped, by a column of its own that costs this price. */
function elasticForm(form: StandardForm, rowPrices: Float64Array, columnPrices: Float64Array): StandardForm {
  const terms: [number, number, number][] = [];
  const extraCosts: number[] = [];
  for (let row = 0; row < form.rows; row++) {
    if (rowPrices[row] === Infinity) continue;
    for (const sign of sidesOf(form.rowLower[row], form.rowUpper[row])) {
      terms.push([row, extraCosts.length, sign]);
      extraCosts.push(rowPrices[row]);
    }
  }
  // A priced bound leaves the column and becomes a row, which can give.
  const columnLower = form.columnLower.slice();
  const columnUpper = form.columnUpper.slice();
  const extraRows = [];
  for (let column = 0; column < form.columns; column++) {
    if (columnPrices[column] === Infinity) continue;
    const [lower, upper] = [columnLower[column], columnUpper[column]];
    const columns = [column];
    const values = [1];
    for (const sign of sidesOf(lower, upper)) {
      columns.push(form.columns + extraCosts.length);
      values.push(sign);
      extraCosts.push(columnPrices[column]);
    }
    extraRows.push({ columns, values, lower, upper });
    columnLower[column] = -Infinity;
    columnUpper[column] = Infinity;
  }
  const cost = new Float64Array(form.columns + extraCosts.length);
  cost.set(extraCosts, form.columns);
  return extendedForm(
    { ...form, columnLower, columnUpper },
    {
      sense: "minimize",
      cost,
      extraLower: extraCosts.map(() => 0),
      extraUpper: extraCosts.map(() => Infinity),
      terms,
      extraRows,
    },
  );
}

/** +1 helps to reach a lower limit, -1 to stay below an upper one. */
function sidesOf(lower: number, upper: number): (1 | -1)[] {
  const sides: (1 | -1)[] = [];
  if (lower > -Infinity) sides.push(1);
  if (upper < Infinity) sides.push(-1);
  return sides;
}

/** Violations up to this, relative to max(1, |limit|), are the solver's noise and no reason to change a limit. */
const NOISE = 1e-7;

function neededChanges(
  form: StandardForm,
  columnValues: Float64Array,
  rowPrices: Float64Array,
  columnPrices: Float64Array,
): { readonly relaxed: StandardForm; readonly changes: readonly RelaxedLimit[] } {
  const relaxed = {
    ...form,
    rowLower: form.rowLower.slice(),
    rowUpper: form.rowUpper.slice(),
    columnLower: form.columnLower.slice(),
    columnUpper: form.columnUpper.slice(),
  };
  const changes: RelaxedLimit[] = [];
  const { starts, columns, values } = form.matrix;
  for (let row = 0; row < form.rows; row++) {
    if (rowPrices[row] === Infinity) continue;
    let activity = 0;
    for (let k = starts[row]; k < starts[row + 1]; k++) activity += values[k] * columnValues[columns[k]];
    const change = give(relaxed.rowLower, relaxed.rowUpper, row, activity, rowPrices[row]);
    if (change !== null) changes.push(described("constraint", rowReference(form, row), change));
  }
  for (let column = 0; column < form.columns; column++) {
    if (columnPrices[column] === Infinity) continue;
    const { columnLower, columnUpper } = relaxed;
    const change = give(columnLower, columnUpper, column, columnValues[column], columnPrices[column]);
    if (change !== null) changes.push(described("bound", columnReference(form, column), change));
  }
  return { relaxed, changes };
}

type Change = Pick<RelaxedLimit, "side" | "from" | "to" | "by" | "penalty">;

/** Moves the limit that the value oversteps to the value. */
function give(
  lower: Float64Array,
  upper: Float64Array,
  at: number,
  value: number,
  price: number,
): Change | null {
  const side = value < lower[at] ? "lower" : "upper";
  const limits = side === "lower" ? lower : upper;
  const from = limits[at];
  const by = side === "lower" ? from - value : value - from;
  if (!(by > NOISE * Math.max(1, Math.abs(from)))) return null;
  limits[at] = value;
  return { side, from, to: value, by, penalty: price * by };
}

function described(kind: RelaxedLimit["kind"], reference: EntryReference, change: Change): RelaxedLimit {
  const { name, unit } = reference;
  const { side, from, to, by } = change;
  const [verb, words, direction] =
    side === "lower" ? ["accept", "at least", "less"] : ["allow", "at most", "more"];
  const title = kind === "constraint" ? name : `${side} bound of ${name}`;
  const amount = `${quantity(to, unit)} instead of ${quantity(from, unit)}`;
  const sentence = `${title}: ${verb} ${words} ${amount} (${quantity(by, unit)} ${direction}).`;
  return { ...reference, kind, ...change, sentence };
}

function textOf(
  form: StandardForm,
  changes: readonly RelaxedLimit[],
  totalPenalty: number,
  isProvenCheapest: boolean,
): string {
  if (changes.length === 0) return `Model "${form.name}" is feasible as it is: nothing needs to give.`;
  const quality = isProvenCheapest ? "No cheaper change does." : "A cheaper change may exist: time was up.";
  return [
    `"${form.name}" becomes feasible, at a total penalty of ${plain(totalPenalty)}, when ${changes.length === 1 ? "this limit gives" : `these ${changes.length} limits give`}:`,
    ...changes.map(({ sentence }) => `- ${sentence}`),
    quality,
  ].join("\n");
}

function unknown(form: StandardForm): Relaxation {
  return { status: "unknown", text: `No relaxation of "${form.name}" was found in time.` };
}
