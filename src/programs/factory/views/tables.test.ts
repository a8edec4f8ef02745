import { expect, test } from "vitest";
import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import { bottleneckTable } from "./bottleneck-table.js";
import { maintenanceTable } from "./maintenance-table.js";

const operation = (
  id: string,
  machine: string,
  duration: number,
): ScheduleProblem["jobs"][number]["operations"][number] => ({
  id,
  alternatives: [{ machine, duration }],
});
const problem: ScheduleProblem = {
  name: "two machines",
  timeUnit: "minute",
  machines: [
    { id: "a" },
    {
      id: "b",
      working: [
        { from: 0, until: 60 },
        { from: 100, until: 400 },
      ],
    },
  ],
  jobs: [
    { id: "1", operations: [operation("x", "a", 60), operation("y", "b", 100)] },
    { id: "2", release: 30, operations: [operation("x", "a", 40)] },
  ],
  maintenance: [
    {
      id: "late",
      machine: "b",
      duration: 10,
      cost: { times: [100, 300], costs: [50, 150] },
      skipCost: 400,
      reason: "it wears",
    },
    { id: "never", machine: "a", duration: 10, skipCost: 5 },
    { id: "must", machine: "a", duration: 10 },
  ],
};
const plan: Plan = {
  operations: [
    { job: "1", operation: "x", machine: "a", start: 0, end: 60, setup: 0 },
    { job: "1", operation: "y", machine: "b", start: 100, end: 200, setup: 0 },
    { job: "2", operation: "x", machine: "a", start: 60, end: 100, setup: 0 },
  ],
  maintenance: [
    { task: "late", machine: "b", start: 200, end: 210 },
    { task: "must", machine: "a", start: 0, end: 10 },
  ],
  unassigned: [],
};
const risks = {
  times: [0, 100, 210],
  machines: [
    { machine: "a", planned: [0, 0, 0], untouched: [0, 0.1, 0.15] },
    { machine: "b", planned: [0, 0, 0], untouched: [0, 0.2, 0.5] },
  ],
};

test("bottlenecks: load of open time, as planned and as expected, and what waits", () => {
  const table = bottleneckTable(problem, plan, {
    durations: { meanFactor: (machine) => (machine === "b" ? 1.2 : 1) },
    risks: risks.machines,
  });
  // Until 210, "b" is open for 170 minutes and "a" for all of them; job 2 waits for "a" from 30 to 60.
  expect(table.rows).toEqual([
    ["b", 1, 100 / 170, 120 / 170, 0, 0.5],
    ["a", 2, 100 / 210, 100 / 210, 0.5, 0.15],
  ]);
  expect(table.columns.find(({ label }) => label === "jobs wait for it")!.unit).toBe("hours");
  expect(bottleneckTable(problem, plan).columns).toHaveLength(4);
  expect(bottleneckTable(problem, plan).rows[0]).toHaveLength(4);
});

test("bottlenecks that are forecast come first, with how likely they are", () => {
  const table = bottleneckTable(problem, plan, {
    forecast: [
      { machine: "a", probability: 0.7, highLoad: 1.1 },
      { machine: "b", probability: 0.3, highLoad: 0.9 },
    ],
  });
  expect(table.rows.map((row) => row.slice(0, 4))).toEqual([
    ["a", 2, 0.7, 1.1],
    ["b", 1, 0.3, 0.9],
  ]);
  for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
});

test("maintenance: when, with the risk and the costs behind it; tasks that are left out come last", () => {
  const table = maintenanceTable(problem, plan, { risks, costUnit: "EUR" });
  expect(table.rows).toEqual([
    ["a", "0 to 10", 0, 0.15, 0, null, ""],
    ["b", "200 to 210", 0.2, 0.5, 100, 400, "it wears"],
    ["a", "left out", null, 0.15, null, 5, ""],
  ]);
  for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
  const none = maintenanceTable({ ...problem, maintenance: [] }, plan, { risks });
  expect(none.rows.map(([machine, when, , risk]) => [machine, when, risk])).toEqual([
    ["a", "none asked for", 0.15],
    ["b", "none asked for", 0.5],
  ]);
  const plain = maintenanceTable(problem, plan);
  expect(plain.columns).toHaveLength(5);
  expect(plain.rows[1]).toEqual(["b", "200 to 210", 100, 400, "it wears"]);
});
