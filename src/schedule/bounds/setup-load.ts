import type { BoundedProblem, MachineGroup } from "./bounded-problem.js";

/** Set-up time that a machine spends at least. */
export interface SetupLoad {
  readonly all: number;
  /**
   * Surely after the first start of an operation that only this machine can do: without the one before it, and 0 where
   * other operations may have set the machine up before.
   */
  readonly afterFirst: number;
}

/** Each family of the machine's own operations is entered at least once, from one of the other families. */
export function setupLoad(
  { graph, isPlanned }: BoundedProblem,
  { machines, nodes }: MachineGroup,
): SetupLoad {
  const machine = machines[0]!;
  if (machine.setups === undefined) return { all: 0, afterFirst: 0 };
  const { initial, times } = machine.setups;
  const own = new Set<string>();
  for (const node of nodes) {
    const { family } = graph.nodes[node]!.operation;
    if (family !== undefined) own.add(family);
  }
  const before = new Set(initial === undefined ? [] : [initial]);
  const inGroup = new Set(nodes);
  let isShared = false;
  for (const [node, { job, operation }] of graph.nodes.entries()) {
    const { family } = operation;
    // Jobs that may be left out can pass by with families of their own.
    if (family === undefined || (isPlanned[node] === 0 && job.unassignedPrice === undefined)) continue;
    if (!operation.alternatives.some((alternative) => alternative.machine === machine.id)) continue;
    before.add(family);
    isShared ||= !inGroup.has(node);
  }
  let all = 0;
  let largest = 0;
  for (const family of own) {
    if (family === initial) continue;
    let least = Infinity;
    for (const other of before) if (other !== family) least = Math.min(least, times[other]?.[family] ?? 0);
    if (least === Infinity) continue;
    all += least;
    largest = Math.max(largest, least);
  }
  return { all: initial === undefined ? all - largest : all, afterFirst: isShared ? 0 : all - largest };
}
