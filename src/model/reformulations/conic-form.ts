import type { Cone } from "../cone.js";
import { directionOf, quadraticRowsOf, requireConvex } from "../convexity.js";
import { noQuadraticPart } from "../quadratic-terms.js";
import { semidefiniteFactor, type SparseVector } from "../semidefinite-factor.js";
import type { SlotTerms } from "../slot-terms.js";
import type { StandardForm } from "../standard-form.js";

/** What {@link conicForm} makes of a form. */
export interface ConicForm {
  readonly form: StandardForm;
  /** [cones of the new form] row of the original form that a cone stands for, or -1 for a cone that was there already */
  readonly origins: Int32Array;
}

/**
 * The same form with its quadratic rows as second-order cones, for solvers that take cones only: with x'Qx = |F x|^2,
 * a'x + x'Qx <= u holds where s = u - a'x has |(2 sqrt(k) F x, s - k)| <= s + k, for any k > 0 (Lobo, Vandenberghe, Boyd
 * and Lebret 1998, section 2.3); k = |u| keeps both sides of one size. Columns, their order and the numbers of the old
 * rows stay; a row that became a cone has no limits any more, and the cone's rows stand behind all others: s + k, s - k,
 * then F. The objective keeps its quadratic terms.
 *
 * @throws ForesolveError `FS_MODEL_NOT_CONVEX`.
 * @example
 * import { atMost, conicForm, model, square, standardForm } from "foresolve/model";
 *
 * const m = model("disc");
 * const x = m.variable("x", { over: [] });
 * m.require("limit", atMost(square(x), 9));
 * m.maximize(x);
 * const { form, origins } = conicForm(standardForm(m));
 * form.cones; // => [{ kind: "secondOrder", firstRow: 1, size: 3 }]
 * [...origins]; // => [0]
 */
export function conicForm(form: StandardForm): ConicForm {
  requireConvex(form);
  const { quadratic, slots } = form;
  const rowLower = [...form.rowLower];
  const rowUpper = [...form.rowUpper];
  const matrix = new LongerMatrix(form);
  const bounds = new LongerSlots(slots.rowBounds);
  const coefficients = new LongerSlots(slots.matrix);
  const cones: Cone[] = [...form.cones];
  const origins: number[] = cones.map(() => -1);
  for (const { row, terms } of quadraticRowsOf(quadratic.rows)) {
    const sign = directionOf(form, row);
    const factor = semidefiniteFactor(terms, sign === -1 ? -1 : 1).rows;
    if (sign === 0 || factor === null) continue;
    // An at-least row is the at-most row of what it is turned round.
    const limit = sign === 1 ? form.rowUpper[row] : -form.rowLower[row];
    const scale = limit === 0 ? 1 : Math.abs(limit);
    rowLower[row] = -Infinity;
    rowUpper[row] = Infinity;
    const firstRow = rowUpper.length;
    for (const shift of [scale, -scale]) {
      // The value of the row is its activity, -sign a'x, minus its limit: limit - sign a'x + shift.
      const start = matrix.addNegativeCopy(row, sign);
      bounds.copyRow(row, rowUpper.length, -sign);
      coefficients.copyPositions(form.matrix.starts[row], form.matrix.starts[row + 1], start, -sign);
      rowLower.push(-(limit + shift));
      rowUpper.push(-(limit + shift));
    }
    for (const vector of factor) {
      matrix.addRow(vector, 2 * Math.sqrt(scale));
      rowLower.push(0);
      rowUpper.push(0);
    }
    cones.push({ kind: "secondOrder", firstRow, size: factor.length + 2 });
    origins.push(row);
  }
  const rowName = (row: number): string => {
    if (row < form.rows) return form.rowName(row);
    const cone = cones.findLastIndex(({ firstRow }) => firstRow <= row);
    return `${form.rowName(origins[cone])}, cone row ${row - cones[cone].firstRow}`;
  };
  const conic: StandardForm = {
    ...form,
    rows: rowUpper.length,
    rowLower: Float64Array.from(rowLower),
    rowUpper: Float64Array.from(rowUpper),
    matrix: matrix.finish(),
    quadratic: { objective: quadratic.objective, rows: noQuadraticPart().rows },
    cones,
    slots: { ...slots, rowBounds: bounds.finish(), matrix: coefficients.finish() },
    columnName: (column) => form.columnName(column),
    rowName,
  };
  return { form: conic, origins: Int32Array.from(origins) };
}

/** The matrix of a form with rows appended. */
class LongerMatrix {
  readonly #form: StandardForm;
  readonly #starts: number[];
  readonly #columns: number[];
  readonly #values: number[];

  constructor(form: StandardForm) {
    this.#form = form;
    this.#starts = [...form.matrix.starts];
    this.#columns = [...form.matrix.columns];
    this.#values = [...form.matrix.values];
  }

  /** Appends -sign x a row; returns the position of its first term. */
  addNegativeCopy(row: number, sign: 1 | -1): number {
    const { starts, columns, values } = this.#form.matrix;
    const first = this.#values.length;
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      this.#columns.push(columns[k]);
      this.#values.push(-sign * values[k]);
    }
    this.#starts.push(this.#values.length);
    return first;
  }

  addRow({ columns, values }: SparseVector, scale: number): void {
    for (const [k, column] of columns.entries()) {
      this.#columns.push(column);
      this.#values.push(scale * values[k]);
    }
    this.#starts.push(this.#values.length);
  }

  finish(): StandardForm["matrix"] {
    return {
      starts: Int32Array.from(this.#starts),
      columns: Int32Array.from(this.#columns),
      values: Float64Array.from(this.#values),
    };
  }
}

/** Slot terms with those of copied rows appended. */
class LongerSlots {
  readonly #own: SlotTerms;
  readonly #targets: number[];
  readonly #slots: number[];
  readonly #coefficients: number[];

  constructor(own: SlotTerms) {
    this.#own = own;
    this.#targets = [...own.targets];
    this.#slots = [...own.slots];
    this.#coefficients = [...own.coefficients];
  }

  copyRow(row: number, to: number, factor: number): void {
    this.copyPositions(row, row + 1, to, factor);
  }

  /** What hangs on the targets `from` to `until - 1` again, from target `to` on. */
  copyPositions(from: number, until: number, to: number, factor: number): void {
    for (let k = 0; k < this.#own.targets.length; k++) {
      const target = this.#own.targets[k];
      if (target < from || target >= until) continue;
      this.#targets.push(target - from + to);
      this.#slots.push(this.#own.slots[k]);
      this.#coefficients.push(factor * this.#own.coefficients[k]);
    }
  }

  finish(): SlotTerms {
    return {
      targets: Int32Array.from(this.#targets),
      slots: Int32Array.from(this.#slots),
      coefficients: Float64Array.from(this.#coefficients),
    };
  }
}
