import type { StandardForm } from "../../model/index.js";

/** Integrality of a column that is zero or between its bounds. */
export const SEMICONTINUOUS = 2;

/**
 * One thing that a model demands: a side of a row, a bound of a column, or ("integrality") that a column be a whole
 * number, or zero or between its bounds. The bounds of the latter have no meaning of their own.
 */
export type RequirementKind = "rowLower" | "rowUpper" | "columnLower" | "columnUpper" | "integrality";

/** True when some column is not just any real number between its bounds. */
export function isDiscrete(form: StandardForm): boolean {
  return form.integrality.some((kind) => kind !== 0);
}

/**
 * All requirements of a form, numbered: sides of rows, then bounds of columns, then integralities. A subset of them is
 * a list of numbers; what is not in it does not hold.
 */
export class RequirementSet {
  readonly form: StandardForm;
  /** Numbers of all requirements that the form has, ascending. */
  readonly all: readonly number[];
  readonly #starts: readonly number[];

  constructor(form: StandardForm) {
    this.form = form;
    const { rows, columns } = form;
    this.#starts = [0, rows, 2 * rows, 2 * rows + columns, 2 * rows + 2 * columns, 2 * rows + 3 * columns];
    const all: number[] = [];
    for (let row = 0; row < rows; row++) {
      if (form.rowLower[row] > -Infinity) all.push(row);
      if (form.rowUpper[row] < Infinity) all.push(rows + row);
    }
    for (let column = 0; column < columns; column++) {
      if (form.integrality[column] === SEMICONTINUOUS) continue;
      if (form.columnLower[column] > -Infinity) all.push(this.#starts[2] + column);
      if (form.columnUpper[column] < Infinity) all.push(this.#starts[3] + column);
    }
    for (let column = 0; column < columns; column++) {
      if (form.integrality[column] !== 0) all.push(this.#starts[4] + column);
    }
    this.all = all;
  }

  kindOf(requirement: number): RequirementKind {
    const kinds = ["rowLower", "rowUpper", "columnLower", "columnUpper", "integrality"] as const;
    return kinds[this.#starts.findLastIndex((start) => start <= requirement)];
  }

  /** Row or column of a requirement. */
  indexOf(requirement: number): number {
    return requirement - this.#starts[this.#starts.findLastIndex((start) => start <= requirement)];
  }

  numberOf(kind: RequirementKind, index: number): number {
    const kinds = { rowLower: 0, rowUpper: 1, columnLower: 2, columnUpper: 3, integrality: 4 };
    return this.#starts[kinds[kind]] + index;
  }

  /** The form in which only these requirements hold. */
  restricted(requirements: readonly number[]): StandardForm {
    const { form } = this;
    const { rows, columns } = form;
    const rowLower = new Float64Array(rows).fill(-Infinity);
    const rowUpper = new Float64Array(rows).fill(Infinity);
    const columnLower = new Float64Array(columns).fill(-Infinity);
    const columnUpper = new Float64Array(columns).fill(Infinity);
    const integrality = new Uint8Array(columns);
    const [, upperRows, lowerColumns, upperColumns, wholes] = this.#starts;
    for (const number of requirements) {
      if (number < upperRows) rowLower[number] = form.rowLower[number];
      else if (number < lowerColumns) rowUpper[number - upperRows] = form.rowUpper[number - upperRows];
      else if (number < upperColumns)
        columnLower[number - lowerColumns] = form.columnLower[number - lowerColumns];
      else if (number < wholes) columnUpper[number - upperColumns] = form.columnUpper[number - upperColumns];
      else {
        const column = number - wholes;
        integrality[column] = form.integrality[column];
        if (integrality[column] !== SEMICONTINUOUS) continue;
        columnLower[column] = form.columnLower[column];
        columnUpper[column] = form.columnUpper[column];
      }
    }
    return { ...form, rowLower, rowUpper, columnLower, columnUpper, integrality };
  }
}
