import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  total,
  type Domain,
  type Model,
} from "../../model/index.js";
import { explainUnboundedness, solve } from "../index.js";
import { fixedForm } from "./fixed-form.js";

const SENSES = [atMost, atLeast, equal];
const COLUMNS = 4;
const list = <T>(count: number, of: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: count, maxLength: count });
const recipe = fc.record({
  rows: fc.integer({ min: 0, max: 3 }),
  entries: list(3 * COLUMNS, fc.integer({ min: -2, max: 2 })),
  sides: list(3, fc.integer({ min: -4, max: 4 })),
  senses: list(3, fc.integer({ min: 0, max: 2 })),
  costs: list(COLUMNS, fc.integer({ min: -2, max: 2 })),
  lower: list(COLUMNS, fc.constantFrom(-Infinity, 0, 0, -2)),
  upper: list(COLUMNS, fc.constantFrom(Infinity, Infinity, 3)),
  sense: fc.constantFrom("minimize" as const, "maximize" as const),
});
type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never;

function build(problem: Recipe, domain: Domain = "real"): Model {
  const { rows, entries, sides, senses, costs, lower, upper, sense } = problem;
  const m = model("random");
  const x = m.variable("x", { over: [indexSet("column", COLUMNS)], domain, lower, upper });
  const weighted = (data: readonly number[]) => total(mul(parameter({ over: [x.over[0]], data }), x));
  for (let row = 0; row < rows; row++) {
    const left = weighted(entries.slice(row * COLUMNS, (row + 1) * COLUMNS));
    m.require(`row ${row}`, SENSES[senses[row]](left, sides[row]));
  }
  m[sense](add(weighted(costs), 7));
  return m;
}

test("a direction is named exactly where the objective has no limit, and leads away for ever", async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(recipe, async (problem) => {
      const m = build(problem);
      const why = await explainUnboundedness(m);
      const { status } = await solve(m, { thread: "caller" });
      seen.set(why.status, (seen.get(why.status) ?? 0) + 1);
      expect(why.status).toBe(status === "optimal" ? "bounded" : status);
      if (why.status !== "unbounded") return;
      // Every limit allows the step, however often it is taken.
      const form = fixedForm(m);
      const step = new Float64Array(COLUMNS);
      for (const { labels, perStep } of why.directions) step[Number(labels["column"])] = perStep;
      expect(Math.max(...step.map(Math.abs))).toBe(1);
      const allows = (change: number, lower: number, upper: number): boolean =>
        (lower === -Infinity || change >= -1e-9) && (upper === Infinity || change <= 1e-9);
      step.forEach((change, column) =>
        expect(allows(change, form.columnLower[column], form.columnUpper[column])).toBe(true),
      );
      for (let row = 0; row < form.rows; row++) {
        let change = 0;
        for (let k = form.matrix.starts[row]; k < form.matrix.starts[row + 1]; k++)
          change += form.matrix.values[k] * step[form.matrix.columns[k]];
        expect(allows(change, form.rowLower[row], form.rowUpper[row])).toBe(true);
      }
      const gain = problem.costs.reduce((partial, cost, column) => partial + cost * step[column], 0);
      expect(gain).toBeCloseTo(why.objectivePerStep, 9);
      expect(problem.sense === "maximize" ? gain : -gain).toBeGreaterThan(1e-6);
    }),
    { numRuns: 140, seed: 21 },
  );
  expect([...seen.keys()].toSorted()).toEqual(["bounded", "infeasible", "unbounded"]);
  expect(Math.min(...seen.values())).toBeGreaterThan(6);
});

test("the direction is told in words, for integer models too", async () => {
  const m = model("trade");
  const sold = m.variable("sold", { over: [], unit: "t", domain: "integer", lower: 0 });
  const bought = m.variable("bought", { over: [], unit: "t", lower: 0 });
  m.require("deliver", atLeast(add(bought, mul(-2, sold)), 0));
  m.maximize(sold);
  expect(await explainUnboundedness(m)).toMatchObject({
    status: "unbounded",
    text:
      'The objective of "trade" grows without limit, by 0.5 per step, when sold (+0.5 t per step) and bought (+1 t per step) ' +
      "change together: no constraint or bound ever stops them.",
  });
  expect(await explainUnboundedness(m, { deadlineMs: 1e-9 })).toMatchObject({ status: "unknown" });
});
