import { conicForm, filledForm, requireConvex, type StandardForm } from "../../model/index.js";
import { InteriorPoint, type OpenClarabel, type SolverSession } from "../../solve/index.js";
import { invalidOption } from "../invalid-option.js";
import { largest } from "./kkt-system.js";
import { relaxation, withSquares } from "./relaxation.js";
import { TangentSpace } from "./tangent-space.js";

/** Columns that are all below this share of the model's limits are 0. */
const NOTHING = 1e-5;

/**
 * The decision of a continuous relaxation, made smooth by a quadratic term over all columns: to minimise,
 *
 *     x(p) = argmin c(p) . x + x'Qx + strength / 2 ||x||²   over the model's rows, bounds and cones for p,
 *
 * Q being the objective's own quadratic terms; to maximise, the term is subtracted. Found by interior points. Values p may stand
 * in costs, limits of rows, bounds of columns and coefficients of rows.
 */
export class SmoothDecision {
  /** [columns] the decision of the last solve */
  columnValues: Float64Array = new Float64Array(0);
  /** How far the last decision that was pulled back is from a kink, 0 at one: see `TangentSpace`. */
  margin = 0;
  readonly #owner: string;
  /** The model, all columns continuous and all quadratic rows as cones, without the term. */
  readonly #form: StandardForm;
  /** The same for the values that were decided on last. */
  #filled: StandardForm;
  /** For models without cones; where it does not arrive, Clarabel says why. */
  readonly #interior: InteriorPoint | null;
  readonly #session: SolverSession;
  /** [rows] */
  #rowDuals: Float64Array = new Float64Array(0);
  readonly #strength: number;
  readonly #space: TangentSpace;
  /** [coefficients] their rows; made where values stand in coefficients */
  readonly #rowOf: Int32Array;

  /** @throws ForesolveError `FS_MODEL_NOT_CONVEX`. */
  constructor(owner: string, form: StandardForm, strength: number, open: OpenClarabel) {
    this.#owner = owner;
    const relaxed = relaxation(form);
    requireConvex(relaxed);
    this.#form = relaxed.quadratic.rows.values.length > 0 ? conicForm(relaxed).form : relaxed;
    this.#filled = this.#form;
    this.#interior = this.#form.cones.length === 0 ? new InteriorPoint(this.#form, strength) : null;
    this.#session = open(withSquares(this.#form, strength));
    this.#strength = strength;
    this.#space = new TangentSpace(this.#form, strength);
    this.#rowOf = rowsOfCoefficients(this.#form);
  }

