import type { StandardForm } from "../../model/index.js";

/**
 * The form without the limits that uncertain values move: what a plan must satisfy whatever comes true. The form itself where no limit
 * is uncertain.
 */
export function certainPart(form: StandardForm): StandardForm {
  const { columnLower: lower, columnUpper: upper, rowBounds, matrix } = form.slots;
  const rows = new Set(rowBounds.targets);
  let row = 0;
  for (const entry of Int32Array.from(matrix.targets).sort()) {
    while (form.matrix.starts[row + 1] <= entry) row++;
    rows.add(row);
  }
  if (rows.size + lower.targets.length + upper.targets.length === 0) return form;
  const freed = (limits: Float64Array, targets: Iterable<number>, to: number): Float64Array => {
    const free = limits.slice();
    for (const target of targets) free[target] = to;
    return free;
  };
  return {
    ...form,
    columnLower: freed(form.columnLower, lower.targets, -Infinity),
    columnUpper: freed(form.columnUpper, upper.targets, Infinity),
    rowLower: freed(form.rowLower, rows, -Infinity),
    rowUpper: freed(form.rowUpper, rows, Infinity),
  };
}
