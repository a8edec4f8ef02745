/** Tables with more cells than this are not made. */
const MOST_CELLS = 2 ** 23;

/** Dynamic programming over all loads of a knapsack with whole weights. */
export interface KnapsackTable {
  /** Number of different loads. */
  readonly states: number;
  /** Sets `isTaken` [items] to the best choice among the first `count` items of `order`. */
  solve(
    costs: Float64Array,
    from: number,
    sign: number,
    order: Int32Array,
    count: number,
    isTaken: Uint8Array,
  ): void;
}

/**
 * Exact in a number of steps that does not hang on the values (Bellman 1957); null where weights or capacities are not
 * whole numbers or the table would be too large. Weights are [dimensions, items]. The memory is taken on first use.
 */
export function knapsackTable(
  items: number,
  weights: Float64Array,
  capacities: Float64Array,
): KnapsackTable | null {
  if (!weights.every(Number.isInteger) || !capacities.every(Number.isInteger)) return null;
  const dimensions = capacities.length;
  const strides = new Int32Array(dimensions);
  let states = 1;
  for (let d = 0; d < dimensions; d++) {
    strides[d] = states;
    states *= capacities[d] + 1;
    if (states * items > MOST_CELLS) return null;
  }
  let best: Float64Array | null = null;
  let takes: Uint8Array | null = null;
  const step = new Int32Array(items);
  for (let item = 0; item < items; item++) {
    for (let d = 0; d < dimensions; d++) step[item] += weights[d * items + item] * strides[d];
  }
  const lastDigit = (state: number, d: number): number =>
    Math.floor(state / strides[d]) % (capacities[d] + 1);
  return {
    states,
    solve(costs, from, sign, order, count, isTaken) {
      best ??= new Float64Array(states);
      takes ??= new Uint8Array(states * items);
      best.fill(0);
      for (let k = 0; k < count; k++) {
        const item = order[k];
        const value = sign * costs[from + item];
        for (let state = states - 1; state >= step[item]; state--) {
          let fits = true;
          for (let d = 0; d < dimensions && fits; d++)
            fits = dimensions === 1 || lastDigit(state, d) >= weights[d * items + item];
          const withItem = fits ? best[state - step[item]] + value : -Infinity;
          const isBetter = withItem > best[state];
          if (isBetter) best[state] = withItem;
          takes[k * states + state] = isBetter ? 1 : 0;
        }
      }
      isTaken.fill(0);
      let state = states - 1;
      for (let k = count - 1; k >= 0; k--) {
        const item = order[k];
        if (state < step[item] || takes[k * states + state] === 0) continue;
        isTaken[item] = 1;
        state -= step[item];
      }
    },
  };
}
