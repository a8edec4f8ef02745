import * as fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../src/math/index.js";
import type { StandardForm } from "../../src/model/index.js";
import {
  branchAndBoundSolver,
  clarabelSolver,
  highsSolver,
  isSolved,
  neededCapabilities,
  solutionOf,
  type Solver,
} from "../../src/solve/index.js";
import { randomForm } from "../random-forms.js";
import { binary, formFrom } from "./problem.js";

async function answer(solver: Solver, form: StandardForm): Promise<readonly [string, number | null]> {
  const session = await solver.open(form);
  try {
    const solution = solutionOf(session);
    return [solution.status, isSolved(solution) ? solution.objective : null];
  } finally {
    session.dispose();
  }
}

const isClose = (first: number, second: number): boolean =>
  Math.abs(first - second) <= 1e-5 * Math.max(1, Math.abs(first));

test("HiGHS and Clarabel agree on 400 random linear models of every kind", async () => {
  const statuses = new Set<string>();
  const linear = randomForm({ wild: false }).map((form) => ({
    ...form,
    integrality: new Uint8Array(form.columns),
  }));
  await fc.assert(
    fc.asyncProperty(linear, async (form) => {
      const [status, objective] = await answer(highsSolver, form);
      const [other, otherObjective] = await answer(clarabelSolver, form);
      statuses.add(status);
      expect(other).toBe(status);
      expect(objective === otherObjective || isClose(objective!, otherObjective!)).toBe(true);
    }),
    { numRuns: 400, seed: 11 },
  );
  expect([...statuses].toSorted()).toEqual(["infeasible", "optimal", "unbounded"]);
});

/** Binary models with whole or broken numbers of both signs, and rows of every kind. */
function randomBinary(seed: number): StandardForm {
  const stream = randomStream(seed);
  const columns = 1 + stream.integer(9);
  const isWhole = stream.integer(2) === 0;
  const number = (): number => (isWhole ? stream.integer(13) - 5 : stream.normal());
  const rows = Array.from({ length: stream.integer(5) }, () => {
    const coefficients = Array.from({ length: columns }, () => (stream.integer(4) === 0 ? 0 : number()));
    const [side, other] = [2 * number(), 2 * number()];
    const limits: readonly (readonly [number, number])[] = [
      [-Infinity, side],
      [side, Infinity],
      [Math.min(side, other), Math.max(side, other)],
      [coefficients[0]!, coefficients[0]!],
    ];
    const [lower, upper] = limits[stream.integer(4)]!;
    return [coefficients, lower, upper] as const;
  });
  return formFrom({
    ...binary(columns),
    sense: stream.integer(2) === 0 ? "minimize" : "maximize",
    offset: number(),
    cost: Array.from({ length: columns }, number),
    rows,
  });
}

/** The best of all 0/1 points, or null when none satisfies the rows. */
function bestByEnumeration(form: StandardForm): number | null {
  const sign = form.sense === "minimize" ? 1 : -1;
  let best = Infinity;
  for (let set = 0; set < 2 ** form.columns; set++) {
    const activity = new Float64Array(form.rows);
    for (let row = 0; row < form.rows; row++) {
      for (let k = form.matrix.starts[row]!; k < form.matrix.starts[row + 1]!; k++) {
        activity[row]! += form.matrix.values[k]! * ((set >> form.matrix.columns[k]!) & 1);
      }
    }
    const isFeasible = activity.every(
      (value, row) => value >= form.rowLower[row]! - 1e-9 && value <= form.rowUpper[row]! + 1e-9,
    );
    if (!isFeasible) continue;
    let objective = form.offset;
    for (let column = 0; column < form.columns; column++) {
      objective += form.cost[column]! * ((set >> column) & 1);
    }
    best = Math.min(best, sign * objective);
  }
  return best === Infinity ? null : sign * best;
}

test("branch and bound finds what trying everything finds, on 2000 random binary models", async () => {
  let infeasible = 0;
  for (let seed = 0; seed < 2000; seed++) {
    const form = randomBinary(seed);
    expect(neededCapabilities(form)).toEqual(["binary columns"]);
    const best = bestByEnumeration(form);
    const [status, objective] = await answer(branchAndBoundSolver, form);
    infeasible += Number(best === null);
    expect([seed, status]).toEqual([seed, best === null ? "infeasible" : "optimal"]);
    expect(objective === best || isClose(objective!, best!)).toBe(true);
  }
  expect(infeasible).toBeGreaterThan(100);
});

test("branch and bound and HiGHS agree on binary models that are too large to try everything", async () => {
  for (let seed = 0; seed < 25; seed++) {
    const stream = randomStream(seed).split("large");
    const columns = 20 + stream.integer(16);
    const weights = Array.from({ length: 1 + stream.integer(3) }, () =>
      Array.from({ length: columns }, () => 1 + stream.integer(40)),
    );
    const form = formFrom({
      ...binary(columns),
      sense: "maximize",
      cost: Array.from({ length: columns }, () => 1 + stream.integer(40)),
      rows: weights.map((row) => [row, -Infinity, Math.floor(row.reduce((a, b) => a + b) / 3)] as const),
    });
    const [status, objective] = await answer(branchAndBoundSolver, form);
    const [other, otherObjective] = await answer(highsSolver, form);
    expect(status).toBe(other);
    expect(isClose(objective!, otherObjective!)).toBe(true);
  }
});
