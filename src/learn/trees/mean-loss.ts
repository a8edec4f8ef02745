/** The weighted sum of the losses of all target values, over their number. @param loss of the value at a place of [rows, outputs] */
export function meanOver(weight: Float64Array, outputs: number, loss: (at: number) => number): number {
  let sum = 0;
  for (let row = 0, at = 0; row < weight.length; row++)
    for (let output = 0; output < outputs; output++, at++) sum += weight[row]! * loss(at);
  return sum / (weight.length * outputs);
}

/** The weighted mean of each output. @param values [rows, outputs] row-major */
export function weightedMeans(values: Float64Array, weights: Float64Array, outputs: number): Float64Array {
  const means = new Float64Array(outputs);
  let total = 0;
  for (let row = 0, at = 0; row < weights.length; row++) {
    total += weights[row]!;
    for (let output = 0; output < outputs; output++, at++) means[output]! += weights[row]! * values[at]!;
  }
  return means.map((sum) => sum / total);
}
