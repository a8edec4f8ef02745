/** Length of a round trip; `costs` [nodes, nodes]. */
export function tourLength(costs: Float64Array, tour: Int32Array): number {
  const nodes = tour.length;
  let length = costs[tour[nodes - 1] * nodes + tour[0]];
  for (let k = 1; k < nodes; k++) length += costs[tour[k - 1] * nodes + tour[k]];
  return length;
}

/** Writes the tour that always goes on to the nearest node not yet visited. */
export function nearestNeighbourTour(costs: Float64Array, tour: Int32Array, start: number): void {
  const nodes = tour.length;
  for (let node = 0; node < nodes; node++) tour[node] = node;
  tour[0] = start;
  tour[start] = 0;
  for (let k = 1; k < nodes; k++) {
    let nearest = k;
    for (let other = k + 1; other < nodes; other++) {
      if (costs[tour[k - 1] * nodes + tour[other]] < costs[tour[k - 1] * nodes + tour[nearest]])
        nearest = other;
    }
    const node = tour[nearest];
    tour[nearest] = tour[k];
    tour[k] = node;
  }
}

/** Turns pieces of the tour round as long as that makes it shorter (2-opt; Croes 1958). */
export function improveTour(costs: Float64Array, tour: Int32Array): void {
  const nodes = tour.length;
  // Gains that are mere rounding could go on for ever.
  for (let round = 0, improved = true; improved && round < nodes; round++) {
    improved = false;
    for (let first = 0; first < nodes - 2; first++) {
      const a = tour[first];
      for (let last = first + 2; last < nodes; last++) {
        const d = tour[last + 1 === nodes ? 0 : last + 1];
        if (d === a) continue;
        const b = tour[first + 1];
        const c = tour[last];
        const gain =
          costs[a * nodes + b] + costs[c * nodes + d] - costs[a * nodes + c] - costs[b * nodes + d];
        if (gain <= 0) continue;
        for (let low = first + 1, high = last; low < high; low++, high--) {
          const node = tour[low];
          tour[low] = tour[high];
          tour[high] = node;
        }
        improved = true;
      }
    }
  }
}
