import { expect, test } from "vitest";
import type { ScheduleProblem } from "../../../schedule/index.js";
import type { MachineCare, MachineCondition, Occasion } from "../plant.js";
import { simulatePlant } from "../simulate-plant.js";
import { bottleneckForecast } from "./bottleneck-forecast.js";
import { durationForecast } from "./duration-forecast.js";
import { expectedWork, expectedWorkBy, planningSpan } from "./expected-load.js";

const step = (id: string, ...alternatives: (readonly [string, number])[]) => ({
  id,
  alternatives: alternatives.map(([machine, duration]) => ({ machine, duration })),
});
const problem = (
  jobs: ScheduleProblem["jobs"],
  machines: ScheduleProblem["machines"] = [{ id: "a" }, { id: "b" }],
): ScheduleProblem => ({ name: "small", machines, jobs });
const occasion = (of: ScheduleProblem, repairDuration = 100): Occasion => ({
  id: "small",
  problem: of,
  conditions: of.machines.map(({ id }): MachineCondition => ({ machine: id, age: 0, sensors: {} })),
  care: of.machines.map(({ id }): MachineCare => ({
    machine: id,
    maintenanceDuration: 1,
    maintenanceCost: 1,
    repairDuration,
    repairCost: 1,
  })),
});
/** Lives of `life` of every machine. */
const models = (life: number) => ({
  durations: durationForecast([]),
  lifeSamples: (conditions: readonly MachineCondition[], { count }: { readonly count: number }) =>
    new Float64Array(conditions.length * count).fill(life),
});

test("an operation lies between the earliest time that its order comes to it and the latest that keeps it on time", () => {
  const [first, second] = expectedWork(
    problem([{ id: "j", release: 10, due: 100, operations: [step("1", ["a", 20]), step("2", ["b", 30])] }]),
  );
  expect(first).toMatchObject({ machine: 0, share: 1, from: 10, until: 70 });
  expect(second).toMatchObject({ machine: 1, share: 1, from: 30, until: 100 });
});

test("work is shared between alternatives until their loads are alike", () => {
  const jobs = [
    { id: "fixed", operations: [step("1", ["a", 60])] },
    ...Array.from({ length: 5 }, (_, at) => ({
      id: `free ${at}`,
      operations: [step("1", ["a", 20], ["b", 20])],
    })),
  ];
  const loads = [0, 0];
  for (const { machine, share, duration } of expectedWork(problem(jobs))) loads[machine] += share * duration;
  expect(loads[0] + loads[1]).toBeCloseTo(160, 9);
  expect(Math.abs(loads[0] - loads[1])).toBeLessThan(16);
});

test("expected work by the clock rises to the whole load, is interrupted by the calendar, and never exceeds open time", () => {
  const working = [
    { from: 0, until: 50 },
    { from: 150, until: 400 },
  ];
  const of = problem(
    [{ id: "j", due: 200, operations: [step("1", ["a", 80])] }],
    [{ id: "a", working }, { id: "b" }],
  );
  const done = expectedWorkBy(of, [0, 25, 50, 150, 200, 400]);
  expect([...done.subarray(0, 6)]).toEqual([0, 20, 40, 40, 80, 80]);
  expect([...done.subarray(6)]).toEqual([0, 0, 0, 0, 0, 0]);
});

test("the machine with the most work for its hours is the bottleneck for sure, when nothing is uncertain", () => {
  const jobs = [
    { id: "j", due: 480, operations: [step("1", ["a", 200]), step("2", ["b", 100])] },
    { id: "k", due: 480, operations: [step("1", ["b", 60])] },
  ];
  const rows = bottleneckForecast(occasion(problem(jobs)), models(1e9), { seed: 1, scenarios: 20 });
  expect(rows.map(({ machine, probability }) => [machine, probability])).toEqual([
    ["a", 1],
    ["b", 0],
  ]);
  expect(rows[0]).toMatchObject({ capacity: 480 });
  expect(rows[0].load).toBeCloseTo(200, 9);
  expect(rows[1].load).toBeCloseTo(160, 9);
  // With half of the hours the other one holds up the work.
  const machines = [{ id: "a" }, { id: "b", working: [{ from: 0, until: 200 }] }];
  const [first] = bottleneckForecast(occasion(problem(jobs, machines)), models(1e9), {
    seed: 1,
    scenarios: 20,
  });
  expect(first).toMatchObject({ machine: "b", probability: 1 });
});

test("a machine that breaks down within its work has its repair to carry too", () => {
  const jobs = [{ id: "j", due: 480, operations: [step("1", ["a", 200])] }];
  const loadOf = (life: number): number =>
    bottleneckForecast(occasion(problem(jobs)), models(life), { seed: 1, scenarios: 5 })[0].load;
  expect(loadOf(201)).toBeCloseTo(200, 9);
  expect(loadOf(150)).toBeCloseTo(300, 9);
});

test("on the demo plant probabilities add up to 1 in every window, and the same seed gives the same rows", () => {
  const { today, history } = simulatePlant(2);
  const of = { ...models(1e9), durations: durationForecast(history.work) };
  const rows = bottleneckForecast(today, of, { seed: 4 });
  expect(rows.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 9);
  rows[0].windows.forEach((_, at) =>
    expect(rows.reduce((sum, { windows }) => sum + windows[at].probability, 0)).toBeCloseTo(1, 9),
  );
  const work = expectedWork(today.problem).reduce((sum, { share, duration }) => sum + share * duration, 0);
  const load = rows.reduce((sum, row) => sum + row.load, 0);
  expect(load / work).toBeGreaterThan(0.9);
  expect(load / work).toBeLessThan(1.3);
  expect(planningSpan(today.problem)).toBeGreaterThan(480);
  expect(bottleneckForecast(today, of, { seed: 4 })).toEqual(rows);
});
