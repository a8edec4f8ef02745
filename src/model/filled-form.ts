import { noSlotTerms, type SlotTerms } from "./slot-terms.js";
import type { StandardForm } from "./standard-form.js";

/** The form with its slots filled: the same columns and rows, no uncertain parameter left. `numbers` has one entry per slot. */
export function filledForm(form: StandardForm, numbers: ArrayLike<number>): StandardForm {
  const { slots } = form;
  if (slots.count === 0) return form;
  const rowShift = withSlots(new Float64Array(form.rows), slots.rowBounds, numbers);
  return {
    ...form,
    offset: withSlots(Float64Array.of(form.offset), slots.offset, numbers)[0],
    cost: withSlots(form.cost, slots.cost, numbers),
    columnLower: withSlots(form.columnLower, slots.columnLower, numbers),
    columnUpper: withSlots(form.columnUpper, slots.columnUpper, numbers),
    rowLower: form.rowLower.map((limit, row) => limit + rowShift[row]),
    rowUpper: form.rowUpper.map((limit, row) => limit + rowShift[row]),
    matrix: { ...form.matrix, values: withSlots(form.matrix.values, slots.matrix, numbers) },
    uncertain: [],
    slots: noSlots(),
    columnName: (column) => form.columnName(column),
    rowName: (row) => form.rowName(row),
  };
}

/** The slots of a form without uncertain parameters. */
export function noSlots(): StandardForm["slots"] {
  return {
    count: 0,
    cost: noSlotTerms(),
    offset: noSlotTerms(),
    columnLower: noSlotTerms(),
    columnUpper: noSlotTerms(),
    rowBounds: noSlotTerms(),
    matrix: noSlotTerms(),
  };
}

function withSlots(base: Float64Array, terms: SlotTerms, numbers: ArrayLike<number>): Float64Array {
  const values = base.slice();
  for (let k = 0; k < terms.slots.length; k++)
    values[terms.targets[k]] += terms.coefficients[k] * numbers[terms.slots[k]];
  return values;
}
