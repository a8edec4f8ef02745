import { describe, expect, test } from "vitest";
import { ForesolveError } from "../errors.js";
import type { Job, Machine, Operation, ScheduleProblem } from "./problem.js";
import { validateProblem } from "./validate-problem.js";

const cut: Operation = { id: "cut", alternatives: [{ machine: "saw", duration: 5 }] };
const weld: Operation = { id: "weld", alternatives: [{ machine: "robot", duration: 8 }] };
const job = (id: string, rest: Partial<Job> = {}): Job => ({ id, operations: [cut, weld], ...rest });
const shop = (rest: Partial<ScheduleProblem> = {}): ScheduleProblem => ({
  name: "shop",
  timeUnit: "minute",
  machines: [{ id: "saw" }, { id: "robot" }],
  jobs: [job("A"), job("B")],
  ...rest,
});
const withCut = (operation: Partial<Operation>, rest: Partial<ScheduleProblem> = {}): ScheduleProblem =>
  shop({ jobs: [{ id: "A", operations: [{ ...cut, ...operation }] }], ...rest });
const withSaw = (saw: Partial<Machine>): ScheduleProblem =>
  shop({ machines: [{ id: "saw", ...saw }, { id: "robot" }] });

function refusal(problem: ScheduleProblem): ForesolveError {
  try {
    validateProblem(problem);
  } catch (error) {
    if (error instanceof ForesolveError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
const said = (problem: ScheduleProblem): string => {
  const { code, message, fix } = refusal(problem);
  return `${code.replace("FS_SCHEDULE_", "")} ${message} -> ${fix}`;
};

test("a sound problem passes without a word", () => {
  expect(validateProblem(shop())).toEqual([]);
});

describe("refused by name, with value and fix", () => {
  test("FS_SCHEDULE_EMPTY: nothing to plan, or nothing to plan it on", () => {
    expect(said(shop({ machines: [], jobs: [] }))).toBe(
      "EMPTY the problem has no machines. (1 more in data.findings) -> Give at least one machine.",
    );
    expect(said(shop({ jobs: [] }))).toBe(
      "EMPTY the problem has no jobs and no maintenance tasks. -> There is nothing to plan: give a job or a task.",
    );
    expect(said(shop({ jobs: [job("A", { operations: [] })] }))).toContain("job A has no operations.");
    expect(said(withCut({ alternatives: [] }))).toContain("cut of job A has no machine that can do it.");
    expect(said(shop({ jobs: [job("")] }))).toContain('the job 1 of the jobs has the id "".');
    const onlyMaintenance = shop({ jobs: [], maintenance: [{ id: "oil", machine: "saw", duration: 1 }] });
    expect(validateProblem(onlyMaintenance)).toEqual([]);
  });

  test("FS_SCHEDULE_DUPLICATE_ID: machines, jobs, operations, tasks, alternatives, needs", () => {
    expect(said(shop({ jobs: [job("A"), job("B"), job("A")] }))).toBe(
      "DUPLICATE_ID the job id A occurs twice in the jobs: in the places 1 and 3. -> Give each an id of its own; an order that comes twice needs two ids.",
    );
    expect(said(shop({ jobs: [job("A", { operations: [cut, cut] })] }))).toContain(
      "the operation id cut occurs twice in job A: in the places 1 and 2.",
    );
    expect(said(shop({ machines: [{ id: "saw" }, { id: "saw" }] }))).toContain(
      "the machine id saw occurs twice in the machines",
    );
    const saws = [
      { machine: "saw", duration: 5 },
      { machine: "saw", duration: 6 },
    ];
    expect(said(withCut({ alternatives: saws }))).toContain(
      "cut of job A names machine saw twice among its alternatives.",
    );
    const needs = [
      { resource: "crew", amount: 1 },
      { resource: "crew", amount: 1 },
    ];
    expect(said(withCut({ needs }, { resources: [{ id: "crew", capacity: 2 }] }))).toContain(
      "cut of job A names resource crew twice among its needs. -> Add the two amounts up.",
    );
  });

  test("FS_SCHEDULE_UNKNOWN_NAME: machines, resources, jobs, operations", () => {
    expect(said(withCut({ alternatives: [{ machine: "Saw", duration: 5 }] }))).toBe(
      'UNKNOWN_NAME cut of job A names the machine "Saw", which the problem does not have. -> Add it, or take one of saw, robot.',
    );
    expect(said(withCut({ needs: [{ resource: "crew", amount: 1 }] }))).toBe(
      'UNKNOWN_NAME cut of job A names the resource "crew", which the problem does not have. -> Add it to the problem.',
    );
    const precedence = (before: string, operation: string): ScheduleProblem =>
      shop({
        precedences: [{ before: { job: before, operation }, after: { job: "B", operation: "cut" } }],
      });
    expect(said(precedence("C", "cut"))).toContain(
      'precedence 1 names the job "C", which the problem does not have.',
    );
    expect(said(precedence("A", "drill"))).toContain(
      'precedence 1 names the operation of job A: "drill", which the problem does not have. -> Add it, or take one of cut, weld.',
    );
    expect(said(shop({ maintenance: [{ id: "oil", machine: "lathe", duration: 2 }] }))).toContain(
      'the task oil names the machine "lathe"',
    );
    expect(said(withCut({ pinned: { machine: "lathe" } }))).toContain(
      'the pin of cut of job A names the machine "lathe"',
    );
  });

  test.each([0, -5, 2.5, Number.NaN, Infinity, "5" as unknown as number])(
    "FS_SCHEDULE_INVALID_TIME: a duration of %s",
    (duration) => {
      const { code, message } = refusal(withCut({ alternatives: [{ machine: "saw", duration }] }));
      expect(code).toBe("FS_SCHEDULE_INVALID_TIME");
      expect(message).toBe(
        `the duration of cut of job A on saw is ${typeof duration === "string" ? '"5"' : duration}.`,
      );
    },
  );

  test("FS_SCHEDULE_INVALID_TIME: what to do about fractions, the past, and times in milliseconds", () => {
    expect(refusal(withCut({ alternatives: [{ machine: "saw", duration: 2.5 }] })).fix).toBe(
      "Times are whole numbers: take a smaller unit of time (minutes for hours), or round.",
    );
    expect(said(shop({ jobs: [job("A", { due: -30 })] }))).toBe(
      "INVALID_TIME the due date of job A is -30. -> Times count from 0, the start of the plan. A job that is overdue already gets due 0, which leads to the same plans.",
    );
    expect(said(shop({ jobs: [job("A", { release: -1 })] }))).toContain(
      "take what lies before it out, or move time 0.",
    );
    expect(said(shop({ jobs: [job("A", { release: 1_700_000_000_000 })] }))).toContain(
      "the release of job A is 1700000000000. -> Count time from the start of the plan",
    );
    expect(said(shop({ jobs: [job("A", { release: 999_999_999 })] }))).toContain(
      "the last start that the problem names is 999999999, and all work one after the other takes 13",
    );
    const setups = { times: { red: { blue: -2 } } };
    expect(said(withSaw({ setups }))).toContain("the set-up from red to blue on machine saw is -2.");
    const before = { job: "A", operation: "weld" };
    const after = { job: "B", operation: "cut" };
    expect(said(shop({ precedences: [{ before, after, lag: -3 }] }))).toContain(
      "the lag between weld of job A and cut of job B is -3.",
    );
    expect(said(withSaw({ unavailable: [{ from: 5, until: Infinity }] }))).toBe(
      "INVALID_TIME an interval of the unavailability of machine saw lasts from 5 until Infinity. -> Give whole numbers from 0 to 1000000000; 1000000000 is for ever.",
    );
  });

  test("FS_SCHEDULE_INVALID_AMOUNT: capacities, needs, needs above a capacity", () => {
    const needing = (amount: number, capacity: number): ScheduleProblem =>
      withCut({ needs: [{ resource: "crew", amount }] }, { resources: [{ id: "crew", capacity }] });
    expect(said(needing(3, 2))).toBe(
      "INVALID_AMOUNT cut of job A needs 3 of crew, of which there are 2. -> Raise the capacity of crew, or lower what cut needs.",
    );
    expect(said(needing(0, 2))).toContain("the amount of crew that cut of job A needs is 0.");
    expect(said(needing(1, -1))).toContain("the capacity of resource crew is -1.");
    expect(validateProblem(needing(2, 2))).toEqual([]);
  });

  test("FS_SCHEDULE_INVALID_PRICE: weights, prices, costs", () => {
    const tail =
      "Prices, weights and costs are finite numbers from 0; add a constant where a gain was meant.";
    expect(said(shop({ jobs: [job("A", { weight: -1 })] }))).toBe(
      `INVALID_PRICE the weight of job A is -1. -> ${tail}`,
    );
    expect(said(shop({ jobs: [job("A", { unassignedPrice: Number.NaN })] }))).toContain(
      "the unassignedPrice of job A is NaN.",
    );
    expect(said(shop({ objective: { makespan: -2 } }))).toContain("the objective's price of makespan is -2.");
    expect(said(shop({ objective: { stability: { shift: Infinity } } }))).toContain(
      "the objective's price of stability (shift) is Infinity.",
    );
    const task = { id: "oil", machine: "saw", duration: 2 };
    expect(said(shop({ maintenance: [{ ...task, skipCost: -4 }] }))).toContain(
      "the skipCost of the task oil is -4.",
    );
    expect(said(shop({ maintenance: [{ ...task, cost: { times: [3], costs: [-1] } }] }))).toContain(
      "the cost at time 3 of the task oil is -1.",
    );
  });

  test("FS_SCHEDULE_INVALID_CURVE: unequal lengths, times that do not ascend", () => {
    const withCurve = (times: number[], costs: number[]): ScheduleProblem =>
      shop({ maintenance: [{ id: "oil", machine: "saw", duration: 2, cost: { times, costs } }] });
    expect(said(withCurve([], []))).toContain("the cost curve of the task oil has 0 times and 0 costs.");
    expect(said(withCurve([1, 2], [5]))).toContain("has 2 times and 1 costs.");
    expect(said(withCurve([0, 8, 8], [1, 2, 3]))).toBe(
      "INVALID_CURVE the cost curve of the task oil has the time 8 after 8. -> Give times in ascending order, each once; a jump takes two times that lie one unit apart.",
    );
    expect(said(withCurve([0, Number.NaN], [1, 2]))).toContain("has NaN as its time 2.");
  });

  test("FS_SCHEDULE_INVALID_CALENDAR: intervals that are empty, in disorder, or overlap", () => {
    expect(said(withSaw({ working: [{ from: 22, until: 6 }] }))).toBe(
      "INVALID_CALENDAR an interval of the working hours of machine saw lasts from 22 until 6. -> An interval ends after it begins; one over midnight ends on the next day.",
    );
    const overlapping = [
      { from: 0, until: 10 },
      { from: 8, until: 20 },
    ];
    expect(said(withSaw({ working: overlapping }))).toBe(
      "INVALID_CALENDAR the working hours of machine saw from 8 until 20 begin before those from 0 until 10 end. -> Give working hours in ascending order, and join those that overlap.",
    );
    expect(validateProblem(withSaw({ unavailable: overlapping }))).toEqual([]);
  });

  test("FS_SCHEDULE_CYCLE: the ring is named, routings within it only where they are entered and left", () => {
    const polish: Operation = { ...cut, id: "polish" };
    const ring = shop({
      jobs: [job("A", { operations: [cut, polish, weld] }), job("B")],
      precedences: [
        { before: { job: "A", operation: "weld" }, after: { job: "B", operation: "cut" } },
        { before: { job: "B", operation: "weld" }, after: { job: "A", operation: "cut" } },
      ],
    });
    const { code, message, data } = refusal(ring);
    expect(code).toBe("FS_SCHEDULE_CYCLE");
    expect(message).toBe(
      "operations wait for each other in a ring: cut of job A → weld of job A → cut of job B → weld of job B → cut of job A.",
    );
    expect(data["cycle"]).toHaveLength(6);
    const itself = { job: "A", operation: "cut" };
    expect(refusal(shop({ precedences: [{ before: itself, after: itself }] })).message).toBe(
      "operations wait for each other in a ring: cut of job A → cut of job A.",
    );
  });

  test("FS_SCHEDULE_NO_CAPACITY: no hours, hours that end too early, a breakdown for ever", () => {
    expect(said(withSaw({ working: [] }))).toContain(
      "NO_CAPACITY cut of job A has no machine left: saw has no working hours.",
    );
    expect(
      said(shop({ machines: [{ id: "saw" }, { id: "robot", working: [{ from: 0, until: 12 }] }] })),
    ).toBe(
      "NO_CAPACITY weld of job A has no machine left: robot has working hours until 12 only, and weld could start at 5 at the earliest and takes 8 minutes. (2 more in data.findings) -> Let the working hours reach beyond the plan, say until when a machine is unavailable, name another machine that can do it, or give the job an unassignedPrice so that it may be left out.",
    );
    expect(said(withSaw({ unavailable: [{ from: 3, until: 1_000_000_000 }] }))).toContain(
      "saw is unavailable from 3 for ever, and cut could start at 0 at the earliest and takes 5 minutes",
    );
    expect(
      said(withSaw({ working: [{ from: 4, until: 9 }], unavailable: [{ from: 0, until: 20 }] })),
    ).toContain("saw is unavailable in all of its working hours");
    const short = Array.from({ length: 5 }, (_, day) => ({ from: day * 10, until: day * 10 + 4 }));
    expect(said(withSaw({ working: short, acrossBreaks: "wait" }))).toContain(
      "saw does not pause work over breaks and has no stretch of 5 minutes without one from 0 on",
    );
    // Two times five units in four-hour shifts.
    expect(validateProblem(withSaw({ working: short }))).toEqual([]);
    expect(said(withSaw({ working: short.slice(0, 2) }))).toBe(
      "NO_CAPACITY machine saw works for 8 minutes in all, but the operations that only it can do take 10 minutes. -> Let its working hours reach beyond the plan, or give jobs an unassignedPrice so that they may be left out.",
    );
  });

  test("FS_SCHEDULE_IMPOSSIBLE_PIN: another machine, a start before the release, a start in a break", () => {
    expect(said(withCut({ pinned: { machine: "robot" } }))).toBe(
      "IMPOSSIBLE_PIN cut of job A is pinned to machine robot, but can be done on saw only. -> Pin it to one of its alternatives, or add the machine to them with a duration.",
    );
    const pinned = { ...cut, pinned: { start: 3 } };
    expect(said(shop({ jobs: [job("A", { release: 4, operations: [pinned] })] }))).toContain(
      "cut of job A is pinned to start at 3, before the job's release at 4.",
    );
    const broken = { machines: [{ id: "saw", unavailable: [{ from: 2, until: 4 }] }] };
    expect(said(withCut({ pinned: { start: 3 } }, broken))).toContain(
      "cut of job A is pinned to start at 3, but the working hours from then on have no room for its 5 minutes on saw.",
    );
    const task = { id: "oil", machine: "saw", duration: 2, earliestStart: 2, pinned: { start: 1 } };
    expect(said(shop({ maintenance: [task] }))).toContain(
      "the task oil is pinned to start at 1, before its earliest start at 2.",
    );
    expect(said({ ...shop(broken), jobs: [], maintenance: [{ ...task, pinned: { start: 3 } }] })).toContain(
      "the task oil is pinned to last from 3 to 5, but saw is unavailable from 2 to 4.",
    );
  });

  test("all that is found is in the error's data", () => {
    const { data } = refusal(shop({ jobs: [job("A", { weight: -1, release: 0.5 }), job("A")] }));
    expect((data["findings"] as { code: string }[]).map(({ code }) => code)).toEqual([
      "FS_SCHEDULE_DUPLICATE_ID",
      "FS_SCHEDULE_INVALID_TIME",
      "FS_SCHEDULE_INVALID_PRICE",
    ]);
  });
});

describe("warned of, not refused", () => {
  const warnings = (problem: ScheduleProblem): string[] =>
    validateProblem(problem).map(({ kind, message }) => `${kind}: ${message}`);

  test("dates that no plan can keep", () => {
    const jobs = [
      job("A", { release: 40, due: 30 }),
      job("B", { due: 10, deadline: 12 }),
      job("C", { due: 13 }),
    ];
    expect(warnings(shop({ jobs }))).toEqual([
      "due-before-release: job A is due at 30, before its release at 40: it is late by at least 23 minutes in every plan.",
      "sure-to-be-late: job B is due at 10, but cannot end before 13: it is late by at least 3 minutes in every plan.",
      "deadline-out-of-reach: job B has its deadline at 12, but cannot end before 13: every plan with it breaks the deadline by at least 1 minute.",
    ]);
  });

  test("jobs that can only be left out, after a breakdown of the one machine", () => {
    const machines = [{ id: "saw", unavailable: [{ from: 0, until: 1_000_000_000 }] }, { id: "robot" }];
    expect(warnings(shop({ machines, jobs: [job("A", { unassignedPrice: 100, due: 3 })] }))).toEqual([
      "must-be-left-out: job A can only be left out: cut has no machine left: saw is unavailable from 0 for ever.",
    ]);
  });

  test("machines without hours, tasks whose dates contradict each other", () => {
    const problem = shop({
      machines: [{ id: "saw" }, { id: "robot" }, { id: "lathe", working: [] }],
      maintenance: [{ id: "oil", machine: "saw", duration: 1, earliestStart: 9, latestStart: 4 }],
    });
    expect(warnings(problem)).toEqual([
      "without-hours: machine lathe has no working hours.",
      "late-maintenance: the task oil has its latest start at 4, before its earliest at 9: every plan with it starts it too late.",
    ]);
  });
});
