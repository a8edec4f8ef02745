import { elementwiseWasm } from "./elementwise.wasm.js";
import type { KernelArena } from "./kernel-arena.js";
import { kernelModule } from "./kernel-arena.js";

/** The numbers of one step of Adam, from the settings and the step's number. */
export interface AdamStep {
  readonly meanDecay: number;
  readonly squareDecay: number;
  readonly epsilon: number;
  /** Learning rate over 1 − β₁ᵗ. */
  readonly scale: number;
  /** 1 / (1 − β₂ᵗ). */
  readonly correction: number;
  /** What the parameters are multiplied by before the step: 1 − learning rate × weight decay. */
  readonly shrink: number;
}

/**
 * Element-wise work over the arrays of one arena, one rounding per operation, sums in the order of the rows: the same
 * bits in WebAssembly and in plain TypeScript. Nothing is checked.
 */
export interface Elementwise<Values extends Float32Array | Float64Array = Float32Array> {
  /** Every row of `out` becomes `row`. */
  broadcast(row: Values, out: Values, rows: number, columns: number): void;
  /** `sums` [columns] += the sum of the rows of `matrix`. */
  addColumnSums(matrix: Values, sums: Values, rows: number, columns: number): void;
  /** x = max(x, 0). */
  rectify(x: Values, length: number): void;
  /** slope = 0 where y is not above 0. */
  rectifySlope(y: Values, slope: Values, length: number): void;
  /**
   * m = β₁ m + (1 − β₁) g, v = β₂ v + (1 − β₂) g², p = shrink p − scale m / (√(correction v) + ε) (Kingma and Ba 2015;
   * with a shrink below 1 Loshchilov and Hutter 2019).
   */
  adam(
    parameters: Values,
    gradient: Values,
    means: Values,
    squares: Values,
    length: number,
    step: AdamStep,
  ): void;
}

interface Exports {
  broadcast(row: number, out: number, rows: number, columns: number): void;
  addColumnSums(matrix: number, sums: number, rows: number, columns: number): void;
  rectify(x: number, length: number): void;
  rectifySlope(y: number, slope: number, length: number): void;
  adam(
    parameters: number,
    gradient: number,
    means: number,
    squares: number,
    length: number,
    meanDecay: number,
    meanGain: number,
    squareDecay: number,
    squareGain: number,
    scale: number,
    correction: number,
    epsilon: number,
    shrink: number,
  ): void;
}

/** The float32 steps for the arrays of an arena. */
export function elementwise(arena: KernelArena): Elementwise {
  if (arena.memory === null) return PLAIN_32;
  const exports = kernelModule<Exports>(elementwiseWasm, arena.memory);
  return {
    broadcast: (row, out, rows, columns) => exports.broadcast(row.byteOffset, out.byteOffset, rows, columns),
    addColumnSums: (matrix, sums, rows, columns) =>
      exports.addColumnSums(matrix.byteOffset, sums.byteOffset, rows, columns),
    rectify: (x, length) => exports.rectify(x.byteOffset, length),
    rectifySlope: (y, slope, length) => exports.rectifySlope(y.byteOffset, slope.byteOffset, length),
    adam: (parameters, gradient, means, squares, length, step) =>
      exports.adam(
        parameters.byteOffset,
        gradient.byteOffset,
        means.byteOffset,
        squares.byteOffset,
        length,
        step.meanDecay,
        1 - step.meanDecay,
        step.squareDecay,
        1 - step.squareDecay,
        step.scale,
        step.correction,
        step.epsilon,
        step.shrink,
      ),
  };
}

/** What does not depend on the precision: copies, sums that are rounded when stored, comparisons. */
const PLAIN = {
  broadcast(
    row: Float32Array | Float64Array,
    out: Float32Array | Float64Array,
    rows: number,
    columns: number,
  ): void {
    for (let at = 0; at < rows * columns;)
      for (let column = 0; column < columns; column++) out[at++] = row[column]!;
  },
  addColumnSums(
    matrix: Float32Array | Float64Array,
    sums: Float32Array | Float64Array,
    rows: number,
    columns: number,
  ): void {
    for (let row = 0, at = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) sums[column]! += matrix[at++]!;
  },
  rectify(x: Float32Array | Float64Array, length: number): void {
    for (let at = 0; at < length; at++) x[at] = Math.max(x[at]!, 0);
  },
  rectifySlope(y: Float32Array | Float64Array, slope: Float32Array | Float64Array, length: number): void {
    for (let at = 0; at < length; at++) if (!(y[at]! > 0)) slope[at] = 0;
  },
};

const PLAIN_32: Elementwise = {
  ...PLAIN,
  adam(parameters, gradient, means, squares, length, step) {
    const { fround, sqrt } = Math;
    const meanDecay = fround(step.meanDecay);
    const meanGain = fround(1 - step.meanDecay);
    const squareDecay = fround(step.squareDecay);
    const squareGain = fround(1 - step.squareDecay);
    const scale = fround(step.scale);
    const correction = fround(step.correction);
    const epsilon = fround(step.epsilon);
    const shrink = fround(step.shrink);
    for (let at = 0; at < length; at++) {
      const slope = gradient[at]!;
      const mean = fround(fround(meanDecay * means[at]!) + fround(meanGain * slope));
      const square = fround(fround(squareDecay * squares[at]!) + fround(fround(squareGain * slope) * slope));
      means[at] = mean;
      squares[at] = square;
      const root = fround(fround(sqrt(fround(square * correction))) + epsilon);
      parameters[at] = fround(shrink * parameters[at]!) - fround(fround(scale * mean) / root);
    }
  },
};

/** The same steps in float64, in plain TypeScript. */
export const elementwise64: Elementwise<Float64Array> = {
  ...PLAIN,
  adam(parameters, gradient, means, squares, length, step) {
    const { meanDecay, squareDecay, scale, correction, epsilon, shrink } = step;
    for (let at = 0; at < length; at++) {
      const slope = gradient[at]!;
      const mean = meanDecay * means[at]! + (1 - meanDecay) * slope;
      const square = squareDecay * squares[at]! + (1 - squareDecay) * slope * slope;
      means[at] = mean;
      squares[at] = square;
      parameters[at] = shrink * parameters[at]! - (scale * mean) / (Math.sqrt(square * correction) + epsilon);
    }
  },
};
