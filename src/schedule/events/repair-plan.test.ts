import { describe, expect, test } from "vitest";
import { randomPlant, simplePlan } from "../../../test/random-plants.js";
import { randomStream } from "../../math/index.js";
import { checkPlan } from "../check-plan.js";
import { compareScores, type Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { schedule } from "../schedule.js";
import type { ScheduleEvent } from "./event.js";
import { freezeUntil } from "./freeze-until.js";
import { DEFAULT_STABILITY, repairPlan } from "./repair-plan.js";

const placesOf = (plan: Plan): Map<string, string> =>
  new Map([
    ...plan.operations.map(
      ({ job, operation, machine, start }) => [`${job} ${operation}`, `${machine}@${start}`] as const,
    ),
    ...plan.maintenance.map(({ task, machine, start }) => [`task ${task}`, `${machine}@${start}`] as const),
  ]);

function eventOf(seed: number, problem: ScheduleProblem, now: number): ScheduleEvent {
  const random = randomStream(seed).split("repair");
  const machine = problem.machines[random.integer(problem.machines.length)].id;
  const until = now + 1 + random.integer(30);
  if (random.integer(3) > 0) return { kind: "breakdown", machine, from: now, until };
  const job = problem.jobs[random.integer(problem.jobs.length)];
  return { kind: "durationChanged", job: job.id, operation: job.operations[0].id, duration: 12 };
}

const CHAINS = 12;

/** Breakdowns, repairs, orders that come and go, other durations and tasks: any of them, at any time. */
function chainEvent(
  random: ReturnType<typeof randomStream>,
  problem: ScheduleProblem,
  step: number,
  now: number,
): ScheduleEvent {
  const machine = problem.machines[random.integer(problem.machines.length)];
  const job = problem.jobs[random.integer(problem.jobs.length)];
  const operations = [{ id: "a", alternatives: [{ machine: machine.id, duration: 3 }] }];
  const isDown = machine.unavailable?.some(({ from }) => from <= now) ?? false;
  switch (random.integer(7)) {
    case 0:
      return { kind: "newOrder", job: { id: `N${step}`, operations, release: now, due: now + 5 } };
    case 1:
      return problem.jobs.length > 1
        ? { kind: "orderCancelled", job: job.id }
        : { kind: "breakdown", machine: machine.id, from: now, until: now + 4 };
    case 2:
      return {
        kind: "durationChanged",
        job: job.id,
        operation: job.operations[0].id,
        duration: 1 + random.integer(14),
      };
    case 3:
      return {
        kind: "maintenanceAdded",
        task: { id: `T${step}`, machine: machine.id, duration: 2, earliestStart: now + random.integer(5) },
      };
    case 4:
      return isDown
        ? { kind: "repaired", machine: machine.id, at: now + random.integer(6) }
        : { kind: "calendarChanged", machine: machine.id };
    default:
      return { kind: "breakdown", machine: machine.id, from: now, until: now + 1 + random.integer(20) };
  }
}

/** Pins a third of what a plan contains. */
function withSomePins(problem: ScheduleProblem, plan: Plan, seed: number): ScheduleProblem {
  const random = randomStream(seed).split("pins");
  const jobs = problem.jobs.map((job) => ({
    ...job,
    operations: job.operations.map((operation) => {
      const at = plan.operations.find((entry) => entry.job === job.id && entry.operation === operation.id)!;
      return random.integer(3) > 0
        ? operation
        : { ...operation, pinned: { machine: at.machine, start: at.start } };
    }),
  }));
  return { ...problem, jobs };
}

describe("repairPlan", () => {
  test("is never worse than the forced plan, and leaves frozen and pinned work alone", async () => {
    const offences: string[] = [];
    let better = 0;
    for (let seed = 0; seed < 36; seed++) {
      const plant = randomPlant(seed);
      const plan = simplePlan(plant);
      const problem = withSomePins(plant, plan, seed);
      const now = randomStream(seed).split("now").integer(30);
      const repair = await repairPlan(problem, plan, [eventOf(seed, problem, now)], {
        now,
        maximumSteps: 150,
        seed,
      });
      const objective = { ...problem.objective, stability: DEFAULT_STABILITY };
      const check = checkPlan(repair.problem, repair.plan, { objective, reference: plan });
      const given = checkPlan(repair.problem, repair.forced.plan, { objective, reference: plan });
      for (const { message } of check.violations) offences.push(`${seed}: ${message}`);
      if (compareScores(check.score, repair.score) !== 0) offences.push(`${seed}: another score than stated`);
      if (compareScores(check.score, given.score) > 0) offences.push(`${seed}: worse than forced`);
      if (compareScores(check.score, given.score) < 0) better += 1;
      const before = placesOf(plan);
      const after = placesOf(repair.plan);
      for (const entry of repair.frozen) {
        const name = "task" in entry ? `task ${entry.task}` : `${entry.job} ${entry.operation}`;
        if (before.get(name) !== after.get(name)) offences.push(`${seed}: frozen ${name} was touched`);
      }
      const released = new Set(
        repair.forced.changes
          .filter(({ kind }) => kind === "pinReleased")
          .map(({ job, operation }) => `${job} ${operation}`),
      );
      for (const job of problem.jobs)
        for (const { id, pinned } of job.operations) {
          const name = `${job.id} ${id}`;
          if (pinned !== undefined && !released.has(name) && before.get(name) !== after.get(name))
            offences.push(`${seed}: pinned ${name} was touched`);
        }
      const frozen = new Set(
        repair.frozen.map((entry) => ("task" in entry ? "" : `${entry.job} ${entry.operation}`)),
      );
      for (const { job, operation, start } of repair.plan.operations)
        if (start < now && !frozen.has(`${job} ${operation}`))
          offences.push(`${seed}: planned into the past`);
    }
    expect(offences).toEqual([]);
    expect(better).toBeGreaterThan(5);
  });

  test("goes on from what it gave back, event after event", async () => {
    const offences: string[] = [];
    for (let seed = 0; seed < CHAINS; seed++) {
      let problem = randomPlant(seed);
      let plan = simplePlan(problem);
      const random = randomStream(seed).split("chain");
      let now = 0;
      for (let step = 0; step < 5; step++) {
        now += random.integer(12);
        const repair = await repairPlan(problem, plan, [chainEvent(random, problem, step, now)], {
          now,
          maximumSteps: 30,
          seed,
        });
        const before = placesOf(plan);
        const after = placesOf(repair.plan);
        const { violations } = checkPlan(repair.problem, repair.plan);
        offences.push(...violations.map(({ message }) => `${seed}/${step} at ${now}: ${message}`));
        for (const entry of repair.frozen) {
          const name = "task" in entry ? `task ${entry.task}` : `${entry.job} ${entry.operation}`;
          if (before.get(name) !== after.get(name))
            offences.push(`${seed}/${step}: frozen ${name} was touched`);
        }
        ({ problem, plan } = repair);
      }
    }
    expect(offences).toEqual([]);
  });

  test("with the same seed and steps gives the same plan", async () => {
    const problem = randomPlant(5);
    const plan = simplePlan(problem);
    const events = [eventOf(5, problem, 6)];
    const options = { now: 6, maximumSteps: 100, seed: 3 };
    const [first, second] = [
      await repairPlan(problem, plan, events, options),
      await repairPlan(problem, plan, events, options),
    ];
    expect(second.plan).toEqual(first.plan);
  });

  test("changes little when change is dear, and tells what was forced from what was chosen", async () => {
    const problem: ScheduleProblem = {
      name: "two saws",
      machines: [{ id: "M1" }, { id: "M2" }],
      jobs: [0, 1].map((number) => ({
        id: `J${number}`,
        due: 12,
        operations: [
          {
            id: "cut",
            alternatives: [
              { machine: "M1", duration: 5 },
              { machine: "M2", duration: 6 },
            ],
          },
        ],
      })),
    };
    const plan: Plan = {
      operations: [0, 1].map((number) => ({
        job: `J${number}`,
        operation: "cut",
        machine: "M1",
        start: 5 * number,
        end: 5 * number + 5,
        setup: 0,
      })),
      maintenance: [],
      unassigned: [],
    };
    const events: ScheduleEvent[] = [{ kind: "breakdown", machine: "M1", from: 5, until: 10 }];
    const cheap = await repairPlan(problem, plan, events, { maximumSteps: 100 });
    expect(cheap.plan.operations[1].machine).toBe("M2");
    expect(cheap.chosen.places.map(({ text }) => text)).toEqual([
      "cut of job J1 moves from M1 at 10 to M2 at 5.",
    ]);
    expect(cheap.forced.changes.map(({ text }) => text)).toEqual([
      "Cut of job J1 starts at 10 instead of 5: M1 is closed from 5 until 10.",
    ]);
    const dear = await repairPlan(problem, plan, events, {
      maximumSteps: 100,
      objective: { stability: { moved: 50 } },
    });
    expect(dear.status).toBe("forced");
    expect(dear.plan.operations[1]).toMatchObject({ machine: "M1", start: 10 });
  });

  test("returns at once when all is pinned or over, however late the deadline", async () => {
    const problem = randomPlant(7);
    const plan = simplePlan(problem);
    const pinned = freezeUntil(problem, plan, 1_000_000);
    const repair = await repairPlan(pinned, plan, [], { deadlineMs: 1e9 });
    expect(repair.steps).toBe(0);
    expect(repair.plan).toEqual(plan);
    // The search itself must see it, too.
    const solution = await schedule(pinned, { start: plan, deadlineMs: 1e9 });
    expect(solution).toMatchObject({ status: expect.stringMatching(/^(feasible|optimal)$/) as string, plan });
  });

  test("plans a pinned job that the plan given leaves out", async () => {
    const plant = randomPlant(2);
    const jobs = plant.jobs.map((job) => ({ ...job, unassignedPrice: 1 }));
    const problem = { ...plant, precedences: [], jobs };
    const whole = simplePlan(problem);
    const without = {
      ...whole,
      operations: whole.operations.filter(({ job }) => job !== "J1"),
      unassigned: [{ job: "J1", reason: "" }],
    };
    const at = whole.operations[0];
    const pinned = {
      ...problem,
      jobs: jobs.map((job) =>
        job.id === "J1"
          ? {
              ...job,
              operations: job.operations.map((operation, place) =>
                place === 0 ? { ...operation, pinned: { machine: at.machine, start: at.start } } : operation,
              ),
            }
          : job,
      ),
    };
    const repair = await repairPlan(pinned, without, [], { maximumSteps: 100 });
    expect(checkPlan(repair.problem, repair.plan).violations).toEqual([]);
    expect(placesOf(repair.plan).get("J1 op1")).toBe(`${at.machine}@${at.start}`);
    const solution = await schedule(pinned, { start: without, maximumSteps: 100 });
    expect("plan" in solution && solution.plan.unassigned.some(({ job }) => job === "J1")).toBe(false);
  });
});

describe("freezeUntil", () => {
  test("keeps history and published work, and plans nothing into the past", async () => {
    for (let seed = 0; seed < 12; seed++) {
      const problem = randomPlant(seed);
      const plan = simplePlan(problem);
      const frozen = freezeUntil(problem, plan, { historyUntil: 8, publishedUntil: 16 });
      expect(checkPlan(frozen, plan).violations).toEqual([]);
      const solution = await schedule(frozen, { start: plan, maximumSteps: 100 });
      if (!("plan" in solution)) throw new Error(solution.reason);
      const after = placesOf(solution.plan);
      for (const { job, operation, machine, start } of plan.operations.filter((entry) => entry.start < 16))
        expect(after.get(`${job} ${operation}`)).toBe(`${machine}@${start}`);
      const old = placesOf(plan);
      const moved = solution.plan.operations.filter(
        ({ job, operation, machine, start }) => old.get(`${job} ${operation}`) !== `${machine}@${start}`,
      );
      expect(moved.every(({ start }) => start >= 8)).toBe(true);
    }
  });
});
