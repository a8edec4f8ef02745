import { ForesolveError } from "../../errors.js";
import { entryCount, entryName, labelsOf } from "../axes.js";
import type { IndexSets } from "../index-set.js";

/** Points of a piecewise linear function, [x, y] each, ascending in x. */
export type CurvePoints = readonly (readonly [number, number])[];

/** The checked points of every entry, padded to the same number of points. */
export interface Curves {
  /** Points of the entry with the most. */
  readonly width: number;
  /** [entries] */
  readonly counts: Int32Array;
  /** [entries, width] the last point of an entry is repeated */
  readonly x: Float64Array;
  /** [entries, width] */
  readonly y: Float64Array;
}

/**
 * Points for every entry, from one list for all or a function of the labels. Throws `FS_MODEL_INVALID_POINTS` unless
 * there are at least two, all finite, in strictly ascending order of x.
 */
export function curvesOf(
  name: string,
  over: IndexSets,
  points: CurvePoints | ((...labels: string[]) => CurvePoints),
): Curves {
  const entries = entryCount(over);
  const lists = Array.from({ length: entries }, (_, entry) =>
    typeof points === "function" ? points(...labelsOf(over, entry)) : points,
  );
  for (const [entry, list] of lists.entries()) requirePoints(entryName(name, over, entry), list);
  if (typeof points !== "function") requirePoints(name, points);
  let width = 2;
  for (const list of lists) width = Math.max(width, list.length);
  const x = new Float64Array(entries * width);
  const y = new Float64Array(entries * width);
  for (const [entry, list] of lists.entries()) {
    for (let k = 0; k < width; k++) {
      [x[entry * width + k], y[entry * width + k]] = list[Math.min(k, list.length - 1)];
    }
  }
  return { width, counts: Int32Array.from(lists, (list) => list.length), x, y };
}

function requirePoints(name: string, points: CurvePoints): void {
  const bad = points.findIndex(
    ([x, y], k) => !Number.isFinite(x) || !Number.isFinite(y) || (k > 0 && !(x > points[k - 1][0])),
  );
  if (points.length >= 2 && bad < 0) return;
  throw new ForesolveError("FS_MODEL_INVALID_POINTS", {
    message:
      bad < 0
        ? `The piecewise linear function "${name}" has ${points.length} point(s).`
        : `Point ${bad} of the piecewise linear function "${name}" is (${points[bad].join(", ")})${bad > 0 ? `, after (${points[bad - 1].join(", ")})` : ""}.`,
    fix: "Pass at least two points [x, y] of finite numbers, in strictly ascending order of x; a jump is not possible.",
    data: { name, point: bad, points: points.length },
  });
}

/** Value of an entry's function at `at`; outside of its points that of the nearest. */
export function curveValue({ width, counts, x, y }: Curves, entry: number, at: number): number {
  const first = entry * width;
  const last = first + counts[entry] - 1;
  if (at <= x[first]) return y[first];
  if (at >= x[last]) return y[last];
  let k = first + 1;
  while (x[k] < at) k++;
  return y[k - 1] + ((y[k] - y[k - 1]) / (x[k] - x[k - 1])) * (at - x[k - 1]);
}

/** Smallest and largest value of an entry's function for arguments from `from` to `to`. */
export function curveRange(curves: Curves, entry: number, from: number, to: number): [number, number] {
  const ends = [curveValue(curves, entry, from), curveValue(curves, entry, to)];
  let [least, most] = [Math.min(...ends), Math.max(...ends)];
  const { width, counts, x, y } = curves;
  for (let k = entry * width; k < entry * width + counts[entry]; k++) {
    if (x[k] < from || x[k] > to) continue;
    least = Math.min(least, y[k]);
    most = Math.max(most, y[k]);
  }
  return [least, most];
}

/** Rise per unit of x of a segment of an entry; a padded segment repeats the last real one. */
export function slopeOf({ width, counts, x, y }: Curves, entry: number, segment: number): number {
  const k = entry * width + Math.min(segment, counts[entry] - 2);
  return (y[k + 1] - y[k]) / (x[k + 1] - x[k]);
}

/** Throws `FS_MODEL_WRONG_CURVATURE` unless the slopes rise (`sign` 1: convex) or fall (-1: concave). */
export function requireCurvature(name: string, over: IndexSets, curves: Curves, sign: 1 | -1): void {
  for (let entry = 0; entry < curves.counts.length; entry++) {
    for (let segment = 1; segment < curves.counts[entry] - 1; segment++) {
      const before = slopeOf(curves, entry, segment - 1);
      const after = slopeOf(curves, entry, segment);
      // Points computed from a straight line differ in slope by rounding.
      if (sign * (after - before) >= -1e-9 * Math.max(1, Math.abs(before), Math.abs(after))) continue;
      const [use, shape] = sign === 1 ? ["minimized", "convex"] : ["maximized", "concave"];
      throw new ForesolveError("FS_MODEL_WRONG_CURVATURE", {
        message: `The piecewise linear function "${entryName(name, over, entry)}" is not ${shape}: its slope goes from ${before} to ${after} at point ${segment}.`,
        fix: `Leave out use: "${use}" (it takes binaries then), or correct the points.`,
        data: { name, entry, point: segment, before, after },
      });
    }
  }
}
