import { ForesolveError } from "../../errors.js";
import { requireLength } from "../linear/linear-data.js";

/** Points under a k-d tree: flat arrays, open to whoever saves them. */
export interface NeighbourTree {
  /** [rows, columns] row-major, as given. */
  readonly points: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** The rows in the order of the leaves, [rows]. */
  readonly order: Int32Array;
  /** Where each node's rows start and end in `order`, [nodes]. */
  readonly first: Int32Array;
  readonly end: Int32Array;
  /** Column that a node is split by, [nodes]; −1 for a leaf. */
  readonly splitColumn: Int32Array;
  /** Largest value of the left half, [nodes]. */
  readonly leftHighest: Float64Array;
  /** Least value of the right half, [nodes]. */
  readonly rightLowest: Float64Array;
  /** Left children, [nodes]; the right child is the next node. */
  readonly left: Int32Array;
}

/** Rows near a query, nearest first; equally near rows in the order of their numbers. */
export interface Neighbours {
  readonly rows: Int32Array;
  /** Euclidean. */
  readonly distances: Float64Array;
}

const LEAF_ROWS = 12;

function requireFinite(values: ArrayLike<number>, columns: number): void {
  for (let at = 0; at < values.length; at++)
    if (!Number.isFinite(values[at]!))
      throw new ForesolveError("FS_LEARN_MISSING_VALUE", {
        message: `column ${at % columns} of row ${Math.floor(at / columns)} is ${values[at]}.`,
        fix: "Fill or drop the value before: distances need finite numbers.",
        data: { row: Math.floor(at / columns), column: at % columns, value: values[at] },
      });
}

/**
 * Builds a k-d tree (Bentley, 1975): each node halves its rows at the median of the column along which they spread the
 * most (Friedman, Bentley and Finkel, "An algorithm for finding best matches in logarithmic expected time", 1977).
 *
 * @param points [rows, columns] row-major, finite; kept, not copied
 * @throws FS_MATH_INVALID_ARGUMENT (shapes), FS_LEARN_MISSING_VALUE
 *
 * @example
 * import { nearestRows, neighbourTree } from "foresolve/learn";
 *
 * const tree = neighbourTree(new Float64Array([0, 0, 5, 5, 1, 1]), 3, 2);
 * nearestRows(tree, [0.9, 0.9], 2).rows; // => new Int32Array([2, 0])
 */
export function neighbourTree(points: Float64Array, rows: number, columns: number): NeighbourTree {
  requireLength("points", points, rows * columns);
  requireFinite(points, columns);
  const order = Int32Array.from({ length: rows }, (_, row) => row);
  const first = [0];
  const end = [rows];
  const splitColumn: number[] = [];
  const leftHighest: number[] = [];
  const rightLowest: number[] = [];
  const left: number[] = [];
  for (let node = 0; node < first.length; node++) {
    const from = first[node]!;
    const to = end[node]!;
    const column = to - from > LEAF_ROWS ? widestColumn(points, columns, order, from, to) : -1;
    splitColumn.push(column);
    if (column < 0) {
      left.push(-1);
      leftHighest.push(Number.NaN);
      rightLowest.push(Number.NaN);
      continue;
    }
    const middle = (from + to) >> 1;
    select(points, columns, column, order, from, to - 1, middle);
    let highest = -Infinity;
    for (let at = from; at < middle; at++)
      highest = Math.max(highest, points[order[at]! * columns + column]!);
    left.push(first.length);
    leftHighest.push(highest);
    rightLowest.push(points[order[middle]! * columns + column]!);
    first.push(from, middle);
    end.push(middle, to);
  }
  return {
    points,
    rows,
    columns,
    order,
    first: Int32Array.from(first),
    end: Int32Array.from(end),
    splitColumn: Int32Array.from(splitColumn),
    leftHighest: Float64Array.from(leftHighest),
    rightLowest: Float64Array.from(rightLowest),
    left: Int32Array.from(left),
  };
}

/** The column along which the rows spread the most; −1 when they are all one point. */
function widestColumn(
  points: Float64Array,
  columns: number,
  order: Int32Array,
  from: number,
  to: number,
): number {
  let widest = -1;
  let width = 0;
  for (let column = 0; column < columns; column++) {
    let low = Infinity;
    let high = -Infinity;
    for (let at = from; at < to; at++) {
      const value = points[order[at]! * columns + column]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > width) {
      width = high - low;
      widest = column;
    }
  }
  return widest;
}

