import type { DurationForecast } from "../predict/duration-forecast.js";
import type { Occasion } from "../plant.js";

/** The occasion with the working times that are to be expected in place of the planned ones. */
export function expectedOccasion(occasion: Occasion, durations: DurationForecast): Occasion {
  const factors = new Map<string, number>();
  const factorOf = (machine: string, family: string | undefined): number => {
    const key = JSON.stringify([machine, family ?? null]);
    const known = factors.get(key) ?? durations.meanFactor(machine, family ?? null);
    factors.set(key, known);
    return known;
  };
  return withDurations(occasion, (machine, duration, { family }) => duration * factorOf(machine, family));
}

/** The occasion with the working times that it will turn out to have: for hindsight only. */
export function knownOccasion(occasion: Occasion, factors: readonly number[]): Occasion {
  return withDurations(occasion, (_, duration, { number }) => duration * factors[number]);
}

function withDurations(
  occasion: Occasion,
  real: (
    machine: string,
    duration: number,
    operation: { readonly family: string | undefined; readonly number: number },
  ) => number,
): Occasion {
  let number = -1;
  const jobs = occasion.problem.jobs.map((job) => ({
    ...job,
    operations: job.operations.map((operation) => {
      number++;
      const of = { family: operation.family, number };
      return {
        ...operation,
        alternatives: operation.alternatives.map(({ machine, duration }) => ({
          machine,
          duration: Math.max(1, Math.round(real(machine, duration, of))),
        })),
      };
    }),
  }));
  return { ...occasion, problem: { ...occasion.problem, jobs } };
}
