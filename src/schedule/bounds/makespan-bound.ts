import type { BoundedProblem, MachineGroup } from "./bounded-problem.js";
import { jacksonEnds } from "./one-machine.js";
import type { ScheduleProblem } from "../problem.js";
import { spreadBound } from "./spread-bound.js";
import { setupLoad } from "./setup-load.js";
import { WorkTime } from "./work-time.js";

/** A bound, and what gave it, in words. */
export interface NamedBound {
  readonly value: number;
  readonly method: string;
}

/** Sums and quotients of whole numbers in floating point are this close to them. */
const ROUNDING = 1e-6;

/**
 * The best of: the longest job; for each group of machines the preemptive schedule of its work by heads and tails in
 * the group's open time (one machine as fast as all together); for each single machine its work with the set-ups that
 * it needs at least; the operations spread over machines of different speed.
 */
export function makespanBound(
  bounded: BoundedProblem,
  { jobs, machines }: Pick<ScheduleProblem, "jobs" | "machines">,
): NamedBound {
  const { graph, isPlanned, ends, tails } = bounded;
  let best: NamedBound = { value: 0, method: "no job is surely planned" };
  const offer = (value: number, method: () => string): void => {
    const whole = Math.ceil(value - ROUNDING);
    if (whole > best.value) best = { value: whole, method: method() };
  };
  for (let node = 0; node < isPlanned.length; node++)
    if (isPlanned[node] === 1)
      offer(ends[node]! + tails[node]!, () => `the length of job ${graph.nodes[node]!.job.id}`);
  for (const group of bounded.groups) {
    if (group.nodes.length === 0) continue;
    offer(groupMakespan(bounded, group), () => `the preemptive schedule of ${namesOf(group)}`);
    if (group.machines.length === 1)
      offer(loadWithSetups(bounded, group), () => `the work and set-ups of ${namesOf(group)}`);
  }
  offer(spreadBound(bounded, jobs, machines) ?? 0, () => "the work spread over machines of different speed");
  return best;
}

/** "M1", "M1, M2 and M3" */
export function namesOf({ machines }: MachineGroup): string {
  const names = machines.map(({ id }) => id);
  if (names.length > 6) return `${names.length} machines`;
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(", ")} and ${names.at(-1)!}`;
}

function groupMakespan({ heads, works, tails }: BoundedProblem, { machines, nodes }: MachineGroup): number {
  const time = new WorkTime(machines);
  const ends = jacksonEnds(
    nodes.map((node) => time.workAt(heads[node]!)),
    nodes.map((node) => works[node]!),
    nodes.map((node) => tails[node]!),
  );
  let value = 0;
  for (const [piece, node] of nodes.entries())
    value = Math.max(value, time.timeAt(ends[piece]! - ROUNDING) + tails[node]!);
  return value;
}

function loadWithSetups(bounded: BoundedProblem, group: MachineGroup): number {
  const { heads, works, tails } = bounded;
  const setups = setupLoad(bounded, group);
  const time = new WorkTime(group.machines);
  let head = Infinity;
  let tail = Infinity;
  let work = setups.afterFirst;
  for (const node of group.nodes) {
    head = Math.min(head, heads[node]!);
    tail = Math.min(tail, tails[node]!);
    work += works[node]!;
  }
  return time.timeAt(time.workAt(head) + work) + tail;
}
