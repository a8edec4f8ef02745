import { entryCount, entryName } from "./axes.js";
import type { Constraint } from "./constraint.js";
import type { StandardForm } from "./standard-form.js";

/**
 * Consecutive rows of a standard form whose values lie in a second-order cone: the value of the first is at least the
 * Euclidean norm of the values of the others. The value of such a row is its activity minus its limit, where
 * `rowLower[row] === rowUpper[row]` hold the limit (minus the constant of the expression, so that slots in
 * `slots.rowBounds` move it as they move any other limit). It is not an equation.
 */
export interface Cone {
  readonly kind: "secondOrder";
  readonly firstRow: number;
  /** Number of rows, the first included. */
  readonly size: number;
}

/** The cones of a constraint: one for each entry of its sets without the last, which counts the rows of a cone. */
export function conesOf({ over, sense, firstRow }: Constraint, rows: number): Cone[] {
  if (sense !== "secondOrderCone") return [];
  const size = over[over.length - 1].keys.length;
  const count = size === 0 ? 0 : rows / size;
  return Array.from({ length: count }, (_, cone) => ({
    kind: "secondOrder",
    firstRow: firstRow + cone * size,
    size,
  }));
}

/** Name of a cone in the user's words: `risk limit[hour=3]`. */
export function coneName(form: StandardForm, cone: Cone): string {
  const constraint = form.constraints.findLast(({ firstRow }) => firstRow <= cone.firstRow);
  const isOwn =
    constraint?.sense === "secondOrderCone" &&
    cone.firstRow < constraint.firstRow + entryCount(constraint.over);
  if (!isOwn) return form.rowName(cone.firstRow);
  const { name, over, firstRow } = constraint;
  return entryName(name, over.slice(0, -1), (cone.firstRow - firstRow) / cone.size);
}
