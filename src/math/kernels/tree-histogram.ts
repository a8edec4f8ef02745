import type { KernelArena } from "./kernel-arena.js";
import { kernelModule } from "./kernel-arena.js";
import { treeHistogramWasm } from "./tree-histogram.wasm.js";

/**
 * The inner loops of growing trees, over the arrays of one arena. A row has statistics of some `lanes`: slope and
 * weight, where the weight is the hessian too, or slope, hessian, weight and padding, or as many as its user sums up
 * (an even number). A histogram holds their sums over the rows of each bin, [bins, lanes]. WebAssembly and plain
 * TypeScript give the same bits.
 */
export interface TreeHistogram {
  /**
   * Sums the statistics of rows order[begin…end) by bin.
   * @param places the bin of each row in each column, [rows, columns] row-major
   * @param statistics [rows, lanes] row-major
   */
  fill(
    histogram: Float64Array,
    lanes: number,
    places: Uint16Array | Uint32Array,
    columns: number,
    order: Int32Array,
    begin: number,
    end: number,
    statistics: Float64Array,
  ): void;
  /** parent −= child. */
  subtract(parent: Float64Array, child: Float64Array): void;
  /**
   * The best split of a node by slope² / (hessian + λ) summed over both sides, missing values tried on both.
   * @param offsets first bin of each column, [columns + 1]; it is that of missing values
   * @param searched 1 for columns that may be split on, [columns]
   * @param limits slope, hessian and weight of the node, λ, least weight and least hessian of a side, the node's own
   * score, what a split must add to it
   * @param best receives score, column (−1 without a split), the last code that goes left, whether missing values do,
   * and the left side's slope, hessian and weight
   */
  search(
    histogram: Float64Array,
    lanes: 2 | 4,
    offsets: Int32Array,
    searched: Uint8Array,
    columns: number,
    limits: Float64Array,
    best: Float64Array,
  ): void;
  /**
   * Moves the rows of order[begin…end) whose code goes left to the front, keeping both orders.
   * @param codes of one column, [rows]
   * @param goesLeft 1 for each code that does, [256]
   * @returns where the others begin
   */
  partition(
    order: Int32Array,
    begin: number,
    end: number,
    codes: Uint8Array,
    goesLeft: Uint8Array,
    scratch: Int32Array,
  ): number;
}

interface Exports {
  fill(
    histogram: number,
    bins: number,
    lanes: number,
    places: number,
    wide: number,
    columns: number,
    order: number,
    begin: number,
    end: number,
    statistics: number,
  ): void;
  subtract(parent: number, child: number, length: number): void;
  search(
    histogram: number,
    lanes: number,
    offsets: number,
    searched: number,
    columns: number,
    limits: number,
    best: number,
  ): void;
  partition(
    order: number,
    begin: number,
    end: number,
    codes: number,
    goesLeft: number,
    scratch: number,
  ): number;
}

/** The loops for the arrays of an arena. */
export function treeHistogram(arena: KernelArena): TreeHistogram {
  if (arena.memory === null) return PLAIN;
  const { fill, subtract, search, partition } = kernelModule<Exports>(treeHistogramWasm, arena.memory);
  return {
    fill: (histogram, lanes, places, columns, order, begin, end, statistics) =>
      fill(
        histogram.byteOffset,
        histogram.length / lanes,
        lanes,
        places.byteOffset,
        places.BYTES_PER_ELEMENT === 4 ? 1 : 0,
        columns,
        order.byteOffset,
        begin,
        end,
        statistics.byteOffset,
      ),
    subtract: (parent, child) => subtract(parent.byteOffset, child.byteOffset, parent.length),
    search: (histogram, lanes, offsets, searched, columns, limits, best) =>
      search(
        histogram.byteOffset,
        lanes,
        offsets.byteOffset,
        searched.byteOffset,
        columns,
        limits.byteOffset,
        best.byteOffset,
      ),
    partition: (order, begin, end, codes, goesLeft, scratch) =>
      partition(order.byteOffset, begin, end, codes.byteOffset, goesLeft.byteOffset, scratch.byteOffset),
  };
}

const PLAIN: TreeHistogram = {
  fill(histogram, lanes, places, columns, order, begin, end, statistics) {
    histogram.fill(0);
    if (lanes === 2) fillPairs(histogram, places, columns, order, begin, end, statistics);
    else fillLanes(histogram, lanes, places, columns, order, begin, end, statistics);
  },
  subtract(parent, child) {
    for (let index = 0; index < parent.length; index++) parent[index]! -= child[index]!;
  },
  search: searchColumns,
  partition(order, begin, end, codes, goesLeft, scratch) {
    let left = begin;
    let right = 0;
    for (let index = begin; index < end; index++) {
      const row = order[index]!;
      if (goesLeft[codes[row]!] === 1) order[left++] = row;
      else scratch[right++] = row;
    }
    order.set(scratch.subarray(0, right), left);
    return left;
  },
};

