const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);
const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);

/** The next double above a finite value. */
export function nextDouble(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  double[0] = value;
  doubleBits[0]! += value > 0 ? 1n : -1n;
  return double[0]!;
}

/** The next float32 above a finite float32. */
export function nextSingle(value: number): number {
  if (value === 0) return 2 ** -149;
  single[0] = value;
  singleBits[0]! += value > 0 ? 1 : -1;
  return single[0]!;
}

/** The next float32 below a finite float32. */
export function previousSingle(value: number): number {
  return -nextSingle(-value);
}

/** The least float32 that is not below a value; for float32 numbers x, x < value exactly where x < this. */
export function singleAtLeast(value: number): number {
  const rounded = Math.fround(value);
  if (rounded >= value || Number.isNaN(value)) return rounded;
  return rounded === -Infinity ? -(2 - 2 ** -23) * 2 ** 127 : nextSingle(rounded);
}

/**
 * The double T with: x rounded to float32 is below the float32 `threshold` exactly where x < T. Models that compare in
 * single precision keep their decisions for every double.
 */
export function doubleThreshold(threshold: number): number {
  if (!Number.isFinite(threshold)) return threshold;
  // Halfway between neighbours of single precision is a double; there rounding goes to the even neighbour.
  const halfway = (previousSingle(threshold) + threshold) / 2;
  return Math.fround(halfway) < threshold ? nextDouble(halfway) : halfway;
}
