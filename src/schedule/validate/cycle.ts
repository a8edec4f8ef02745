import { cycleOf, type OperationGraph } from "../operation-graph.js";
import type { Finding } from "./finding.js";

/** Operations that wait for each other in a ring. */
export function* cycleFindings(graph: OperationGraph): Generator<Finding> {
  const cycle = cycleOf(graph);
  if (cycle === null) return;
  const jobs = cycle.map((node) => graph.nodes[node]!.job.id);
  // Within a routing only where the ring enters and leaves it is worth naming.
  const told = cycle.filter(
    (_, place) =>
      place === 0 ||
      place === cycle.length - 1 ||
      jobs[place] !== jobs[place - 1] ||
      jobs[place] !== jobs[place + 1],
  );
  const names = told.map((node) => {
    const { job, operation } = graph.nodes[node]!;
    return `${operation.id} of job ${job.id}`;
  });
  yield {
    code: "FS_SCHEDULE_CYCLE",
    message: `operations wait for each other in a ring: ${names.join(" → ")}.`,
    fix: "Take one of the precedences of the ring out, or correct the order of a routing.",
    data: {
      cycle: cycle.map((node) => ({
        job: graph.nodes[node]!.job.id,
        operation: graph.nodes[node]!.operation.id,
      })),
    },
  };
}
