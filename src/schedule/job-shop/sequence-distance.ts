import type { JobShopInstance } from "./instance.js";

/** Number of pairs of operations on the same machine that two schedules have in opposite orders. */
export function sequenceDistance(
  instance: JobShopInstance,
  first: Int32Array,
  second: Int32Array,
  scratch: Int32Array,
): number {
  const { machines, machineStarts, operations } = instance;
  for (let at = 0; at < operations; at++) scratch[second[at]!] = at;
  let distance = 0;
  for (let machine = 0; machine < machines; machine++) {
    const end = machineStarts[machine + 1]!;
    for (let at = machineStarts[machine]!; at < end; at++) {
      const place = scratch[first[at]!]!;
      for (let later = at + 1; later < end; later++) if (scratch[first[later]!]! < place) distance++;
    }
  }
  return distance;
}
