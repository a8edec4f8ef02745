/**
 * Where values stand on the scale of levels: in the middle of their share of the weight (with equal weights Hazen's rule, type 5
 * of Hyndman and Fan, 1996), or stretched so that the least stands at 0 and the greatest at 1 (type 7, which pulls the
 * outer quantiles of few values inwards).
 */
export type QuantileRule = "middle" | "stretched";

/**
 * Quantile of weighted values: linear interpolation between the places of the values.
 *
 * @param weights not negative and not all zero; equal when absent
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array | undefined,
  level: number,
  rule: QuantileRule = "middle",
): number {
  const count = values.length;
  if (weights === undefined) {
    const sorted = Float64Array.from(values).sort();
    const place = rule === "stretched" ? level * (count - 1) : level * count - 0.5;
    const position = Math.min(Math.max(place, 0), count - 1);
    const below = Math.floor(position);
    const low = sorted[below]!;
    return below + 1 < count ? low + (position - below) * (sorted[below + 1]! - low) : low;
  }
  const order = new Int32Array(count);
  let used = 0;
  let total = 0;
  for (let index = 0; index < count; index++) {
    if (weights[index] === 0) continue;
    order[used++] = index;
    total += weights[index]!;
  }
  const ascending = order.subarray(0, used).sort((a, b) => values[a]! - values[b]!);
  let wanted = level * total;
  if (rule === "stretched") {
    const first = weights[ascending[0]!]! / 2;
    wanted = first + level * (total - first - weights[ascending[used - 1]!]! / 2);
  }
  let passed = 0;
  let previousPlace = Number.NaN;
  let previous = Number.NaN;
  for (const index of ascending) {
    const weight = weights[index]!;
    const place = passed + weight / 2;
    const value = values[index]!;
    if (place >= wanted) {
      if (Number.isNaN(previous)) return value;
      return previous + ((wanted - previousPlace) / (place - previousPlace)) * (value - previous);
    }
    passed += weight;
    previousPlace = place;
    previous = value;
  }
  return previous;
}
