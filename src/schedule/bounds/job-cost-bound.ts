import { assignmentOracle, oracleBatch } from "../../solve/index.js";
import type { Job, ScheduleObjective } from "../problem.js";
import type { BoundedProblem, MachineGroup } from "./bounded-problem.js";
import { namesOf, type NamedBound } from "./makespan-bound.js";
import { shortestRemainingEnds } from "./one-machine.js";
import { WorkTime } from "./work-time.js";

/** Jobs of one assignment; it takes cubic time. The ones with the highest prices are taken. */
const MOST_JOBS = 150;

/** What a job costs that ends at `end`, tardiness and flow time together: never less for a later end. */
function jobCost(job: Job, objective: ScheduleObjective, end: number): number {
  const weight = job.weight ?? 1;
  const late = Math.max(0, end - (job.due ?? Infinity));
  const flow = end - (job.release ?? 0);
  return weight * ((objective.tardiness ?? 1) * late + (objective.flowTime ?? 0) * flow);
}

/**
 * A bound of the weighted tardiness and flow time of all jobs together. Each job by itself costs at least what it does at
 * its earliest end. For each group of machines: the i-th of the jobs to end their work there ends it no earlier than the
 * i-th end of the shortest-remaining-time schedule, and the job itself no earlier than its tail after that; the cheapest
 * assignment of jobs to these places is a bound (the unweighted case: Chu, "A branch-and-bound algorithm to minimize
 * total tardiness with different release dates", Naval Research Logistics 39, 1992). The best group's counts.
 */
export function jobCostBound(
  bounded: BoundedProblem,
  jobs: readonly Job[],
  objective: ScheduleObjective,
): NamedBound {
  const { jobStarts } = bounded.graph;
  const own = new Map(
    bounded.jobs.map((index) => [
      index,
      jobCost(jobs[index]!, objective, bounded.ends[jobStarts[index + 1]! - 1]!),
    ]),
  );
  let alone = 0;
  for (const cost of own.values()) alone += cost;
  let best: NamedBound = { value: alone, method: "each job's earliest end by itself" };
  for (const group of bounded.groups) {
    const value = alone + placeCost(bounded, group, jobs, objective, own);
    if (value > best.value + 1e-9 * (1 + value))
      best = { value, method: `the jobs' cheapest order on ${namesOf(group)}` };
  }
  return best;
}

/** What places on the group's machines cost beyond the jobs' own least costs. */
function placeCost(
  { graph, heads, works, jobTails }: BoundedProblem,
  { machines, nodes }: MachineGroup,
  jobs: readonly Job[],
  objective: ScheduleObjective,
  own: ReadonlyMap<number, number>,
): number {
  const time = new WorkTime(machines);
  const pieces: { job: number; head: number; work: number; tail: number }[] = [];
  let job = 0;
  let last = -1;
  for (const node of nodes) {
    while (node >= graph.jobStarts[job + 1]!) job++;
    const { due, weight = 1 } = jobs[job]!;
    const isFree = weight === 0 || (due === undefined && !objective.flowTime);
    if (isFree) continue;
    // All of a job's operations here are one piece; they can interrupt each other anyway.
    if (last === job) {
      const piece = pieces.at(-1)!;
      piece.work += works[node]!;
      piece.tail = jobTails[node]!;
      piece.head = Math.min(piece.head, time.workAt(heads[node]!));
    } else pieces.push({ job, head: time.workAt(heads[node]!), work: works[node]!, tail: jobTails[node]! });
    last = job;
  }
  if (pieces.length < 2) return 0;
  const weightOf = ({ job }: { job: number }): number => jobs[job]!.weight ?? 1;
  const chosen =
    pieces.length <= MOST_JOBS
      ? pieces
      : pieces.sort((a, b) => weightOf(b) / b.work - weightOf(a) / a.work).slice(0, MOST_JOBS);
  const ends = shortestRemainingEnds(
    chosen.map(({ head }) => head),
    chosen.map(({ work }) => work),
  );
  const count = chosen.length;
  const costs = new Float64Array(count * count);
  let largest = 0;
  for (const [row, { job, tail }] of chosen.entries())
    for (let place = 0; place < count; place++) {
      const end = Math.ceil(time.timeAt(ends[place]! - 1e-6) + tail - 1e-6);
      // Beyond all hours: such a place is dear, but a bound needs a number.
      const cost = end < Infinity ? Math.max(0, jobCost(jobs[job]!, objective, end) - own.get(job)!) : 0;
      costs[row * count + place] = cost;
      largest = Math.max(largest, cost);
    }
  if (largest === 0) return 0;
  const oracle = assignmentOracle({ rows: count, columns: count });
  const batch = oracleBatch(1, oracle.dimension);
  oracle.solveBatch(costs, batch);
  return batch.objectives[0]!;
}
