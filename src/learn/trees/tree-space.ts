import {
  arenaBytes,
  kernelArena,
  treeHistogram,
  type KernelMode,
  type TreeHistogram,
} from "../../math/index.js";
import type { BinnedFeatures } from "./binning.js";

/**
 * What is summed up over rows. With hessians of their own: slope and hessian of each output, then the weight; without,
 * the slope of each output, then the weight, which is the hessian of all outputs too. A slope is minus a gradient.
 */
export interface StatisticsLayout {
  readonly outputs: number;
  readonly ownHessians: boolean;
  /** Numbers per row or bin: those above, padded to an even count. */
  readonly lanes: number;
  /** Slope of output k is lane `step * k`, its hessian lane `hessianLane + step * k` or the weight. */
  readonly step: 1 | 2;
  readonly weightLane: number;
}

export function statisticsLayout(outputs: number, ownHessians: boolean): StatisticsLayout {
  const step = ownHessians ? 2 : 1;
  const weightLane = step * outputs;
  return { outputs, ownHessians, step, weightLane, lanes: 2 * Math.ceil((weightLane + 1) / 2) };
}

/** Lane of the hessian of an output. */
export function hessianLane(layout: StatisticsLayout, output: number): number {
  return layout.ownHessians ? 2 * output + 1 : layout.weightLane;
}

/** The memory in which the trees of one fit grow. */
export interface TreeSpace {
  readonly binned: BinnedFeatures;
  readonly layout: StatisticsLayout;
  readonly kernels: TreeHistogram;
  /** Codes of each column, [rows] each. */
  readonly codes: readonly Uint8Array[];
  /** [rows, lanes], weights included. */
  readonly statistics: Float64Array;
  /** Rows a tree is grown on, those that only follow its splits, and room for as many. Growing rearranges them. */
  readonly order: Int32Array;
  readonly rest: Int32Array;
  readonly scratch: Int32Array;
  /** Arguments of the kernels. */
  readonly searched: Uint8Array;
  readonly limits: Float64Array;
  readonly best: Float64Array;
  readonly goesLeft: Uint8Array;
  /** Feature column of each column of the histograms. */
  readonly chosen: Int32Array;
  /** First bin of each chosen column, that of missing values, [chosen + 1]. */
  readonly offsets: Int32Array;
  /** Bin of each row in each chosen column, [rows, chosen] row-major. */
  readonly places: Uint16Array | Uint32Array;
  /** Lays histograms out for a choice of columns, ascending. */
  choose(columns: Int32Array): void;
  /** A histogram that is free, with any content. */
  take(): Float64Array;
  release(histogram: Float64Array): void;
}

/** @param slots most histograms that are taken at a time */
export function treeSpace(
  binned: BinnedFeatures,
  layout: StatisticsLayout,
  slots: number,
  mode?: KernelMode,
): TreeSpace {
  const { rows, columns } = binned;
  const { lanes } = layout;
  let bins = 0;
  for (const values of binned.values) bins += values + 1;
  const wide = bins > 0x10000;
  const arena = kernelArena(
    columns * arenaBytes(rows, 1) +
      arenaBytes(rows * columns, wide ? 4 : 2) +
      arenaBytes(rows * lanes, 8) +
      3 * arenaBytes(rows, 4) +
      arenaBytes(columns + 1, 4) +
      arenaBytes(columns, 1) +
      2 * arenaBytes(8, 8) +
      arenaBytes(256, 1) +
      slots * arenaBytes(bins * lanes, 8),
    mode,
  );
  const codes = binned.codes.map((from) => {
    const to = arena.uint8(rows);
    to.set(from);
    return to;
  });
  const allPlaces = wide ? arena.uint32(rows * columns) : arena.uint16(rows * columns);
  const allOffsets = arena.int32(columns + 1);
  const made: Float64Array[] = [];
  let free: Float64Array[] = [];
  let size = 0;
  let chosen: Int32Array = new Int32Array();
  let offsets = allOffsets;
  let places = allPlaces;
  return {
    binned,
    layout,
    kernels: treeHistogram(arena),
    codes,
    statistics: arena.float64(rows * lanes),
    order: arena.int32(rows),
    rest: arena.int32(rows),
    scratch: arena.int32(rows),
    searched: arena.uint8(columns),
    limits: arena.float64(8),
    best: arena.float64(8),
    goesLeft: arena.uint8(256),
    get chosen() {
      return chosen;
    },
    get offsets() {
      return offsets;
    },
    get places() {
      return places;
    },
    choose(next) {
      chosen = next;
      const count = next.length;
      for (let index = 0; index < count; index++)
        allOffsets[index + 1] = allOffsets[index]! + binned.values[next[index]!]! + 1;
      offsets = allOffsets.subarray(0, count + 1);
      places = allPlaces.subarray(0, rows * count);
      for (let index = 0; index < count; index++) {
        const column = codes[next[index]!]!;
        const first = allOffsets[index]!;
        for (let row = 0, at = index; row < rows; row++, at += count) places[at] = first + column[row]!;
      }
      size = allOffsets[count]! * lanes;
      free = made.map((histogram) => histogram.subarray(0, size));
    },
    take() {
      const used = free.pop();
      if (used !== undefined) return used;
      const histogram = arena.float64(bins * lanes);
      made.push(histogram);
      return histogram.subarray(0, size);
    },
    release: (histogram) => void free.push(histogram),
  };
}
