import type { StandardForm } from "../../model/index.js";
import { ConeTangent } from "./cone-tangent.js";
import { KktSystem, largest } from "./kkt-system.js";

/** A solved point, in the sense to minimise. */
export interface SolvedPoint {
  /** [columns] */
  readonly x: Float64Array;
  /** [columns] slope of the objective, regulariser included */
  readonly gradient: Float64Array;
  /** [rows] change of the objective per unit of each row's limits; of rows of cones, their multipliers */
  readonly prices: Float64Array;
  /** How large columns are; slacks are shares of it. */
  readonly extent: number;
  /** How large slopes are; prices are shares of it. The gradient will not do: it vanishes where nothing binds. */
  readonly steepness: number;
}

/**
 * How a loss with a slope by x changes with the numbers of the program, to minimise: with the cost of a column by -`moves`, with the
 * limits of a row by `shifts`, with the bounds of a column by `bounds`, and with a coefficient by price x move - shift x value.
 */
export interface Adjoint {
  /** [columns] */
  readonly moves: Float64Array;
  /** [rows] 0 for rows that do not bind */
  readonly shifts: Float64Array;
  /** [columns] 0 for columns between their bounds */
  readonly bounds: Float64Array;
  /** How far the nearest limit is from beginning or ceasing to bind, in price or in slack as shares of their scales; 0 at a kink. */
  readonly margin: number;
}

/** Natural curvature (slope per extent) times this keeps the system solvable; moves that only it holds back are refused. */
const RIDGE = 1e-11;
const MOST_MOVE = 1e8;
/** Curvatures below this share of the natural one are not what moves are measured by: rounding would count for more. */
const LEAST_SCALE = 1e-6;
/** A normal of which bounds of columns leave less than this share adds nothing. */
const NOTHING_LEFT = 1e-8;

/**
 * The tangent spaces of what binds at solved points of a continuous convex form without quadratic rows, and the curvature on
 * them: the Hessian of the Lagrangian. Of a limit and its price one is 0; from interior points both are merely small, and a limit binds
 * when its price is larger than its slack, each as a share of its scale. A cone binds with all its rows at its tip, and with one normal
 * and a curvature of its own elsewhere on its surface.
 */
export class TangentSpace {
  readonly #strength: number;
  readonly #system: KktSystem;
  /** Where the form's squares and coefficients stand in the system. */
  readonly #squares: Int32Array;
  readonly #coefficients: Int32Array;
  readonly #cones: readonly ConeTangent[];
  readonly #isInCone: Uint8Array;

