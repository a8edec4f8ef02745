import type { QuadraticTerms } from "./quadratic-terms.js";
import { sparseCholesky, type CholeskyColumn } from "./sparse-cholesky.js";

/** A vector over columns of a form, by its nonzero entries. */
export interface SparseVector {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** Either rows with x'Qx = the sum of their squared products with x, or a direction along which x'Qx falls below 0. */
export type SemidefiniteFactor =
  | { readonly rows: readonly SparseVector[]; readonly witness: null }
  | { readonly rows: null; readonly witness: SparseVector };

/** Eigenvalues of the matrix scaled to a unit diagonal down to minus this are rounding. */
const TOLERANCE = 1e-9;
/** Tried first: the smaller the shift, the more accurate the factor, and the clearer its rank. */
const SMALL_SHIFT = 1e-13;
/** Rows whose squares are no larger than this stand for what the shift has grown to. */
const LEFT_OUT = 1e-8;
/** Coefficients below this, relative to the largest, are what cancellation leaves of a zero. */
const NEGLIGIBLE = 1e-14;

/**
 * Factors a quadratic form, times `sign`, if it is positive semidefinite: a sparse Cholesky factorisation of the matrix
 * scaled to a unit diagonal (Van der Sluis 1969), shifted by the tolerance; rows that stand for the shift only are left
 * out, so that a form of low rank has few rows.
 */
export function semidefiniteFactor(terms: QuadraticTerms, sign: 1 | -1): SemidefiniteFactor {
  const matrix = new LocalMatrix(terms, sign);
  const { columns, diagonal } = matrix;
  const pair = matrix.indefinitePair();
  if (pair !== null) return { rows: null, witness: pair };
  const scales = diagonal.map((value) => (value > 0 ? Math.sqrt(value) : 0));
  let result = sparseCholesky(matrix.scaled(scales, SMALL_SHIFT));
  if (result.witness !== null) result = sparseCholesky(matrix.scaled(scales, TOLERANCE));
  if (result.witness !== null) {
    const { witness } = result;
    const members = [...witness.keys()].filter((k) => witness[k] !== 0);
    return {
      rows: null,
      witness: {
        columns: members.map((k) => columns[k]),
        values: members.map((k) => witness[k] / scales[k]),
      },
    };
  }
  const isShift = ({ members, values }: CholeskyColumn): boolean =>
    scales[members[0]] === 0 || values.every((value) => value * value <= LEFT_OUT);
  const rows = result.columns
    .filter((column) => !isShift(column))
    .map(({ members, values }) => ({
      columns: members.map((k) => columns[k]),
      values: values.map((value, at) => value * scales[members[at]]),
    }));
  return { rows, witness: null };
}

/** The symmetric matrix of a quadratic form over the columns that occur in it. */
class LocalMatrix {
  /** [size] columns of the form */
  readonly columns: number[];
  readonly diagonal: Float64Array;
  readonly #terms: QuadraticTerms;
  readonly #first: Int32Array;
  readonly #second: Int32Array;
  readonly #sign: 1 | -1;

  constructor(terms: QuadraticTerms, sign: 1 | -1) {
    this.#terms = terms;
    this.#sign = sign;
    this.columns = [...new Set([...terms.first, ...terms.second])].toSorted((a, b) => a - b);
    const positions = new Map(this.columns.map((column, position) => [column, position]));
    this.#first = terms.first.map((column) => positions.get(column)!);
    this.#second = terms.second.map((column) => positions.get(column)!);
    this.diagonal = new Float64Array(this.columns.length);
    for (let term = 0; term < terms.values.length; term++)
      if (this.#first[term] === this.#second[term])
        this.diagonal[this.#first[term]] = sign * terms.values[term];
  }

  /** One variable, or two, that already show that the matrix is indefinite: the most readable reason. */
  indefinitePair(): SparseVector | null {
    const { columns, diagonal } = this;
    const { values } = this.#terms;
    let largest = 0;
    for (const value of values) largest = Math.max(largest, Math.abs(value));
    const negligible = NEGLIGIBLE * largest;
    for (const [k, value] of diagonal.entries())
      if (value < -negligible) return { columns: [columns[k]], values: [1] };
    for (let term = 0; term < values.length; term++) {
      const [i, j] = [this.#first[term], this.#second[term]];
      if (i === j || Math.abs(values[term]) <= negligible) continue;
      const entry = (this.#sign * values[term]) / 2;
      const [a, b] = [Math.max(0, diagonal[i]), Math.max(0, diagonal[j])];
      if (Math.abs(entry) <= Math.sqrt(a) * Math.sqrt(b) * (1 + TOLERANCE)) continue;
      const members = [columns[i], columns[j]];
      const turned = -Math.sign(entry);
      // With both diagonal entries above 0 both count alike; else the one with none is made large enough.
      if (a > 0 && b > 0) return { columns: members, values: [1, turned * Math.sqrt(a / b)] };
      if (a > 0) return { columns: members, values: [1, turned * (a / (2 * Math.abs(entry)) + 1)] };
      return { columns: members, values: [b / (2 * Math.abs(entry)) + 1, turned] };
    }
    return null;
  }

  /** The matrix with a unit diagonal plus the shift, as maps of its rows; negligible variables have a diagonal of 1. */
  scaled(scales: Float64Array, shift: number): { diagonal: Float64Array; rows: Map<number, number>[] } {
    const rows = this.columns.map(() => new Map<number, number>());
    for (let term = 0; term < this.#terms.values.length; term++) {
      const [i, j] = [this.#first[term], this.#second[term]];
      if (i === j || scales[i] === 0 || scales[j] === 0) continue;
      const entry = (this.#sign * this.#terms.values[term]) / 2 / scales[i] / scales[j];
      rows[i].set(j, entry);
      rows[j].set(i, entry);
    }
    return { diagonal: new Float64Array(scales.length).fill(1 + shift), rows };
  }
}
