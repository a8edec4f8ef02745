import { describe, expect, test } from "vitest";
import { randomPlant, simplePlan } from "../../../test/random-plants.js";
import { randomStream } from "../../math/index.js";
import { checkPlan } from "../check-plan.js";
import type { Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { applyEvents } from "./apply-events.js";
import type { ScheduleEvent } from "./event.js";

function randomEvents(seed: number, problem: ScheduleProblem, now: number): ScheduleEvent[] {
  const random = randomStream(seed).split("events");
  const below = (limit: number): number => random.integer(limit);
  const machine = problem.machines[below(problem.machines.length)].id;
  const job = problem.jobs[below(problem.jobs.length)];
  const operation = job.operations[below(job.operations.length)];
  const choice = below(6);
  if (choice <= 1) return [{ kind: "breakdown", machine, from: now, until: now + 1 + below(30) }];
  if (choice === 2)
    return [
      {
        kind: "newOrder",
        job: {
          id: "new",
          operations: [{ id: "a", alternatives: [{ machine, duration: 4 }] }],
          release: now,
          due: now,
        },
      },
    ];
  if (choice === 3) return [{ kind: "orderCancelled", job: job.id }];
  if (choice === 4)
    return [{ kind: "durationChanged", job: job.id, operation: operation.id, duration: 1 + below(16) }];
  return [
    { kind: "maintenanceAdded", task: { id: "urgent", machine, duration: 4, earliestStart: now } },
    { kind: "breakdown", machine, from: now, until: now + 2 },
  ];
}

const find = (plan: Plan, job: string, operation: string): Plan["operations"][number] | undefined =>
  plan.operations.find((entry) => entry.job === job && entry.operation === operation);

describe("applyEvents", () => {
  test("gives plans that pass the checker, plan nothing into the past, and shift to the right only", () => {
    const messages: string[] = [];
    for (let seed = 0; seed < 250; seed++) {
      const problem = randomPlant(seed);
      const plan = simplePlan(problem);
      const now = randomStream(seed).split("now").integer(40);
      const events = randomEvents(seed, problem, now);
      const after = applyEvents(problem, plan, events, { now });
      const about = `${seed} (${events[0].kind} at ${now})`;
      const { violations } = checkPlan(after.problem, after.plan);
      messages.push(...violations.map(({ message }) => `${about}: ${message}`));
      const frozen = new Set(
        after.frozen.map((entry) => ("job" in entry ? `${entry.job} ${entry.operation}` : "")),
      );
      for (const entry of after.plan.operations) {
        const old = find(plan, entry.job, entry.operation);
        const isFrozen = frozen.has(`${entry.job} ${entry.operation}`);
        if (!isFrozen && entry.start < now) messages.push(`${about}: ${entry.operation} in the past`);
        if (old === undefined) continue;
        if (entry.start < old.start) messages.push(`${about}: ${entry.operation} earlier than before`);
        if (isFrozen && (entry.start !== old.start || entry.machine !== old.machine))
          messages.push(`${about}: frozen ${entry.operation} was touched`);
      }
    }
    expect(messages).toEqual([]);
  });

  test("without events nothing changes", () => {
    for (let seed = 0; seed < 60; seed++) {
      const problem = randomPlant(seed);
      const plan = simplePlan(problem);
      const after = applyEvents(problem, plan, [], { now: seed });
      expect(after.plan).toEqual(plan);
      expect(after.changes).toEqual([]);
    }
  });

  test("shifts no further than is forced: each start is the old one or touches what it waits for", () => {
    const loose: string[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const problem = randomPlant(seed, { frills: false });
      const plan = simplePlan(problem);
      const after = applyEvents(problem, plan, [{ kind: "breakdown", machine: "M1", from: 8, until: 20 }]);
      const ends = after.plan.operations.map(({ machine, job, end }) => ({ machine, job, end }));
      for (const { job, operation, machine, start } of after.plan.operations) {
        const old = find(plan, job, operation)!;
        const touches = ends.some(
          (other) => other.end === start && (other.machine === machine || other.job === job),
        );
        if (start !== old.start && !touches && !(machine === "M1" && start === 20))
          loose.push(`${seed} ${job} ${operation}`);
      }
    }
    expect(loose).toEqual([]);
  });
});

describe("an event", () => {
  const problem: ScheduleProblem = {
    name: "two machines",
    machines: [{ id: "M1" }, { id: "M2", acrossBreaks: "wait" }],
    jobs: [
      {
        id: "A",
        operations: [
          { id: "a1", alternatives: [{ machine: "M1", duration: 5 }] },
          { id: "a2", alternatives: [{ machine: "M2", duration: 4 }] },
        ],
      },
      {
        id: "B",
        operations: [{ id: "b1", alternatives: [{ machine: "M1", duration: 3 }] }],
        unassignedPrice: 9,
      },
    ],
    maintenance: [{ id: "oil", machine: "M2", duration: 2, earliestStart: 12 }],
  };
  const plan: Plan = {
    operations: [
      { job: "A", operation: "a1", machine: "M1", start: 0, end: 5, setup: 0 },
      { job: "A", operation: "a2", machine: "M2", start: 5, end: 9, setup: 0 },
      { job: "B", operation: "b1", machine: "M1", start: 5, end: 8, setup: 0 },
    ],
    maintenance: [{ task: "oil", machine: "M2", start: 12, end: 14 }],
    unassigned: [],
  };
  const times = ({ operations }: Plan): number[][] => operations.map(({ start, end }) => [start, end]);

  test("lets a running operation go on after the repair, and says what it pushed", () => {
    const { plan: forced, changes } = applyEvents(
      problem,
      plan,
      [{ kind: "breakdown", machine: "M1", from: 3, until: 6 }],
      { now: 3 },
    );
    expect(times(forced)).toEqual([
      [0, 8],
      [8, 12],
      [8, 11],
    ]);
    expect(changes.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      "stretched: A1 of job A ends at 8 instead of 5.",
      "shifted: A2 of job A starts at 8 instead of 5: it waits for a1 of job A, which ends at 8.",
      "shifted: B1 of job B starts at 8 instead of 5: M1 is busy with a1 of job A until 8.",
    ]);
  });

  test("keeps the work done on a machine that does not pause, too", () => {
    const after = applyEvents(problem, plan, [{ kind: "breakdown", machine: "M2", from: 7, until: 10 }], {
      now: 7,
    });
    expect(times(after.plan)[1]).toEqual([5, 12]);
    expect(checkPlan(after.problem, after.plan).violations).toEqual([]);
  });

  test("of a repair, earlier or later than thought, moves the end of what is interrupted", () => {
    const broken = applyEvents(problem, plan, [{ kind: "breakdown", machine: "M1", from: 3, until: 9 }], {
      now: 3,
    });
    const earlier = applyEvents(broken.problem, broken.plan, [{ kind: "repaired", machine: "M1", at: 6 }], {
      now: 6,
    });
    expect(times(earlier.plan)[0]).toEqual([0, 8]);
    const later = applyEvents(broken.problem, broken.plan, [{ kind: "repaired", machine: "M1", at: 20 }], {
      now: 9,
    });
    expect(times(later.plan)).toEqual([
      [0, 22],
      [22, 26],
      [22, 25],
    ]);
  });

  test("for good moves what has another machine, leaves out what may be, and names what has none", () => {
    const gone: ScheduleEvent[] = [{ kind: "breakdown", machine: "M1", from: 5 }];
    const after = applyEvents(problem, plan, gone, { now: 5 });
    expect(after.plan.unassigned).toEqual([{ job: "B", reason: "no machine is left for it" }]);
    expect(after.changes.at(-1)?.kind).toBe("leftOut");
    const flexible = {
      ...problem,
      jobs: problem.jobs.map((job) =>
        job.id === "A"
          ? job
          : {
              ...job,
              operations: [
                {
                  id: "b1",
                  alternatives: [...job.operations[0].alternatives, { machine: "M2", duration: 6 }],
                },
              ],
            },
      ),
    };
    expect(applyEvents(flexible, plan, gone, { now: 5 }).plan.operations[2]).toMatchObject({
      machine: "M2",
      start: 14,
    });
    expect(() =>
      applyEvents(problem, plan, [{ kind: "breakdown", machine: "M1", from: 2 }], { now: 0 }),
    ).toThrow(
      expect.objectContaining({
        code: "FS_SCHEDULE_NO_CAPACITY",
        message: expect.stringContaining("a1 of job A"),
      }),
    );
  });

  test("of a cancelled order leaves what has started of it", () => {
    const after = applyEvents(problem, plan, [{ kind: "orderCancelled", job: "A" }], { now: 3 });
    expect(after.problem.jobs[0].operations.map(({ id }) => id)).toEqual(["a1"]);
    expect(after.changes.map(({ kind, operation }) => [kind, operation])).toEqual([["removed", "a2"]]);
    const before = applyEvents(problem, plan, [{ kind: "orderCancelled", job: "A" }], { now: 0 });
    expect(before.problem.jobs.map(({ id }) => id)).toEqual(["B"]);
  });

  test("that pushes a pinned operation lets go of its pin and says so", () => {
    const pinned = structuredClone(problem) as unknown as {
      jobs: { operations: { pinned?: { start: number } }[] }[];
    };
    pinned.jobs[1].operations[0].pinned = { start: 5 };
    const after = applyEvents(
      pinned as unknown as ScheduleProblem,
      plan,
      [{ kind: "durationChanged", job: "A", operation: "a1", duration: 7 }],
      { now: 4 },
    );
    expect(times(after.plan)).toEqual([
      [0, 7],
      [7, 11],
      [7, 10],
    ]);
    expect(after.changes.at(-1)?.text).toBe(
      "B1 of job B can no longer start when it was pinned to; its pin is let go.",
    );
  });

  test("plans a job that is pinned, though the plan left it out", () => {
    const pinned = structuredClone(problem) as unknown as {
      jobs: { operations: { pinned?: { start: number } }[] }[];
    };
    pinned.jobs[1].operations[0].pinned = { start: 20 };
    const without = {
      ...plan,
      operations: plan.operations.slice(0, 2),
      unassigned: [{ job: "B", reason: "" }],
    };
    const after = applyEvents(pinned as unknown as ScheduleProblem, without, [], { now: 2 });
    expect(after.plan.unassigned).toEqual([]);
    expect(times(after.plan)[2]).toEqual([20, 23]);
    expect(checkPlan(after.problem, after.plan).violations).toEqual([]);
  });

  test("that does not fit the problem is refused by name", () => {
    const wrong: ScheduleEvent[] = [
      { kind: "breakdown", machine: "M9", from: 0 },
      { kind: "breakdown", machine: "M1", from: 5, until: 5 },
      { kind: "repaired", machine: "M1", at: 4 },
      { kind: "newOrder", job: problem.jobs[0] },
      { kind: "orderCancelled", job: "Z" },
      { kind: "durationChanged", job: "A", operation: "a1", duration: 0 },
      { kind: "durationChanged", job: "A", operation: "a9", duration: 1 },
      { kind: "maintenanceAdded", task: problem.maintenance![0] },
      { kind: "maintenanceCancelled", task: "paint" },
      { kind: "strike" } as unknown as ScheduleEvent,
    ];
    for (const event of wrong)
      expect(() => applyEvents(problem, plan, [event], { now: 3 })).toThrow(
        expect.objectContaining({ code: "FS_SCHEDULE_INVALID_EVENT" }),
      );
  });
});
