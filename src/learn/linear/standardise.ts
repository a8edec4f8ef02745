import { addMultiple } from "../../math/index.js";

/** Weighted column means of each group, [groups, columns]; 0 for a group without weight. */
export function groupMeans(
  values: Float64Array,
  columns: number,
  groupOf: Int32Array,
  groupWeight: Float64Array,
  weights: Float64Array | undefined,
): Float64Array {
  const means = new Float64Array(groupWeight.length * columns);
  for (let row = 0; row < groupOf.length; row++) {
    const weight = weights ? weights[row]! : 1;
    addMultiple(means, groupOf[row]! * columns, weight, values, row * columns, columns);
  }
  for (let index = 0; index < means.length; index++) {
    const weight = groupWeight[Math.floor(index / columns)]!;
    means[index] = weight > 0 ? means[index]! / weight : 0;
  }
  return means;
}

/** The values without the means of their group, [rows, columns]. */
export function centred(
  values: Float64Array,
  columns: number,
  groupOf: Int32Array,
  means: Float64Array,
): Float64Array {
  const result = values.slice();
  for (let row = 0; row < groupOf.length; row++)
    addMultiple(result, row * columns, -1, means, groupOf[row]! * columns, columns);
  return result;
}

/** Scales centred columns to variance 1, in place; what is constant up to rounding becomes zero. */
export function standardise(
  design: Float64Array,
  features: Float64Array,
  rows: number,
  columns: number,
  totalWeight: number,
  weights: Float64Array | undefined,
): Float64Array {
  const inverseScale = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    const squares = columnSquares(design, column, columns, weights);
    const deviation = Math.sqrt(squares / totalWeight);
    inverseScale[column] = deviation > 1e-12 * largestSize(features, column, columns) ? 1 / deviation : 0;
  }
  for (let row = 0; row < rows; row++) multiplyBy(design, row * columns, inverseScale);
  return inverseScale;
}

function columnSquares(
  design: Float64Array,
  column: number,
  columns: number,
  weights: Float64Array | undefined,
): number {
  let squares = 0;
  for (let at = column, row = 0; at < design.length; at += columns, row++)
    squares += (weights ? weights[row]! : 1) * design[at]! * design[at]!;
  return squares;
}

function largestSize(features: Float64Array, column: number, columns: number): number {
  let largest = 0;
  for (let at = column; at < features.length; at += columns)
    largest = Math.max(largest, Math.abs(features[at]!));
  return largest;
}

function multiplyBy(design: Float64Array, from: number, factors: Float64Array): void {
  for (let column = 0; column < factors.length; column++) design[from + column]! *= factors[column]!;
}
