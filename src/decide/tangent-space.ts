import { luFactor, luSolve } from "../math/index.js";
import type { StandardForm } from "../model/index.js";

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

/** Where a decision can go while what binds goes on binding. */
export interface TangentSpace {
  /** Number of directions that are left. */
  readonly freedom: number;
  /** d with H d + N'v = slope and N d = 0, [columns]; null where H leaves a direction flat. */
  move(slope: Float64Array): Float64Array | null;
}

/** A normal that others span up to this share of its length adds nothing. */
const DEPENDENT = 1e-8;
/** Natural curvature (slope per extent) times this keeps the system solvable; moves that only it holds back are refused. */
const RIDGE = 1e-11;
const MOST_MOVE = 1e8;

/**
 * The tangent space of what binds at a solved point of a continuous convex form without quadratic rows, and the curvature on it: the
 * Hessian of the Lagrangian. Of a limit and its price one is 0; from interior points both are merely small, and a limit binds when
 * its price is larger than its slack, each as a share of its scale. A cone binds with all its rows at its tip, and with one normal and a
 * curvature of its own elsewhere on its surface.
 *
 * @param strength curvature of the regulariser, the same in all columns
 */
export function tangentSpace(
  form: StandardForm,
  { x, gradient, prices, extent, steepness }: SolvedPoint,
  strength: number,
): TangentSpace {
  const { columns, rows, matrix, cones } = form;
  const binds = (slack: number, price: number): boolean => slack * steepness < price * extent;

  const activities = new Float64Array(rows);
  const reduced = gradient.slice();
  for (let row = 0; row < rows; row++) {
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
      activities[row] += matrix.values[k] * x[matrix.columns[k]];
      reduced[matrix.columns[k]] -= matrix.values[k] * prices[row];
    }
  }
  // Positions of the columns that can move; -1 for the others.
  const places = new Int32Array(columns).fill(-1);
  const free: number[] = [];
  for (let column = 0; column < columns; column++) {
    const [lower, upper] = [form.columnLower[column], form.columnUpper[column]];
    const isBound =
      lower === upper ||
      binds(x[column] - lower, reduced[column]) ||
      binds(upper - x[column], -reduced[column]);
    if (isBound) continue;
    places[column] = free.length;
    free.push(column);
  }
  const size = free.length;
  const normalOf = (row: number): Float64Array => {
    const normal = new Float64Array(size);
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) {
      const place = places[matrix.columns[k]];
      if (place >= 0) normal[place] += matrix.values[k];
    }
    return normal;
  };

  const basis = new OrthonormalBasis(size);
  const isInCone = new Uint8Array(rows);
  for (const { firstRow, size: coneRows } of cones) isInCone.fill(1, firstRow, firstRow + coneRows);
  for (let row = 0; row < rows; row++) {
    if (isInCone[row] === 1) continue;
    const [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
    const length = rowLength(form, row);
    const price = prices[row] * length;
    const isBound =
      lower === upper ||
      binds((activities[row] - lower) / length, price) ||
      binds((upper - activities[row]) / length, -price);
    if (isBound) basis.add(normalOf(row));
  }

  let hessian: Float64Array | null = null;
  const curved = (): Float64Array => {
    if (hessian !== null) return hessian;
    hessian = new Float64Array(size * size);
    const floor = strength + RIDGE * (steepness / extent);
    for (let k = 0; k < size; k++) hessian[k * size + k] = floor;
    return hessian;
  };
  const sign = form.sense === "minimize" ? 1 : -1;
  const { first, second, values } = form.quadratic.objective;
  for (let k = 0; k < values.length; k++) {
    const [a, b] = [places[first[k]], places[second[k]]];
    if (a < 0 || b < 0) continue;
    curved()[a * size + b] += sign * values[k];
    curved()[b * size + a] += sign * values[k];
  }
  for (const { firstRow, size: coneRows } of cones) {
    let [norm, priceNorm, length] = [0, 0, 0];
    for (let row = firstRow; row < firstRow + coneRows; row++) {
      length = Math.max(length, rowLength(form, row));
      if (row === firstRow) continue;
      norm = Math.hypot(norm, activities[row] - form.rowLower[row]);
      priceNorm = Math.hypot(priceNorm, prices[row]);
    }
    const head = activities[firstRow] - form.rowLower[firstRow];
    const price = prices[firstRow];
    // Inside: the price vanishes, the slack does not. At the tip: the other way round.
    if (!binds((head - norm) / length, price * length)) continue;
    if (binds(head / length, (price - priceNorm) * length)) {
      for (let row = firstRow; row < firstRow + coneRows; row++) basis.add(normalOf(row));
      continue;
    }
    const outward = new Float64Array(size);
    const weight = price / norm;
    const target = curved();
    for (let row = firstRow + 1; row < firstRow + coneRows; row++) {
      const normal = normalOf(row);
      const share = (activities[row] - form.rowLower[row]) / norm;
      for (let a = 0; a < size; a++) {
        outward[a] += share * normal[a];
        if (normal[a] === 0) continue;
        for (let b = 0; b < size; b++) target[a * size + b] += weight * normal[a] * normal[b];
      }
    }
    for (let a = 0; a < size; a++)
      for (let b = 0; b < size; b++) target[a * size + b] -= weight * outward[a] * outward[b];
    const headNormal = normalOf(firstRow);
    basis.add(outward.map((value, place) => value - headNormal[place]));
  }

  const spread = (move: (place: number) => number): Float64Array => {
    const all = new Float64Array(columns);
    for (let place = 0; place < size; place++) all[free[place]] = move(place);
    return all;
  };
  return {
    freedom: size - basis.count,
    move(slope) {
      if (size === basis.count) return new Float64Array(columns);
      const right = Float64Array.from(free, (column) => slope[column]);
      if (hessian === null && strength > 0) {
        basis.project(right);
        return spread((place) => right[place] / strength);
      }
      const total = size + basis.count;
      const system = new Float64Array(total * total);
      const all = new Float64Array(total);
      for (let a = 0; a < size; a++) {
        all[a] = right[a];
        for (let b = 0; b < size; b++) system[a * total + b] = curved()[a * size + b];
        for (let k = 0; k < basis.count; k++) {
          const entry = basis.vectors[k][a];
          system[a * total + size + k] = entry;
          system[(size + k) * total + a] = entry;
        }
      }
      const moves = luSolve(luFactor(system, total), all, 1);
      const limit = MOST_MOVE * (largest(right) / steepness) * extent;
      for (let place = 0; place < size; place++) if (!(Math.abs(moves[place]) <= limit)) return null;
      return spread((place) => moves[place]);
    },
  };
}

