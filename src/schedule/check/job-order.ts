import type { OperationPlace, PlannedProblem } from "./planned-problem.js";
import { timeSpan, type Violation, type ViolationKind } from "./violation.js";

/** Releases, the order of routings, and precedences between jobs. */
export function* checkJobOrder(planned: PlannedProblem): Generator<Violation> {
  const { problem, leftOut } = planned;
  const unit = problem.timeUnit;
  for (const job of problem.jobs) {
    const release = job.release ?? 0;
    let before: OperationPlace | undefined;
    for (const operation of job.operations) {
      const place = planned.place(job.id, operation.id);
      if (place === undefined) continue;
      const { machine, start } = place.planned;
      if (start < release)
        yield {
          kind: "release",
          job: job.id,
          operation: operation.id,
          machine,
          amount: release - start,
          message: `${operation.id} of job ${job.id} starts at ${start} on ${machine}, ${timeSpan(release - start, unit)} before the job's release at ${release}.`,
        };
      if (before !== undefined && start < before.planned.end) yield tooEarly("order", before, place, 0, unit);
      before = place;
    }
  }
  for (const { before, after, lag = 0 } of problem.precedences ?? []) {
    const first = planned.place(before.job, before.operation);
    const second = planned.place(after.job, after.operation);
    if (second === undefined) continue;
    if (first !== undefined && second.planned.start < first.planned.end + lag)
      yield tooEarly("precedence", first, second, lag, unit);
    if (first === undefined && leftOut.has(before.job))
      yield {
        kind: "precedence",
        job: after.job,
        operation: after.operation,
        other: before,
        message: `${after.operation} of job ${after.job} is planned, but waits for ${before.operation} of job ${before.job}, which is left out.`,
      };
  }
}

function tooEarly(
  kind: ViolationKind,
  first: OperationPlace,
  second: OperationPlace,
  lag: number,
  unit: string | undefined,
): Violation {
  const { job, operation, machine, start } = second.planned;
  const { end } = first.planned;
  const other = { job: first.job.id, operation: first.operation.id };
  const amount = end + lag - start;
  const firstName = kind === "order" ? other.operation : `${other.operation} of job ${other.job}`;
  const event =
    lag === 0
      ? `${firstName} ends at ${end}`
      : `it may: ${firstName} ends at ${end} and ${timeSpan(lag, unit)} must pass`;
  return {
    kind,
    job,
    operation,
    machine,
    other,
    amount,
    message: `${operation} of job ${job} starts at ${start} on ${machine}, ${timeSpan(amount, unit)} before ${event}.`,
  };
}
