import type { StandardForm } from "../../model/index.js";

/** Numbers below this count as 0, relative to the size of what they are compared with. */
const TOLERANCE = 1e-7;
const NONE = -1;

/** What one walk around a vertex found. */
export interface AdjacentVertices {
  /** [count, columns] row-major */
  readonly points: Float64Array;
  readonly count: number;
  /**
   * True when these are all there are: the bases of the vertex were gone through, and none of its edges is
   * unbounded. False also for a point that is no vertex, which has none.
   */
  readonly isComplete: boolean;
}

/**
 * The vertices adjacent to a vertex of a linear model's feasible set: from a basis of it each column that is not basic is let in, and the
 * first basic one that reaches a bound goes out (one pivot of the simplex method with bounds; Chvátal, "Linear
 * Programming", 1983, chapter 8). Pivots that do not move lead to the other bases of a degenerate vertex, which are walked through,
 * depth first, up to `mostBases`. The tableau is dense: rows x (rows + columns) numbers.
 *
 * @param columnValues [columns] the vertex
 */
export function adjacentVertices(
  form: StandardForm,
  columnValues: Float64Array,
  {
    mostBases = 64,
    mostVertices = 1000,
  }: { readonly mostBases?: number; readonly mostVertices?: number } = {},
): AdjacentVertices {
  const tableau = Tableau.at(form, columnValues);
  if (tableau === null) return { points: new Float64Array(0), count: 0, isComplete: false };
  const found: Float64Array[] = [];
  const seen = new Set<string>();
  const bases = new Set<string>();
  let isComplete = true;
  walk(tableau);
  const points = new Float64Array(found.length * form.columns);
  found.forEach((point, k) => points.set(point, k * form.columns));
  return { points, count: found.length, isComplete };

  function walk(at: Tableau): void {
    bases.add(at.basisName());
    for (let entering = 0; entering < at.width; entering++) {
      if (!at.mayEnter(entering)) continue;
      const step = at.longestStep(entering);
      if (step === Infinity) {
        isComplete = false;
        continue;
      }
      if (step > TOLERANCE) {
        const point = at.pointAfter(entering, step);
        const name = point.map((value) => Math.round(value / TOLERANCE) + 0).join();
        if (seen.has(name)) continue;
        if (found.length === mostVertices) {
          isComplete = false;
          return;
        }
        seen.add(name);
        found.push(point);
        continue;
      }
      for (let row = 0; row < at.rows; row++) {
        if (!at.blocks(row, entering)) continue;
        const leaving = at.basis[row];
        if (bases.has(at.basisName(row, entering))) continue;
        if (bases.size >= mostBases) {
          isComplete = false;
          continue;
        }
        at.pivot(row, entering);
        walk(at);
        at.pivot(row, leaving);
      }
    }
  }
}

/** Columns and rows of a form at a vertex: row r is the column `columns + r` of A x - s = 0. */
class Tableau {
  readonly rows: number;
  readonly columns: number;
  readonly width: number;
  /** [rows, width] */
  readonly #entries: Float64Array;
  /** [rows] the column that is basic in each row */
  readonly basis: Int32Array;
  readonly #isBasic: Uint8Array;
  readonly #values: Float64Array;
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;

