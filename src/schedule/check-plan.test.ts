import { describe, expect, test } from "vitest";
import { checkPlan } from "./check-plan.js";
import type { Plan, PlannedMaintenance, PlannedOperation } from "./plan.js";
import type { Job, Machine, Operation, ScheduleProblem } from "./problem.js";

const turn = (duration: number, rest: Partial<Operation> = {}): Operation => ({
  id: "turn",
  alternatives: [{ machine: "lathe", duration }],
  ...rest,
});
const job = (id: string, operation: Operation, rest: Partial<Job> = {}): Job => ({
  id,
  operations: [operation],
  ...rest,
});
const at = (
  job: string,
  start: number,
  end: number,
  rest: Partial<PlannedOperation> = {},
): PlannedOperation => ({ job, operation: "turn", machine: "lathe", start, end, setup: 0, ...rest });
const plan = (
  operations: readonly PlannedOperation[],
  maintenance: readonly PlannedMaintenance[] = [],
  unassigned: Plan["unassigned"] = [],
): Plan => ({ operations, maintenance, unassigned });
const shop = (
  jobs: readonly Job[],
  lathe: Partial<Machine> = {},
  rest: Partial<ScheduleProblem> = {},
): ScheduleProblem => ({
  name: "shop",
  timeUnit: "minute",
  machines: [{ id: "lathe", ...lathe }],
  jobs,
  ...rest,
});
const messages = (problem: ScheduleProblem, planned: Plan): string[] =>
  checkPlan(problem, planned).violations.map(({ kind, message }) => `${kind}: ${message}`);

