import type { StandardForm } from "../../model/index.js";
import { verifier } from "../verifier.js";
import type { Clock } from "./clock.js";
import { isEmptyRow } from "./member.js";
import { allow, MODEL_STATUS, withNativeModel } from "./native-model.js";

/** From where to where one number may move, alone; infinite where nothing limits it. */
export interface Ranges {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** Duals and ranges of an optimal basis of a linear model; of a quadratic one there are duals only. */
export interface LinearPrices {
  /** [columns] the basis's own point: another than the plan that is explained, when there are several optima */
  readonly columnValues: Float64Array;
  /** [rows] change of the objective per unit of each row's bounds */
  readonly rowDuals: Float64Array;
  /** [columns] change of the objective per unit of each column's bounds */
  readonly columnDuals: Float64Array;
  /** [rows] true where the row's limit determines the basis */
  readonly rowIsNonbasic: readonly boolean[];
  /** [rows] of the limit that is in force; for basic rows it has no meaning */
  readonly rightSides: Ranges | null;
  /** [columns] in which the basis's point stays optimal */
  readonly costs: Ranges | null;
  /** Some limit is met that the basis does not need: duals need not be the only ones. */
  readonly isDegenerate: boolean | null;
  /** Something could change at no cost: other points may be as good. */
  readonly hasTies: boolean | null;
}

const BASIC = 1;
const TOLERANCE = 1e-7;

/** Solves a linear form (integrality is ignored) and reads duals and ranges; null when there is no optimum in time. */
export function linearPrices(form: StandardForm, clock: Clock): Promise<LinearPrices | null> {
  return withNativeModel(form, { integrality: null, cost: form.cost }, (native): LinearPrices | null => {
    const left = clock.left();
    if (left <= 0) return null;
    allow(native, left);
    if (native.run().modelStatus !== MODEL_STATUS.optimal) return null;
    const { colValue, rowValue, colDual, rowDual } = native.getSolution();
    const { colStatus, rowStatus } = native.getBasis();
    const ranging = native.getRanging();
    const isLinearPoint = verifier({ ...form, integrality: new Uint8Array(form.columns) })([], colValue).ok;
    if (!isLinearPoint) return null;

    let isDegenerate = false;
    let hasTies = false;
    for (let column = 0; column < form.columns; column++) {
      const [lower, upper] = [form.columnLower[column], form.columnUpper[column]];
      if (colStatus[column] === BASIC) isDegenerate ||= isMet(colValue[column], lower, upper);
      else if (lower !== upper) hasTies ||= Math.abs(colDual[column]) <= TOLERANCE;
    }
    for (let row = 0; row < form.rows; row++) {
      if (isEmptyRow(form, row)) continue;
      const [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
      if (rowStatus[row] === BASIC) isDegenerate ||= isMet(rowValue[row], lower, upper);
      else if (lower !== upper) hasTies ||= Math.abs(rowDual[row]) <= TOLERANCE;
    }
    return {
      columnValues: colValue,
      rowDuals: rowDual.map((dual) => dual + 0),
      columnDuals: colDual.map((dual) => dual + 0),
      rowIsNonbasic: Array.from(rowStatus, (status) => status !== BASIC),
      rightSides: { from: ranging.rowBoundDown.value, to: ranging.rowBoundUp.value },
      costs: { from: ranging.colCostDown.value, to: ranging.colCostUp.value },
      isDegenerate,
      hasTies,
    };
  });
}

/** True when a value stands at one of its limits. */
export function isMet(value: number, lower: number, upper: number): boolean {
  return isAt(value, lower) || isAt(value, upper);
}

/** True when a value stands at a finite limit, up to the solver's noise. */
export function isAt(value: number, limit: number): boolean {
  return Number.isFinite(limit) && Math.abs(value - limit) <= 1e-6 * Math.max(1, Math.abs(limit));
}
