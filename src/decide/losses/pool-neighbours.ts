import type { SolutionPool } from "./solution-pool.js";

/**
 * The neighbours of a decision among those of a pool, nearest first (by the sum of absolute differences of exposures): each other
 * decision, unless a nearer neighbour lies between it and the decision, that is, has every exposure between their two.
 * Where exposures are 0 or 1 and the pool holds all decisions, every neighbour is adjacent: the face of the cube that both span
 * holds no third decision, so that it meets their convex hull in an edge. (Not every edge is found that way.) For paths the
 * neighbours are the decisions that differ from it by one detour.
 *
 * @returns positions in the pool, at most `most`
 */
export function poolNeighbours(pool: SolutionPool, position: number, most: number): Int32Array {
  const { dimension, exposures } = pool;
  const distances = new Float64Array(pool.size);
  pool.distances(exposures, position * dimension, distances);
  const order = Int32Array.from({ length: pool.size }, (_, k) => k)
    .filter((k) => distances[k] > 0)
    .toSorted((first, second) => distances[first] - distances[second] || first - second);
  const neighbours = new Int32Array(Math.min(most, order.length));
  let count = 0;
  for (let k = 0; k < order.length && count < neighbours.length; k++) {
    let isHidden = false;
    for (let n = 0; n < count && !isHidden; n++)
      isHidden = isBetween(pool, neighbours[n], position, order[k]);
    if (!isHidden) neighbours[count++] = order[k];
  }
  return neighbours.slice(0, count);
}

function isBetween(
  { exposures, dimension }: SolutionPool,
  middle: number,
  one: number,
  other: number,
): boolean {
  for (let d = 0; d < dimension; d++) {
    const value = exposures[middle * dimension + d];
    const first = exposures[one * dimension + d];
    const second = exposures[other * dimension + d];
    if (first < second ? value < first || value > second : value < second || value > first) return false;
  }
  return true;
}
