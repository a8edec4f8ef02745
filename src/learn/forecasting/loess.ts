/** Settings of {@link loess}. */
export interface LoessOptions {
  /** Number of neighbours of a point that count. */
  readonly span: number;
  /** 0 for a local mean, 1 for a local line. */
  readonly degree: 0 | 1;
  /** How much each value counts besides its distance, [values]. */
  readonly weights?: Float64Array;
  /** Evaluate every so many points and join them by lines. Default 1. */
  readonly jump?: number;
}

/**
 * Locally weighted regression on a regular grid with tricube weights (Cleveland, "Robust locally weighted regression and
 * smoothing scatterplots", 1979), from grid point `first` to `last`, which may lie outside of the values.
 *
 * @returns [last − first + 1]
 */
export function loess(
  values: Float64Array,
  first: number,
  last: number,
  options: LoessOptions,
): Float64Array {
  const count = last - first + 1;
  const out = new Float64Array(count);
  const jump = Math.max(1, options.jump ?? 1);
  let done = 0;
  out[0] = loessAt(values, first, options);
  while (done < count - 1) {
    const next = Math.min(count - 1, done + jump);
    out[next] = loessAt(values, first + next, options);
    const step = (out[next]! - out[done]!) / (next - done);
    for (let index = done + 1; index < next; index++) out[index] = out[done]! + step * (index - done);
    done = next;
  }
  return out;
}

function loessAt(values: Float64Array, x: number, { span, degree, weights }: LoessOptions): number {
  const size = values.length;
  const near = Math.min(span, size);
  let left = Math.ceil(x - near / 2);
  left = Math.max(0, Math.min(size - near, left));
  const right = left + near - 1;
  // Half the width in grid steps; a span beyond the data widens it further, as in STL.
  let width = Math.max(Math.abs(x - left), Math.abs(right - x)) + 1e-9;
  if (span > size) width += (span - size) / 2;
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let index = left; index <= right; index++) {
    const distance = Math.abs(index - x) / width;
    if (distance >= 0.9999) continue;
    const tricube = distance < 0.0001 ? 1 : (1 - distance ** 3) ** 3;
    const weight = weights === undefined ? tricube : tricube * weights[index]!;
    const shifted = index - x;
    total += weight;
    sumX += weight * shifted;
    sumY += weight * values[index]!;
    sumXX += weight * shifted * shifted;
    sumXY += weight * shifted * values[index]!;
  }
  if (total <= 0) return values[Math.max(0, Math.min(size - 1, Math.round(x)))]!;
  const meanX = sumX / total;
  const meanY = sumY / total;
  if (degree === 0) return meanY;
  const variance = sumXX / total - meanX * meanX;
  // All weight on (nearly) one point: a line has no slope there.
  if (variance < 1e-3) return meanY;
  return meanY - ((sumXY / total - meanX * meanY) / variance) * meanX;
}
