import { allowedAlternatives, earliestTimes } from "../earliest-times.js";
import { operationGraph, type OperationGraph } from "../operation-graph.js";
import type { Job, Machine, ScheduleProblem } from "../problem.js";

/** Machines that some operations can be done on and no others can do. */
export interface MachineGroup {
  readonly machines: readonly Machine[];
  /** Nodes of the operations, by job and place in the routing. */
  readonly nodes: readonly number[];
}

/** What bounds are made of: the operations that are surely planned, with heads, works and tails. */
export interface BoundedProblem {
  readonly graph: OperationGraph;
  /** Indices of the jobs that are surely planned. */
  readonly jobs: readonly number[];
  /** [operations] 1: of a job that is surely planned */
  readonly isPlanned: Uint8Array;
  /** [operations] earliest start */
  readonly heads: Float64Array;
  /** [operations] earliest end */
  readonly ends: Float64Array;
  /** [operations] least duration */
  readonly works: Float64Array;
  /** [operations] least time from the end to the end of the job */
  readonly jobTails: Float64Array;
  /** [operations] least time from the end to the end of all jobs that are surely planned */
  readonly tails: Float64Array;
  readonly groups: readonly MachineGroup[];
}

/** Groups of more than one machine that are looked at; the ones with the most work. */
const MOST_GROUPS = 40;

export function boundedProblem(problem: ScheduleProblem, everyJob: boolean): BoundedProblem {
  const graph = operationGraph(problem);
  const { nodes, jobStarts, successors, order } = graph;
  const { start: heads, end: ends } = earliestTimes(graph, problem.machines);
  const isPlanned = new Uint8Array(nodes.length);
  const jobs: number[] = [];
  for (const [index, job] of problem.jobs.entries()) {
    const isPossible = ends.subarray(jobStarts[index]!, jobStarts[index + 1]!).every((end) => end < Infinity);
    if (!isPossible || !(everyJob || isRequired(job))) continue;
    jobs.push(index);
    isPlanned.fill(1, jobStarts[index]!, jobStarts[index + 1]!);
  }
  const works = Float64Array.from(nodes, ({ operation }) =>
    allowedAlternatives(operation).reduce((least, { duration }) => Math.min(least, duration), Infinity),
  );
  const tails = new Float64Array(nodes.length);
  for (const node of order.toReversed())
    for (const arc of successors[node]!)
      if (isPlanned[arc.node] === 1)
        tails[node] = Math.max(tails[node]!, arc.lag + works[arc.node]! + tails[arc.node]!);
  const jobTails = new Float64Array(nodes.length);
  for (const index of jobs)
    for (let node = jobStarts[index + 1]! - 2; node >= jobStarts[index]!; node--)
      jobTails[node] = works[node + 1]! + jobTails[node + 1]!;
  const groups = machineGroups(problem.machines, graph, isPlanned, works);
  return { graph, jobs, isPlanned, heads, ends, works, jobTails, tails, groups };
}

/** A job that cannot be left out: for want of a price, or for a pin. */
const isRequired = (job: Job): boolean =>
  job.unassignedPrice === undefined || job.operations.some(({ pinned }) => pinned !== undefined);

/** Each machine by itself, each set of alternatives that occurs, and all machines. */
function machineGroups(
  machines: readonly Machine[],
  { nodes }: OperationGraph,
  isPlanned: Uint8Array,
  works: Float64Array,
): MachineGroup[] {
  const placeOf = new Map(machines.map(({ id }, place) => [id, place]));
  const sets = new Map<string, { places: readonly number[]; nodes: number[]; work: number }>();
  const setOf = (places: readonly number[]): { places: readonly number[]; nodes: number[]; work: number } => {
    const key = places.join();
    if (!sets.has(key)) sets.set(key, { places, nodes: [], work: 0 });
    return sets.get(key)!;
  };
  for (const [node, { operation }] of nodes.entries()) {
    if (isPlanned[node] === 0) continue;
    const places = allowedAlternatives(operation)
      .map(({ machine }) => placeOf.get(machine)!)
      .sort((a, b) => a - b);
    const set = setOf(places);
    set.nodes.push(node);
    set.work += works[node]!;
  }
  const distinct = [...sets.values()];
  const all = setOf(machines.map((_, place) => place));
  const larger = distinct
    .filter((set) => set.places.length > 1 && set !== all)
    .sort((a, b) => b.work / b.places.length - a.work / a.places.length);
  const chosen = [
    ...distinct.filter(({ places }) => places.length === 1),
    ...larger.slice(0, MOST_GROUPS),
    ...(machines.length > 1 || distinct.length === 0 ? [all] : []),
  ];
  return chosen.map(({ places }) => {
    const has = new Set(places);
    // Sets of fewer machines belong to the group as well.
    const inside = distinct.filter((set) => set.places.every((place) => has.has(place)));
    return {
      machines: places.map((place) => machines[place]!),
      nodes: inside.flatMap((set) => set.nodes).sort((a, b) => a - b),
    };
  });
}