/** Puts the row of rank `wanted` into its place, lesser ones before it (Hoare's quickselect). */
function select(
  points: Float64Array,
  columns: number,
  column: number,
  order: Int32Array,
  from: number,
  to: number,
  wanted: number,
): void {
  let low = from;
  let high = to;
  while (low < high) {
    const pivot = points[order[(low + high) >> 1]! * columns + column]!;
    let i = low;
    let j = high;
    while (i <= j) {
      while (points[order[i]! * columns + column]! < pivot) i++;
      while (points[order[j]! * columns + column]! > pivot) j--;
      if (i > j) break;
      const held = order[i]!;
      order[i++] = order[j]!;
      order[j--] = held;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else return;
  }
}

/**
 * The nearest rows to a query: exact, ties included.
 *
 * @param query [columns]
 * @param count of neighbours; fewer are returned where there are fewer rows
 * @throws FS_MATH_INVALID_ARGUMENT (shapes), FS_LEARN_MISSING_VALUE
 *
 * @example
 * import { nearestRows, neighbourTree } from "foresolve/learn";
 *
 * const tree = neighbourTree(new Float64Array([1, 2, 4, 8]), 4, 1);
 * nearestRows(tree, [5], 2); // => { rows: new Int32Array([2, 1]), distances: new Float64Array([1, 3]) }
 */
export function nearestRows(tree: NeighbourTree, query: ArrayLike<number>, count: number): Neighbours {
  requireLength("query", query, tree.columns);
  requireFinite(query, tree.columns);
  const { points, columns, order, first, end, splitColumn, leftHighest, rightLowest, left } = tree;
  const size = Math.min(count, tree.rows);
  // A heap with the farthest on top; of equally far rows the later one.
  const rows = new Int32Array(size);
  const squares = new Float64Array(size);
  let filled = 0;
  const worse = (a: number, b: number): boolean => {
    const difference = squares[a]! - squares[b]!;
    return difference > 0 || (difference === 0 && rows[a]! > rows[b]!);
  };
  const swap = (a: number, b: number): void => {
    const square = squares[a]!;
    squares[a] = squares[b]!;
    squares[b] = square;
    const row = rows[a]!;
    rows[a] = rows[b]!;
    rows[b] = row;
  };
  const sink = (limit: number): void => {
    for (let at = 0; ;) {
      let child = 2 * at + 1;
      if (child >= limit) return;
      if (child + 1 < limit && worse(child + 1, child)) child++;
      if (!worse(child, at)) return;
      swap(at, child);
      at = child;
    }
  };
  const offer = (row: number, square: number): void => {
    if (filled < size) {
      squares[filled] = square;
      rows[filled] = row;
      for (let at = filled++; at > 0 && worse(at, (at - 1) >> 1); at = (at - 1) >> 1) swap(at, (at - 1) >> 1);
      return;
    }
    if (square > squares[0]! || (square === squares[0]! && row > rows[0]!)) return;
    squares[0] = square;
    rows[0] = row;
    sink(size);
  };
  // How far the query lies outside a node's box along each column.
  const outside = new Float64Array(columns);
  const visit = (node: number, nearest: number): void => {
    // A bound that rounding made a little too large must not lose a neighbour.
    if (filled === size && nearest * (1 - 1e-12) > squares[0]!) return;
    const column = splitColumn[node]!;
    if (column < 0) {
      for (let at = first[node]!; at < end[node]!; at++) {
        const row = order[at]!;
        offer(row, squaredDistance(points, row * columns, query, columns));
      }
      return;
    }
    const value = query[column]!;
    const toLeft = Math.max(0, value - leftHighest[node]!);
    const toRight = Math.max(0, rightLowest[node]! - value);
    const held = outside[column]!;
    const children = left[node]!;
    const leftFirst = toLeft <= toRight;
    for (let turn = 0; turn < 2; turn++) {
      const isLeft = (turn === 0) === leftFirst;
      const distance = Math.max(held, isLeft ? toLeft : toRight);
      outside[column] = distance;
      visit(isLeft ? children : children + 1, nearest - held * held + distance * distance);
    }
    outside[column] = held;
  };
  if (size > 0) visit(0, 0);
  for (let limit = filled - 1; limit > 0; limit--) {
    swap(0, limit);
    sink(limit);
  }
  return { rows, distances: squares.map(Math.sqrt) };
}

/**
 * All rows within a distance of a query, in the order of their numbers.
 *
 * @param query [columns]
 *
 * @example
 * import { neighbourTree, rowsWithin } from "foresolve/learn";
 *
 * const tree = neighbourTree(new Float64Array([1, 2, 4, 8]), 4, 1);
 * rowsWithin(tree, [3], 1).rows; // => new Int32Array([1, 2])
 */
export function rowsWithin(tree: NeighbourTree, query: ArrayLike<number>, radius: number): Neighbours {
  requireLength("query", query, tree.columns);
  requireFinite(query, tree.columns);
  const { points, columns, order, first, end, splitColumn, leftHighest, rightLowest, left } = tree;
  const limit = radius * radius;
  const found: number[] = [];
  const visit = (node: number): void => {
    const column = splitColumn[node]!;
    if (column < 0) {
      for (let at = first[node]!; at < end[node]!; at++) {
        const row = order[at]!;
        if (squaredDistance(points, row * columns, query, columns) <= limit) found.push(row);
      }
      return;
    }
    const value = query[column]!;
    if (value - leftHighest[node]! <= radius) visit(left[node]!);
    if (rightLowest[node]! - value <= radius) visit(left[node]! + 1);
  };
  if (tree.rows > 0) visit(0);
  const rows = Int32Array.from(found).sort();
  return {
    rows,
    distances: Float64Array.from(rows, (row) =>
      Math.sqrt(squaredDistance(points, row * columns, query, columns)),
    ),
  };
}

function squaredDistance(
  points: Float64Array,
  start: number,
  query: ArrayLike<number>,
  columns: number,
): number {
  let sum = 0;
  for (let column = 0; column < columns; column++) {
    const difference = points[start + column]! - query[column]!;
    sum += difference * difference;
  }
  return sum;
}
