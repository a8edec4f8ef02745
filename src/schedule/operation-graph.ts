import type { Job, Operation, ScheduleProblem } from "./problem.js";

/** An arc of an {@link OperationGraph}: least time between the end of one operation and the start of another. */
export interface OrderArc {
  readonly node: number;
  readonly lag: number;
}

/**
 * All operations of a problem, numbered by job and place in the routing, and what must follow what: routings and
 * precedences. Precedences with unknown names are left aside.
 */
export interface OperationGraph {
  readonly nodes: readonly { readonly job: Job; readonly operation: Operation }[];
  /** First node of each job, and the number of nodes. */
  readonly jobStarts: readonly number[];
  readonly predecessors: readonly (readonly OrderArc[])[];
  readonly successors: readonly (readonly OrderArc[])[];
  /** Each node after its predecessors; shorter than `nodes` where there is a cycle. */
  readonly order: readonly number[];
}

export function operationGraph({ jobs, precedences = [] }: ScheduleProblem): OperationGraph {
  const nodes: { job: Job; operation: Operation }[] = [];
  const numbers = new Map<string, Map<string, number>>();
  const jobStarts = [0];
  const predecessors: OrderArc[][] = [];
  const successors: OrderArc[][] = [];
  const link = (before: number, after: number, lag: number): void => {
    successors[before]!.push({ node: after, lag });
    predecessors[after]!.push({ node: before, lag });
  };
  for (const job of jobs) {
    const ofJob = new Map<string, number>();
    for (const [place, operation] of job.operations.entries()) {
      const node = nodes.push({ job, operation }) - 1;
      predecessors.push([]);
      successors.push([]);
      ofJob.set(operation.id, node);
      if (place > 0) link(node - 1, node, 0);
    }
    numbers.set(job.id, ofJob);
    jobStarts.push(nodes.length);
  }
  for (const { before, after, lag = 0 } of precedences) {
    const first = numbers.get(before.job)?.get(before.operation);
    const second = numbers.get(after.job)?.get(after.operation);
    if (first !== undefined && second !== undefined) link(first, second, lag);
  }
  const waiting = predecessors.map(({ length }) => length);
  const order = nodes.map((_, node) => node).filter((node) => waiting[node] === 0);
  for (let at = 0; at < order.length; at++)
    for (const { node } of successors[order[at]!]!) if (--waiting[node]! === 0) order.push(node);
  return { nodes, jobStarts, predecessors, successors, order };
}

/** Nodes that wait for each other in a ring, the first again at the end; null where there is no cycle. */
export function cycleOf({ nodes, predecessors, order }: OperationGraph): number[] | null {
  if (order.length === nodes.length) return null;
  const done = new Uint8Array(nodes.length);
  for (const node of order) done[node] = 1;
  // A node that is not done has a predecessor that is not: going back ends in a ring.
  const path: number[] = [];
  const placeOf = new Map<number, number>();
  let node = done.indexOf(0);
  while (!placeOf.has(node)) {
    placeOf.set(node, path.push(node) - 1);
    node = predecessors[node]!.find((arc) => done[arc.node] === 0)!.node;
  }
  return [...path.slice(placeOf.get(node)), node].reverse();
}
