import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../../math/index.js";
import { checkPlan } from "../../../schedule/check-plan.js";
import type { MaintenanceTask, Plan } from "../../../schedule/index.js";
import type { BreakdownPath, Occasion } from "../plant.js";
import { OpenTime } from "./open-time.js";
import { plantLayout } from "./plant-layout.js";
import { PlantRun } from "./plant-run.js";
import { randomOccasion, randomPath, randomPlan } from "../../../../test/random-occasion.js";
import type { ReplanningMoment } from "./remaining-work.js";
import { simulateBreakdowns, simulateWithReplanning } from "./simulate-breakdowns.js";

const UNEVENTFUL: BreakdownPath = { lives: [], repairFactors: [], durationFactors: [] };

function tasksOf(plan: Plan): MaintenanceTask[] {
  return plan.maintenance.map(({ task, machine, start, end }) => ({
    id: task,
    machine,
    duration: end - start,
  }));
}

function drawn(seed: number): { occasion: Occasion; plan: Plan; path: BreakdownPath } {
  const random = randomStream(seed);
  const occasion = randomOccasion(random);
  return { occasion, plan: randomPlan(occasion, random), path: randomPath(occasion, random) };
}

const seeds = fc.integer({ min: 0, max: 1e6 });

test("without failures, and with durations as planned, a plan is carried out to the letter; the checker finds nothing", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { occasion, plan } = drawn(seed);
      const { plan: done, cost, breakdowns } = simulateBreakdowns(occasion, plan, UNEVENTFUL);
      expect(done.operations).toEqual(plan.operations);
      expect(done.maintenance.toSorted(byTask)).toEqual(plan.maintenance.toSorted(byTask));
      expect(breakdowns).toEqual([]);
      const tasks = tasksOf(plan);
      const checked = checkPlan({ ...occasion.problem, maintenance: tasks }, plan);
      expect(checked.violations).toEqual([]);
      expect(cost.tardiness).toBeCloseTo(checked.score.soft, 9);
    }),
    { numRuns: 150 },
  );
});

const byTask = (a: { readonly task: string }, b: { readonly task: string }): number =>
  a.task < b.task ? -1 : 1;

/** Work between renewals of each machine, from what was done: by intervals only, with none of the simulator's counters. */
function livesLived(
  occasion: Occasion,
  { plan, breakdowns }: ReturnType<typeof simulateBreakdowns>,
): number[][] {
  const layout = plantLayout(occasion);
  return occasion.problem.machines.map(({ id }, machine) => {
    const repairs = breakdowns.filter((breakdown) => breakdown.machine === id);
    const open = new OpenTime([
      ...layout.working[machine].closed,
      ...repairs.map(({ from, until }) => ({ from, until })),
    ]);
    const renewals = [
      ...repairs.map(({ from }) => from),
      ...plan.maintenance.filter((done) => done.machine === id).map(({ start }) => start),
    ].sort((a, b) => a - b);
    const bounds = [0, ...renewals, Infinity];
    return bounds.slice(1).map((until, life) => {
      let work = 0;
      for (const { machine: on, start, end } of plan.operations)
        if (on === id)
          work += open.between(Math.max(start, bounds[life]), Math.max(start, Math.min(end, until)));
      return work;
    });
  });
}

describe("on paths with many failures", () => {
  test("no life is exceeded, each failure comes at the end of a life, and all work is done", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { occasion, plan, path } = drawn(seed);
        const realised = simulateBreakdowns(occasion, plan, path);
        const lived = livesLived(occasion, realised);
        for (const [machine, lives] of lived.entries())
          for (const [life, work] of lives.entries())
            expect(work).toBeLessThanOrEqual(Math.ceil(path.lives[machine][life]));
        const layout = plantLayout(occasion);
        const total = lived.flat().reduce((sum, work) => sum + work, 0);
        const asked = plan.operations.reduce((sum, { job, operation, machine }) => {
          const number = layout.operationOf(job, operation);
          const planned = layout.durations[number * layout.machines + layout.machineOf(machine)];
          return sum + Math.max(1, Math.round(planned * path.durationFactors[number]));
        }, 0);
        expect(total).toBe(asked);
        expect(realised.breakdowns.length + realised.maintenanceCount).toBe(
          lived.reduce((sum, lives) => sum + lives.length - 1, 0),
        );
        expect(realised.cost.repair).toBe(20 * realised.breakdowns.length);
      }),
      { numRuns: 150 },
    );
  });

  test("machines keep to the plan's order, and jobs to their routing", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { occasion, plan, path } = drawn(seed);
        const { operations } = simulateBreakdowns(occasion, plan, path).plan;
        const startOf = (list: Plan["operations"], machine: string): string[] =>
          list
            .filter((planned) => planned.machine === machine)
            .toSorted((a, b) => a.start - b.start)
            .map(({ job, operation }) => job + operation);
        for (const { id } of occasion.problem.machines)
          expect(startOf(operations, id)).toEqual(startOf(plan.operations, id));
        for (const [index, planned] of operations.entries()) {
          const before = operations[index - 1];
          expect(planned.start).toBeGreaterThanOrEqual(before?.job === planned.job ? before.end : 0);
          expect(planned.start).toBeGreaterThanOrEqual(plan.operations[index].start);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("lives are those of the path whatever the plan: nothing is drawn while simulating", () => {
    const { occasion, plan, path } = drawn(4);
    const other = randomPlan(occasion, randomStream(77));
    const realised = [plan, other].map((each) => simulateBreakdowns(occasion, each, path));
    for (const result of realised) {
      const lived = livesLived(occasion, result);
      for (const [machine, lives] of lived.entries()) {
        const { id } = occasion.problem.machines[machine];
        const renewed = result.plan.maintenance.filter((done) => done.machine === id).length;
        const failures = lives
          .slice(0, -1)
          .filter((work, life) => work === Math.ceil(path.lives[machine][life]));
        expect(failures.length).toBeGreaterThanOrEqual(lives.length - 1 - renewed);
      }
    }
    expect(simulateBreakdowns(occasion, plan, path)).toEqual(realised[0]);
  });
});

