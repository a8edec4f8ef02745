import type { ClarabelAnswer } from "./clarabel-glue.js";
import { byColumns, type CompressedColumns, type ConicData } from "./conic-data.js";

/** A conic problem without the words for where its rows come from. */
export type ConicProblem = Omit<ConicData, "sources" | "signs" | "isContradictory">;

/** Solves a conic problem. */
export type ConicSolve = (problem: ConicProblem) => ClarabelAnswer;

/** What a proof must show at least, and what may be left of it, relative to the size of what it is made of. */
const NOISE = 1e-7;
/** A proof whose multipliers do not quite add up to zero excludes points up to some distance: so many times that of the model. */
const REACH = 1e5;

/**
 * Multipliers z of the (self-dual) cone with A'z = 0 and b'z < 0 prove that nothing satisfies Ax + s = b with s in the cone: Farkas's
 * lemma for cones. Clarabel keeps its own to itself, so that they are made anew, as the prices of the least amount by which
 * all rows together would have to give way, and checked here. True when they prove it.
 */
export function isInfeasibilityProven(problem: ConicProblem, solve: ConicSolve): boolean {
  const { x, z } = solve(elastic(problem));
  if (x === undefined || z === undefined) return false;
  const multipliers = ownMultipliers(problem, z);
  let demanded = 0;
  let scale = 1;
  for (let row = 0; row < multipliers.length; row++) {
    demanded -= problem.sides[row] * multipliers[row];
    scale += Math.abs(problem.sides[row] * multipliers[row]);
  }
  let [left, farthest] = [0, 1];
  for (let column = 0; column < problem.linear.length; column++) {
    left = Math.max(left, Math.abs(columnSum(problem.matrix, column, multipliers)));
    farthest = Math.max(farthest, Math.abs(x[column]));
  }
  return demanded > NOISE * scale && REACH * farthest * left <= demanded;
}

/**
 * A feasible point and a direction d with Pd = 0, -Ad in the cone and q'd < 0 prove that the objective has no limit. Both are looked
 * for, the direction among those with entries up to 1, and checked.
 */
export function isUnboundednessProven(problem: ConicProblem, solve: ConicSolve): boolean {
  const columns = problem.linear.length;
  const point = solve({ ...problem, quadratic: noEntries(columns), linear: new Float64Array(columns) }).x;
  if (point === undefined || !isInCone(problem, point, problem.sides)) return false;
  const direction = solve(improvement(problem)).x;
  if (direction === undefined) return false;
  let gain = 0;
  let steepest = 0;
  for (let column = 0; column < columns; column++) {
    gain -= problem.linear[column] * direction[column];
    steepest = Math.max(steepest, Math.abs(problem.linear[column]));
  }
  const bends = symmetricRows(problem.quadratic).some((row) => {
    let [bend, size] = [0, 0];
    for (const [k, column] of row.columns.entries()) {
      bend += row.values[k] * direction[column];
      size = Math.max(size, Math.abs(row.values[k]));
    }
    return Math.abs(bend) > NOISE * size;
  });
  return gain > 10 * NOISE * steepest && !bends && isInCone(problem, direction, null);
}

/** Whether sides - Ax (sides of zero where there are none) lies in the cone, up to noise. */
function isInCone(problem: ConicProblem, x: ArrayLike<number>, sides: Float64Array | null): boolean {
  const { matrix, zeros, nonnegatives, coneSizes } = problem;
  const slack = sides === null ? new Float64Array(problem.sides.length) : sides.slice();
  const room = slack.map((side) => NOISE * 10 * Math.max(1, Math.abs(side)));
  for (let column = 0; column < problem.linear.length; column++) {
    for (let k = matrix.starts[column]; k < matrix.starts[column + 1]; k++) {
      slack[matrix.rows[k]] -= matrix.values[k] * x[column];
      room[matrix.rows[k]] = Math.max(room[matrix.rows[k]], NOISE * Math.abs(matrix.values[k]));
    }
  }
  for (let row = 0; row < zeros + nonnegatives; row++) {
    if (slack[row] < -room[row] || (row < zeros && slack[row] > room[row])) return false;
  }
  let first = zeros + nonnegatives;
  for (const size of coneSizes) {
    if (Math.hypot(...slack.subarray(first + 1, first + size)) > slack[first] + room[first]) return false;
    first += size;
  }
  return true;
}

