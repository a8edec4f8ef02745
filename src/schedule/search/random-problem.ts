import { randomStream } from "../../math/index.js";
import type { RandomStream } from "../../math/index.js";
import type { Job, Machine, MaintenanceTask, Operation, Precedence, ScheduleProblem } from "../problem.js";

/** Sizes and features of a random problem. */
export interface RandomProblemOptions {
  readonly jobs: number;
  readonly machines: number;
  /** Most operations of a job. */
  readonly steps: number;
  /** Chance of each feature. Default 0.5. */
  readonly features?: number;
}

/** A problem with a random choice of all features; simulated, for tests and benches. */
export function randomProblem(
  seed: number,
  { jobs, machines, steps, features = 0.5 }: RandomProblemOptions,
): ScheduleProblem {
  const random = randomStream(seed).split("random-problem");
  const has = (): boolean => random.uniform() < features;
  const below = (limit: number): number => random.integer(Math.max(1, Math.round(limit)));
  const families = has() ? ["red", "green", "blue"] : [];
  const horizon = Math.ceil((jobs * steps * 6) / machines) + 10;
  const resources = has()
    ? [
        { id: "crew", capacity: 1 + below(3) },
        { id: "tool", capacity: 1 },
      ]
    : [];
  const calendars = has();
  const isFlexible = has();
  const optional = has();
  const deadlines = has();
  const list: Job[] = Array.from({ length: jobs }, (_, index) => {
    const count = 1 + below(steps);
    return {
      id: `J${index}`,
      operations: Array.from({ length: count }, (_, step) =>
        randomOperation(random, { step, machines, families, resources, isFlexible }),
      ),
      ...(has() ? { release: below(horizon / 2) } : {}),
      ...(random.uniform() < 0.8 ? { due: below(horizon) } : {}),
      ...(deadlines && has() ? { deadline: horizon + below(horizon) } : {}),
      ...(has() ? { weight: 1 + below(5) } : {}),
      ...(optional && has() ? { unassignedPrice: 10 + below(50) } : {}),
    };
  });
  const precedences: Precedence[] = [];
  const ordered = has() ? jobs : 0;
  for (let index = 1; index < ordered; index++) {
    if (random.uniform() < 0.7) continue;
    const before = list[below(index)]!;
    const after = list[index]!;
    precedences.push({
      before: { job: before.id, operation: before.operations[below(before.operations.length)]!.id },
      after: { job: after.id, operation: after.operations[below(after.operations.length)]!.id },
      ...(has() ? { lag: below(4) } : {}),
    });
  }
  const hasMaintenance = has();
  return {
    name: `random ${seed}`,
    machines: Array.from({ length: machines }, (_, index) =>
      randomMachine(random, { index, horizon, families, calendars }),
    ),
    resources,
    jobs: list,
    precedences,
    maintenance: hasMaintenance
      ? Array.from({ length: 1 + below(machines) }, (_, index) =>
          randomTask(random, index, machines, horizon),
        )
      : [],
    objective: {
      ...(has() ? { makespan: below(3) } : {}),
      ...(has() ? { flowTime: below(3) / 2 } : {}),
      ...(has() ? { setup: below(3) } : {}),
      ...(has() ? { stability: { changed: below(3), shift: below(2), moved: below(4) } } : {}),
    },
  };
}

function randomOperation(
  random: RandomStream,
  shop: {
    step: number;
    machines: number;
    families: readonly string[];
    resources: ScheduleProblem["resources"];
    isFlexible: boolean;
  },
): Operation {
  const machines = random.permutation(shop.machines);
  const count = shop.isFlexible ? 1 + random.integer(Math.min(3, shop.machines)) : 1;
  const family = shop.families[random.integer(4)];
  const needs = (shop.resources ?? [])
    .filter(() => random.uniform() < 0.3)
    .map(({ id, capacity }) => ({ resource: id, amount: 1 + random.integer(capacity) }));
  return {
    id: `S${shop.step}`,
    alternatives: Array.from({ length: count }, (_, index) => ({
      machine: `M${machines[index]!}`,
      duration: 1 + random.integer(9),
    })),
    ...(family === undefined ? {} : { family }),
    ...(needs.length === 0 ? {} : { needs }),
  };
}

function randomMachine(
  random: RandomStream,
  shop: { index: number; horizon: number; families: readonly string[]; calendars: boolean },
): Machine {
  const { horizon } = shop;
  const working: { from: number; until: number }[] = [];
  for (let time = random.integer(4); time < 40 * horizon + 1000;) {
    const until = time + 12 + random.integer(20);
    working.push({ from: time, until });
    time = until + random.integer(8);
  }
  const times = Object.fromEntries(
    shop.families.map((before) => [
      before,
      Object.fromEntries(shop.families.map((after) => [after, before === after ? 0 : random.integer(6)])),
    ]),
  );
  const initial = shop.families[random.integer(4)];
  return {
    id: `M${shop.index}`,
    ...(shop.calendars && random.uniform() < 0.7 ? { working } : {}),
    ...(shop.calendars && random.uniform() < 0.5
      ? { acrossBreaks: random.uniform() < 0.5 ? "wait" : ("pause" as const) }
      : {}),
    ...(random.uniform() < 0.3
      ? {
          unavailable: Array.from({ length: 1 + random.integer(3) }, () => {
            const from = random.integer(horizon);
            return { from, until: from + 1 + random.integer(12) };
          }),
        }
      : {}),
    ...(shop.families.length > 0 && random.uniform() < 0.8
      ? { setups: { times, ...(initial === undefined ? {} : { initial }) } }
      : {}),
  };
}

function randomTask(random: RandomStream, index: number, machines: number, horizon: number): MaintenanceTask {
  const earliest = random.integer(horizon);
  const middle = earliest + 1 + random.integer(horizon);
  return {
    id: `T${index}`,
    machine: `M${random.integer(machines)}`,
    duration: 1 + random.integer(8),
    ...(random.uniform() < 0.5 ? { earliestStart: earliest } : {}),
    ...(random.uniform() < 0.5 ? { latestStart: earliest + random.integer(horizon) } : {}),
    ...(random.uniform() < 0.7
      ? {
          cost: {
            times: [earliest, middle, middle + 20],
            costs: [random.integer(30), random.integer(10), 30],
          },
        }
      : {}),
    ...(random.uniform() < 0.5 ? { skipCost: random.integer(60) } : {}),
  };
}