  /**
   * Decides on the values of all slots.
   *
   * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` when the term is too weak for the solver to find the decision.
   */
  solve(values: Float64Array): void {
    this.#filled = filledForm(this.#form, values);
    const interior = this.#interior;
    if (interior?.solve(this.#filled) === true) {
      this.columnValues = interior.columnValues;
      this.#rowDuals = interior.rowDuals;
      return;
    }
    this.#session.setParameters(values);
    const { status } = this.#session.run();
    this.columnValues = this.#session.columnValues;
    this.#rowDuals = this.#session.rowDuals;
    if (status === "optimal") return;
    throw invalidOption(
      this.#owner,
      "lambda",
      this.#strength,
      `a larger one, or bound the model's variables: the solver calls the smooth decision of "${this.#form.name}" ${status}`,
    );
  }

  /** What the decision is worth under the truth, in the model's sense, without the term; and the slope of that by x, [columns]. */
  worth(truth: Float64Array): { readonly objective: number; readonly slope: Float64Array } {
    const form = filledForm(this.#form, truth);
    return { objective: objectiveAt(form, this.columnValues), slope: slopeAt(form, this.columnValues) };
  }

  /**
   * Writes to `out`, from `at` on, the derivative by the values of all slots of a loss whose slope by x is `slope` [columns]: the KKT
   * conditions, differentiated by all data (Amos and Kolter 2017, equation 8). With the adjoint moves d and shifts v of
   * {@link TangentSpace}: by a cost -d_j, by a limit v_i, by a coefficient price_i d_j - v_i x_j.
   *
   * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` when the decision is not unique.
   */
  pullBack(slope: Float64Array, out: Float64Array, at: number): void {
    const form = this.#filled;
    const x = this.columnValues;
    const sign = form.sense === "minimize" ? 1 : -1;
    const gradient = slopeAt(form, x).map((value, column) => sign * value + this.#strength * x[column]);
    const prices = this.#rowDuals.map((price) => sign * price);
    const largestColumn = largest(x);
    const reach = reachOf(form);
    // A decision of nothing at all has no size.
    const extent = largestColumn > NOTHING * reach ? largestColumn : reach;
    const bend = Math.max(this.#strength, largest(form.quadratic.objective.values));
    const steepness = Math.max(largest(form.cost), bend * extent) || 1;
    const adjoint = this.#space.adjoint(form, { x, gradient, prices, extent, steepness }, slope);
    if (adjoint === null) {
      throw invalidOption(
        this.#owner,
        "lambda",
        this.#strength,
        `a larger one: a decision of "${form.name}" is not the only best one, and has no derivative`,
      );
    }
    const { moves, shifts, bounds } = adjoint;
    this.margin = adjoint.margin;
    const { cost, rowBounds, matrix, columnLower, columnUpper, count } = this.#form.slots;
    out.fill(0, at, at + count);
    for (let k = 0; k < cost.slots.length; k++)
      out[at + cost.slots[k]] -= sign * cost.coefficients[k] * moves[cost.targets[k]];
    for (let k = 0; k < rowBounds.slots.length; k++)
      out[at + rowBounds.slots[k]] += rowBounds.coefficients[k] * shifts[rowBounds.targets[k]];
    for (let k = 0; k < matrix.slots.length; k++) {
      const row = this.#rowOf[matrix.targets[k]];
      const column = form.matrix.columns[matrix.targets[k]];
      const change = prices[row] * moves[column] - shifts[row] * x[column];
      out[at + matrix.slots[k]] += matrix.coefficients[k] * change;
    }
    // Of two bounds the nearer one binds; where they are one, either moves the column.
    const isUpper = (column: number): boolean =>
      form.columnUpper[column] - x[column] < x[column] - form.columnLower[column];
    for (const [terms, ofUpper] of [
      [columnLower, false],
      [columnUpper, true],
    ] as const)
      for (let k = 0; k < terms.slots.length; k++)
        if (isUpper(terms.targets[k]) === ofUpper)
          out[at + terms.slots[k]] += terms.coefficients[k] * bounds[terms.targets[k]];
  }
}

/** What a plan is worth in a form without slots. */
export function objectiveAt({ offset, cost, quadratic }: StandardForm, x: Float64Array): number {
  let sum = offset;
  for (let column = 0; column < cost.length; column++) sum += cost[column] * x[column];
  const { first, second, values } = quadratic.objective;
  for (let k = 0; k < values.length; k++) sum += values[k] * x[first[k]] * x[second[k]];
  return sum;
}

/** [columns] the slope of the objective of a form without slots */
function slopeAt({ cost, quadratic }: StandardForm, x: Float64Array): Float64Array {
  const slope = cost.slice();
  const { first, second, values } = quadratic.objective;
  for (let k = 0; k < values.length; k++) {
    slope[first[k]] += values[k] * x[second[k]];
    slope[second[k]] += values[k] * x[first[k]];
  }
  return slope;
}

function rowsOfCoefficients({ rows, matrix }: StandardForm): Int32Array {
  const rowOf = new Int32Array(matrix.values.length);
  for (let row = 0; row < rows; row++) rowOf.fill(row, matrix.starts[row], matrix.starts[row + 1]);
  return rowOf;
}

/** The size of the limits of columns and rows, as a distance; 1 where there is none but 0. */
function reachOf({
  columns,
  rows,
  columnLower,
  columnUpper,
  rowLower,
  rowUpper,
  matrix,
}: StandardForm): number {
  let reach = 0;
  const meet = (limit: number, length: number): void => {
    if (Number.isFinite(limit)) reach = Math.max(reach, Math.abs(limit) / length);
  };
  for (let column = 0; column < columns; column++) {
    meet(columnLower[column], 1);
    meet(columnUpper[column], 1);
  }
  for (let row = 0; row < rows; row++) {
    const length = largest(matrix.values.subarray(matrix.starts[row], matrix.starts[row + 1])) || 1;
    meet(rowLower[row], length);
    meet(rowUpper[row], length);
  }
  return reach || 1;
}
