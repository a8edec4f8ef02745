import type { StandardForm } from "../../model/index.js";

/** Whether a column belongs to a variable of the model; the others say by how much a row is broken. */
export function isVariable(form: StandardForm, column: number): boolean {
  const last = form.variables[form.variables.length - 1];
  return last !== undefined && column < last.firstColumn + last.lower.length;
}
