/**
 * Quantile of weighted values: linear interpolation between values placed at the middle of their share of the
 * weight. With equal weights this is Hazen's rule (type 5 of Hyndman and Fan, 1996), which unlike type 7 does not
 * pull the outer quantiles of small leaves inwards.
 *
 * @param weights not negative and not all zero; equal when absent
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array | undefined,
  level: number,
): number {
  const count = values.length;
  if (weights === undefined) {
    const sorted = Float64Array.from(values).sort();
    const position = Math.min(Math.max(level * count - 0.5, 0), count - 1);
    const below = Math.floor(position);
    const low = sorted[below]!;
    return below + 1 < count ? low + (position - below) * (sorted[below + 1]! - low) : low;
  }
  const order = new Int32Array(count);
  let total = 0;
  for (let index = 0; index < count; index++) {
    order[index] = index;
    total += weights[index]!;
  }
  order.sort((a, b) => values[a]! - values[b]!);
  const wanted = level * total;
  let passed = 0;
  let previousPlace = Number.NaN;
  let previous = Number.NaN;
  for (const index of order) {
    const weight = weights[index]!;
    if (weight === 0) continue;
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
