import { GrowingArray } from "./files/growing-array.js";

/**
 * A quadratic form as the sum of values x column `first` x column `second`, without a factor 1/2. `first <= second`, every
 * pair occurs once, ascending, and no value is zero.
 */
export interface QuadraticTerms {
  /** [terms] */
  readonly first: Int32Array;
  /** [terms] */
  readonly second: Int32Array;
  /** [terms] */
  readonly values: Float64Array;
}

/** Quadratic forms of several rows, by ascending row. */
export interface QuadraticRows extends QuadraticTerms {
  /** [terms] */
  readonly rows: Int32Array;
}

/** Quadratic part of a standard form; empty arrays where there is none. */
export interface QuadraticPart {
  readonly objective: QuadraticTerms;
  /** Added to the linear activity of their rows, which keep their limits. */
  readonly rows: QuadraticRows;
}

/** Collects quadratic terms in any order and unites those of one row and one pair of columns. */
export class QuadraticTermList {
  readonly #rows: GrowingArray = new GrowingArray();
  readonly #first: GrowingArray = new GrowingArray();
  readonly #second: GrowingArray = new GrowingArray();
  readonly #values: GrowingArray = new GrowingArray();

  get length(): number {
    return this.#values.length;
  }

  push(row: number, column: number, other: number, value: number): void {
    this.#rows.push(row);
    this.#first.push(Math.min(column, other));
    this.#second.push(Math.max(column, other));
    this.#values.push(value);
  }

  finish(): QuadraticRows {
    const [allRows, allFirst, allSecond, allValues] = [
      this.#rows.toFloat64Array(),
      this.#first.toFloat64Array(),
      this.#second.toFloat64Array(),
      this.#values.toFloat64Array(),
    ];
    const compare = (a: number, b: number): number =>
      allRows[a] - allRows[b] || allFirst[a] - allFirst[b] || allSecond[a] - allSecond[b];
    const order = Int32Array.from(allValues, (_, term) => term);
    if (order.some((term) => term > 0 && compare(term - 1, term) > 0)) order.sort(compare);
    const rows = new Int32Array(order.length);
    const first = new Int32Array(order.length);
    const second = new Int32Array(order.length);
    const values = new Float64Array(order.length);
    let length = 0;
    for (let from = 0, to = 0; from < order.length; from = to) {
      let value = 0;
      for (to = from; to < order.length && compare(order[from], order[to]) === 0; to++)
        value += allValues[order[to]];
      if (value === 0) continue;
      rows[length] = allRows[order[from]];
      first[length] = allFirst[order[from]];
      second[length] = allSecond[order[from]];
      values[length++] = value;
    }
    return {
      rows: rows.slice(0, length),
      first: first.slice(0, length),
      second: second.slice(0, length),
      values: values.slice(0, length),
    };
  }
}

/** Of a linear form. */
export function noQuadraticPart(): QuadraticPart {
  const { rows, first, second, values } = new QuadraticTermList().finish();
  return { objective: { first, second, values }, rows: { rows, first, second, values } };
}
