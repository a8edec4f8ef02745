/** Steps of the subgradient method; more than this gains less than it costs. */
const MOST_STEPS = 25;
/** Small knapsacks are searched through so quickly that a rough bound is enough: a step less for every so many places less. */
const PLACES_PER_STEP = 8;
const LEAST_STEPS = 4;

/**
 * Weights with which the limits of a knapsack are merged into one, so that the bound of the merged problem is near
 * that of the linear relaxation: the multipliers of its Lagrangian dual, by the subgradient method with Polyak's steps
 * (Fisher, "The Lagrangian relaxation method for solving integer programming problems", Management Science 1981).
 * Any positive multipliers give a valid bound. Weights come in units of each capacity, [places, dimensions].
 */
export function surrogateMultipliers(
  dimensions: number,
): (count: number, values: Float64Array, weights: Float64Array, out: Float64Array) => void {
  const current = new Float64Array(dimensions);
  const slack = new Float64Array(dimensions);
  const used = new Float64Array(dimensions);
  return (count, values, weights, out) => {
    out.fill(1);
    if (dimensions === 1 || count === 0) return;
    // One price for all limits at first: what the items are worth per unit of weight.
    let totalValue = 0;
    let totalWeight = 0;
    for (let place = 0; place < count; place++) totalValue += values[place];
    for (let k = 0; k < count * dimensions; k++) totalWeight += weights[k];
    if (totalWeight === 0) return;
    current.fill(totalValue / totalWeight);
    let least = Infinity;
    let best = 0;
    const steps = Math.min(MOST_STEPS, LEAST_STEPS + Math.floor(count / PLACES_PER_STEP));
    for (let step = 0; step < steps; step++) {
      let bound = 0;
      for (let d = 0; d < dimensions; d++) {
        bound += current[d];
        slack[d] = 1;
        used[d] = 0;
      }
      let value = 0;
      for (let place = 0; place < count; place++) {
        let gain = values[place];
        let fits = true;
        for (let d = 0; d < dimensions; d++) {
          const weight = weights[place * dimensions + d];
          gain -= current[d] * weight;
          fits &&= used[d] + weight <= 1;
        }
        if (gain <= 0) continue;
        bound += gain;
        for (let d = 0; d < dimensions; d++) slack[d] -= weights[place * dimensions + d];
        if (!fits) continue;
        value += values[place];
        for (let d = 0; d < dimensions; d++) used[d] += weights[place * dimensions + d];
      }
      best = Math.max(best, value);
      if (bound < least) {
        least = bound;
        out.set(current);
      }
      let norm = 0;
      for (let d = 0; d < dimensions; d++) norm += slack[d] * slack[d];
      const length = bound - best;
      if (norm === 0 || length <= 0) break;
      for (let d = 0; d < dimensions; d++)
        current[d] = Math.max(0, current[d] - (length / norm / (1 + step / 5)) * slack[d]);
    }
    // An item without surrogate weight would have no place in the order: no limit is left out altogether.
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += out[d];
    for (let d = 0; d < dimensions; d++) out[d] = sum === 0 ? 1 : Math.max(out[d], 1e-6 * sum);
  };
}
