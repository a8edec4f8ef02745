import { ForesolveError } from "../errors.js";
import { entryCount, entryName } from "./axes.js";
import type { Expression } from "./expression.js";
import type { UncertainParameter } from "./parameter.js";
import { slotCount } from "./slots.js";
import { NONE } from "./terms.js";
import type { Variable } from "./variable.js";

/** Smallest and largest value that each entry of an uncertain parameter will ever be given. */
export interface SlotRange {
  readonly lower: number | ArrayLike<number>;
  readonly upper: number | ArrayLike<number>;
}

/** What is known of uncertain parameters where a reformulation needs bounds. */
export interface BoundsOptions {
  /** Limits of uncertain parameters; a value outside of them later on makes the model wrong. */
  readonly ranges?: readonly (readonly [UncertainParameter, SlotRange])[];
}

/** Smallest and largest values, entry by entry; infinite where there is no limit. */
export interface ExpressionBounds {
  /** [entries] */
  readonly lower: Float64Array;
  /** [entries] */
  readonly upper: Float64Array;
}

/** Per entry one column that is known to have one value; `NONE` for no column. */
export interface FixedColumns {
  /** [entries] */
  readonly columns: Int32Array;
  /** [entries] */
  readonly values: Float64Array;
}

/**
 * The smallest and largest value of each entry over the bounds of its variables (interval arithmetic, with the terms
 * of one variable united, its square among them, so that the result is exact without uncertain parameters and products of
 * different variables). Bounds of integer variables are
 * rounded inwards; a semicontinuous variable can be zero. Uncertain parameters without a given range have no limits.
 *
 * @throws ForesolveError `FS_MODEL_INVALID_RANGE` when a range's lower limit is above its upper one, or its length is
 * wrong.
 * @example
 * import { expressionBounds, indexSet, model, subtract } from "foresolve/model";
 *
 * const m = model("battery");
 * const hour = indexSet("hour", 2);
 * const discharge = m.variable("discharge", { over: [hour], lower: 0, upper: [5, 8] });
 * const charge = m.variable("charge", { over: [hour], lower: 0, upper: 3 });
 * const { lower, upper } = expressionBounds(subtract(discharge, charge));
 * [...lower, ...upper]; // => [-3, -3, 5, 8]
 */
export function expressionBounds(operand: Expression, options: BoundsOptions = {}): ExpressionBounds {
  return boundsWhere(operand, options, null);
}

/** The same with one column per entry fixed. */
export function boundsWhere(
  operand: Expression,
  options: BoundsOptions,
  fixed: FixedColumns | null,
): ExpressionBounds {
  const entries = entryCount(operand.over);
  const bounds = { lower: new Float64Array(entries), upper: new Float64Array(entries) };
  const walk = new EntryWalk(operand, options, fixed);
  for (let entry = 0; entry < entries; entry++) {
    walk.visit(entry, (_, low, high) => {
      bounds.lower[entry] += low;
      bounds.upper[entry] += high;
    });
  }
  return bounds;
}

/** Which ends of an expression a reformulation needs to be finite. */
export interface NeededBounds {
  readonly what: string;
  readonly side: "lower" | "upper";
  readonly entry: number;
}

/**
 * The error of a reformulation that lacks a bound: names the first variable, or the uncertain parameter, without
 * whose limit the entry has none.
 */
export function missingBound(
  operand: Expression,
  { what, side, entry }: NeededBounds,
  options: BoundsOptions,
): ForesolveError {
  let culprit = NONE;
  let missing = side;
  new EntryWalk(operand, options, null).visit(entry, (column, low, high, factor) => {
    if (culprit !== NONE || Number.isFinite(side === "lower" ? low : high)) return;
    culprit = column;
    missing = factor > 0 === (side === "lower") ? "lower" : "upper";
  });
  const variable = culprit === NONE ? null : variableOf(operand, culprit);
  const limits = variable === null ? null : columnLimits(variable, culprit);
  if (variable === null || limits === null || limits.every(Number.isFinite)) {
    const names = operand.uncertain.map(({ name }) => `"${name}"`).join(", ");
    return new ForesolveError("FS_MODEL_UNCERTAIN_RANGE", {
      message: `${what} needs limits of the uncertain parameter ${names} (entry ${entryName("expression", operand.over, entry)}).`,
      fix: "Pass ranges: [[parameter, { lower, upper }]] with limits that its values never leave.",
      data: { what, uncertain: operand.uncertain.map(({ name }) => name), entry },
    });
  }
  // Of a square or a product either side may be the one that is missing.
  if (Number.isFinite(limits[missing === "lower" ? 0 : 1])) missing = missing === "lower" ? "upper" : "lower";
  const name = entryName(variable.name, variable.over, culprit - variable.firstColumn);
  return new ForesolveError("FS_MODEL_MISSING_BOUND", {
    message: `${what} needs a finite ${side} bound of its expression, but ${name} has no ${missing} bound.`,
    fix: `Give ${variable.name} a ${missing} bound that it can never usefully pass; the tighter, the faster the solve.`,
    data: { what, variable: variable.name, entry: name, side: missing },
  });
}

