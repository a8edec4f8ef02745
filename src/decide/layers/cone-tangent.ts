import type { Cone, StandardForm } from "../../model/index.js";
import type { KktSystem } from "./kkt-system.js";

/** Where a point is as a cone sees it. */
export type ConePosition = "inside" | "tip" | "surface";

/**
 * A second-order cone near a point of its surface: |u| = u0 there, u being the values of its rows, with the normal
 * sum of u_k/|u| a_k - a_0 over the columns and the curvature price/|u| (I - uu'/|u|²) over the rows.
 */
export class ConeTangent {
  readonly firstRow: number;
  readonly endRow: number;
  position: ConePosition = "inside";
  /** [columns] that the cone has */
  readonly #columns: Int32Array;
  /** [coefficients of the cone] position of their column among these */
  readonly #places: Int32Array;
  /** [columns, columns] entries of the system */
  readonly #squares: Int32Array;
  /** [columns] entries of the system */
  readonly #normalEntries: Int32Array;
  /** [columns] */
  readonly #normal: Float64Array;
  /** [rows] share of each row in the norm; -1 for the first */
  readonly #outward: Float64Array;
  #weight = 0;

  constructor(form: StandardForm, { firstRow, size }: Cone, system: KktSystem) {
    this.firstRow = firstRow;
    this.endRow = firstRow + size;
    const { starts, columns } = form.matrix;
    const own = columns.subarray(starts[firstRow], starts[this.endRow]);
    this.#columns = Int32Array.from(new Set(own)).sort();
    this.#places = own.map((column) => this.#columns.indexOf(column));
    const count = this.#columns.length;
    this.#squares = new Int32Array(count * count);
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++)
        this.#squares[a * count + b] = system.entry(this.#columns[a], this.#columns[b]);
    this.#normalEntries = this.#columns.map((column) => system.entry(form.columns + firstRow, column));
    this.#normal = new Float64Array(count);
    this.#outward = new Float64Array(size);
  }

  /** Looks at the values and prices [rows] of a form's rows; `binds` compares a slack with a price. */
  look(
    form: StandardForm,
    values: Float64Array,
    prices: Float64Array,
    binds: (slack: number, price: number) => boolean,
    lengthOf: (row: number) => number,
  ): void {
    const { firstRow, endRow } = this;
    let [norm, priceNorm, length] = [0, 0, 0];
    for (let row = firstRow; row < endRow; row++) {
      length = Math.max(length, lengthOf(row));
      if (row === firstRow) continue;
      norm = Math.hypot(norm, values[row]);
      priceNorm = Math.hypot(priceNorm, prices[row]);
    }
    const price = prices[firstRow];
    // Inside: the price vanishes, the slack does not. At the tip: the other way round.
    if (!binds((values[firstRow] - norm) / length, price * length)) this.position = "inside";
    else if (binds(values[firstRow] / length, (price - priceNorm) * length)) this.position = "tip";
    else this.position = "surface";
    if (this.position !== "surface") return;
    this.#weight = price / norm;
    this.#outward[0] = -1;
    for (let row = firstRow + 1; row < endRow; row++) this.#outward[row - firstRow] = values[row] / norm;
    this.#normal.fill(0);
    this.#forEach(form, (row, place, value) => {
      this.#normal[place] += this.#outward[row - firstRow] * value;
    });
  }

  /** Adds the curvature to what the system has. */
  addCurvature({ matrix }: StandardForm, system: KktSystem): void {
    const count = this.#columns.length;
    const { starts, values } = matrix;
    const offset = starts[this.firstRow];
    const head = new Float64Array(count);
    for (let k = offset; k < starts[this.firstRow + 1]; k++) head[this.#places[k - offset]] += values[k];
    for (let row = this.firstRow + 1; row < this.endRow; row++)
      for (let k = starts[row]; k < starts[row + 1]; k++)
        for (let l = starts[row]; l < starts[row + 1]; l++) {
          const [a, b] = [this.#places[k - offset], this.#places[l - offset]];
          if (a <= b) system.values[this.#squares[a * count + b]] += this.#weight * values[k] * values[l];
        }
    for (let a = 0; a < count; a++)
      for (let b = a; b < count; b++) {
        const product = (this.#normal[a] + head[a]) * (this.#normal[b] + head[b]);
        system.values[this.#squares[a * count + b]] -= this.#weight * product;
      }
  }

  /** Writes the normal to the first row's place, with length 1 over the columns of the system; its length before, or 0. */
  addNormal(system: KktSystem): number {
    let squares = 0;
    for (const [place, column] of this.#columns.entries())
      if (system.isOut[column] === 0) squares += this.#normal[place] ** 2;
    const length = Math.sqrt(squares);
    if (length === 0) return 0;
    for (const [place, entry] of this.#normalEntries.entries())
      system.values[entry] += this.#normal[place] / length;
    return length;
  }

  /** Writes what moves [columns] and the normal's shift make of the shifts of the cone's rows. */
  spread(form: StandardForm, moves: Float64Array, shift: number, shifts: Float64Array): void {
    const { firstRow, endRow } = this;
    shifts.fill(0, firstRow, endRow);
    this.#forEach(form, (row, place, value) => {
      if (row > firstRow) shifts[row] += value * moves[this.#columns[place]];
    });
    let along = 0;
    for (let row = firstRow + 1; row < endRow; row++) along += this.#outward[row - firstRow] * shifts[row];
    for (let row = firstRow + 1; row < endRow; row++) {
      const outward = this.#outward[row - firstRow];
      shifts[row] = outward * shift + this.#weight * (shifts[row] - outward * along);
    }
    shifts[firstRow] = -shift;
  }

  #forEach({ matrix }: StandardForm, visit: (row: number, place: number, value: number) => void): void {
    const { starts, values } = matrix;
    const offset = starts[this.firstRow];
    for (let row = this.firstRow; row < this.endRow; row++)
      for (let k = starts[row]; k < starts[row + 1]; k++) visit(row, this.#places[k - offset], values[k]);
  }
}
