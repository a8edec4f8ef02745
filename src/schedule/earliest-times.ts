import { OpenTime } from "./check/open-time.js";
import type { OperationGraph } from "./operation-graph.js";
import type { Alternative, Machine, Operation } from "./problem.js";

/** When operations can start and end at best, each by itself. */
export interface EarliestTimes {
  /** [operations] when all that the operation waits for can be done at the earliest */
  readonly ready: Float64Array;
  /** [operations] infinite where no machine has hours for it */
  readonly start: Float64Array;
  /** [operations] */
  readonly end: Float64Array;
}

/** The alternatives that a pin leaves. */
export const allowedAlternatives = ({ alternatives, pinned }: Operation): readonly Alternative[] =>
  pinned?.machine === undefined
    ? alternatives
    : alternatives.filter(({ machine }) => machine === pinned.machine);

/**
 * Earliest times by releases, routings, precedences, hours and pinned starts, as if each operation had its machines for
 * itself: no plan starts or ends an operation before.
 */
export function earliestTimes(
  { nodes, predecessors, order }: OperationGraph,
  machines: readonly Machine[],
): EarliestTimes {
  const ready = new Float64Array(nodes.length);
  const start = new Float64Array(nodes.length).fill(Infinity);
  const end = new Float64Array(nodes.length).fill(Infinity);
  const machineOf = new Map(machines.map((machine) => [machine.id, machine]));
  const openTimes = new Map(machines.map((machine) => [machine.id, new OpenTime(machine)]));
  for (const node of order) {
    const { job, operation } = nodes[node]!;
    let from = job.release ?? 0;
    for (const arc of predecessors[node]!) from = Math.max(from, end[arc.node]! + arc.lag);
    ready[node] = from;
    from = Math.max(from, operation.pinned?.start ?? 0);
    if (from === Infinity) continue;
    for (const { machine, duration } of allowedAlternatives(operation)) {
      const { acrossBreaks } = machineOf.get(machine)!;
      const openTime = openTimes.get(machine)!;
      const begin = openTime.firstStart(from, duration, acrossBreaks);
      if (begin === null) continue;
      start[node] = Math.min(start[node]!, begin);
      end[node] = Math.min(end[node]!, openTime.endOfWork(begin, duration)!);
    }
  }
  return { ready, start, end };
}