describe("a plan's violations are named in words", () => {
  test("names that the problem does not have, and what is planned twice", () => {
    const problem = shop([job("A", turn(5))]);
    const planned = plan(
      [at("A", 0, 5), at("A", 5, 10), at("B", 10, 15), at("A", 0, 5, { operation: "mill" })],
      [{ task: "oil", machine: "lathe", start: 90, end: 91 }],
      [{ job: "C", reason: "" }],
    );
    expect(messages(problem, planned)).toEqual([
      "duplicate: turn of job A is in the plan more than once.",
      "unknown: The plan has turn of job B, but there is no job B.",
      "unknown: The plan has mill of job A, but job A has no operation mill.",
      "unknown: The plan has the task oil, but there is no such task.",
      "unknown: The plan leaves job C out, but there is no such job.",
    ]);
  });

  test("one and the same entry twice", () => {
    const entry = at("A", 0, 5);
    expect(messages(shop([job("A", turn(5))]), plan([entry, entry]))).toEqual([
      "duplicate: turn of job A is in the plan more than once.",
    ]);
  });

  test("times that are no times", () => {
    expect(messages(shop([job("A", turn(5))]), plan([at("A", 0.5, 5.5)]))).toEqual([
      "time: The start of turn of job A is 0.5; times are whole numbers from 0.",
      "time: The end of turn of job A is 5.5; times are whole numbers from 0.",
    ]);
    expect(messages(shop([job("A", turn(5))]), plan([at("A", -2, 3)]))[0]).toBe(
      "time: The start of turn of job A is -2; times are whole numbers from 0.",
    );
  });

  test("jobs that are left out, in part or without leave", () => {
    const pair: Job = { id: "A", operations: [turn(5), turn(2, { id: "polish" })] };
    expect(messages(shop([pair]), plan([]))).toEqual(["missing: Job A is neither planned nor left out."]);
    expect(messages(shop([pair]), plan([at("A", 0, 5)]))).toEqual([
      "missing: polish of job A is not planned, but other operations of the job are.",
    ]);
    expect(messages(shop([pair]), plan([at("A", 0, 5)], [], [{ job: "A", reason: "late" }]))).toEqual([
      "duplicate: Job A is left out, but turn of it is planned.",
      "missing: Job A is left out, but it has no unassignedPrice and must be planned.",
    ]);
    const pinned = job("A", turn(5, { pinned: { start: 3 } }), { unassignedPrice: 9 });
    expect(messages(shop([pinned]), plan([], [], [{ job: "A", reason: "late" }]))).toEqual([
      "pin: Job A is left out, but turn of it is pinned.",
    ]);
  });

  test("a release, the order of a routing, a precedence with a lag, one whose first job is left out", () => {
    const routing: Job = {
      id: "A",
      release: 4,
      operations: [turn(5), { id: "drill", alternatives: [{ machine: "press", duration: 2 }] }],
    };
    const problem: ScheduleProblem = {
      ...shop([routing, job("B", turn(3), { unassignedPrice: 1 })]),
      machines: [{ id: "lathe" }, { id: "press" }],
      precedences: [
        {
          before: { job: "B", operation: "turn" },
          after: { job: "A", operation: "drill" },
          lag: 10,
        },
      ],
    };
    const drill = at("A", 7, 9, { operation: "drill", machine: "press" });
    expect(messages(problem, plan([at("A", 3, 8), drill, at("B", 0, 3)]))).toEqual([
      "release: turn of job A starts at 3 on lathe, 1 minute before the job's release at 4.",
      "order: drill of job A starts at 7 on press, 1 minute before turn ends at 8.",
      "precedence: drill of job A starts at 7 on press, 6 minutes before it may: turn of job B ends at 3 and 10 minutes must pass.",
    ]);
    const later = at("A", 9, 11, { operation: "drill", machine: "press" });
    expect(messages(problem, plan([at("A", 4, 9), later], [], [{ job: "B", reason: "" }]))).toEqual([
      "precedence: drill of job A is planned, but waits for turn of job B, which is left out.",
    ]);
  });

  test("a machine that cannot do it, and one that does not exist", () => {
    const problem = { ...shop([job("A", turn(5))]), machines: [{ id: "lathe" }, { id: "press" }] };
    expect(messages(problem, plan([at("A", 0, 5, { machine: "press" })]))).toEqual([
      "machine: turn of job A is planned on press, but can be done on lathe only.",
    ]);
    expect(messages(problem, plan([at("A", 0, 5, { machine: "robot" })]))).toEqual([
      "unknown: turn of job A is planned on robot, but there is no such machine.",
    ]);
  });

  test("two activities on one machine, of jobs and of maintenance, and pauses that hold it", () => {
    const problem = shop(
      [job("A", turn(5)), job("B", turn(5))],
      {
        working: [
          { from: 0, until: 4 },
          { from: 10, until: 40 },
        ],
      },
      { maintenance: [{ id: "oil", machine: "lathe", duration: 3 }] },
    );
    const oil = { task: "oil", machine: "lathe", start: 5, end: 8 };
    expect(messages(problem, plan([at("A", 0, 11), at("B", 10, 15)], [oil]))).toEqual([
      "overlap: The task oil starts at 5 on lathe, 6 minutes before turn of job A ends there at 11.",
      "overlap: turn of job B starts at 10 on lathe, 1 minute before turn of job A ends there at 11.",
    ]);
    expect(
      messages(problem, plan([at("A", 0, 11), at("B", 11, 16)], [{ ...oil, start: 16, end: 19 }])),
    ).toEqual([]);
  });

  test("hours: pauses are skipped, an end that does not follow from them is named", () => {
    const working = [
      { from: 0, until: 4 },
      { from: 4, until: 8 },
      { from: 10, until: 14 },
    ];
    const unavailable = [
      { from: 5, until: 7 },
      { from: 6, until: 7 },
    ];
    const problem = shop([job("A", turn(7))], { working, unavailable });
    expect(messages(problem, plan([at("A", 0, 11)]))).toEqual([]);
    expect(messages(problem, plan([at("A", 0, 7)]))).toEqual([
      "end: turn of job A starts at 0 on lathe and takes 7 minutes: it ends at 11, not at 7.",
    ]);
    expect(messages(problem, plan([at("A", 6, 13)]))).toEqual([
      "calendar: turn of job A starts at 6 on lathe, which does not work at that time.",
    ]);
    expect(messages(problem, plan([at("A", 4, 14)]))).toEqual([
      "calendar: turn of job A starts at 4 on lathe and takes 7 minutes, but the hours of lathe end before it is done.",
    ]);
    // The end of the last worked unit, not the next opening.
    expect(messages(shop([job("A", turn(8))], { working }), plan([at("A", 0, 8)]))).toEqual([]);
    const waiting = shop([job("A", turn(7))], { working, acrossBreaks: "wait" });
    expect(messages(waiting, plan([at("A", 1, 8)]))).toEqual([]);
    expect(messages(waiting, plan([at("A", 4, 13)]))).toEqual([
      "calendar: turn of job A starts at 4 on lathe and takes 7 minutes, but a break comes before it is done, and lathe does not pause work over breaks.",
    ]);
  });

  test("set-ups: their value, the open time before the start, maintenance in between, operations without family", () => {
    const lathe: Partial<Machine> = {
      working: [
        { from: 0, until: 10 },
        { from: 20, until: 60 },
      ],
      setups: { initial: "blue", times: { blue: { red: 3 }, red: { blue: 6 } } },
    };
    const jobs = [
      job("A", turn(4, { family: "red" })),
      job("B", turn(2)),
      job("C", turn(4, { family: "blue" })),
    ];
    const problem = shop(jobs, lathe);
    expect(
      messages(problem, plan([at("A", 3, 7, { setup: 3 }), at("B", 7, 9), at("C", 25, 29, { setup: 6 })])),
    ).toEqual([]);
    expect(messages(problem, plan([at("A", 2, 6), at("B", 7, 9), at("C", 24, 28, { setup: 6 })]))).toEqual([
      "setup: turn of job A states a set-up of 0 minutes on lathe, but needs 3 minutes (from blue to red).",
      "setup: turn of job A starts at 2 on lathe, which has 2 minutes of working time for the set-up from blue to red after 0, and needs 3 minutes.",
      "setup: turn of job C starts at 24 on lathe, which has 5 minutes of working time for the set-up from red to blue after 9, and needs 6 minutes.",
    ]);
    const withTask = { ...problem, maintenance: [{ id: "oil", machine: "lathe", duration: 3 }] };
    const planned = [at("A", 3, 7, { setup: 3 }), at("B", 7, 9), at("C", 27, 31, { setup: 6 })];
    const oil = { task: "oil", machine: "lathe", start: 18, end: 21 };
    expect(messages(withTask, plan(planned, [oil]))).toEqual([]);
    expect(messages(withTask, plan(planned, [{ ...oil, start: 19, end: 22 }]))).toEqual([
      "setup: turn of job C starts at 27 on lathe, which has 5 minutes of working time for the set-up from red to blue after 22, and needs 6 minutes.",
    ]);
    expect(
      messages(
        problem,
        plan([at("A", 3, 7, { setup: 3 }), at("B", 7, 9, { setup: 1 }), at("C", 26, 30, { setup: 6 })]),
      ),
    ).toEqual(["setup: turn of job B states a set-up of 1 minute on lathe, but needs none."]);
  });

  test("a shared resource that several hold, and one that is handed over at the same moment", () => {
    const needs = [{ resource: "crew", amount: 2 }];
    const problem: ScheduleProblem = {
      ...shop([
        job("A", turn(5, { needs })),
        job("B", { id: "drill", needs, alternatives: [{ machine: "press", duration: 4 }] }),
      ]),
      machines: [{ id: "lathe" }, { id: "press" }],
      resources: [{ id: "crew", capacity: 3 }],
    };
    const drill = (start: number): PlannedOperation =>
      at("B", start, start + 4, { operation: "drill", machine: "press" });
    expect(messages(problem, plan([at("A", 0, 5), drill(4)]))).toEqual([
      "resource: At 4 4 of crew are held, of which there are 3: turn of job A (2), drill of job B (2).",
    ]);
    expect(messages(problem, plan([at("A", 0, 5), drill(5)]))).toEqual([]);
  });

  test("pins of machine and start", () => {
    const problem: ScheduleProblem = {
      ...shop([
        job("A", {
          id: "turn",
          alternatives: [
            { machine: "lathe", duration: 5 },
            { machine: "press", duration: 5 },
          ],
          pinned: { machine: "press", start: 4 },
        }),
      ]),
      machines: [{ id: "lathe" }, { id: "press" }],
      maintenance: [{ id: "oil", machine: "press", duration: 2, pinned: { start: 20 }, skipCost: 1 }],
    };
    const oil = { task: "oil", machine: "press", start: 21, end: 23 };
    expect(messages(problem, plan([at("A", 0, 5)], [oil]))).toEqual([
      "pin: turn of job A is on lathe, but is pinned to press.",
      "pin: turn of job A starts at 0 on lathe, but is pinned to start at 4.",
      "pin: The task oil starts at 21, but is pinned to start at 20.",
    ]);
    expect(messages(problem, plan([at("A", 4, 9, { machine: "press" })]))).toEqual([
      "pin: The task oil is pinned to start at 20, but is not planned.",
    ]);
  });

  test("maintenance: its end, its earliest start, its machine, and that it must be done", () => {
    const maintenance = [{ id: "oil", machine: "lathe", duration: 3, earliestStart: 2, latestStart: 6 }];
    const lathe = { working: [{ from: 8, until: 30 }], unavailable: [{ from: 5, until: 6 }] };
    const problem = shop([job("A", turn(5))], lathe, { maintenance });
    const work = at("A", 8, 13);
    const oil = { task: "oil", machine: "lathe", start: 2, end: 5 };
    expect(messages(problem, plan([work], [oil]))).toEqual([]);
    expect(messages(problem, plan([work]))).toEqual([
      "missing: The task oil is not planned, but it has no skipCost and must be done.",
    ]);
    expect(messages(problem, plan([work], [{ ...oil, start: 1, end: 5 }]))).toEqual([
      "end: The task oil starts at 1 and takes 3 minutes: it ends at 4, not at 5.",
      "maintenance: The task oil starts at 1, 1 minute before its earliest start at 2.",
    ]);
    expect(messages(problem, plan([work], [{ ...oil, start: 3, end: 6 }]))).toEqual([
      "calendar: The task oil lasts from 3 to 6 on lathe, which is unavailable from 5 to 6.",
    ]);
    expect(messages(problem, plan([work], [{ ...oil, machine: "press" }]))).toEqual([
      "machine: The task oil is planned on press, but is work on lathe.",
    ]);
    // Later than its latest start is allowed at the hard level's price.
    const late = checkPlan(problem, plan([work], [{ ...oil, start: 13, end: 16 }]));
    expect(late).toMatchObject({ ok: true, score: { hard: 7, medium: 0, soft: 0 } });
  });
});

