import type { RandomStream } from "../src/math/index.js";
import type { Plan, ScheduleProblem } from "../src/schedule/index.js";
import type { BreakdownPath, Occasion } from "../src/programs/factory/plant.js";
import { plantLayout } from "../src/programs/factory/simulation/plant-layout.js";
import { PlantRun } from "../src/programs/factory/simulation/plant-run.js";
import { planOf } from "../src/programs/factory/simulation/realised-plan.js";

/** For tests: small plants with calendars, set-ups, alternatives, precedences and shared tools. */
export function randomOccasion(random: RandomStream): Occasion {
  const machines = 1 + random.integer(4);
  const ids = Array.from({ length: machines }, (_, machine) => `M${machine + 1}`);
  const jobs = 2 + random.integer(5);
  const problem: ScheduleProblem = {
    name: "random plant",
    machines: ids.map((id) => ({
      id,
      ...(random.uniform() < 0.5
        ? {
            working: Array.from({ length: 200 }, (_, day) => ({ from: 10 * day, until: 10 * day + 7 })),
          }
        : {}),
      ...(random.uniform() < 0.3 ? { unavailable: [{ from: 5, until: 6 + random.integer(20) }] } : {}),
      ...(random.uniform() < 0.5
        ? { setups: { initial: "red", times: { red: { blue: 2 }, blue: { red: 3 } } } }
        : {}),
    })),
    resources: [{ id: "tool", capacity: 1 + random.integer(2) }],
    jobs: Array.from({ length: jobs }, (_, job) => ({
      id: `J${job}`,
      release: random.integer(10),
      due: 10 + random.integer(40),
      weight: 1 + random.integer(3),
      operations: Array.from({ length: 1 + random.integer(4) }, (_, place) => ({
        id: `O${place}`,
        alternatives: ids
          .filter((_, machine) => machine === (job + place) % machines || random.uniform() < 0.3)
          .map((machine) => ({ machine, duration: 1 + random.integer(9) })),
        ...(random.uniform() < 0.7 ? { family: random.uniform() < 0.5 ? "red" : "blue" } : {}),
        ...(random.uniform() < 0.3 ? { needs: [{ resource: "tool", amount: 1 }] } : {}),
      })),
    })),
    precedences: [
      {
        before: { job: "J0", operation: "O0" },
        after: { job: "J1", operation: "O0" },
        lag: random.integer(3),
      },
    ],
  };
  return {
    id: "random",
    problem,
    conditions: ids.map((machine) => ({ machine, age: random.integer(20), sensors: {} })),
    care: ids.map((machine) => ({
      machine,
      maintenanceDuration: 1 + random.integer(5),
      maintenanceCost: 5,
      repairDuration: 3 + random.integer(8),
      repairCost: 20,
    })),
  };
}

/** For tests: any plan without delays that serve nothing, some machines maintained somewhere. */
export function randomPlan(occasion: Occasion, random: RandomStream): Plan {
  const layout = plantLayout(occasion);
  const done = new Int32Array(occasion.problem.jobs.length);
  const operations: Plan["operations"][number][] = [];
  while (operations.length < layout.operations) {
    const job = random.integer(done.length);
    const { id, operations: routing } = occasion.problem.jobs[job];
    const operation = routing[done[job]];
    // The second job waits for the first operation of the first.
    if (operation === undefined || (job === 1 && done[0] === 0)) continue;
    const { machine } = operation.alternatives[random.integer(operation.alternatives.length)];
    operations.push({
      job: id,
      operation: operation.id,
      machine,
      start: operations.length,
      end: 0,
      setup: 0,
    });
    done[job]++;
  }
  const maintenance = occasion.care.flatMap(({ machine, maintenanceDuration }) => {
    const start = random.integer(operations.length + 1);
    return random.uniform() < 0.5
      ? [{ task: `care of ${machine}`, machine, start, end: start + maintenanceDuration }]
      : [];
  });
  const run = new PlantRun(
    layout,
    { lives: [], repairFactors: [], durationFactors: [] },
    {
      operations,
      maintenance,
      unassigned: [],
    },
  );
  run.advance(false);
  return planOf(run);
}

/** For tests: many failures, repairs and durations that are not as planned. */
export function randomPath(occasion: Occasion, random: RandomStream): BreakdownPath {
  const layout = plantLayout(occasion);
  const many = <T>(draw: () => T): T[] => Array.from({ length: 400 }, draw);
  return {
    lives: occasion.care.map(() => many(() => 1 + 30 * random.uniform())),
    repairFactors: occasion.care.map(() => many(() => 0.5 + random.uniform())),
    durationFactors: Array.from({ length: layout.operations }, () => 0.6 + 0.8 * random.uniform()),
  };
}
