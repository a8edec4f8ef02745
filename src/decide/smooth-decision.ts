import { conicForm, requireConvex, type StandardForm } from "../model/index.js";
import type { OpenClarabel, SolverSession } from "../solve/index.js";
import { invalidOption } from "./invalid-option.js";
import { largest, tangentSpace } from "./tangent-space.js";

/** Columns that are all below this share of the model's limits are 0. */
const NOTHING = 1e-5;

/**
 * The decision of a continuous relaxation, made smooth by a quadratic term over all columns: to minimise,
 *
 *     x(p) = argmin c(p) . x + x'Qx + strength / 2 ||x||²   over the model's rows, bounds and cones,
 *
 * Q being the objective's own quadratic terms; to maximise, the term is subtracted. Found by interior points.
 */
export class SmoothDecision {
  /** [columns] the decision of the last solve */
  columnValues: Float64Array = new Float64Array(0);
  readonly #owner: string;
  /** The model, all columns continuous and all quadratic rows as cones, without the term. */
  readonly #form: StandardForm;
  readonly #session: SolverSession;
  readonly #strength: number;
  readonly #cost: Float64Array;
  /** The size of the model's limits. */
  readonly #reach: number;
  /** The largest curvature of its own objective and of the term. */
  readonly #bend: number;

  /** @throws ForesolveError `FS_MODEL_NOT_CONVEX`. */
  constructor(owner: string, form: StandardForm, strength: number, open: OpenClarabel) {
    this.#owner = owner;
    const relaxed = relaxation(form);
    requireConvex(relaxed);
    this.#form = relaxed.quadratic.rows.values.length > 0 ? conicForm(relaxed).form : relaxed;
    this.#session = open(withSquares(this.#form, strength));
    this.#strength = strength;
    this.#cost = new Float64Array(form.columns);
    this.#reach = reachOf(this.#form);
    this.#bend = Math.max(strength, largest(this.#form.quadratic.objective.values));
  }

  /**
   * Decides on the predictions from position `from` on.
   *
   * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` when the term is too weak for the solver to find the decision.
   */
  solve(predictions: Float64Array, from: number): void {
    this.#session.setParameters(predictions.subarray(from, from + this.#form.slots.count));
    const { status } = this.#session.run();
    this.columnValues = this.#session.columnValues;
    if (status === "optimal") return;
    throw invalidOption(
      this.#owner,
      "lambda",
      this.#strength,
      `a larger one, or bound the model's variables: the solver calls the smooth decision of "${this.#form.name}" ${status}`,
    );
  }

  /** What the decision is worth under the truth from position `from` on, in the model's sense, without the term. */
  objective(truths: Float64Array, from: number): number {
    const { offset, slots, quadratic } = this.#form;
    const x = this.columnValues;
    const cost = this.#costAt(truths, from);
    let sum = offset;
    for (let k = 0; k < slots.offset.slots.length; k++)
      sum += slots.offset.coefficients[k] * truths[from + slots.offset.slots[k]];
    for (let column = 0; column < x.length; column++) sum += cost[column] * x[column];
    const { first, second, values } = quadratic.objective;
    for (let k = 0; k < values.length; k++) sum += values[k] * x[first[k]] * x[second[k]];
    return sum;
  }

  /**
   * Writes to `out` the derivative by the predictions of what the last decision loses under the truth, both from position `from`
   * on. With N the normals of what binds, H the Hessian of the Lagrangian in the sense to minimise, and t the slope of the true
   * objective by x, it is -d with H d + N'v = t, N d = 0: the KKT conditions, differentiated.
   *
   * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` when the decision is not unique.
   */
  pullBack(predictions: Float64Array, truths: Float64Array, from: number, out: Float64Array): void {
    const form = this.#form;
    const x = this.columnValues;
    const sign = form.sense === "minimize" ? 1 : -1;
    const gradient = this.#gradient(predictions, from).map((slope, column) => {
      return sign * slope + this.#strength * x[column];
    });
    const prices = this.#session.rowDuals.map((price) => sign * price);
    const largestColumn = largest(x);
    // A decision of nothing at all has no size.
    const extent = largestColumn > NOTHING * this.#reach ? largestColumn : this.#reach;
    const steepness = Math.max(largest(this.#costAt(predictions, from)), this.#bend * extent) || 1;
    const space = tangentSpace(form, { x, gradient, prices, extent, steepness }, this.#strength);
    const move = space.move(this.#gradient(truths, from));
    if (move === null) {
      throw invalidOption(
        this.#owner,
        "lambda",
        this.#strength,
        `a larger one: a decision of "${form.name}" is not the only best one, and has no derivative`,
      );
    }
    const { slots, targets, coefficients } = form.slots.cost;
    out.fill(0, from, from + form.slots.count);
    for (let k = 0; k < slots.length; k++) out[from + slots[k]] -= coefficients[k] * move[targets[k]];
  }

  /** The slope of the model's own objective by x, in its sense. Fresh. */
  #gradient(values: Float64Array, from: number): Float64Array {
    const x = this.columnValues;
    const gradient = this.#costAt(values, from).slice();
    const { first, second, values: squares } = this.#form.quadratic.objective;
    for (let k = 0; k < squares.length; k++) {
      gradient[first[k]] += squares[k] * x[second[k]];
      gradient[second[k]] += squares[k] * x[first[k]];
    }
    return gradient;
  }

  #costAt(values: Float64Array, from: number): Float64Array {
    const { slots, targets, coefficients } = this.#form.slots.cost;
    this.#cost.set(this.#form.cost);
    for (let k = 0; k < slots.length; k++)
      this.#cost[targets[k]] += coefficients[k] * values[from + slots[k]];
    return this.#cost;
  }
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

/** All columns continuous: whole numbers become any, and what is zero or within its bounds anything from zero on. */
function relaxation(form: StandardForm): StandardForm {
  return {
    ...form,
    integrality: new Uint8Array(form.columns),
    columnLower: form.columnLower.map((lower, column) => (form.integrality[column] === 2 ? 0 : lower)),
    columnName: (column) => form.columnName(column),
    rowName: (row) => form.rowName(row),
  };
}

/** The form with strength / 2 ||x||² added to what it minimises, or taken from what it maximises. */
function withSquares(form: StandardForm, strength: number): StandardForm {
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