/** Entries of one row. */
interface Row {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** Minimise t >= 0, by which every equation may be missed and every other row or cone exceeded. */
function elastic(problem: ConicProblem): ConicProblem {
  const { zeros, sides } = problem;
  const columns = problem.linear.length;
  const coneStarts = new Set<number>();
  let next = zeros + problem.nonnegatives;
  for (const size of problem.coneSizes) {
    coneStarts.add(next);
    next += size;
  }
  const own = rowsOf(problem.matrix, columns, sides.length);
  const relaxed = own.map((row, k) =>
    k < zeros + problem.nonnegatives || coneStarts.has(k) ? extended(row, 1, columns) : row,
  );
  const turned = own.slice(0, zeros).map((row) => extended(row, -1, columns));
  const rows = [...turned, { columns: [columns], values: [-1] }, ...relaxed];
  const linear = new Float64Array(columns + 1);
  linear[columns] = 1;
  return {
    quadratic: noEntries(columns + 1),
    linear,
    matrix: byColumns(columns + 1, listed(rows)),
    sides: Float64Array.from([...sides.subarray(0, zeros).map((side) => -side), 0, ...sides]),
    zeros: 0,
    nonnegatives: 2 * zeros + 1 + problem.nonnegatives,
    coneSizes: problem.coneSizes,
  };
}

/** `sign` x the row, with -1 for the column behind all others. */
function extended(row: Row, sign: number, column: number): Row {
  return {
    columns: [...row.columns, column],
    values: [...row.values.map((value) => sign * value), -1],
  };
}

/** The prices of the elastic problem by the rows of the original one, moved into its cone to the last digit. */
function ownMultipliers(problem: ConicProblem, z: ArrayLike<number>): Float64Array {
  const { zeros, nonnegatives, coneSizes, sides } = problem;
  const multipliers = new Float64Array(sides.length);
  for (let row = 0; row < sides.length; row++) {
    const price = z[zeros + 1 + row];
    if (row < zeros) multipliers[row] = price - z[row];
    else multipliers[row] = row < zeros + nonnegatives ? Math.max(0, price) : price;
  }
  let first = zeros + nonnegatives;
  for (const size of coneSizes) {
    const norm = Math.hypot(...multipliers.subarray(first + 1, first + size));
    multipliers[first] = Math.max(multipliers[first], norm);
    first += size;
  }
  return multipliers;
}

/** Minimise q'd with Pd = 0, -Ad in the cone, and entries of d between -1 and 1. */
function improvement(problem: ConicProblem): ConicProblem {
  const { quadratic, matrix, zeros } = problem;
  const columns = problem.linear.length;
  const straight = symmetricRows(quadratic);
  const own = rowsOf(matrix, columns, problem.sides.length);
  const box = Array.from({ length: columns }, (_, column) => [
    { columns: [column], values: [1] },
    { columns: [column], values: [-1] },
  ]).flat();
  const rows = [...straight, ...own.slice(0, zeros), ...box, ...own.slice(zeros)];
  const sides = new Float64Array(rows.length);
  sides.fill(1, straight.length + zeros, straight.length + zeros + box.length);
  return {
    quadratic: noEntries(columns),
    linear: problem.linear,
    matrix: byColumns(columns, listed(rows)),
    sides,
    zeros: straight.length + zeros,
    nonnegatives: box.length + problem.nonnegatives,
    coneSizes: problem.coneSizes,
  };
}

function columnSum({ starts, rows, values }: CompressedColumns, column: number, by: Float64Array): number {
  let sum = 0;
  for (let k = starts[column]; k < starts[column + 1]; k++) sum += values[k] * by[rows[k]];
  return sum;
}

function rowsOf({ starts, rows, values }: CompressedColumns, columns: number, count: number): Row[] {
  const found = Array.from({ length: count }, () => ({ columns: [] as number[], values: [] as number[] }));
  for (let column = 0; column < columns; column++) {
    for (let k = starts[column]; k < starts[column + 1]; k++) {
      found[rows[k]].columns.push(column);
      found[rows[k]].values.push(values[k]);
    }
  }
  return found;
}

/** The rows of a symmetric matrix, of which the upper triangle is given, that have entries. */
function symmetricRows(triangle: CompressedColumns): Row[] {
  const columns = triangle.starts.length - 1;
  const found = rowsOf(triangle, columns, columns) as { columns: number[]; values: number[] }[];
  for (let column = 0; column < columns; column++) {
    for (let k = triangle.starts[column]; k < triangle.starts[column + 1]; k++) {
      if (triangle.rows[k] === column) continue;
      found[column].columns.push(triangle.rows[k]);
      found[column].values.push(triangle.values[k]);
    }
  }
  return found.filter((row) => row.columns.length > 0);
}

function listed(rows: readonly Row[]): Parameters<typeof byColumns>[1] {
  const starts = [0];
  for (const row of rows) starts.push(starts[starts.length - 1] + row.columns.length);
  return {
    count: rows.length,
    starts,
    columns: rows.flatMap((row) => row.columns),
    values: rows.flatMap((row) => row.values),
  };
}

function noEntries(columns: number): CompressedColumns {
  return {
    starts: new Uint32Array(columns + 1),
    rows: new Uint32Array(0),
    values: new Float64Array(0),
  };
}
