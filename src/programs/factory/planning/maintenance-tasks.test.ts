import fc from "fast-check";
import { expect, test } from "vitest";
import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { Occasion } from "../plant.js";
import { realisedCost } from "../simulation/simulate-breakdowns.js";
import { insertMaintenance, withMaintenance } from "./insert-maintenance.js";
import { maintenanceCosts, maintenanceTasks } from "./maintenance-tasks.js";
import { planningContext, type PlanningContext } from "./planning-context.js";

const OPERATIONS = 10;
const WORK = 10;

/** One machine that works from 0 to 100 without a pause, on orders due at some time. */
function busyMachine(due?: number): Promise<PlanningContext> {
  const problem: ScheduleProblem = {
    name: "one machine",
    machines: [{ id: "M1" }],
    jobs: Array.from({ length: OPERATIONS }, (_, job) => ({
      id: `J${job}`,
      operations: [{ id: "o", alternatives: [{ machine: "M1", duration: WORK }] }],
      ...(due === undefined ? {} : { due }),
    })),
  };
  const occasion: Occasion = {
    id: "now",
    problem,
    conditions: [{ machine: "M1", age: 0, sensors: {} }],
    care: [{ machine: "M1", maintenanceDuration: 5, maintenanceCost: 4, repairDuration: 20, repairCost: 9 }],
  };
  return planningContext(occasion, async () => inOrder(problem));
}

function inOrder({ jobs }: ScheduleProblem): Plan {
  return {
    operations: jobs.map(({ id }, place) => ({
      job: id,
      operation: "o",
      machine: "M1",
      start: WORK * place,
      end: WORK * (place + 1),
      setup: 0,
    })),
    maintenance: [],
    unassigned: [],
  };
}

test("a cost curve by hand: two of three lives end within the plan, and a renewed machine outlasts it", async () => {
  const context = await busyMachine();
  const lives = { remaining: Float64Array.of(20, 50, 200), fresh: Float64Array.of(1000) };
  const { curve, skipCost, failure } = maintenanceCosts(context, 0, lives);
  const at = (time: number): number => curve.costs[curve.times.indexOf(time)];
  expect(at(0)).toBeCloseTo(4, 12);
  expect(at(25)).toBeCloseTo((9 + 4 + 4) / 3, 12);
  expect(at(50)).toBeCloseTo((9 + 9 + 4) / 3, 12);
  expect(at(100)).toBeCloseTo((9 + 9 + 4) / 3, 12);
  expect(skipCost).toBeCloseTo(6, 12);
  expect([...failure].at(-1)).toBeCloseTo(2 / 3, 12);
  const [task] = maintenanceTasks(context, [lives]);
  expect(task.reason).toContain("P(M1 fails by 100) = 0.67");
  const safe = { remaining: Float64Array.of(200), fresh: Float64Array.of(1000) };
  expect(maintenanceTasks(context, [safe])).toEqual([]);
});

test("without due dates the curve is the mean simulated cost of maintenance before each operation", async () => {
  const context = await busyMachine();
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 6 }),
      // Before that operation; not at a failure, where clock and wear would have to agree who comes first.
      fc.integer({ min: 0, max: OPERATIONS - 1 }),
      (remaining, place) => {
        const start = WORK * place;
        const lives = { remaining: Float64Array.from(remaining), fresh: Float64Array.of(1000) };
        const { curve } = maintenanceCosts(context, 0, lives);
        const plan = withMaintenance(context.layout, context.nominal, [
          { task: "care", machine: "M1", start, end: start + 5 },
        ]);
        const costs = remaining.map((life) => {
          const path = { lives: [[life, 1000, 1000]], repairFactors: [], durationFactors: [] };
          return realisedCost(context.occasion, plan, path).total;
        });
        const simulated = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
        const next = curve.times.findIndex((time) => time >= start);
        const before = curve.times[Math.max(0, next - 1)];
        fc.pre(!remaining.some((life) => life > before && life <= curve.times[next]));
        expect(curve.costs[next]).toBeCloseTo(simulated, 9);
      },
    ),
    { numRuns: 200 },
  );
});

test("what a breakdown delays is found by simulation: the later it comes, the fewer orders it makes late", async () => {
  const { delays } = await busyMachine(50);
  const [{ costs, work }] = delays;
  for (let point = 1; point < costs.length; point++)
    expect(costs[point]).toBeLessThanOrEqual(costs[point - 1]);
  // The repair of 20 comes before the end of all orders from its own operation on, of which those past time 30 are late.
  const first = Math.floor(work[0] / WORK);
  let expected = 0;
  for (let order = first; order < OPERATIONS; order++) {
    const end = WORK * (order + 1);
    expected += Math.max(0, end + 20 - 50) - Math.max(0, end - 50);
  }
  expect(costs[0]).toBe(expected);
});

test("maintenance goes where its cost and what it delays are least, against all places", async () => {
  const context = await busyMachine(60);
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 2, maxLength: 6 }),
      fc.integer({ min: 0, max: 300 }),
      (costs, skipCost) => {
        const times = costs.map((_, point) => 20 * point);
        const task = { id: "care", machine: "M1", duration: 5, cost: { times, costs }, skipCost };
        const totalOf = (plan: Plan): number => {
          const late = plan.operations.reduce((sum, { end }) => sum + Math.max(0, end - 60), 0);
          const [done] = plan.maintenance;
          if (done === undefined) return late + skipCost;
          const after = times.findIndex((time) => time >= done.start);
          if (after <= 0) return late + costs.at(after)!;
          const share = (done.start - times[after - 1]) / 20;
          return late + costs[after - 1] + share * (costs[after] - costs[after - 1]);
        };
        const { layout, nominal } = context;
        const plan = withMaintenance(layout, nominal, insertMaintenance(layout, nominal, [task]));
        const all = [
          nominal,
          ...Array.from({ length: OPERATIONS + 1 }, (_, place) =>
            withMaintenance(layout, nominal, [
              { task: "care", machine: "M1", start: WORK * place, end: WORK * place + 5 },
            ]),
          ),
        ];
        expect(totalOf(plan)).toBeCloseTo(Math.min(...all.map(totalOf)), 9);
      },
    ),
    { numRuns: 100 },
  );
});
