import type {
  IndexSet,
  QuadraticTerms,
  SlotTerms,
  StandardForm,
  UncertainParameter,
} from "../src/model/index.js";

/** Values of columns and of uncertain parameters. */
interface Point {
  readonly columns: readonly number[];
  readonly uncertain: ReadonlyMap<UncertainParameter, readonly number[]>;
}

/** What hangs on slots, of one target. */
export function slotPart(terms: SlotTerms, target: number, slots: readonly number[]): number {
  let value = 0;
  for (let k = 0; k < terms.slots.length; k++) {
    if (terms.targets[k] === target) value += terms.coefficients[k] * slots[terms.slots[k]];
  }
  return value;
}

/** One quadratic term at a point. */
export function quadraticPart({ first, second, values }: QuadraticTerms, k: number, point: Point): number {
  return values[k] * point.columns[first[k]] * point.columns[second[k]];
}

/** Left side minus right side of a row of a standard form at a point. */
export function rowDifference(form: StandardForm, row: number, point: Point): number {
  const slots = form.uncertain.flatMap((made) => point.uncertain.get(made)!);
  const base = Number.isFinite(form.rowUpper[row]) ? form.rowUpper[row] : form.rowLower[row];
  let value = -base - slotPart(form.slots.rowBounds, row, slots);
  for (let k = form.matrix.starts[row]; k < form.matrix.starts[row + 1]; k++) {
    const coefficient = form.matrix.values[k] + slotPart(form.slots.matrix, k, slots);
    value += coefficient * point.columns[form.matrix.columns[k]];
  }
  const { rows } = form.quadratic;
  for (const [k, quadraticRow] of rows.rows.entries())
    if (quadraticRow === row) value += quadraticPart(rows, k, point);
  return value;
}

/** Row-major position of labels, by the names of their sets. */
export function positionOf(over: readonly IndexSet[], labels: Readonly<Record<string, string>>): number {
  let position = 0;
  for (const set of over) position = position * set.keys.length + set.keys.indexOf(labels[set.name]);
  return position;
}

/** Zero has two signs in floating point, which mean the same here. */
export const unsigned = (values: readonly number[]): number[] => values.map((value) => value + 0);
