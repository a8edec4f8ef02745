import { allowedAlternatives } from "../earliest-times.js";
import { flexibleJobShop } from "../flexible/flexible-job-shop.js";
import { flexibleLowerBound } from "../flexible/flexible-lower-bound.js";
import type { Job, Machine } from "../problem.js";
import type { BoundedProblem } from "./bounded-problem.js";

/** Operations for which machines are weighted; beyond them it takes too long. */
const MOST_OPERATIONS = 1000;

/**
 * The makespan that spreading the operations over their machines takes at least, where machines differ in speed
 * ({@link flexibleLowerBound}); hours, which only delay, are left aside. Null where it is not worth the time.
 */
export function spreadBound(
  { graph, jobs, isPlanned }: BoundedProblem,
  all: readonly Job[],
  machines: readonly Machine[],
): number | null {
  const count = isPlanned.reduce((sum, planned) => sum + planned, 0);
  const hasChoice = graph.nodes.some(
    ({ operation }, node) => isPlanned[node] === 1 && allowedAlternatives(operation).length > 1,
  );
  if (!hasChoice || count > MOST_OPERATIONS) return null;
  const placeOf = new Map(machines.map(({ id }, place) => [id, place]));
  const shop = flexibleJobShop(
    machines.length,
    jobs.map((index) =>
      all[index]!.operations.map((operation) =>
        allowedAlternatives(operation).map(
          ({ machine, duration }) => [placeOf.get(machine)!, duration] as const,
        ),
      ),
    ),
    jobs.map((index) => all[index]!.release ?? 0),
  );
  return flexibleLowerBound(shop);
}
