import { describe, expect, test } from "vitest";
import { bestScoreOnGrid, bruteForcePlans } from "../../test/brute-force-plans.js";
import { tinySchedule, type TinyFeatures } from "../../test/tiny-schedules.js";
import { checkPlan, type PlanCheck } from "./check-plan.js";
import { compareScores, type Score } from "./plan.js";
import type { ScheduleProblem } from "./problem.js";
import { schedule } from "./schedule.js";
import { validateProblem } from "./validate-problem.js";

const soundProblems = (features: TinyFeatures, seeds: number): ScheduleProblem[] =>
  Array.from({ length: seeds }, (_, seed) => tinySchedule(1000 + seed, features)).filter((problem) => {
    // Six operations take ten times as long as five.
    if (problem.jobs.flatMap(({ operations }) => operations).length > 5) return false;
    try {
      validateProblem(problem);
      return true;
    } catch {
      return false;
    }
  });

const kinds: [name: string, features: TinyFeatures][] = [
  ["plain shops", {}],
  ["one step per job", { steps: 1, jobs: 4 }],
  ["calendars", { calendars: true }],
  ["set-ups in calendars", { setups: true, calendars: true }],
  ["resources, precedences and calendars", { resources: true, precedences: true, calendars: true }],
  ["maintenance in calendars, with set-ups", { maintenance: true, jobs: 2, calendars: true, setups: true }],
  ["jobs that may be left out", { optional: true, precedences: true, setups: true }],
  ["pins", { pins: true, calendars: true }],
];

/** What a search finds, beside the best of all plans. */
async function compare(problem: ScheduleProblem): Promise<{
  readonly name: string;
  readonly best: Score | null;
  readonly found: Score | null;
  readonly checked: PlanCheck | null;
}> {
  const best = bruteForcePlans(problem)?.score ?? null;
  const solution = await schedule(problem, { maximumSteps: 1500 });
  const isPlanned = "plan" in solution;
  return {
    name: problem.name,
    best,
    found: isPlanned ? solution.score : null,
    checked: isPlanned ? checkPlan(problem, solution.plan) : null,
  };
}

const differ = (a: Score, b: Score): boolean =>
  a.hard !== b.hard || Math.abs(a.medium - b.medium) > 1e-9 || Math.abs(a.soft - b.soft) > 1e-9;

describe("a search and an enumeration agree on what a plan is and what it costs", () => {
  test.each(kinds)("%s", async (_, features) => {
    const all = [];
    for (const problem of soundProblems(features, 10)) all.push(await compare(problem));
    // A plan is found exactly where there is one; the checker gives it the score that the search does.
    expect(all.filter(({ best, found }) => (best === null) !== (found === null))).toEqual([]);
    expect(all.filter(({ checked }) => checked !== null && !checked.ok)).toEqual([]);
    const planned = all.filter(({ found }) => found !== null);
    expect(planned.length).toBeGreaterThan(2);
    expect(planned.filter(({ found, checked }) => differ(found!, checked!.score))).toEqual([]);
    const missed = planned.filter(({ best, found }) => differ(found!, best!));
    // Neither better than the best of all plans nor worse.
    expect(missed.filter(({ best, found }) => compareScores(found!, best!) < 0)).toEqual([]);
    expect(missed.length, missed.map(({ name }) => name).join(", ")).toBe(0);
  });
});

describe("earliest starts in every order hold a best plan, judged against every start in turn", () => {
  test.each([
    ["calendars and set-ups", { jobs: 2, calendars: true, setups: true }],
    ["resources", { jobs: 3, steps: 1, resources: true, calendars: true }],
    ["maintenance", { jobs: 2, steps: 1, maintenance: true, calendars: true }],
    ["jobs that may be left out", { jobs: 2, optional: true, precedences: true }],
  ] satisfies [string, TinyFeatures][])("%s", (_, features) => {
    let compared = 0;
    for (const problem of soundProblems(features, 5)) {
      const best = bruteForcePlans(problem);
      const end = best?.plan.operations.reduce((latest, { end }) => Math.max(latest, end), 0) ?? 0;
      // Beyond the best plan's end nothing gets better; starts must be few to be enumerated.
      if (best === null || end > 12) continue;
      expect(bestScoreOnGrid(problem, 12), problem.name).toEqual(best.score);
      compared++;
    }
    expect(compared).toBeGreaterThan(1);
  });
});

test("changes against a reference are priced as the checker does, with every start looked at", async () => {
  const stability = { changed: 1, shift: 2, moved: 3 };
  const differences: number[] = [];
  for (const problem of soundProblems({ jobs: 2, calendars: true, setups: true }, 14)) {
    if (problem.jobs.flatMap(({ operations }) => operations).length > 3) continue;
    const before = await schedule(problem, { maximumSteps: 20 });
    if (!("plan" in before)) continue;
    // The first job's material comes later than was thought.
    const [first, ...others] = problem.jobs;
    const jobs = [{ ...first!, release: (first!.release ?? 0) + 2 }, ...others];
    const changed = { ...problem, jobs, objective: { tardiness: 1, stability } };
    const best = bestScoreOnGrid(changed, 12, before.plan);
    const after = await schedule(changed, { maximumSteps: 1500, reference: before.plan });
    if (best === null || !("plan" in after)) continue;
    // Plans that go beyond the horizon of the grid are better where they are no worse.
    if (after.plan.operations.some(({ start }) => start >= 12)) continue;
    differences.push(compareScores(after.score, best));
  }
  expect(differences.length).toBeGreaterThan(4);
  // Never below the best of all plans, and hardly ever above it.
  expect(differences.filter((difference) => difference < 0)).toEqual([]);
  expect(differences.filter((difference) => difference > 0).length).toBeLessThanOrEqual(1);
});
