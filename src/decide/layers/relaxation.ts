import type { StandardForm } from "../../model/index.js";

/** All columns continuous: whole numbers become any, and what is zero or within its bounds anything from zero on. */
export function relaxation(form: StandardForm): StandardForm {
  return {
    ...form,
    integrality: new Uint8Array(form.columns),
    columnLower: form.columnLower.map((lower, column) => (form.integrality[column] === 2 ? 0 : lower)),
    columnName: (column) => form.columnName(column),
    rowName: (row) => form.rowName(row),
  };
}

/** The form with strength / 2 ||x||² added to what it minimises, or taken from what it maximises. */
export function withSquares(form: StandardForm, strength: number): StandardForm {
  if (strength === 0) return form;
  const { objective, rows } = form.quadratic;
  const half = (form.sense === "minimize" ? 0.5 : -0.5) * strength;
  const terms = Array.from({ length: form.columns }, (_, column) => [column, column, half] as const);
  const squareOf = new Map<number, number>();
  const others: (readonly [number, number, number])[] = [];
  for (let k = 0; k < objective.values.length; k++) {
    const [first, second, value] = [objective.first[k], objective.second[k], objective.values[k]];
    if (first === second) squareOf.set(first, value);
    else others.push([first, second, value]);
  }
  const all = [
    ...terms.map(([column, , value]) => [column, column, value + (squareOf.get(column) ?? 0)] as const),
    ...others,
  ].toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  return {
    ...form,
    quadratic: {
      objective: {
        first: Int32Array.from(all, ([first]) => first),
        second: Int32Array.from(all, ([, second]) => second),
        values: Float64Array.from(all, ([, , value]) => value),
      },
      rows,
    },
    columnName: (column) => form.columnName(column),
    rowName: (row) => form.rowName(row),
  };
}
