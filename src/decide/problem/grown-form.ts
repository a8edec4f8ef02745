import type { SlotTerms, StandardForm } from "../../model/index.js";

/** A continuous column that a form gets beside its own. */
export interface ExtraColumn {
  readonly name: string;
  readonly upper: number;
  readonly cost: number;
}

/** What a form gets beside what it has; its own columns, rows and slots keep their places. */
export interface Growth {
  /** All between 0 and their upper bound. */
  readonly columns?: readonly ExtraColumn[];
  /** Coefficients in the form's own rows, by ascending row; columns are counted with the form's own. */
  readonly entries?: readonly (readonly [row: number, column: number, value: number])[];
  /** Columns that a row each holds at the value of a further slot, in this order; they are whole only by that value. */
  readonly pinned?: Int32Array;
}

/** A form with further columns, coefficients and pinned columns. */
export function grownForm(form: StandardForm, growth: Growth): StandardForm {
  const { columns: extra = [], entries = [], pinned = new Int32Array(0) } = growth;
  const columns = form.columns + extra.length;
  const rows = form.rows + pinned.length;
  const { starts, columns: oldColumns, values: oldValues } = form.matrix;
  const length = oldValues.length + entries.length + pinned.length;
  const newStarts = new Int32Array(rows + 1);
  const newColumns = new Int32Array(length);
  const newValues = new Float64Array(length);
  /** [coefficients of the form] where each of them went */
  const moved = new Int32Array(oldValues.length);
  let next = 0;
  let entry = 0;
  for (let row = 0; row < form.rows; row++) {
    for (let k = starts[row]; k < starts[row + 1]; k++) {
      moved[k] = next;
      newColumns[next] = oldColumns[k];
      newValues[next++] = oldValues[k];
    }
    for (; entry < entries.length && entries[entry][0] === row; entry++) {
      newColumns[next] = entries[entry][1];
      newValues[next++] = entries[entry][2];
    }
    newStarts[row + 1] = next;
  }
  for (let k = 0; k < pinned.length; k++) {
    newColumns[next] = pinned[k];
    newValues[next++] = 1;
    newStarts[form.rows + k + 1] = next;
  }
  const integrality = new Uint8Array(columns);
  integrality.set(form.integrality);
  for (const column of pinned) integrality[column] = 0;
  const { slots } = form;
  return {
    ...form,
    columns,
    rows,
    cost: joined(
      form.cost,
      extra.map(({ cost }) => cost),
    ),
    columnLower: joined(
      form.columnLower,
      extra.map(() => 0),
    ),
    columnUpper: joined(
      form.columnUpper,
      extra.map(({ upper }) => upper),
    ),
    integrality,
    rowLower: joined(
      form.rowLower,
      Array.from(pinned, () => 0),
    ),
    rowUpper: joined(
      form.rowUpper,
      Array.from(pinned, () => 0),
    ),
    matrix: { starts: newStarts, columns: newColumns, values: newValues },
    slots: {
      ...slots,
      count: slots.count + pinned.length,
      matrix: { ...slots.matrix, targets: slots.matrix.targets.map((position) => moved[position]) },
      rowBounds: withPins(slots.rowBounds, form.rows, slots.count, pinned.length),
    },
    columnName: (column) =>
      column < form.columns ? form.columnName(column) : extra[column - form.columns].name,
    rowName: (row) =>
      row < form.rows ? form.rowName(row) : `${form.columnName(pinned[row - form.rows])} as decided`,
  };
}

function withPins(terms: SlotTerms, firstRow: number, firstSlot: number, pins: number): SlotTerms {
  const own = terms.slots.length;
  const targets = new Int32Array(own + pins);
  const slots = new Int32Array(own + pins);
  const coefficients = new Float64Array(own + pins).fill(1);
  targets.set(terms.targets);
  slots.set(terms.slots);
  coefficients.set(terms.coefficients);
  for (let k = 0; k < pins; k++) {
    targets[own + k] = firstRow + k;
    slots[own + k] = firstSlot + k;
  }
  return { targets, slots, coefficients };
}

function joined(first: Float64Array, second: readonly number[]): Float64Array {
  const all = new Float64Array(first.length + second.length);
  all.set(first);
  all.set(second, first.length);
  return all;
}
