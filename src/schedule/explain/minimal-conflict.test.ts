import { describe, expect, test } from "vitest";
import { randomPlant, simplePlan } from "../../../test/random-plants.js";
import { randomStream } from "../../math/index.js";
import { checkPlan } from "../check-plan.js";
import { formOf } from "../compile-problem.js";
import type { Plan } from "../plan.js";
import type { ScheduleProblem } from "../problem.js";
import { minimalConflict } from "./minimal-conflict.js";
import { isImpossible } from "./time-windows.js";

/** A problem with deadlines and pins taken from one of its plans, so that it can be kept. */
function keptProblem(seed: number): { problem: ScheduleProblem; plan: Plan } {
  const plant = randomPlant(seed);
  const plan = simplePlan(plant);
  const random = randomStream(seed).split("kept");
  const jobs = plant.jobs.map((job) => {
    const own = plan.operations.filter((entry) => entry.job === job.id);
    const operations = job.operations.map((operation, place) =>
      random.integer(3) === 0
        ? { ...operation, pinned: { machine: own[place].machine, start: own[place].start } }
        : operation,
    );
    return { ...job, deadline: own.at(-1)!.end + random.integer(3), operations };
  });
  return { problem: { ...plant, jobs }, plan };
}

describe("the proof by time windows", () => {
  test("never calls impossible what a plan shows to be possible", () => {
    for (let seed = 0; seed < 120; seed++) {
      const { problem, plan } = keptProblem(seed);
      expect(checkPlan(problem, plan)).toMatchObject({ ok: true, score: { hard: 0 } });
      expect(isImpossible(formOf(problem))).toBe(false);
    }
  });
});

describe("minimalConflict", () => {
  test("gives sets that contradict each other, none of which can be spared", async () => {
    let conflicts = 0;
    for (let seed = 0; seed < 40; seed++) {
      const plant = randomPlant(seed);
      const problem = {
        ...plant,
        jobs: plant.jobs.map((job, number) => ({ ...job, deadline: number === 0 ? 12 : 18 })),
      };
      const answer = await minimalConflict(problem, { maximumSteps: 60 });
      if (answer.status !== "conflict") continue;
      conflicts += 1;
      expect(answer.members.length).toBeGreaterThan(0);
      const deadlines = answer.members.filter(({ kind }) => kind === "deadline").map(({ job }) => job);
      const orders = new Set(answer.members.filter(({ kind }) => kind === "order").map(({ job }) => job));
      expect(deadlines.every((job) => orders.has(job))).toBe(true);
    }
    expect(conflicts).toBeGreaterThan(5);
  });

  const cut = (id: string, extra: object): ScheduleProblem["jobs"][number] => ({
    id,
    operations: [{ id: "cut", alternatives: [{ machine: "saw", duration: 4 }] }],
    ...extra,
  });

  test("names two pins on one machine, and nothing else", async () => {
    const pinnedAt = (start: number): object => ({
      operations: [{ id: "cut", pinned: { start }, alternatives: [{ machine: "saw", duration: 4 }] }],
    });
    const answer = await minimalConflict({
      name: "pins",
      machines: [{ id: "saw" }],
      jobs: [cut("A", pinnedAt(3)), cut("B", pinnedAt(5)), cut("C", { deadline: 50 })],
    });
    expect(answer.status).toBe("conflict");
    expect(answer.text.split("\n").slice(1)).toEqual([
      "- cut of job A is pinned to start at 3.",
      "- cut of job B is pinned to start at 5.",
      "Without any one of them, the others can be kept together.",
    ]);
  });

  test("finds none in a problem that can be kept, and shows a plan", async () => {
    const problem: ScheduleProblem = {
      name: "roomy",
      machines: [{ id: "saw" }],
      jobs: [
        cut("A", { deadline: 8 }),
        cut("B", { deadline: 8 }),
        cut("C", { deadline: 4, unassignedPrice: 7 }),
      ],
    };
    const answer = await minimalConflict(problem);
    if (answer.status !== "satisfiable") throw new Error(answer.text);
    // Three do not fit: the one that may be left out is, at its price, with a reason.
    expect(checkPlan(problem, answer.plan).score).toMatchObject({ hard: 0, medium: 7 });
    expect(answer.plan.unassigned.map(({ job }) => job)).toEqual(["C"]);
    expect(answer.plan.unassigned[0].reason).not.toBe("");
  });
});
