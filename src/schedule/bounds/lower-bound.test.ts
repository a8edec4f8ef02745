import { describe, expect, test } from "vitest";
import { bruteForcePlans } from "../../../test/brute-force-plans.js";
import { tinySchedule, type TinyFeatures } from "../../../test/tiny-schedules.js";
import type { ScheduleProblem } from "../problem.js";
import { validateProblem } from "../validate-problem.js";
import { lowerBound } from "./lower-bound.js";

/** Six operations take ten times as long to enumerate as five. */
const isSound = (problem: ScheduleProblem): boolean => {
  if (problem.jobs.flatMap(({ operations }) => operations).length > 5) return false;
  try {
    validateProblem(problem);
    return true;
  } catch {
    return false;
  }
};

const kinds: [name: string, features: TinyFeatures][] = [
  ["plain shops", {}],
  ["one step per job", { steps: 1, jobs: 4 }],
  ["calendars", { calendars: true }],
  ["set-ups", { setups: true }],
  ["set-ups in calendars", { setups: true, calendars: true, jobs: 2 }],
  ["resources and precedences", { resources: true, precedences: true }],
  ["maintenance", { maintenance: true, jobs: 2, calendars: true }],
  ["jobs that may be left out, and pins", { optional: true, pins: true, precedences: true }],
];

describe("no plan of an enumeration is below the bound", () => {
  test.each(kinds)("%s", (_, features) => {
    let compared = 0;
    let touched = 0;
    for (let seed = 0; seed < 24; seed++) {
      const problem = tinySchedule(seed, features);
      const best = isSound(problem) ? bruteForcePlans(problem) : null;
      if (best === null) continue;
      const any = lowerBound(problem);
      const every = lowerBound(problem, { everyJob: true });
      expect(any.value, problem.name).toBeLessThanOrEqual(best.leastSoft + 1e-9);
      expect(every.value, problem.name).toBeLessThanOrEqual(best.leastSoftOfAll + 1e-9);
      expect(every.makespan.value, problem.name).toBeLessThanOrEqual(best.leastMakespanOfAll);
      expect(any.value).toBeLessThanOrEqual(every.value);
      compared++;
      if (every.makespan.value === best.leastMakespanOfAll) touched++;
    }
    expect(compared).toBeGreaterThan(8);
    // The bound is often the optimum; a bound of 0 would be none.
    expect(touched).toBeGreaterThan(compared / 4);
  });
});

const cut = (duration: number, machines: readonly string[] = ["saw"]) => [
  { id: "cut", alternatives: machines.map((machine) => ({ machine, duration })) },
];

test("machines that share work are bounded together, in their hours", () => {
  const hours = [
    { from: 0, until: 6 },
    { from: 10, until: 50 },
  ];
  const problem: ScheduleProblem = {
    name: "two saws",
    machines: [{ id: "A", working: hours }, { id: "B", working: hours }, { id: "C" }],
    jobs: [1, 2, 3, 4].map((id) => ({ id: `J${id}`, operations: cut(4, ["A", "B"]) })),
    objective: { makespan: 2 },
  };
  // 16 units on two machines: 12 of them before 6, the rest from 10.
  expect(lowerBound(problem)).toMatchObject({
    value: 24,
    makespan: { value: 12, method: "the preemptive schedule of A and B" },
  });
});

test("machines of different speed share work by their speeds", () => {
  const alternatives = [
    { machine: "A", duration: 6 },
    { machine: "B", duration: 12 },
  ];
  const problem: ScheduleProblem = {
    name: "fast and slow",
    machines: [{ id: "A" }, { id: "B" }],
    jobs: [1, 2, 3, 4].map((id) => ({ id: `J${id}`, operations: [{ id: "cut", alternatives }] })),
  };
  // A does one in 6, B one in 12: four in 16 at best.
  expect(lowerBound(problem).makespan).toEqual({
    value: 16,
    method: "the work spread over machines of different speed",
  });
});

test("set-ups that cannot be spared count for the objective and for the machine's load", () => {
  const problem: ScheduleProblem = {
    name: "colours",
    machines: [{ id: "saw", setups: { times: { red: { blue: 3 }, blue: { red: 5 } } } }],
    jobs: ["red", "blue", "red"].map((family, index) => ({
      id: `J${index}`,
      operations: [{ ...cut(2)[0]!, family }],
    })),
    objective: { setup: 1, makespan: 1 },
  };
  const bound = lowerBound(problem);
  expect(bound).toMatchObject({
    setup: 3,
    makespan: { value: 9, method: "the work and set-ups of saw" },
    value: 12,
  });
});

test("maintenance costs at least its cheapest start, or its price when left out", () => {
  const problem: ScheduleProblem = {
    name: "oil",
    machines: [{ id: "saw" }],
    jobs: [],
    maintenance: [
      { id: "a", machine: "saw", duration: 1, earliestStart: 5, cost: { times: [0, 10], costs: [0, 10] } },
      { id: "b", machine: "saw", duration: 1, cost: { times: [3], costs: [9] }, skipCost: 4 },
      { id: "c", machine: "saw", duration: 1, cost: { times: [0, 8], costs: [7, 1] }, pinned: { start: 4 } },
    ],
  };
  expect(lowerBound(problem)).toMatchObject({ maintenance: 5 + 4 + 4, value: 13 });
});

test("more jobs than one assignment takes are bounded by the dearest of them", () => {
  const jobs = Array.from({ length: 160 }, (_, index) => ({
    id: `J${index}`,
    due: 3,
    weight: index < 150 ? 2 : 0.001,
    operations: cut(2),
  }));
  const bound = lowerBound({ name: "long", machines: [{ id: "saw" }], jobs });
  // Ends at 2, 4, ... 300; the light jobs are late by nothing at their earliest.
  const heavy = jobs.slice(0, 150).reduce((sum, _, index) => sum + 2 * Math.max(0, 2 * (index + 1) - 3), 0);
  expect(bound.value).toBe(heavy);
});
