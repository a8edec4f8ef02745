import type { OperationPlace, PlannedProblem } from "./planned-problem.js";
import type { Violation } from "./violation.js";

interface Holding {
  readonly place: OperationPlace;
  readonly amount: number;
}

/** That no more of a shared resource is held at a time than there is: every start of a holder is looked at. */
export function* checkResourceUse({ problem, places }: PlannedProblem): Generator<Violation> {
  const holdings = new Map<string, Holding[]>();
  for (const ofJob of places.values())
    for (const place of ofJob.values())
      for (const { resource, amount } of place.operation.needs ?? []) {
        if (!holdings.has(resource)) holdings.set(resource, []);
        holdings.get(resource)!.push({ place, amount });
      }
  for (const { id, capacity } of problem.resources ?? []) {
    const ordered = (holdings.get(id) ?? []).sort((a, b) => a.place.planned.start - b.place.planned.start);
    let held: Holding[] = [];
    for (const holding of ordered) {
      const { start, job, operation, machine } = holding.place.planned;
      held = held.filter(({ place }) => place.planned.end > start);
      held.push(holding);
      const sum = held.reduce((total, { amount }) => total + amount, 0);
      if (sum <= capacity) continue;
      const who = held
        .map(({ place, amount }) => `${place.operation.id} of job ${place.job.id} (${amount})`)
        .join(", ");
      yield {
        kind: "resource",
        resource: id,
        job,
        operation,
        machine,
        amount: sum - capacity,
        message: `At ${start} ${sum} of ${id} are held, of which there are ${capacity}: ${who}.`,
      };
    }
  }
}
