import { OpenTime } from "../check/open-time.js";
import { timeSpan } from "../check/violation.js";
import { allowedAlternatives, type EarliestTimes } from "../earliest-times.js";
import type { OperationGraph } from "../operation-graph.js";
import type { Machine, ScheduleProblem } from "../problem.js";
import { NEVER } from "../schedule-form.js";
import type { Finding } from "./finding.js";
import type { ProblemWarning } from "./warning.js";

/** Operations of jobs that must be planned for which no machine has hours left. */
export function* hourFindings(
  problem: ScheduleProblem,
  graph: OperationGraph,
  earliest: EarliestTimes,
): Generator<Finding> {
  for (const [node, { job, operation }] of graph.nodes.entries()) {
    if (job.unassignedPrice !== undefined || earliest.ready[node] === Infinity) continue;
    if (earliest.end[node]! < Infinity || operation.pinned?.start !== undefined) continue;
    const reasons = reasonsOf(problem, graph, earliest, node);
    yield {
      code: "FS_SCHEDULE_NO_CAPACITY",
      message: `${operation.id} of job ${job.id} has no machine left: ${reasons.join("; ")}.`,
      fix: "Let the working hours reach beyond the plan, say until when a machine is unavailable, name another machine that can do it, or give the job an unassignedPrice so that it may be left out.",
      data: { job: job.id, operation: operation.id, reasons },
    };
  }
  yield* loadFindings(problem);
}

/** Jobs that may be left out, and must be for want of machines. */
export function* leftOutWarnings(
  problem: ScheduleProblem,
  graph: OperationGraph,
  earliest: EarliestTimes,
): Generator<ProblemWarning> {
  for (const [node, { job, operation }] of graph.nodes.entries()) {
    if (job.unassignedPrice === undefined || earliest.ready[node] === Infinity) continue;
    if (earliest.end[node]! < Infinity) continue;
    const reasons = reasonsOf(problem, graph, earliest, node);
    yield {
      kind: "must-be-left-out",
      job: job.id,
      operation: operation.id,
      message: `job ${job.id} can only be left out: ${operation.id} has no machine left: ${reasons.join("; ")}.`,
    };
  }
}

function reasonsOf(
  { machines, timeUnit }: ScheduleProblem,
  { nodes }: OperationGraph,
  { ready }: EarliestTimes,
  node: number,
): string[] {
  const { operation } = nodes[node]!;
  return allowedAlternatives(operation).map(({ machine: id, duration }) => {
    const machine = machines.find((candidate) => candidate.id === id)!;
    const open = new OpenTime(machine).intervals;
    const last = open.at(-1);
    const takes = timeSpan(duration, timeUnit);
    if (machine.working?.length === 0) return `${id} has no working hours`;
    const forEver = (machine.unavailable ?? []).find(({ until }) => until === NEVER);
    if (last === undefined)
      return `${id} is unavailable ${forEver === undefined ? "in all of its working hours" : `from ${forEver.from} for ever`}`;
    const ending =
      forEver !== undefined && forEver.from <= last.until
        ? `is unavailable from ${forEver.from} for ever`
        : `has working hours until ${last.until} only`;
    const could = `${operation.id} could start at ${ready[node]} at the earliest and takes ${takes}`;
    return machine.acrossBreaks === "wait" && last.until - ready[node]! >= duration
      ? `${id} does not pause work over breaks and has no stretch of ${takes} without one from ${ready[node]} on`
      : `${id} ${ending}, and ${could}`;
  });
}

/** More work that only one machine can do than the machine has hours for. */
function* loadFindings({ machines, jobs, timeUnit }: ScheduleProblem): Generator<Finding> {
  const load = new Map<string, number>();
  for (const job of jobs) {
    if (job.unassignedPrice !== undefined) continue;
    for (const operation of job.operations) {
      const [only, other] = allowedAlternatives(operation);
      if (only !== undefined && other === undefined)
        load.set(only.machine, (load.get(only.machine) ?? 0) + only.duration);
    }
  }
  for (const machine of machines) {
    const needed = load.get(machine.id) ?? 0;
    const open = openTimeOf(machine);
    if (needed <= open) continue;
    yield {
      code: "FS_SCHEDULE_NO_CAPACITY",
      message: `machine ${machine.id} works for ${timeSpan(open, timeUnit)} in all, but the operations that only it can do take ${timeSpan(needed, timeUnit)}.`,
      fix: "Let its working hours reach beyond the plan, or give jobs an unassignedPrice so that they may be left out.",
      data: { machine: machine.id, open, needed },
    };
  }
}

function openTimeOf(machine: Machine): number {
  let sum = 0;
  for (const { from, until } of new OpenTime(machine).intervals) sum += until - from;
  return sum;
}
