import type { StandardForm } from "../model/index.js";
import { SlotPatch } from "./slot-patch.js";
import type { SolverCalls } from "./solver-calls.js";

/** All numbers of a form that hang on slots, and their way into a solver. */
export class SessionNumbers {
  readonly form: StandardForm;
  readonly #costs: SlotPatch;
  readonly #offset: SlotPatch;
  readonly #rows: SlotPatch;
  readonly #rowLower: Float64Array;
  readonly #rowUpper: Float64Array;
  readonly #lower: SlotPatch;
  readonly #upper: SlotPatch;
  readonly #coefficients: SlotPatch;
  /** Row of each coefficient that hangs on slots. */
  readonly #coefficientRows: Int32Array;

  constructor(form: StandardForm) {
    this.form = form;
    this.#offset = new SlotPatch(form.slots.offset, Float64Array.of(form.offset));
    this.#costs = new SlotPatch(form.slots.cost, form.cost);
    this.#rows = new SlotPatch(form.slots.rowBounds, new Float64Array(form.rows));
    this.#rowLower = new Float64Array(this.#rows.targets.length);
    this.#rowUpper = new Float64Array(this.#rows.targets.length);
    const { columnLower, columnUpper } = form.slots;
    // Both bounds of a column travel together.
    const columns = [...columnLower.targets, ...columnUpper.targets];
    this.#lower = new SlotPatch(columnLower, form.columnLower, columns);
    this.#upper = new SlotPatch(columnUpper, form.columnUpper, columns);
    this.#coefficients = new SlotPatch(form.slots.matrix, form.matrix.values);
    this.#coefficientRows = this.#coefficients.targets.map((position) => rowOf(form, position));
  }

  /** True when only the objective hangs on slots. */
  get isCostOnly(): boolean {
    const elsewhere = [this.#rows, this.#lower, this.#coefficients];
    return elsewhere.every(({ targets }) => targets.length === 0);
  }

  /** Sends the numbers for these parameters; `setOffset` takes the objective's constant. */
  send(calls: SolverCalls, parameters: Float64Array, setOffset: (offset: number) => void): void {
    if (this.#offset.targets.length > 0) setOffset(this.#offset.evaluate(parameters)[0]);
    if (this.#costs.targets.length > 0) {
      calls.changeCosts(this.#costs.selection, this.#costs.evaluate(parameters));
    }
    const rows = this.#rows.targets;
    if (rows.length > 0) {
      const shifts = this.#rows.evaluate(parameters);
      for (let k = 0; k < shifts.length; k++) {
        this.#rowLower[k] = this.form.rowLower[rows[k]] + shifts[k];
        this.#rowUpper[k] = this.form.rowUpper[rows[k]] + shifts[k];
      }
      calls.changeRowBounds(this.#rows.selection, this.#rowLower, this.#rowUpper);
    }
    if (this.#lower.targets.length > 0) {
      const [lower, upper] = [this.#lower.evaluate(parameters), this.#upper.evaluate(parameters)];
      calls.changeColumnBounds(this.#lower.selection, lower, upper);
    }
    const positions = this.#coefficients.targets;
    if (positions.length > 0) {
      const coefficients = this.#coefficients.evaluate(parameters);
      for (let k = 0; k < coefficients.length; k++) {
        const column = this.form.matrix.columns[positions[k]];
        calls.changeCoefficient(this.#coefficientRows[k], column, coefficients[k]);
      }
    }
  }

  /** [columns] */
  costs(parameters: Float64Array): Float64Array {
    const costs = this.form.cost.slice();
    const { targets } = this.#costs;
    const values = this.#costs.evaluate(parameters);
    for (let k = 0; k < targets.length; k++) costs[targets[k]] = values[k];
    return costs;
  }
}

function rowOf(form: StandardForm, position: number): number {
  const { starts } = form.matrix;
  let low = 0;
  let high = form.rows;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= position) low = middle;
    else high = middle;
  }
  return low;
}
