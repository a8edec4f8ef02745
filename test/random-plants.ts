import { randomStream } from "../src/math/index.js";
import { scheduleForm } from "../src/schedule/compile-problem.js";
import { ActivityIndex } from "../src/schedule/events/activity-index.js";
import { layOut } from "../src/schedule/events/lay-out.js";
import { inTurn } from "../src/schedule/events/turn.js";
import type {
  Job,
  Machine,
  MaintenanceTask,
  Plan,
  Precedence,
  ScheduleProblem,
} from "../src/schedule/index.js";

/** What a random plant may have, beyond jobs and machines. */
export interface PlantOptions {
  readonly jobs?: number;
  readonly machines?: number;
  /** Hours, unavailability, set-ups, shared resources, maintenance, precedences. Default true. */
  readonly frills?: boolean;
}

/** A plant that can always be planned. */
export function randomPlant(seed: number, options: PlantOptions = {}): ScheduleProblem {
  const random = randomStream(seed);
  const below = (limit: number): number => random.integer(limit);
  const { jobs: jobCount = 5, machines: machineCount = 3, frills = true } = options;
  const families = ["red", "blue", "green"];
  const machines = Array.from({ length: machineCount }, (_, number): Machine => {
    const id = `M${number + 1}`;
    if (!frills) return { id };
    const times: Record<string, Record<string, number>> = {};
    for (const before of families) {
      times[before] = {};
      // 2 or 3 between any two: no detour is shorter.
      for (const after of families) times[before][after] = before === after ? 0 : 2 + below(2);
    }
    const from = 10 + below(20);
    return {
      id,
      ...(below(2) === 0
        ? { working: Array.from({ length: 40 }, (_, day) => ({ from: day * 24, until: day * 24 + 16 })) }
        : {}),
      ...(below(3) === 0 ? { unavailable: [{ from, until: from + 5 }] } : {}),
      ...(below(3) === 0 ? { acrossBreaks: "wait" as const } : {}),
      ...(below(2) === 0 ? { setups: { initial: "red", times } } : {}),
    };
  });
  const jobs = Array.from({ length: jobCount }, (_, number): Job => {
    const operations = Array.from({ length: 1 + below(3) }, (_, place) => {
      const first = below(machineCount);
      const able = below(2) === 0 ? [first] : [first, (first + 1) % machineCount];
      return {
        id: `op${place + 1}`,
        alternatives: [...new Set(able)].map((machine) => ({
          machine: `M${machine + 1}`,
          duration: 1 + below(8),
        })),
        ...(frills && below(2) === 0 ? { family: families[below(3)]! } : {}),
        ...(frills && below(4) === 0 ? { needs: [{ resource: "crane", amount: 1 + below(2) }] } : {}),
      };
    });
    const release = below(10);
    return {
      id: `J${number + 1}`,
      operations,
      release,
      due: release + 10 + below(20),
      weight: 1 + below(4),
      ...(frills && below(4) === 0 ? { unassignedPrice: 50 } : {}),
    };
  });
  if (!frills) return { name: `plant ${seed}`, machines, jobs };
  const maintenance: MaintenanceTask[] =
    below(2) === 0
      ? [{ id: "oil", machine: "M1", duration: 3, earliestStart: 5, latestStart: 60, reason: "worn" }]
      : [];
  const precedences: Precedence[] =
    jobs[0]!.unassignedPrice === undefined && jobs.length > 1
      ? [
          {
            before: { job: "J1", operation: "op1" },
            after: { job: "J2", operation: jobs[1]!.operations.at(-1)!.id },
            lag: below(3),
          },
        ]
      : [];
  return {
    name: `plant ${seed}`,
    machines,
    jobs,
    resources: [{ id: "crane", capacity: 2 }],
    maintenance,
    precedences,
    objective: { setup: 1, makespan: 1 },
  };
}

/** A plan that puts one activity after the other where it ends first. */
export function simplePlan(problem: ScheduleProblem): Plan {
  const form = scheduleForm(problem);
  const index = new ActivityIndex(form);
  const { activities } = form;
  const { table } = layOut(index, {
    mode: new Int32Array(activities).fill(-1),
    start: new Int32Array(activities).fill(-1),
    fixed: new Uint8Array(activities),
    absent: new Uint8Array(activities),
    order: inTurn(
      form,
      Array.from({ length: activities }, (_, activity) => activity),
    ),
  });
  return index.plan(table, []);
}
