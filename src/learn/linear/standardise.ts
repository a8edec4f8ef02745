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
    const group = groupOf[row]! * columns;
    const weight = weights ? weights[row]! : 1;
    for (let column = 0; column < columns; column++)
      means[group + column]! += weight * values[row * columns + column]!;
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
  const result = new Float64Array(values.length);
  for (let row = 0; row < groupOf.length; row++)
    for (let column = 0; column < columns; column++)
      result[row * columns + column] =
        values[row * columns + column]! - means[groupOf[row]! * columns + column]!;
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
    let squares = 0;
    let largest = 0;
    for (let row = 0; row < rows; row++) {
      const at = row * columns + column;
      squares += (weights ? weights[row]! : 1) * design[at]! * design[at]!;
      largest = Math.max(largest, Math.abs(features[at]!));
    }
    const deviation = Math.sqrt(squares / totalWeight);
    inverseScale[column] = deviation > 1e-12 * largest ? 1 / deviation : 0;
    for (let row = 0; row < rows; row++) design[row * columns + column]! *= inverseScale[column]!;
  }
  return inverseScale;
}