function fillPairs(
  histogram: Float64Array,
  places: Uint16Array | Uint32Array,
  columns: number,
  order: Int32Array,
  begin: number,
  end: number,
  statistics: Float64Array,
): void {
  for (let index = begin; index < end; index++) {
    const row = order[index]!;
    const slope = statistics[2 * row]!;
    const weight = statistics[2 * row + 1]!;
    const last = (row + 1) * columns;
    let at = row * columns;
    // Four columns at a time: their bins are different places, so that the processor need not wait for one to be
    // written before it reads the next. A fifth less time than one by one.
    for (; at + 3 < last; at += 4) {
      const first = 2 * places[at]!;
      const second = 2 * places[at + 1]!;
      const third = 2 * places[at + 2]!;
      const fourth = 2 * places[at + 3]!;
      histogram[first]! += slope;
      histogram[first + 1]! += weight;
      histogram[second]! += slope;
      histogram[second + 1]! += weight;
      histogram[third]! += slope;
      histogram[third + 1]! += weight;
      histogram[fourth]! += slope;
      histogram[fourth + 1]! += weight;
    }
    for (; at < last; at++) {
      const place = 2 * places[at]!;
      histogram[place]! += slope;
      histogram[place + 1]! += weight;
    }
  }
}

function fillLanes(
  histogram: Float64Array,
  lanes: number,
  places: Uint16Array | Uint32Array,
  columns: number,
  order: Int32Array,
  begin: number,
  end: number,
  statistics: Float64Array,
): void {
  for (let index = begin; index < end; index++) {
    const row = order[index]!;
    const first = row * lanes;
    const last = (row + 1) * columns;
    for (let at = row * columns; at < last; at++) {
      const bin = lanes * places[at]!;
      for (let lane = 0; lane < lanes; lane++) histogram[bin + lane]! += statistics[first + lane]!;
    }
  }
}

function searchColumns(
  histogram: Float64Array,
  lanes: 2 | 4,
  offsets: Int32Array,
  searched: Uint8Array,
  columns: number,
  limits: Float64Array,
  best: Float64Array,
): void {
  const slope = limits[0]!;
  const hessian = limits[1]!;
  const weight = limits[2]!;
  const lambda = limits[3]!;
  const leastWeight = limits[4]!;
  const leastHessian = limits[5]!;
  const weightLane = lanes === 2 ? 1 : 2;
  let bar = limits[6]! + limits[7]!;
  best[0] = 0;
  best[1] = -1;
  const keep = (
    score: number,
    column: number,
    code: number,
    missingLeft: boolean,
    leftSlope: number,
    leftHessian: number,
    leftWeight: number,
  ): void => {
    // A breath above the score: of equal splits the first stays, whatever the rounding.
    bar = score * (1 + 1e-12);
    best[0] = score;
    best[1] = column;
    best[2] = code;
    best[3] = missingLeft ? 1 : 0;
    best[4] = leftSlope;
    best[5] = leftHessian;
    best[6] = leftWeight;
  };
  for (let column = 0; column < columns; column++) {
    if (searched[column] === 0) continue;
    let bin = lanes * offsets[column]!;
    const values = offsets[column + 1]! - offsets[column]! - 1;
    const missingSlope = histogram[bin]!;
    const missingHessian = histogram[bin + 1]!;
    const missingWeight = histogram[bin + weightLane]!;
    // Differences of sums leave crumbs in empty bins; whole and fractional row weights are far above them.
    const hasMissing = missingWeight > 1e-9 * weight;
    let leftSlope = 0;
    let leftHessian = 0;
    let leftWeight = 0;
    // The split after the last value parts missing from present ones; without missing values it parts nothing.
    const lastCode = hasMissing ? values : values - 1;
    for (let code = 1; code <= lastCode; code++) {
      bin += lanes;
      leftSlope += histogram[bin]!;
      leftHessian += histogram[bin + 1]!;
      leftWeight += histogram[bin + weightLane]!;
      if (leftWeight >= leastWeight && leftHessian >= leastHessian) {
        const rightWeight = weight - leftWeight;
        const rightHessian = hessian - leftHessian;
        if (rightWeight >= leastWeight && rightHessian >= leastHessian) {
          const rightSlope = slope - leftSlope;
          const a = leftHessian + lambda;
          const b = rightHessian + lambda;
          // One division for each candidate that wins, none for the others.
          const above = leftSlope * leftSlope * b + rightSlope * rightSlope * a;
          const below = a * b;
          if (above > bar * below) {
            // Without missing values to learn from, they follow the greater part.
            const missingLeft = !hasMissing && leftWeight > rightWeight;
            keep(above / below, column, code, missingLeft, leftSlope, leftHessian, leftWeight);
          }
        } else if (!hasMissing) break;
      }
      if (!hasMissing || code === values) continue;
      const withWeight = leftWeight + missingWeight;
      const withHessian = leftHessian + missingHessian;
      if (withWeight < leastWeight || withHessian < leastHessian) continue;
      const otherWeight = weight - withWeight;
      const otherHessian = hessian - withHessian;
      if (otherWeight < leastWeight || otherHessian < leastHessian) continue;
      const withSlope = leftSlope + missingSlope;
      const otherSlope = slope - withSlope;
      const a = withHessian + lambda;
      const b = otherHessian + lambda;
      const above = withSlope * withSlope * b + otherSlope * otherSlope * a;
      const below = a * b;
      if (above > bar * below) keep(above / below, column, code, true, withSlope, withHessian, withWeight);
    }
  }
}
