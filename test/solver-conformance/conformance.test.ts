import { readFileSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import {
  add,
  atMost,
  indexSet,
  model,
  mul,
  standardForm,
  total,
  uncertainParameter,
  type StandardForm,
} from "../../src/model/index.js";
import {
  isSolved,
  neededCapabilities,
  SOLVERS,
  solutionOf,
  type Solution,
  type Solver,
} from "../../src/solve/index.js";
import { capabilityTable } from "./capability-table.js";
import { INTEGER_PROBLEMS } from "./integer-problems.js";
import { LINEAR_PROBLEMS } from "./linear-problems.js";
import type { ConformanceProblem } from "./problem.js";
import { QUADRATIC_PROBLEMS } from "./quadratic-problems.js";

const PROBLEMS: readonly ConformanceProblem[] = [
  ...LINEAR_PROBLEMS,
  ...QUADRATIC_PROBLEMS,
  ...INTEGER_PROBLEMS,
];

const takes = ({ capabilities, mostColumns }: Solver, form: StandardForm): boolean =>
  form.columns <= mostColumns && neededCapabilities(form).every((capability) => capabilities.has(capability));

/** What differs from the expected answer, in words; empty when all is right. */
async function differences(solver: Solver, problem: ConformanceProblem): Promise<string[]> {
  const { form, status, optimum, duals, tolerance } = problem;
  const isClose = (value: number, expected: number): boolean =>
    Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected));
  const session = await solver.open(form);
  try {
    const solution: Solution = solutionOf(session);
    if (solution.status !== status) return [`status ${solution.status}`];
    if (!isSolved(solution)) return [];
    const found: string[] = [];
    if (!isClose(solution.objective, optimum!)) found.push(`objective ${solution.objective}`);
    if (!isClose(solution.bound, optimum!)) found.push(`bound ${solution.bound}`);
    for (const [row, dual] of (duals ?? []).entries()) {
      if (dual === null || isClose(session.rowDuals[row]!, dual)) continue;
      found.push(`dual of row ${row} ${session.rowDuals[row]}`);
    }
    return found;
  } finally {
    session.dispose();
  }
}

const solved = new Map<string, number>();

describe.each(SOLVERS.map((solver) => [solver.name, solver] as const))("%s", (name, solver) => {
  const taken = PROBLEMS.filter(({ form }) => takes(solver, form));
  solved.set(name, taken.length);

  test.each(taken.map((problem) => [problem.name, problem] as const))("%s", async (_, problem) => {
    expect(await differences(solver, problem)).toEqual([]);
  });

  test("takes a fair share of the problems", () => {
    expect(taken.length).toBeGreaterThan(5);
  });

  test("answers with new numbers what a new session answers", async () => {
    const form = slotForm(solver.capabilities.has("continuous columns") ? "real" : "binary");
    const session = await solver.open(form);
    for (const parameters of [
      [3, 2, 1, 2, 3],
      [1, 2, 3, 2, 2],
      [1, 2, 3, 2, 1],
      [1, 2, 3, 1, 1],
      [-1, -2, -3, 1, 1],
      [5, 4, 2, 3, 2],
      [3, 2, 1, 2, 3],
    ]) {
      session.setParameters(parameters);
      const fresh = await solver.open(form);
      fresh.setParameters(parameters);
      const [again, anew] = [solutionOf(session), solutionOf(fresh)];
      fresh.dispose();
      expect(isSolved(again) && again.objective).toBeCloseTo((isSolved(anew) && anew.objective) as number, 6);
      expect(again.status).toBe("optimal");
      expect(isSolved(again) && again.objective).toBeCloseTo(bestOf(parameters), 6);
    }
    session.dispose();
  });

  test("refuses what every session refuses", async () => {
    const form = slotForm(solver.capabilities.has("continuous columns") ? "real" : "binary");
    const session = await solver.open(form);
    const code = (name: string): unknown => expect.objectContaining({ code: name });
    expect(() => session.run()).toThrow(code("FS_SOLVE_WRONG_PARAMETERS"));
    expect(() => session.setParameters([1])).toThrow(code("FS_SOLVE_WRONG_PARAMETERS"));
    expect(() => session.setParameters([1, 2, Number.NaN, 1, 1])).toThrow(code("FS_SOLVE_WRONG_PARAMETERS"));
    session.setParameters([3, 2, 1, 2, 1]);
    expect(() => session.run({ deadlineMs: 0 })).toThrow(code("FS_SOLVE_INVALID_DEADLINE"));
    expect(session.run({ deadlineMs: 60_000 }).status).toBe("optimal");
    session.dispose();
    session.dispose();
    expect(() => session.run()).toThrow(code("FS_SOLVE_DISPOSED"));
  });

  test("stops at a deadline that is over at once, or has the answer already", async () => {
    const form = slotForm(solver.capabilities.has("continuous columns") ? "real" : "binary");
    const session = await solver.open(form);
    session.setParameters([3, 2, 1, 2, 1]);
    expect(["optimal", "stopped"]).toContain(session.run({ deadlineMs: 1e-6 }).status);
    // A deadline counts for one run.
    expect(session.run().status).toBe("optimal");
    session.dispose();
  });
});

/** Choose among three items: their values, how much room the first needs, and how much there is, are slots. */
function slotForm(domain: "real" | "binary"): StandardForm {
  const item = indexSet("item", 3);
  const m = model("slots");
  const value = uncertainParameter("value", { over: [item] });
  const room = uncertainParameter("room", { over: [] });
  const need = uncertainParameter("need", { over: [] });
  const take = m.variable(
    "take",
    domain === "real" ? { over: [item], lower: 0, upper: 1 } : { over: [item], domain },
  );
  const [first, second, third] = [take.at("0"), take.at("1"), take.at("2")];
  m.maximize(total(mul(value, take)));
  m.require("room", atMost(add(mul(need, first), second, third), room));
  return standardForm(m);
}

/** Tries every subset; with the numbers above the relaxation has no better answer. */
function bestOf([first, second, third, need, room]: readonly number[]): number {
  let best = 0;
  for (let set = 0; set < 8; set++) {
    const [a, b, c] = [set & 1, (set >> 1) & 1, set >> 2];
    if (need! * a + b + c <= room!) best = Math.max(best, first! * a + second! * b + third! * c);
  }
  return best;
}

test("docs/solving.md has the table of what each solver takes", () => {
  const page = readFileSync(new URL("../../docs/solving.md", import.meta.url), "utf8");
  expect(page).toContain(capabilityTable());
});

test("every problem is taken by some solver", () => {
  const orphans = PROBLEMS.filter(({ form }) => !SOLVERS.some((solver) => takes(solver, form)));
  expect(orphans.map(({ name }) => name)).toEqual([]);
});

afterAll(() => {
  const shares = [...solved].map(([name, count]) => `${name} ${count} of ${PROBLEMS.length}`);
  console.log(`${capabilityTable()}\nproblems: ${shares.join(", ")}`);
});
