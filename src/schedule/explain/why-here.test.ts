import { describe, expect, test } from "vitest";
import { randomPlant, simplePlan } from "../../../test/random-plants.js";
import { checkPlan } from "../check-plan.js";
import { compareScores, type Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { recommendPlaces } from "./recommend-places.js";
import { whyHere } from "./why-here.js";
import { whyLeftOut } from "./why-left-out.js";

describe("whyHere", () => {
  const problem: ScheduleProblem = {
    name: "plant",
    timeUnit: "minute",
    machines: [
      { id: "M1", setups: { initial: "red", times: { red: { blue: 4 } } } },
      { id: "M2", working: [{ from: 20, until: 100 }] },
      { id: "M3" },
    ],
    resources: [{ id: "crane", capacity: 1 }],
    jobs: [
      {
        id: "A",
        operations: [{ id: "cut", family: "blue", alternatives: [{ machine: "M1", duration: 6 }] }],
      },
      { id: "B", operations: [{ id: "drill", alternatives: [{ machine: "M2", duration: 3 }] }] },
      {
        id: "C",
        release: 2,
        operations: [
          {
            id: "lift",
            needs: [{ resource: "crane", amount: 1 }],
            alternatives: [{ machine: "M3", duration: 3 }],
          },
          { id: "weld", alternatives: [{ machine: "M3", duration: 2 }] },
        ],
      },
      {
        id: "D",
        operations: [
          {
            id: "hoist",
            needs: [{ resource: "crane", amount: 1 }],
            alternatives: [{ machine: "M1", duration: 1 }],
          },
          { id: "test", pinned: { start: 40 }, alternatives: [{ machine: "M3", duration: 1 }] },
        ],
      },
    ],
    precedences: [
      { before: { job: "C", operation: "weld" }, after: { job: "D", operation: "test" }, lag: 5 },
    ],
    maintenance: [
      { id: "bearing", machine: "M3", duration: 4, earliestStart: 5, reason: "P(M3 fails by 18:00) = 0.31" },
    ],
  };
  const plan: Plan = {
    operations: [
      { job: "A", operation: "cut", machine: "M1", start: 4, end: 10, setup: 4 },
      { job: "B", operation: "drill", machine: "M2", start: 20, end: 23, setup: 0 },
      { job: "C", operation: "lift", machine: "M3", start: 2, end: 5, setup: 0 },
      { job: "C", operation: "weld", machine: "M3", start: 9, end: 11, setup: 0 },
      { job: "D", operation: "hoist", machine: "M1", start: 15, end: 16, setup: 0 },
      { job: "D", operation: "test", machine: "M3", start: 40, end: 41, setup: 0 },
    ],
    maintenance: [{ task: "bearing", machine: "M3", start: 5, end: 9 }],
    unassigned: [],
  };
  const textsOf = (job: string, operation: string): string[] =>
    whyHere(problem, plan, { job, operation }).chain.map(({ holds }) =>
      holds.map(({ text }) => text).join("; "),
    );

  test("is about a plan that is one", () => {
    expect(checkPlan(problem, plan).violations).toEqual([]);
  });

  test("names set-ups, hours, releases, pins and choices", () => {
    expect(textsOf("A", "cut")).toEqual(["M1 must be set up for 4 minutes, until 4"]);
    expect(textsOf("B", "drill")).toEqual(["M2 is closed from 0 until 20"]);
    expect(textsOf("C", "lift")).toEqual(["its job is not released before 2"]);
    expect(textsOf("D", "test")).toEqual(["it is pinned to start at 40"]);
    expect(textsOf("D", "hoist")).toEqual([
      "it could start at 10 already, 5 minutes earlier, with the order on its machine unchanged",
    ]);
  });

  test("follows the chain through maintenance to the prediction behind it", () => {
    expect(textsOf("C", "weld")).toEqual([
      "M3 is busy with task bearing until 9 (asked for because P(M3 fails by 18:00) = 0.31)",
      "it must not start before 5; M3 is busy with lift of job C until 5",
      "its job is not released before 2",
    ]);
    expect(whyHere(problem, plan, { task: "bearing" }).text).toContain(
      "Task bearing is on M3 from 5 to 9; it is asked for because P(M3 fails by 18:00) = 0.31.",
    );
  });

  test("refuses what is not planned, by name", () => {
    expect(() => whyHere(problem, plan, { job: "Z", operation: "cut" })).toThrow(
      expect.objectContaining({ code: "FS_SCHEDULE_UNKNOWN_NAME" }),
    );
  });

  test("every start of a tight plan has a reason, and every chain ends", () => {
    for (let seed = 0; seed < 25; seed++) {
      const plant = randomPlant(seed);
      const tight = simplePlan(plant);
      for (const { job, operation, start } of tight.operations) {
        const { chain, alternatives } = whyHere(plant, tight, { job, operation });
        expect(start === 0 || chain[0].holds.length > 0).toBe(true);
        expect(chain.length).toBeLessThanOrEqual(tight.operations.length + tight.maintenance.length);
        expect(alternatives.map(({ score }) => score)).toEqual(
          alternatives.map(({ score }) => score).sort(compareScores),
        );
      }
    }
  });
});

describe("recommendPlaces", () => {
  test("gives plans that pass the checker, with their true scores, best first, and moves nothing pinned", () => {
    for (let seed = 0; seed < 40; seed++) {
      const plant = randomPlant(seed);
      const whole = simplePlan(plant);
      const pinnedOne = whole.operations[0];
      const problem = {
        ...plant,
        jobs: plant.jobs.map((job) => ({
          ...job,
          operations: job.operations.map((operation) =>
            job.id === pinnedOne.job && operation.id === pinnedOne.operation
              ? { ...operation, pinned: { start: pinnedOne.start, machine: pinnedOne.machine } }
              : operation,
          ),
        })),
      };
      const isFree = problem.jobs.at(-1)!.id;
      const places = recommendPlaces(problem, whole, isFree, { count: 4 });
      expect(places.length).toBeGreaterThan(0);
      for (const place of places) {
        const { violations, score } = checkPlan(problem, place.plan);
        expect(violations).toEqual([]);
        expect(score).toEqual(place.score);
        expect(place.plan.operations.length).toBe(whole.operations.length);
      }
      expect(places.map(({ score }) => score)).toEqual(places.map(({ score }) => score).sort(compareScores));
    }
  });

  test("finds the best gap: brute force over all starts on one machine", () => {
    const problem: ScheduleProblem = {
      name: "one",
      machines: [{ id: "M" }],
      jobs: [4, 9, 15].map((at) => ({
        id: `at ${at}`,
        operations: [{ id: "do", pinned: { start: at }, alternatives: [{ machine: "M", duration: 3 }] }],
      })),
    };
    const plan: Plan = {
      operations: [4, 9, 15].map((at) => ({
        job: `at ${at}`,
        operation: "do",
        machine: "M",
        start: at,
        end: at + 3,
        setup: 0,
      })),
      maintenance: [],
      unassigned: [],
    };
    for (let duration = 1; duration <= 5; duration++) {
      const job = {
        id: "new",
        release: 2,
        due: 6,
        operations: [{ id: "do", alternatives: [{ machine: "M", duration }] }],
      };
      const whole = { ...problem, jobs: [...problem.jobs, job] };
      const best = Math.min(
        ...Array.from({ length: 20 }, (_, start) => ({
          ...plan,
          operations: [
            ...plan.operations,
            { job: "new", operation: "do", machine: "M", start, end: start + duration, setup: 0 },
          ],
        }))
          .map((candidate) => checkPlan(whole, candidate))
          .filter(({ ok }) => ok)
          .map(({ score }) => score.soft),
      );
      expect(recommendPlaces(problem, plan, job)[0].score.soft).toBe(best);
    }
  });

  test("refuses a name that the problem does not have", () => {
    expect(() => recommendPlaces(randomPlant(1), simplePlan(randomPlant(1)), "Z")).toThrow(
      expect.objectContaining({ code: "FS_SCHEDULE_UNKNOWN_NAME" }),
    );
  });
});

test("whyLeftOut says what the best place would cost, and refuses what is planned", () => {
  const problem: ScheduleProblem = {
    name: "one",
    machines: [{ id: "M" }],
    jobs: ["A", "B"].map((id) => ({
      id,
      deadline: 5,
      unassignedPrice: 4,
      operations: [{ id: "do", alternatives: [{ machine: "M", duration: 4 }] }],
    })),
  };
  const plan: Plan = {
    operations: [{ job: "A", operation: "do", machine: "M", start: 0, end: 4, setup: 0 }],
    maintenance: [],
    unassigned: [{ job: "B", reason: "" }],
  };
  const why = whyLeftOut(problem, plan, "B");
  expect(why.difference).toEqual({ hard: 3, medium: -4, soft: 0 });
  expect(why.text).toContain("Job B is left out at a price of 4. In its best place it would last from");
  expect(() => whyLeftOut(problem, plan, "A")).toThrow(
    expect.objectContaining({ code: "FS_SCHEDULE_UNKNOWN_NAME" }),
  );
});