/** Orthonormal vectors with the span of what was added (Gram and Schmidt, each vector twice). */
class OrthonormalBasis {
  readonly vectors: Float64Array[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  get count(): number {
    return this.vectors.length;
  }

  /** Adds a vector, which it overwrites; one that depends on the others is left out. */
  add(vector: Float64Array): void {
    const before = lengthOf(vector);
    if (before === 0 || this.count === this.#size) return;
    this.project(vector);
    this.project(vector);
    const length = lengthOf(vector);
    if (length <= DEPENDENT * before) return;
    for (let k = 0; k < vector.length; k++) vector[k] /= length;
    this.vectors.push(vector);
  }

  /** Takes away from a vector what lies in the span. */
  project(vector: Float64Array): void {
    for (const other of this.vectors) {
      let product = 0;
      for (let k = 0; k < vector.length; k++) product += other[k] * vector[k];
      for (let k = 0; k < vector.length; k++) vector[k] -= product * other[k];
    }
  }
}

function rowLength({ matrix }: StandardForm, row: number): number {
  let squares = 0;
  for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) squares += matrix.values[k] ** 2;
  return Math.sqrt(squares) || 1;
}

function lengthOf(vector: Float64Array): number {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.sqrt(squares);
}

/** The largest size of a number. */
export function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
