import { randomStream } from "../../src/math/index.js";

/** Rows of 20 features with an answer, for every method the same. */
export interface TreeBenchData {
  /** [rows, 20] row-major, values that float32 holds exactly. */
  readonly features: Float64Array;
  /** [rows] */
  readonly target: Float64Array;
}

/**
 * Ten uniform, five normal and five whole-number columns; Friedman's function with interactions and thresholds, and unit
 * noise: the best possible root mean square error is 1.
 */
export function treeBenchData(rows: number, seed: number): TreeBenchData {
  const stream = randomStream(seed).split("trees");
  const columns = 20;
  const features = new Float64Array(rows * columns);
  const target = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const x = features.subarray(row * columns, (row + 1) * columns);
    for (let column = 0; column < columns; column++)
      x[column] = Math.fround(
        column < 10 ? stream.uniform() : column < 15 ? stream.normal() : stream.integer(8),
      );
    target[row] = Math.fround(
      10 * Math.sin(Math.PI * x[0] * x[1]) +
        20 * (x[2] - 0.5) ** 2 +
        10 * x[3] +
        5 * x[4] +
        2 * x[10] * x[11] +
        3 * (x[15] > 3 ? x[5] : -x[6]) +
        (x[16] % 3) * 1.5 +
        Math.exp(0.5 * x[12]) +
        stream.normal(),
    );
  }
  return { features, target };
}

/** Classes of equal frequency, cut from the answers. */
export function classesOf(target: Float64Array, classes: number, cutsFrom: Float64Array): Float64Array {
  const sorted = cutsFrom.slice().sort();
  const cuts = Array.from(
    { length: classes - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / classes)],
  );
  return target.map((value) => cuts.filter((cut) => value >= cut).length);
}
