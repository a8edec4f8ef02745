import type { StandardForm } from "../../model/index.js";

/** Whole numbers come out of the solver with noise of up to its tolerance. */
export function withWholeNumbers(form: StandardForm, columnValues: Float64Array): Float64Array {
  return columnValues.map((value, column) =>
    form.integrality[column] === 1 ? Math.round(value) + 0 : value,
  );
}

/** A value as the column admits it, if it is one but for noise: values are often taken over from another plan. */
export function admitted(form: StandardForm, column: number, value: number): number {
  const candidates = [form.columnLower[column], form.columnUpper[column]];
  if (form.integrality[column] === 1) candidates.unshift(Math.round(value) + 0);
  if (value >= candidates[0] && value <= candidates[1] && form.integrality[column] !== 1) return value;
  return (
    candidates.find((candidate) => Math.abs(candidate - value) <= NOISE * Math.max(1, Math.abs(value))) ??
    value
  );
}

const NOISE = 1e-6;
