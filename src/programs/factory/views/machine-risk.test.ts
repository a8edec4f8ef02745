import { expect, test } from "vitest";
import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { SeriesFigure } from "../../figure.js";
import { machineRisks, planEnd, riskTimes, type RiskForecast } from "./machine-risk.js";
import { riskCurves } from "./risk-curves.js";

/** A hundredth per unit of age. */
const forecast: RiskForecast = {
  failureProbabilities: (conditions, times) =>
    conditions.flatMap(({ age }) => times.map((time) => (age + time) / 100)),
  newCondition: (machine) => ({ machine, age: 0, sensors: {} }),
};
const problem: ScheduleProblem = {
  name: "one machine",
  machines: [
    {
      id: "m",
      working: [
        { from: 0, until: 10 },
        { from: 20, until: 50 },
      ],
    },
    { id: "idle" },
  ],
  jobs: [],
};
const operation = { job: "j", operation: "o", machine: "m", setup: 0 };
const plan: Plan = {
  operations: [
    { ...operation, start: 2, end: 24 },
    { ...operation, operation: "p", start: 30, end: 35 },
  ],
  maintenance: [{ task: "t", machine: "m", start: 24, end: 30 }],
  unassigned: [],
};
const conditions = ["m", "idle"].map((machine) => ({ machine, age: 20, sensors: {} }));

test("risk grows with work in open hours, stands still at rest, and starts anew after maintenance", () => {
  const times = [0, 2, 10, 20, 24, 29, 30, 35, 40];
  const [m, idle] = machineRisks(problem, plan, conditions, forecast, times);
  expect(m.untouched).toEqual([0.2, 0.2, 0.28, 0.28, 0.32, 0.32, 0.32, 0.37, 0.37]);
  expect(m.planned).toEqual([0.2, 0.2, 0.28, 0.28, 0.32, 0.32, 0, 0.05, 0.05]);
  expect(idle.planned).toEqual(times.map(() => 0.2));
});

test("times have corners where maintenance begins and ends", () => {
  const times = riskTimes(plan, planEnd(plan), 5);
  expect(times).toEqual([0, 7, 14, 21, 24, 28, 29, 30, 35]);
  expect(riskTimes({ ...plan, maintenance: [] }, 0, 5)).toEqual([0]);
});

test("curves carry marks where machines are maintained; of many machines the riskiest are kept", () => {
  const times = riskTimes(plan, 35, 5);
  const risks = machineRisks(problem, plan, conditions, forecast, times);
  const figure: SeriesFigure = riskCurves(problem, plan, times, risks);
  expect(figure.series.map(({ name }) => name)).toEqual(["m", "idle"]);
  expect(figure.marks).toEqual([
    { at: 24, series: "m", label: "planned maintenance", title: "t: maintenance of m, 24" },
  ]);
  const many = Array.from({ length: 20 }, (_, index) => ({
    machine: `m${index}`,
    planned: times.map(() => 0),
    untouched: times.map(() => index / 100),
  }));
  const curves = riskCurves(problem, plan, times, many);
  expect(curves.series.map(({ name }) => name)).toEqual(many.slice(12).map(({ machine }) => machine));
  expect(curves.caption).toContain("12 machines");
});