  /** @param strength curvature of the regulariser, the same in all columns */
  constructor(form: StandardForm, strength: number) {
    this.#strength = strength;
    const { columns, rows, matrix, quadratic } = form;
    const system = new KktSystem(columns, rows);
    const { first, second } = quadratic.objective;
    this.#squares = first.map((column, k) => system.entry(column, second[k]));
    this.#coefficients = new Int32Array(matrix.values.length);
    for (let row = 0; row < rows; row++)
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
        this.#coefficients[k] = system.entry(columns + row, matrix.columns[k]);
    this.#cones = form.cones.map((cone) => new ConeTangent(form, cone, system));
    this.#isInCone = new Uint8Array(rows);
    for (const { firstRow, endRow } of this.#cones) this.#isInCone.fill(1, firstRow, endRow);
    system.close();
    this.#system = system;
  }

  /**
   * Differentiates the KKT conditions at a point: moves d and shifts v with H d + N'v = slope and N d = 0, N being the normals of what
   * binds. Null where H leaves a direction flat, so that the point is not the only best one.
   *
   * @param form with its slots filled
   * @param slope [columns] of the loss by x
   */
  adjoint(form: StandardForm, point: SolvedPoint, slope: Float64Array): Adjoint | null {
    const { columns, rows } = form;
    const { prices, extent, steepness } = point;
    const system = this.#system;
    const values = activities(form, point.x);
    let margin = Infinity;
    const binds = (slack: number, price: number): boolean => {
      const lead = price / steepness - slack / extent;
      margin = Math.min(margin, Math.abs(lead));
      return lead > 0;
    };
    system.isOut.fill(0, 0, columns).fill(1, columns);
    system.values.fill(0);
    this.#leaveOutBound(form, point, binds);
    const excess = values.map((value, row) => value - form.rowLower[row]);
    for (const cone of this.#cones) cone.look(form, excess, prices, binds, (row) => rowLength(form, row));
    const curvature = this.#addCurvature(form, steepness / extent);
    const lengths = new Float64Array(rows);
    for (const cone of this.#cones) {
      if (cone.position === "surface") lengths[cone.firstRow] = cone.addNormal(system);
      if (cone.position === "tip")
        for (let row = cone.firstRow; row < cone.endRow; row++) lengths[row] = this.#addNormal(form, row);
    }
    for (let row = 0; row < rows; row++) {
      if (this.#isInCone[row] === 1) continue;
      const [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
      const length = rowLength(form, row);
      const price = prices[row] * length;
      const isBound =
        lower === upper ||
        binds((values[row] - lower) / length, price) ||
        binds((upper - values[row]) / length, -price);
      if (isBound) lengths[row] = this.#addNormal(form, row);
    }
    for (let row = 0; row < rows; row++) system.isOut[columns + row] = lengths[row] > 0 ? 0 : 1;

    const solution = system.solve(slope);
    const moves = solution.slice(0, columns).map((move) => move / curvature);
    const most = MOST_MOVE * (largest(slope) / steepness) * extent;
    for (const move of moves) if (!(Math.abs(move) <= most)) return null;
    const shifts = lengths.map((length, row) => (length > 0 ? solution[columns + row] / length : 0));
    for (const cone of this.#cones)
      if (cone.position === "surface") cone.spread(form, moves, shifts[cone.firstRow], shifts);
    return { moves, shifts, bounds: this.#boundSlopes(form, slope, moves, shifts), margin };
  }

  #leaveOutBound(
    form: StandardForm,
    { x, gradient, prices }: SolvedPoint,
    binds: (slack: number, price: number) => boolean,
  ): void {
    const { matrix } = form;
    const reduced = gradient.slice();
    for (let row = 0; row < form.rows; row++)
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
        reduced[matrix.columns[k]] -= matrix.values[k] * prices[row];
    for (let column = 0; column < form.columns; column++) {
      const [lower, upper] = [form.columnLower[column], form.columnUpper[column]];
      const isBound =
        lower === upper ||
        binds(x[column] - lower, reduced[column]) ||
        binds(upper - x[column], -reduced[column]);
      if (isBound) this.#system.isOut[column] = 1;
    }
  }

  /** Writes H, divided by about its largest diagonal entry, and returns what it was divided by. */
  #addCurvature(form: StandardForm, natural: number): number {
    const { values, isOut } = this.#system;
    const { quadratic, columns } = form;
    const sign = form.sense === "minimize" ? 1 : -1;
    for (let column = 0; column < columns; column++) values[column] = this.#strength || RIDGE * natural;
    const { first, second, values: squares } = quadratic.objective;
    for (let k = 0; k < squares.length; k++)
      values[this.#squares[k]] += (first[k] === second[k] ? 2 : 1) * sign * squares[k];
    for (const cone of this.#cones) if (cone.position === "surface") cone.addCurvature(form, this.#system);
    let most = LEAST_SCALE * natural;
    for (let column = 0; column < columns; column++)
      if (isOut[column] === 0) most = Math.max(most, values[column]);
    for (let k = 0; k < values.length; k++) values[k] /= most;
    return most;
  }

  /** Writes a row as a normal of length 1 over the columns that can move; its length before, 0 where nothing is left of it. */
  #addNormal(form: StandardForm, row: number): number {
    const { starts, columns, values } = form.matrix;
    const { isOut, values: entries } = this.#system;
    let squares = 0;
    for (let k = starts[row]; k < starts[row + 1]; k++)
      if (isOut[columns[k]] === 0) squares += values[k] ** 2;
    const length = Math.sqrt(squares);
    if (length <= NOTHING_LEFT * rowLength(form, row)) return 0;
    for (let k = starts[row]; k < starts[row + 1]; k++) entries[this.#coefficients[k]] += values[k] / length;
    return length;
  }

  /** slope - H d - N'v in the columns that are at their bounds. */
  #boundSlopes(
    form: StandardForm,
    slope: Float64Array,
    moves: Float64Array,
    shifts: Float64Array,
  ): Float64Array {
    const { matrix, quadratic } = form;
    const sign = form.sense === "minimize" ? 1 : -1;
    const bounds = slope.slice();
    const { first, second, values: squares } = quadratic.objective;
    for (let k = 0; k < squares.length; k++) {
      bounds[first[k]] -= sign * squares[k] * moves[second[k]];
      bounds[second[k]] -= sign * squares[k] * moves[first[k]];
    }
    for (let row = 0; row < form.rows; row++) {
      if (shifts[row] === 0) continue;
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
        bounds[matrix.columns[k]] -= matrix.values[k] * shifts[row];
    }
    for (let column = 0; column < bounds.length; column++)
      if (this.#system.isOut[column] === 0) bounds[column] = 0;
    return bounds;
  }
}

/** [rows] the linear part of each row */
function activities({ rows, matrix }: StandardForm, x: Float64Array): Float64Array {
  const values = new Float64Array(rows);
  for (let row = 0; row < rows; row++)
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
      values[row] += matrix.values[k] * x[matrix.columns[k]];
  return values;
}

function rowLength({ matrix }: StandardForm, row: number): number {
  let squares = 0;
  for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) squares += matrix.values[k] ** 2;
  return Math.sqrt(squares) || 1;
}