  private constructor(form: StandardForm, columnValues: Float64Array) {
    const { rows, columns, matrix } = form;
    this.rows = rows;
    this.columns = columns;
    this.width = columns + rows;
    this.#entries = new Float64Array(rows * this.width);
    this.basis = new Int32Array(rows).fill(NONE);
    this.#isBasic = new Uint8Array(this.width);
    this.#values = new Float64Array(this.width);
    this.#values.set(columnValues);
    this.#lower = Float64Array.from([...form.columnLower, ...form.rowLower]);
    this.#upper = Float64Array.from([...form.columnUpper, ...form.rowUpper]);
    for (let row = 0; row < rows; row++) {
      let activity = 0;
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
        this.#entries[row * this.width + matrix.columns[k]] += matrix.values[k];
        activity += matrix.values[k] * columnValues[matrix.columns[k]];
      }
      this.#entries[row * this.width + columns + row] = -1;
      this.#values[columns + row] = activity;
    }
  }

  /** The tableau of one basis of a vertex; null where the point is no vertex. */
  static at(form: StandardForm, columnValues: Float64Array): Tableau | null {
    const tableau = new Tableau(form, columnValues);
    // What lies between its bounds must be basic. What is fixed comes last: it may leave a basis but never enter one, and
    // while it is in, the basis has edges that lead nowhere.
    const candidates = Array.from({ length: tableau.width }, (_, k) => k);
    const inside = candidates.filter((k) => !tableau.#isAtLower(k) && !tableau.#isAtUpper(k));
    for (const column of inside) if (!tableau.#makeBasic(column)) return null;
    const [movable, fixed] = [true, false].map((moves) =>
      candidates.filter((k) => tableau.#lower[k] < tableau.#upper[k] === moves).toReversed(),
    );
    for (const column of [...movable, ...fixed])
      if (tableau.#isBasic[column] === 0) tableau.#makeBasic(column);
    return tableau.basis.every((column) => column !== NONE) ? tableau : null;
  }

  #isAtLower(column: number): boolean {
    return isAt(this.#values[column], this.#lower[column]);
  }

  #isAtUpper(column: number): boolean {
    return isAt(this.#values[column], this.#upper[column]);
  }

  #makeBasic(column: number): boolean {
    let best = NONE;
    let largest = TOLERANCE;
    for (let row = 0; row < this.rows; row++) {
      const entry = Math.abs(this.#entries[row * this.width + column]);
      if (this.basis[row] !== NONE || entry <= largest) continue;
      largest = entry;
      best = row;
    }
    if (best === NONE) return false;
    this.pivot(best, column);
    return true;
  }

  /** Makes a column basic in a row, in place of the one that is there. */
  pivot(row: number, column: number): void {
    const { rows, width } = this;
    const entries = this.#entries;
    const leaving = this.basis[row];
    if (leaving !== NONE) this.#isBasic[leaving] = 0;
    this.basis[row] = column;
    this.#isBasic[column] = 1;
    const pivot = entries[row * width + column];
    for (let k = row * width; k < (row + 1) * width; k++) entries[k] /= pivot;
    for (let other = 0; other < rows; other++) {
      const factor = entries[other * width + column];
      if (other === row || factor === 0) continue;
      for (let k = 0; k < width; k++) entries[other * width + k] -= factor * entries[row * width + k];
      entries[other * width + column] = 0;
    }
  }

  mayEnter(column: number): boolean {
    return this.#isBasic[column] === 0 && this.#lower[column] < this.#upper[column];
  }

  #direction(column: number): number {
    return this.#isAtLower(column) ? 1 : -1;
  }

  /** Change of the column that is basic in a row per unit by which another one moves off its bound. */
  #change(row: number, entering: number): number {
    const entry = this.#entries[row * this.width + entering];
    return Math.abs(entry) <= TOLERANCE ? 0 : -entry * this.#direction(entering);
  }

  #room(row: number, change: number): number {
    const column = this.basis[row];
    const value = this.#values[column];
    if (change > 0) return this.#isAtUpper(column) ? 0 : (this.#upper[column] - value) / change;
    return this.#isAtLower(column) ? 0 : (this.#lower[column] - value) / change;
  }

  /** How far a column can move off its bound; infinite along an unbounded edge. */
  longestStep(entering: number): number {
    let step = this.#upper[entering] - this.#lower[entering];
    for (let row = 0; row < this.rows; row++) {
      const change = this.#change(row, entering);
      if (change !== 0) step = Math.min(step, this.#room(row, change));
    }
    return step;
  }

  /** True where the column that is basic in a row does not let another one move at all. */
  blocks(row: number, entering: number): boolean {
    const change = this.#change(row, entering);
    return change !== 0 && this.#room(row, change) <= TOLERANCE;
  }

  /** [columns] */
  pointAfter(entering: number, step: number): Float64Array {
    const point = this.#values.slice(0, this.columns);
    if (entering < this.columns) point[entering] += this.#direction(entering) * step;
    for (let row = 0; row < this.rows; row++) {
      const column = this.basis[row];
      if (column < this.columns) point[column] += this.#change(row, entering) * step;
    }
    return point;
  }

  /** Names the set of basic columns, also with the one of a row exchanged. */
  basisName(row: number = NONE, column: number = NONE): string {
    return this.basis
      .map((basic, at) => (at === row ? column : basic))
      .toSorted()
      .join();
  }
}

/** Whether a number is at a bound, within rounding of its size. */
export function isAt(value: number, bound: number): boolean {
  return Number.isFinite(bound) && Math.abs(value - bound) <= TOLERANCE * (1 + Math.abs(bound));
}
