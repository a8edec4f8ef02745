import type { FastRandom } from "../job-shop/fast-random.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";
import type { ModesAndOrder } from "./first-schedule.js";

/**
 * A schedule between two others: operations are ordered by a weighted mean of their places in the two orders, which
 * respects the jobs, since both do, and keeps what the two agree on; of two machines one is drawn. This takes the part
 * that walking from one to the other has in path relinking (Peng, Lü and Cheng, Computers & Operations Research 2015;
 * González, Vela and Varela, European Journal of Operational Research 2015), without ever closing a cycle.
 *
 * @param share 0 gives the first, 1 the second
 */
export function relink(
  first: ModesAndOrder,
  second: ModesAndOrder,
  share: number,
  random: FastRandom,
): ModesAndOrder {
  const operations = first.order.length;
  const keys = new Float64Array(operations);
  for (let at = 0; at < operations; at++) {
    keys[first.order[at]] += (1 - share) * at;
    keys[second.order[at]] += share * at;
  }
  const order = first.order.toSorted((a, b) => keys[a] - keys[b] || a - b);
  const modes = first.modes.slice();
  for (let operation = 0; operation < operations; operation++)
    if (modes[operation] !== second.modes[operation] && random.below(1024) < share * 1024)
      modes[operation] = second.modes[operation];
  return { modes, order };
}

/** Operations on different machines, and pairs of neighbours on a machine of the one that the other has apart. */
export function distance(shop: FlexibleJobShop, first: ModesAndOrder, second: ModesAndOrder): number {
  const before = neighbours(shop, first);
  const other = neighbours(shop, second);
  let count = 0;
  for (let operation = 0; operation < shop.operations; operation++) {
    if (first.modes[operation] !== second.modes[operation]) count++;
    if (before[operation] !== other[operation]) count++;
  }
  return count;
}

/** [operations] what stands directly before each on its machine; -1 for nothing */
function neighbours(shop: FlexibleJobShop, { modes, order }: ModesAndOrder): Int32Array {
  const before = new Int32Array(shop.operations);
  const last = new Int32Array(shop.machines).fill(-1);
  for (const operation of order) {
    const machine = shop.modeMachine[modes[operation]];
    before[operation] = last[machine];
    last[machine] = operation;
  }
  return before;
}
