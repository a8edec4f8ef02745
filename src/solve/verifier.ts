import { coneName, type SlotTerms, type StandardForm } from "../model/index.js";
import { requireParameters } from "./parameters.js";

/** What is violated: a limit of a row or a column, a second-order cone, a whole number, or arithmetic itself. */
export type ViolationKind = "row" | "cone" | "bound" | "integrality" | "not-a-number";

/** What an independent look at a decision found. */
export interface Verification {
  /** True when no violation exceeds the tolerance. */
  readonly ok: boolean;
  /** Objective recomputed from the decision. */
  readonly objective: number;
  /** The worst violation, in the user's own names; null when there is none at all. */
  readonly worst: {
    readonly kind: ViolationKind;
    readonly name: string;
    /**
     * By how much, relative to max(1, |limit|), for a cone the norm's excess over its bound; infinite where something is not
     * a number.
     */
    readonly violation: number;
  } | null;
}

const NOWHERE = -1;
const OBJECTIVE = -2;

/** Violations up to this, relative to max(1, |limit|), are numerical noise. */
export const FEASIBILITY_TOLERANCE = 1e-6;

/**
 * Checks decisions against a standard form without any solver's help: row residuals (quadratic terms included),
 * second-order cones, bounds, integrality, and the objective recomputed from the decision. A number that is not finite is a violation wherever it turns up. Keeps its
 * buffers, so that checking thousands of decisions allocates little.
 *
 * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS` when the check is called with too few or too many parameters, or
 * with some that are not finite.
 * @example
 * import { atMost, indexSet, model, standardForm, total } from "foresolve/model";
 * import { verifier } from "foresolve/solve";
 *
 * const m = model("plan");
 * const output = m.variable("output", { over: [indexSet("hour", 2)], lower: 0 });
 * m.require("limit", atMost(output, 7));
 * m.maximize(total(output));
 * const check = verifier(standardForm(m));
 * check(new Float64Array(0), Float64Array.of(7, 8)).worst?.name; // => "limit[hour=1]"
 */
export function verifier(
  form: StandardForm,
): (parameters: ArrayLike<number>, columnValues: Float64Array) => Verification {
  const { matrix, rows, columns, slots, quadratic, cones } = form;
  // Room for the numbers that hang on slots; the fixed ones are copied afresh before each check.
  const values = slots.matrix.slots.length === 0 ? matrix.values : matrix.values.slice();
  const rowShift = new Float64Array(rows);
  const columnLower = form.columnLower.slice();
  const columnUpper = form.columnUpper.slice();
  const hasUncertainBounds = slots.columnLower.slots.length + slots.columnUpper.slots.length > 0;
  const cost = new Float64Array(columns);

  return (parameters, columnValues) => {
    requireParameters(form, parameters);
    cost.set(form.cost);
    addSlots(cost, slots.cost, parameters);
    if (values !== matrix.values) {
      values.set(matrix.values);
      addSlots(values, slots.matrix, parameters);
    }
    if (hasUncertainBounds) {
      columnLower.set(form.columnLower);
      columnUpper.set(form.columnUpper);
      addSlots(columnLower, slots.columnLower, parameters);
      addSlots(columnUpper, slots.columnUpper, parameters);
    }
    rowShift.fill(0);
    addSlots(rowShift, slots.rowBounds, parameters);

    let kind: ViolationKind = "row";
    let index = NOWHERE;
    let worst = 0;
    const note = (candidate: ViolationKind, at: number, violation: number): void => {
      if (violation > worst) {
        kind = candidate;
        index = at;
        worst = violation;
      }
    };
    let objective = form.offset;
    for (let k = 0; k < slots.offset.slots.length; k++) {
      objective += slots.offset.coefficients[k] * parameters[slots.offset.slots[k]];
    }
    for (let column = 0; column < columns; column++) {
      const value = columnValues[column];
      objective += cost[column] * value;
      if (!Number.isFinite(value)) note("not-a-number", column, Infinity);
      let outside = excess(value, columnLower[column], columnUpper[column]);
      // A semicontinuous column may also be zero.
      if (form.integrality[column] === 2) outside = Math.min(outside, excess(value, 0, 0));
      note("bound", column, outside);
      if (form.integrality[column] === 1) note("integrality", column, Math.abs(value - Math.round(value)));
    }
    for (let k = 0; k < quadratic.objective.values.length; k++) {
      const { first, second, values: factors } = quadratic.objective;
      objective += factors[k] * columnValues[first[k]] * columnValues[second[k]];
    }
    let square = 0;
    let cone = 0;
    let bound = 0;
    let norm = 0;
    for (let row = 0; row < rows; row++) {
      let activity = 0;
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
        activity += values[k] * columnValues[matrix.columns[k]];
      }
      for (; square < quadratic.rows.rows.length && quadratic.rows.rows[square] === row; square++) {
        const { first, second, values: factors } = quadratic.rows;
        activity += factors[square] * columnValues[first[square]] * columnValues[second[square]];
      }
      if (cone < cones.length && row >= cones[cone].firstRow) {
        const { firstRow, size } = cones[cone];
        const value = activity - form.rowLower[row] - rowShift[row];
        if (row === firstRow) bound = value;
        else norm = Math.hypot(norm, value);
        if (row < firstRow + size - 1) continue;
        note("cone", cone, excess(norm, 0, bound));
        norm = 0;
        cone++;
        continue;
      }
      note(
        "row",
        row,
        excess(activity, form.rowLower[row] + rowShift[row], form.rowUpper[row] + rowShift[row]),
      );
    }
    if (!Number.isFinite(objective)) note("not-a-number", OBJECTIVE, Infinity);
    if (index === NOWHERE) return { ok: true, objective, worst: null };
    const name = nameOf(form, kind, index);
    return { ok: worst <= FEASIBILITY_TOLERANCE, objective, worst: { kind, name, violation: worst } };
  };
}

function nameOf(form: StandardForm, kind: ViolationKind, index: number): string {
  if (index === OBJECTIVE) return "the objective";
  if (kind === "row") return form.rowName(index);
  return kind === "cone" ? coneName(form, form.cones[index]) : form.columnName(index);
}

function excess(value: number, lower: number, upper: number): number {
  if (Number.isNaN(value) || Number.isNaN(upper)) return Infinity;
  if (value < lower) return (lower - value) / Math.max(1, Math.abs(lower));
  if (value > upper) return (value - upper) / Math.max(1, Math.abs(upper));
  return 0;
}

function addSlots(target: Float64Array, terms: SlotTerms, parameters: ArrayLike<number>): void {
  for (let k = 0; k < terms.slots.length; k++) {
    target[terms.targets[k]] += terms.coefficients[k] * parameters[terms.slots[k]];
  }
}
