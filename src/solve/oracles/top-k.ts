import type { Oracle } from "../oracle.js";
import { combinatorialOracle, requireCount } from "./combinatorial-oracle.js";

/**
 * Chooses exactly `count` of the items, those with the largest values (or least costs). The uncertain values are the
 * items' values; of equal ones the first are taken. Linear time on average (Hoare's selection, 1961).
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE` unless `1 <= count <= items`. `solveBatch` throws
 * `FS_SOLVE_WRONG_PARAMETERS` as every oracle.
 * @example
 * import { oracleBatch, topKOracle } from "foresolve/solve";
 *
 * const oracle = topKOracle({ items: 4, count: 2, sense: "maximize" });
 * const batch = oracleBatch(1, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(3, -1, 7, 5), batch);
 * [...batch.exposures]; // => [0, 0, 1, 1]
 */
export function topKOracle(structure: {
  readonly items: number;
  readonly count: number;
  readonly sense: Oracle["sense"];
}): Oracle {
  const { items, count, sense } = structure;
  requireCount("The number of items to choose from", items, 1);
  requireCount("The number of items to choose", count, 1, items);
  const sign = sense === "minimize" ? 1 : -1;
  const sorted = new Float64Array(items);
  return combinatorialOracle({
    name: "top-k",
    dimension: items,
    sense,
    decide(costs, from, decision) {
      for (let item = 0; item < items; item++) sorted[item] = sign * costs[from + item];
      const last = select(sorted, count - 1);
      // What is as good as the last one may be more than there is room for.
      let room = count;
      for (let item = 0; item < items; item++) if (sign * costs[from + item] < last) room--;
      let objective = 0;
      for (let item = 0; item < items; item++) {
        const cost = sign * costs[from + item];
        if (cost > last || (cost === last && room-- <= 0)) continue;
        decision[from + item] = 1;
        objective += costs[from + item];
      }
      return objective;
    },
  });
}

/** The number that would stand at a place if the numbers were sorted; moves them about. */
function select(numbers: Float64Array, place: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const pivot = middleOf(numbers[low], numbers[(low + high) >> 1], numbers[high]);
    // Smaller ones, equal ones, larger ones: with many ties one round is enough.
    let smaller = low;
    let larger = high;
    for (let k = low; k <= larger;) {
      const number = numbers[k];
      if (number < pivot) {
        numbers[k++] = numbers[smaller];
        numbers[smaller++] = number;
      } else if (number > pivot) {
        numbers[k] = numbers[larger];
        numbers[larger--] = number;
      } else k++;
    }
    if (place < smaller) high = smaller - 1;
    else if (place > larger) low = larger + 1;
    else return pivot;
  }
  return numbers[place];
}

function middleOf(first: number, second: number, third: number): number {
  return Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
}