describe("the score", () => {
  const problem: ScheduleProblem = {
    ...shop(
      [
        job("A", turn(5, { family: "red" }), { release: 1, due: 3, deadline: 8, weight: 2 }),
        job("B", turn(4), { unassignedPrice: 50 }),
      ],
      { setups: { initial: "blue", times: { blue: { red: 4 } } } },
    ),
    maintenance: [
      {
        id: "oil",
        machine: "lathe",
        duration: 2,
        latestStart: 9,
        cost: { times: [10, 20], costs: [5, 25] },
      },
      { id: "check", machine: "lathe", duration: 2, skipCost: 7 },
    ],
  };
  const planned = plan(
    [at("A", 4, 9, { setup: 4 })],
    [{ task: "oil", machine: "lathe", start: 12, end: 14 }],
    [{ job: "B", reason: "no room" }],
  );

  test("adds up deadlines, latest starts, prices of jobs left out, and by default tardiness and maintenance", () => {
    expect(checkPlan(problem, planned)).toEqual({
      ok: true,
      violations: [],
      score: { hard: 1 + 3, medium: 50, soft: 6 * 2 + 9 + 7 },
    });
  });

  test("has all terms at the prices of an objective, and those of changes only against a reference", () => {
    const stability = { changed: 100, shift: 10, moved: 1000 };
    const objective = { tardiness: 3, makespan: 1, flowTime: 2, setup: 5, maintenance: 0, stability };
    const soft = 3 * 6 * 2 + 9 + 2 * 2 * 8 + 5 * 4;
    expect(checkPlan(problem, planned, { objective }).score.soft).toBe(soft);
    const reference = plan([at("A", 6, 11, { machine: "press" }), at("B", 0, 4)]);
    expect(checkPlan(problem, planned, { objective, reference }).score.soft).toBe(soft + 100 + 20 + 1000);
    const same = plan([at("A", 4, 9)]);
    expect(checkPlan(problem, planned, { objective, reference: same }).score.soft).toBe(soft);
  });

  test.each([
    [0, 5],
    [10, 5],
    [15, 15],
    [20, 25],
    [90, 25],
  ])("a cost curve at %i is %i", (start, cost) => {
    const oil = { task: "oil", machine: "lathe", start, end: start + 2 };
    const tasks = [{ ...problem.maintenance![0]!, latestStart: 99 }];
    const { score } = checkPlan({ ...problem, jobs: [], maintenance: tasks }, plan([], [oil]));
    expect(score).toEqual({ hard: 0, medium: 0, soft: cost });
  });
});
