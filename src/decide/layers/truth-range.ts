/** [dimension] the range of each uncertain value over all examples */
export interface TruthRange {
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
}

/** The range of truths [examples, dimension]. */
export function truthRange(truths: Float64Array, dimension: number): TruthRange {
  const lowest = truths.slice(0, dimension);
  const highest = truths.slice(0, dimension);
  for (let at = dimension; at < truths.length; at++) {
    const k = at % dimension;
    lowest[k] = Math.min(lowest[k], truths[at]);
    highest[k] = Math.max(highest[k], truths[at]);
  }
  return { lowest, highest };
}