/** Visits the columns of an entry, each once, with the range of what it contributes; `NONE` is the constant part. */
class EntryWalk {
  readonly #operand: Expression;
  readonly #fixed: FixedColumns | null;
  readonly #slotLower: Float64Array;
  readonly #slotUpper: Float64Array;
  /** Coefficient of each (column, slot) of the entry. */
  readonly #coefficients: Map<number, number> = new Map();
  /** Range of the coefficient of each column of the entry. */
  readonly #low: Map<number, number> = new Map();
  readonly #high: Map<number, number> = new Map();
  /** Coefficient of the square of each column of the entry. */
  readonly #squares: Map<number, number> = new Map();
  /** Products of two columns of the entry. */
  readonly #products: Map<string, { column: number; other: number; coefficient: number }> = new Map();

  constructor(operand: Expression, options: BoundsOptions, fixed: FixedColumns | null) {
    this.#operand = operand;
    this.#fixed = fixed;
    [this.#slotLower, this.#slotUpper] = slotLimits(operand.uncertain, options);
  }

  visit(entry: number, found: (column: number, low: number, high: number, factor: number) => void): void {
    const { starts, columns, others, coefficients, slots } = this.#operand.terms;
    const width = this.#slotLower.length + 1;
    this.#coefficients.clear();
    this.#low.clear();
    this.#high.clear();
    this.#squares.clear();
    this.#products.clear();
    for (let term = starts[entry]; term < starts[entry + 1]; term++) {
      if (others !== null && others[term] !== NONE) {
        this.#addProduct(columns[term], others[term], coefficients[term]);
        continue;
      }
      const key = (columns[term] + 1) * width + (slots === null ? NONE : slots[term]) + 1;
      this.#coefficients.set(key, (this.#coefficients.get(key) ?? 0) + coefficients[term]);
    }
    for (const [key, coefficient] of this.#coefficients) {
      const column = Math.floor(key / width) - 1;
      const slot = (key % width) - 1;
      const [low, high] =
        slot === NONE
          ? [coefficient, coefficient]
          : intervalProduct(coefficient, coefficient, this.#slotLower[slot], this.#slotUpper[slot]);
      this.#low.set(column, (this.#low.get(column) ?? 0) + low);
      this.#high.set(column, (this.#high.get(column) ?? 0) + high);
    }
    for (const [column, low] of this.#low) {
      const high = this.#high.get(column)!;
      const [lower, upper] = this.#columnRange(entry, column);
      const square = this.#squares.get(column) ?? 0;
      const [least, most] =
        square === 0
          ? intervalProduct(low, high, lower, upper)
          : parabolaRange(square, low, high, lower, upper);
      found(column, least, most, low);
    }
    for (const { column, other, coefficient } of this.#products.values()) {
      const range = intervalProduct(...this.#columnRange(entry, column), ...this.#columnRange(entry, other));
      const [least, most] = intervalProduct(coefficient, coefficient, ...range);
      const isOpen = this.#columnRange(entry, column).some((limit) => !Number.isFinite(limit));
      found(isOpen ? column : other, least, most, coefficient);
    }
  }

  #addProduct(column: number, other: number, coefficient: number): void {
    if (column === other) {
      this.#squares.set(column, (this.#squares.get(column) ?? 0) + coefficient);
      // A variable that has a square only is visited with the linear coefficient 0.
      const key = (column + 1) * (this.#slotLower.length + 1);
      this.#coefficients.set(key, this.#coefficients.get(key) ?? 0);
      return;
    }
    const [first, second] = [Math.min(column, other), Math.max(column, other)];
    const key = `${first} ${second}`;
    const known = this.#products.get(key)?.coefficient ?? 0;
    this.#products.set(key, { column: first, other: second, coefficient: known + coefficient });
  }

  #columnRange(entry: number, column: number): readonly [number, number] {
    if (column === NONE) return [1, 1];
    if (this.#fixed !== null && this.#fixed.columns[entry] === column) {
      return [this.#fixed.values[entry], this.#fixed.values[entry]];
    }
    return columnLimits(variableOf(this.#operand, column), column);
  }
}

/** The variable that a column belongs to; the variables of a model stand in the order of their columns. */
export function variableOf(operand: Expression, column: number): Variable {
  const { variables } = operand.model!;
  let low = 0;
  let high = variables.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (variables[middle].firstColumn <= column) low = middle;
    else high = middle;
  }
  return variables[low];
}

/** Smallest and largest value that a column can take. */
export function columnLimits(variable: Variable, column: number): readonly [number, number] {
  const lower = variable.lower[column - variable.firstColumn];
  const upper = variable.upper[column - variable.firstColumn];
  if (variable.domain === "real") return [lower, upper];
  if (variable.domain === "semicontinuous") return [Math.min(0, lower), Math.max(0, upper)];
  // A bound that is whole but for rounding noise is that whole number.
  const [least, most] = [Math.ceil(lower - 1e-9), Math.floor(upper + 1e-9)];
  return least <= most ? [least, most] : [lower, upper];
}

function intervalProduct(a: number, b: number, c: number, d: number): [number, number] {
  const [ac, ad, bc, bd] = [times(a, c), times(a, d), times(b, c), times(b, d)];
  return [Math.min(ac, ad, bc, bd), Math.max(ac, ad, bc, bd)];
}

/** Range of square x^2 + slope x for slopes from `low` to `high` and x from `lower` to `upper`. */
function parabolaRange(
  square: number,
  low: number,
  high: number,
  lower: number,
  upper: number,
): [number, number] {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [-Infinity, Infinity];
  let [least, most] = [Infinity, -Infinity];
  for (const slope of [low, high]) {
    const at = (x: number): number => (Number.isFinite(x) ? (square * x + slope) * x : square * Infinity);
    // The vertex only counts where it can be reached. Between two slopes, a fixed x has its ends at their ends.
    const vertex = Math.min(upper, Math.max(lower, -slope / (2 * square)));
    for (const x of [lower, upper, vertex]) {
      least = Math.min(least, at(x));
      most = Math.max(most, at(x));
    }
  }
  return [least, most];
}

/** Nothing times no limit is nothing. */
function times(first: number, second: number): number {
  return first === 0 || second === 0 ? 0 : first * second;
}

function slotLimits(
  uncertain: readonly UncertainParameter[],
  { ranges = [] }: BoundsOptions,
): [Float64Array, Float64Array] {
  const count = slotCount(uncertain);
  const limits: [Float64Array, Float64Array] = [
    new Float64Array(count).fill(-Infinity),
    new Float64Array(count).fill(Infinity),
  ];
  let first = 0;
  for (const parameter of uncertain) {
    const entries = entryCount(parameter.over);
    const range = ranges.find(([candidate]) => candidate === parameter)?.[1];
    for (let entry = 0; entry < entries; entry++) {
      if (range === undefined) break;
      const [lower, upper] = [limitAt(range.lower, entry), limitAt(range.upper, entry)];
      if (!(lower <= upper)) {
        throw new ForesolveError("FS_MODEL_INVALID_RANGE", {
          message: `The range of ${entryName(parameter.name, parameter.over, entry)} is ${lower} to ${upper}.`,
          fix: "Pass one number, or one per entry, for each limit, the lower one at most the upper one.",
          data: { parameter: parameter.name, entry, lower, upper },
        });
      }
      limits[0][first + entry] = lower;
      limits[1][first + entry] = upper;
    }
    first += entries;
  }
  return limits;
}

function limitAt(limit: number | ArrayLike<number>, entry: number): number {
  return typeof limit === "number" ? limit : (limit[entry] ?? Number.NaN);
}
