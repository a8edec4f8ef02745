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
  sum,
  total,
  type Expression,
  type Model,
} from "../../model/index.js";
import { cheapestRelaxation, isSolved, solve } from "../index.js";

const SENSES = [atMost, atLeast, equal];
const COLUMNS = 3;
const ROWS = 4;
const list = <T>(count: number, of: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: count, maxLength: count });
const recipe = fc.record({
  entries: list(ROWS * COLUMNS, fc.integer({ min: -3, max: 3 })),
  sides: list(ROWS, fc.integer({ min: -6, max: 9 })),
  senses: list(ROWS, fc.integer({ min: 0, max: 2 })),
  prices: list(ROWS, fc.constantFrom(1, 2, 5, Infinity)),
  upper: list(COLUMNS, fc.integer({ min: 0, max: 3 })),
  isInteger: fc.boolean(),
});
type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never;

/** The model; with `soft` every limit with a finite price has variables of the model that overstep it at this price. */
function build({ entries, sides, senses, prices, upper, isInteger }: Recipe, soft: boolean): Model {
  const m = model("random");
  const x = m.variable("x", {
    over: [indexSet("column", COLUMNS)],
    domain: isInteger ? "integer" : "real",
    lower: 0,
    upper,
  });
  let penalty: Expression<never> = mul(0, total(x));
  for (let row = 0; row < ROWS; row++) {
    const weights = parameter({
      over: [x.over[0]],
      data: entries.slice(row * COLUMNS, (row + 1) * COLUMNS),
    });
    let left: Expression<never> = total(mul(weights, x));
    if (soft && prices[row] < Infinity) {
      const over = m.variable(`over ${row}`, { over: [], lower: 0 });
      const under = m.variable(`under ${row}`, { over: [], lower: 0 });
      left = add(add(left, under), mul(-1, over));
      penalty = add(penalty, mul(prices[row], add(over, under)));
    }
    m.require(`row ${row}`, SENSES[senses[row]](left, sides[row]));
  }
  m.minimize(penalty);
  return m;
}

test("the total penalty is that of the same model written out with soft constraints", async () => {
  const seen = { feasible: 0, relaxed: 0, infeasible: 0 };
  await fc.assert(
    fc.asyncProperty(recipe, async (problem) => {
      const penalties = Object.fromEntries(problem.prices.map((price, row) => [`row ${row}`, price]));
      const relaxation = await cheapestRelaxation(build(problem, false), { penalties });
      const written = await solve(build(problem, true), { thread: "caller" });
      if (relaxation.status === "unknown") throw new Error(relaxation.text);
      seen[relaxation.status] += 1;
      expect(written.status).toBe(relaxation.status === "infeasible" ? "infeasible" : "optimal");
      if (relaxation.status === "infeasible") return;
      if (!isSolved(written)) throw new Error(written.reason);
      expect(relaxation.totalPenalty).toBeCloseTo(written.objective, 6);
      expect(relaxation.isProvenCheapest).toBe(true);
      // The new limits, put into the model by hand, leave a plan.
      const sides = problem.sides.slice();
      for (const { owner, from, to, by, side, penalty } of relaxation.changes) {
        const row = Number(owner.split(" ")[1]);
        expect(problem.prices[row]).toBeLessThan(Infinity);
        expect(from).toBe(problem.sides[row]);
        expect(by).toBeCloseTo(side === "lower" ? from - to : to - from, 9);
        expect(penalty).toBeCloseTo(by * problem.prices[row], 9);
        sides[row] = to;
      }
      const repaired = await solve(build({ ...problem, sides }, false), { thread: "caller" });
      expect(isSolved(repaired)).toBe(true);
    }),
    { numRuns: 140, seed: 8 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(8);
});

test("whole numbers: the cheapest relaxation agrees with enumeration", async () => {
  await fc.assert(
    fc.asyncProperty(recipe, async ({ prices, ...problem }) => {
      const finite = prices.map((price) => Math.min(price, 9));
      const whole = { ...problem, prices: finite, isInteger: true };
      let best = Infinity;
      for (let a = 0; a <= whole.upper[0]; a++) {
        for (let b = 0; b <= whole.upper[1]; b++) {
          for (let c = 0; c <= whole.upper[2]; c++) {
            let cost = 0;
            for (let row = 0; row < ROWS; row++) {
              const [p, q, r] = whole.entries.slice(row * COLUMNS);
              const excess = p * a + q * b + r * c - whole.sides[row];
              const violation = [Math.max(0, excess), Math.max(0, -excess), Math.abs(excess)];
              cost += finite[row] * violation[whole.senses[row]];
            }
            best = Math.min(best, cost);
          }
        }
      }
      const relaxation = await cheapestRelaxation(build(whole, false), {
        penalties: Object.fromEntries(finite.map((price, row) => [`row ${row}`, price])),
      });
      expect(relaxation).toMatchObject({ isProvenCheapest: true });
      expect((relaxation as { totalPenalty: number }).totalPenalty).toBeCloseTo(best, 6);
    }),
    { numRuns: 120, seed: 9 },
  );
});

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", ["h1", "h2"]);
function dispatch(): Model {
  const m = model("dispatch");
  const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
  const demand = parameter({ over: [hour], unit: "MWh", data: [60, 120] });
  m.require("meet demand", atLeast(sum(output, unit), demand));
  m.minimize(total(output));
  return m;
}

test("names of one entry go before those of the whole, and bounds give only where they have a price", async () => {
  const relaxed = await cheapestRelaxation(dispatch());
  expect(relaxed.text).toBe(
    [
      '"dispatch" becomes feasible, at a total penalty of 20, when this limit gives:',
      "- meet demand[hour=h2]: accept at least 100 MWh instead of 120 MWh (20 MWh less).",
      "No cheaper change does.",
    ].join("\n"),
  );
  const hard = await cheapestRelaxation(dispatch(), { penalties: { "meet demand[hour=h2]": Infinity } });
  expect(hard).toMatchObject({
    status: "infeasible",
    text: 'No relaxation makes "dispatch" feasible: what must hold contradicts itself.',
  });
  const wider = await cheapestRelaxation(dispatch(), {
    defaultPenalty: 9,
    boundPenalties: { output: 3, "output[unit=gas, hour=h2]": 2 },
  });
  expect(wider).toMatchObject({ status: "relaxed", totalPenalty: 40 });
  expect(wider.status === "relaxed" && wider.changes.map(({ sentence }) => sentence)).toEqual([
    "upper bound of output[unit=gas, hour=h2]: allow at most 70 MWh instead of 50 MWh (20 MWh more).",
  ]);
  const fine = await cheapestRelaxation(dispatch(), { penalties: { "meet demand": 1 } });
  expect(fine).toMatchObject({ status: "relaxed", totalPenalty: 20 });
});

test.each([
  [{ penalties: { "meet demand": 0 } }, "The penalty for meet demand is 0."],
  [{ penalties: { "meet demnad": 1 } }, "has no constraint of this name"],
  [{ boundPenalties: { outputs: 1 } }, "has no variable of this name"],
  [{ defaultPenalty: NaN }, "The penalty for each other requirement is NaN."],
])("penalties that mean nothing are refused: %j", async (options, words) => {
  await expect(cheapestRelaxation(dispatch(), options)).rejects.toMatchObject({
    code: "FS_SOLVE_INVALID_PENALTY",
    message: expect.stringContaining(words),
  });
});
