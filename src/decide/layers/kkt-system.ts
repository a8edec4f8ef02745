import { luFactor, luSolve, SparseLdl } from "../../math/index.js";

/** What keeps every system solvable; refinement takes it out again. In the unit of entries, which are about 1. */
const RIDGE = 1e-8;
const DENSE_RIDGE = 1e-12;
const MOST_REFINEMENTS = 20;
/** Residuals below this share of the right-hand side are rounding. */
const ACCURATE = 1e-11;
/** Above this share the sparse factors were not good enough. */
const POOR = 1e-9;

/**
 * Symmetric systems [H A'; A 0] (d, v) = (slope, 0) that share one pattern, H positive semidefinite. Columns and rows can be left out of
 * a system. Sparse L D L' of the system with a ridge, which refinement takes out (as in quadratic programming, Stellato et al., "OSQP",
 * Mathematical Programming Computation 12, 2020, section 3.1); where H is too flat for that, dense elimination with pivots.
 * Rows of A may depend on each other.
 */
export class KktSystem {
  /** Entries of the pattern; to be written before each solve. Those of what is left out are not read. */
  values: Float64Array = new Float64Array(0);
  /** [columns + rows] 1 for what is left out */
  readonly isOut: Uint8Array;
  readonly #size: number;
  readonly #columns: number;
  readonly #entries = new Map<number, number>();
  readonly #growing: { readonly rows: number[]; readonly columns: number[] } = { rows: [], columns: [] };
  #pattern: { readonly rows: Int32Array; readonly columns: Int32Array } = {
    rows: new Int32Array(0),
    columns: new Int32Array(0),
  };
  #ldl: SparseLdl | null = null;
  #lifted: Float64Array = new Float64Array(0);

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#size = columns + rows;
    this.isOut = new Uint8Array(this.#size);
    for (let k = 0; k < this.#size; k++) this.entry(k, k);
  }

  /** Position of an entry, and of its mirror image, among the values; those of the diagonal come first. */
  entry(row: number, column: number): number {
    const [low, high] = row < column ? [row, column] : [column, row];
    const key = high * this.#size + low;
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const at = this.#growing.rows.push(high) - 1;
    this.#growing.columns.push(low);
    this.#entries.set(key, at);
    return at;
  }

  /** All entries are known: gives room for the values. */
  close(): void {
    const rows = Int32Array.from(this.#growing.rows);
    const columns = Int32Array.from(this.#growing.columns);
    this.#pattern = { rows, columns };
    this.#entries.clear();
    this.values = new Float64Array(rows.length);
    this.#lifted = new Float64Array(rows.length);
    this.#ldl = new SparseLdl(this.#size, rows, columns);
  }

  /** [columns + rows] the solution for a slope [columns], 0 where something is left out. */
  solve(slope: Float64Array): Float64Array {
    const { rows, columns } = this.#pattern;
    const right = new Float64Array(this.#size);
    for (let k = 0; k < this.#columns; k++) if (this.isOut[k] === 0) right[k] = slope[k];
    const lifted = this.#lifted;
    for (let k = 0; k < lifted.length; k++) {
      const isOut = this.isOut[rows[k]] === 1 || this.isOut[columns[k]] === 1;
      if (isOut) this.values[k] = 0;
      lifted[k] = this.values[k];
      if (k < this.#size) lifted[k] += (k < this.#columns ? 1 : -1) * (isOut ? 1 : RIDGE);
    }
    if (this.#ldl!.factor(lifted)) {
      const solution = this.#refined(right, (residual) => this.#ldl!.solve(residual));
      if (solution.error <= POOR) return solution.values;
    }
    return this.#solveDense(right);
  }

  #solveDense(right: Float64Array): Float64Array {
    const { rows, columns } = this.#pattern;
    const members = Int32Array.from(this.isOut.keys()).filter((k) => this.isOut[k] === 0);
    const places = new Int32Array(this.#size).fill(-1);
    for (const [place, k] of members.entries()) places[k] = place;
    const total = members.length;
    const dense = new Float64Array(total * total);
    for (let k = 0; k < this.values.length; k++) {
      const [a, b] = [places[rows[k]], places[columns[k]]];
      if (a < 0 || b < 0) continue;
      dense[a * total + b] = this.values[k];
      dense[b * total + a] = this.values[k];
    }
    for (let k = 0; k < total; k++)
      dense[k * total + k] += members[k] < this.#columns ? DENSE_RIDGE : -DENSE_RIDGE;
    const factor = luFactor(dense, total);
    return this.#refined(right, (residual) => {
      const solved = luSolve(
        factor,
        Float64Array.from(members, (k) => residual[k]),
        1,
      );
      for (let k = 0; k < total; k++) residual[members[k]] = solved[k];
    }).values;
  }

  /** Solves with factors of nearly the same matrix, again for what that leaves, and so on. */
  #refined(
    right: Float64Array,
    solve: (residual: Float64Array) => void,
  ): { readonly values: Float64Array; readonly error: number } {
    let values: Float64Array = new Float64Array(this.#size);
    let best = { values, error: Infinity };
    let residual: Float64Array = right.slice();
    const size = largest(right) || 1;
    for (let round = 0; round < MOST_REFINEMENTS; round++) {
      solve(residual);
      values = values.map((value, k) => value + residual[k]);
      residual = this.#residual(right, values);
      const moves = largest(values.subarray(0, this.#columns));
      const error = Math.max(
        largest(residual.subarray(0, this.#columns)) / size,
        largest(residual.subarray(this.#columns)) / Math.max(size, moves),
      );
      // Written so that what is not a number ends it too.
      if (!(error < best.error)) return best;
      const isSlow = error > 0.5 * best.error;
      best = { values, error };
      if (error <= ACCURATE || isSlow) return best;
    }
    return best;
  }

  #residual(right: Float64Array, values: Float64Array): Float64Array {
    const { rows, columns } = this.#pattern;
    const residual = right.slice();
    for (let k = 0; k < this.values.length; k++) {
      const entry = this.values[k];
      if (entry === 0) continue;
      residual[rows[k]] -= entry * values[columns[k]];
      if (rows[k] !== columns[k]) residual[columns[k]] -= entry * values[rows[k]];
    }
    return residual;
  }
}

/** The largest size of a number. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
