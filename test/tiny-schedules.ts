import { randomStream } from "../src/math/index.js";
import type { Job, Machine, MaintenanceTask, Operation, ScheduleProblem } from "../src/schedule/index.js";

/** Which rules a tiny problem may have besides routings, machines and dates. */
export interface TinyFeatures {
  readonly jobs?: number;
  /** Most operations of a job. */
  readonly steps?: number;
  readonly calendars?: boolean;
  readonly setups?: boolean;
  readonly resources?: boolean;
  readonly maintenance?: boolean;
  readonly precedences?: boolean;
  readonly optional?: boolean;
  readonly pins?: boolean;
}

/** A problem that can be enumerated; simulated. */
export function tinySchedule(seed: number, features: TinyFeatures): ScheduleProblem {
  const random = randomStream(seed).split("tiny-schedule");
  const upTo = (limit: number): number => random.integer(limit + 1);
  const perhaps = <Value>(chance: number, value: () => Value): Value | undefined =>
    random.uniform() < chance ? value() : undefined;
  const defined = <Fields extends object>(fields: Fields): Fields =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
  const { jobs = 3, steps = 2 } = features;
  const families = ["red", "blue"];
  const machine = (id: string): Machine => {
    const working = Array.from({ length: 40 }, (_, shift) => {
      const from = shift * 7 + upTo(2);
      return { from, until: from + 2 + upTo(3) };
    });
    const times = {
      red: { red: upTo(1), blue: upTo(3) },
      blue: { red: upTo(3), blue: 0 },
    };
    return defined({
      id,
      working: features.calendars === true ? perhaps(0.6, () => working) : undefined,
      acrossBreaks: features.calendars === true ? perhaps(0.3, () => "wait" as const) : undefined,
      unavailable:
        features.calendars === true ? perhaps(0.4, () => [{ from: upTo(6), until: 7 + upTo(3) }]) : undefined,
      setups:
        features.setups === true
          ? perhaps(0.8, () => defined({ initial: perhaps(0.5, () => families[upTo(1)]!), times }))
          : undefined,
    }) as Machine;
  };
  const operation = (place: number): Operation => {
    const first = upTo(1);
    const alternatives = [{ machine: `M${first}`, duration: 1 + upTo(3) }];
    if (random.uniform() < 0.35) alternatives.push({ machine: `M${1 - first}`, duration: 1 + upTo(3) });
    return defined({
      id: `S${place}`,
      alternatives,
      family: features.setups === true ? perhaps(0.75, () => families[upTo(1)]!) : undefined,
      needs:
        features.resources === true
          ? perhaps(0.6, () => [{ resource: "crew", amount: 1 + upTo(1) }])
          : undefined,
      pinned:
        features.pins === true
          ? perhaps(0.2, () =>
              defined({ machine: perhaps(0.5, () => `M${first}`), start: perhaps(0.5, () => upTo(8)) }),
            )
          : undefined,
    }) as Operation;
  };
  const list = Array.from(
    { length: jobs },
    (_, index) =>
      defined({
        id: `J${index}`,
        operations: Array.from({ length: 1 + upTo(steps - 1) }, (_, place) => operation(place)),
        release: perhaps(0.4, () => upTo(5)),
        due: perhaps(0.8, () => 1 + upTo(8)),
        deadline: perhaps(0.2, () => 4 + upTo(10)),
        weight: perhaps(0.5, () => upTo(4)),
        unassignedPrice: features.optional === true ? perhaps(0.5, () => 1 + upTo(9)) : undefined,
      }) as Job,
  );
  const task = defined({
    id: "oil",
    machine: `M${upTo(1)}`,
    duration: 1 + upTo(2),
    earliestStart: perhaps(0.4, () => upTo(4)),
    latestStart: perhaps(0.4, () => 3 + upTo(8)),
    cost: perhaps(0.7, () => ({ times: [2, 6, 10], costs: [upTo(8), upTo(8), upTo(8)] })),
    skipCost: perhaps(0.5, () => 2 + upTo(8)),
  }) as MaintenanceTask;
  return {
    name: `tiny ${seed}`,
    machines: [machine("M0"), machine("M1")],
    jobs: list,
    ...(features.resources === true ? { resources: [{ id: "crew", capacity: 2 }] } : {}),
    ...(features.maintenance === true ? { maintenance: [task] } : {}),
    ...(features.precedences === true && jobs > 1
      ? {
          precedences: [
            {
              before: { job: "J0", operation: "S0" },
              after: { job: "J1", operation: list[1]!.operations.at(-1)!.id },
              lag: upTo(3),
            },
          ],
        }
      : {}),
    objective: defined({
      tardiness: perhaps(0.3, () => upTo(2)),
      makespan: perhaps(0.5, () => 1 + upTo(2)),
      flowTime: perhaps(0.3, () => upTo(2) / 2),
      setup: perhaps(0.5, () => upTo(2)),
    }) as NonNullable<ScheduleProblem["objective"]>,
  };
}