describe("replanning after breakdowns", () => {
  test("the moved plan is a plan of what is left, and following it changes nothing but by the planner's ignorance", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const { occasion, plan, path } = drawn(seed);
        const tasks = tasksOf(plan);
        const moments: ReplanningMoment[] = [];
        const done = await simulateWithReplanning(occasion, { plan, tasks }, path, async (moment) => {
          moments.push(moment);
          return moment.shifted;
        });
        for (const { problem, shifted, now } of moments) {
          expect(checkPlan(problem, shifted).violations).toEqual([]);
          for (const { start } of shifted.operations) expect(start).toBeGreaterThanOrEqual(now);
        }
        expect(done.replannings).toBe(moments.length);
        expect(done.plan.operations.length).toBe(plan.operations.length);
        const lived = livesLived(occasion, done);
        for (const [machine, lives] of lived.entries())
          for (const [life, work] of lives.entries())
            expect(work).toBeLessThanOrEqual(Math.ceil(path.lives[machine][life]));
      }),
      { numRuns: 60 },
    );
  });

  test("what has started before a breakdown is as it would have been without replanning", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const { occasion, plan, path } = drawn(seed);
        let first = Infinity;
        const done = await simulateWithReplanning(
          occasion,
          { plan, tasks: tasksOf(plan) },
          path,
          async (moment) => {
            first = Math.min(first, moment.now);
            return moment.shifted;
          },
        );
        const plain = simulateBreakdowns(occasion, plan, path);
        const begun = ({ plan: { operations } }: typeof plain): Plan["operations"] =>
          operations.filter(({ start }) => start < first);
        expect(begun(done)).toEqual(begun(plain));
      }),
      { numRuns: 60 },
    );
  });
});

test("a hand-made breakdown: the interrupted operation goes on after the repair, and what follows moves", () => {
  const occasion: Occasion = {
    id: "one machine",
    problem: {
      name: "one machine",
      machines: [{ id: "M1" }],
      jobs: [
        {
          id: "A",
          due: 10,
          weight: 2,
          operations: [{ id: "a", alternatives: [{ machine: "M1", duration: 10 }] }],
        },
        { id: "B", due: 20, operations: [{ id: "b", alternatives: [{ machine: "M1", duration: 10 }] }] },
      ],
    },
    conditions: [{ machine: "M1", age: 3, sensors: {} }],
    care: [{ machine: "M1", maintenanceDuration: 2, maintenanceCost: 4, repairDuration: 6, repairCost: 9 }],
  };
  const plan: Plan = {
    operations: [
      { job: "A", operation: "a", machine: "M1", start: 0, end: 10, setup: 0 },
      { job: "B", operation: "b", machine: "M1", start: 10, end: 20, setup: 0 },
    ],
    maintenance: [],
    unassigned: [],
  };
  const path: BreakdownPath = { lives: [[4, 100]], repairFactors: [[1.5]], durationFactors: [1, 1] };
  const { cost, breakdowns, downtime, onTimeShare } = simulateBreakdowns(occasion, plan, path);
  expect(breakdowns).toEqual([{ machine: "M1", from: 4, until: 13 }]);
  expect(cost).toEqual({ tardiness: 2 * 9 + 9, maintenance: 0, repair: 9, unassigned: 0, total: 36 });
  expect([downtime, onTimeShare]).toEqual([9, 0]);
  const maintained: Plan = {
    ...plan,
    operations: plan.operations.map((planned) => ({
      ...planned,
      start: planned.start + 2,
      end: planned.end + 2,
    })),
    maintenance: [{ task: "care", machine: "M1", start: 0, end: 2 }],
  };
  const renewed = simulateBreakdowns(occasion, maintained, path);
  expect(renewed.cost).toEqual({ tardiness: 2 * 2 + 2, maintenance: 4, repair: 0, unassigned: 0, total: 10 });
});

test("a plan whose machines wait for each other is refused", () => {
  const { occasion } = drawn(1);
  const layout = plantLayout(occasion);
  const first = occasion.problem.jobs[1];
  const broken: Plan = {
    operations: [
      {
        job: first.id,
        operation: "O0",
        machine: first.operations[0].alternatives[0].machine,
        start: 0,
        end: 1,
        setup: 0,
      },
    ],
    maintenance: [],
    unassigned: [],
  };
  expect(() => new PlantRun(layout, UNEVENTFUL, broken).advance(false)).toThrow(RangeError);
});
