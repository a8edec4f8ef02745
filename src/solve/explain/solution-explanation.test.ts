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
  standardForm,
  sum,
  total,
  uncertainParameter,
  type Domain,
  type Model,
  type StandardForm,
} from "../../model/index.js";
import { explainSolution, HighsSession, isSolved, solutionOf, verifier, type Range } from "../index.js";

const SENSES = [atMost, atLeast, equal];
const COLUMNS = 4;
const ROWS = 3;
const list = <T>(count: number, of: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: count, maxLength: count });
const recipe = fc.record({
  entries: list(ROWS * COLUMNS, fc.integer({ min: -4, max: 5 })),
  sides: list(ROWS, fc.integer({ min: -9, max: 12 })),
  senses: list(ROWS, fc.integer({ min: 0, max: 2 })),
  costs: list(COLUMNS, fc.integer({ min: -9, max: 9 })),
  lower: list(COLUMNS, fc.constantFrom(-3, 0, 0)),
  upper: list(COLUMNS, fc.constantFrom(3, 5, 8)),
  sense: fc.constantFrom("minimize" as const, "maximize" as const),
});
type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never;

function build(problem: Recipe, domains: readonly Domain[] = []): Model {
  const { entries, sides, senses, costs, lower, upper, sense } = problem;
  const m = model("random");
  const x = costs.map((_, column) =>
    m.variable(`x${column}`, {
      over: [],
      domain: domains[column] ?? "real",
      lower: lower[column],
      upper: upper[column],
    }),
  );
  for (let row = 0; row < ROWS; row++) {
    const terms = x.map((variable, column) => mul(entries[row * COLUMNS + column], variable));
    m.require(
      `row ${row}`,
      SENSES[senses[row]](
        terms.reduce((left, term) => add(left, term)),
        sides[row],
      ),
    );
  }
  m[sense](x.map((variable, column) => mul(costs[column], variable)).reduce((left, term) => add(left, term)));
  return m;
}

/** Optimal objective of a form; null where there is none. */
async function optimum(form: StandardForm): Promise<number | null> {
  const session = await HighsSession.open(form);
  const solution = solutionOf(session);
  session.dispose();
  return isSolved(solution) ? solution.objective : null;
}

function moved(array: Float64Array, at: number, by: number): Float64Array {
  const copy = array.slice();
  copy[at] += by;
  return copy;
}
const withSide = (form: StandardForm, row: number, by: number): StandardForm => ({
  ...form,
  rowLower: moved(form.rowLower, row, by),
  rowUpper: moved(form.rowUpper, row, by),
});
const withCost = (form: StandardForm, column: number, by: number): StandardForm => ({
  ...form,
  cost: moved(form.cost, column, by),
});

const STEP = 1e-3;
/** Distances to just inside and just outside both ends of a range; ends that are not finite have no outside. */
function probes({ from, to }: Range, at: number): { readonly inside: number[]; readonly outside: number[] } {
  const inside = [from === null ? -50 : from - at, to === null ? 50 : to - at].map(
    (distance) => distance - Math.sign(distance) * Math.min(STEP, Math.abs(distance)),
  );
  const outside: number[] = [];
  if (from !== null) outside.push(from - at - 0.01);
  if (to !== null) outside.push(to - at + 0.01);
  return { inside, outside };
}

test("prices are rates of change, and hold just inside their ranges and not just outside", async () => {
  const seen = { plain: 0, degenerate: 0, outside: 0, costOutside: 0, priced: 0, reduced: 0 };
  await fc.assert(
    fc.asyncProperty(recipe, async (problem) => {
      const m = build(problem);
      const form = standardForm(m);
      const session = await HighsSession.open(form);
      const solution = solutionOf(session);
      session.dispose();
      fc.pre(isSolved(solution));
      if (!isSolved(solution)) return;
      const why = await explainSolution(m, solution);
      const { objective } = solution;
      expect(why).toMatchObject({ prices: "linear", sense: problem.sense });
      expect(why.objective).toBeCloseTo(objective, 9);
      seen[why.isDegenerate ? "degenerate" : "plain"] += 1;

      for (const [row, fact] of form.constraints.map(
        (constraint, index) => [index, why.constraints.find(({ name }) => name === constraint.name)] as const,
      )) {
        if (fact === undefined) continue;
        const price = fact.shadowPrice!;
        const side = Number.isFinite(form.rowLower[row]) ? form.rowLower[row] : form.rowUpper[row];
        expect(fact.binding === null ? price : 0).toBe(0);
        seen.priced += Math.abs(price) > 1e-9 ? 1 : 0;
        const { inside, outside } = probes(fact.rightSideRange!, side);
        for (const distance of inside) {
          const there = await optimum(withSide(form, row, distance));
          expect(there).not.toBeNull();
          expect(there! - objective).toBeCloseTo(price * distance, 4);
        }
        // With ties or surplus limits the range of one basis can be narrower than that of the price.
        for (const distance of why.isDegenerate || why.mayHaveOtherOptima ? [] : outside) {
          const there = await optimum(withSide(form, row, distance));
          const error = there === null ? Infinity : Math.abs(there - objective - price * distance);
          expect(error).toBeGreaterThan(1e-7);
          seen.outside += 1;
        }
      }

      for (const [column, fact] of why.variables.entries()) {
        const planUnder = (changed: StandardForm): number =>
          verifier(changed)([], solution.columnValues).objective;
        const { inside, outside } = probes(fact.costRange!, fact.cost);
        for (const distance of inside) {
          const changed = withCost(form, column, distance);
          expect(await optimum(changed)).toBeCloseTo(planUnder(changed), 4);
        }
        for (const distance of why.isDegenerate || why.mayHaveOtherOptima ? [] : outside) {
          const changed = withCost(form, column, distance);
          expect(Math.abs((await optimum(changed))! - planUnder(changed))).toBeGreaterThan(1e-7);
          seen.costOutside += 1;
        }
        const isPriced = Math.abs(fact.reducedCost!) > 1e-9;
        expect(isPriced && fact.atBound === null).toBe(false);
        if (!isPriced || why.isDegenerate) continue;
        seen.reduced += 1;
        for (const by of [-STEP, STEP]) {
          const bounds = fact.atBound === "lower" ? "columnLower" : "columnUpper";
          const there = await optimum({ ...form, [bounds]: moved(form[bounds], column, by) });
          expect(there! - objective).toBeCloseTo(fact.reducedCost! * by, 6);
        }
      }
    }),
    { numRuns: 45, seed: 17 },
  );
  expect(seen.plain).toBeGreaterThan(15);
  expect(seen.degenerate).toBeGreaterThan(1);
  expect(Math.min(seen.outside, seen.costOutside, seen.priced, seen.reduced)).toBeGreaterThan(20);
});

test("prices of an integer model hold while its whole-number decisions stay", async () => {
  let priced = 0;
  await fc.assert(
    fc.asyncProperty(recipe, async (problem) => {
      const m = build(problem, ["integer", "integer"]);
      const form = standardForm(m);
      const session = await HighsSession.open(form);
      const solution = solutionOf(session);
      session.dispose();
      fc.pre(isSolved(solution));
      if (!isSolved(solution)) return;
      const why = await explainSolution(m, solution);
      expect(why.prices).toBe("integersFixed");
      expect(why.text).toContain("Prices and ranges hold while all whole-number decisions stay as they are.");
      expect(why.variables.slice(0, 2).map(({ reducedCost }) => reducedCost)).toEqual([null, null]);
      const whole = solution.columnValues.map((value, column) => (column < 2 ? Math.round(value) : value));
      const held = {
        ...form,
        integrality: new Uint8Array(COLUMNS),
        columnLower: form.columnLower.map((bound, column) => (column < 2 ? whole[column] : bound)),
        columnUpper: form.columnUpper.map((bound, column) => (column < 2 ? whole[column] : bound)),
      };
      const base = await optimum(held);
      for (const { name, shadowPrice } of why.isDegenerate ? [] : why.constraints) {
        const row = Number(name.split(" ")[1]);
        for (const by of [-STEP, STEP]) {
          const there = await optimum(withSide(held, row, by));
          expect(there! - base!).toBeCloseTo(shadowPrice! * by, 6);
          priced += Math.abs(shadowPrice!) > 1e-9 ? 1 : 0;
        }
      }
    }),
    { numRuns: 40, seed: 4 },
  );
  expect(priced).toBeGreaterThan(10);
});

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 2);

test("a plan is told in names, units and numbers that a planner understands", async () => {
  const demand = uncertainParameter("demand", { over: [hour], unit: "MWh" });
  const m = model("dispatch");
  const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
  m.require("meet demand", equal(sum(output, unit), demand));
  m.require("in total", atMost(total(output), 1000));
  m.minimize(total(mul(parameter({ over: [unit], unit: "EUR/MWh", data: [20, 35] }), output)));
  const session = await HighsSession.open(standardForm(m));
  session.setParameters([40, 60]);
  const solution = solutionOf(session);
  if (!isSolved(solution)) throw new Error(solution.reason);
  const why = await explainSolution(session, solution);
  expect(why.text.split("\n").slice(0, 4)).toEqual([
    'The objective of "dispatch" (minimize) is 2150 EUR. 2 of 3 constraint entries bind.',
    "- meet demand[hour=1] binds at 60 MWh: one MWh more changes the objective by +35 EUR (from 50 MWh to 100 MWh).",
    "- meet demand[hour=0] binds at 40 MWh: one MWh more changes the objective by +20 EUR (from 0 MWh to 50 MWh).",
    "- output[unit=coal, hour=1] is at its upper bound of 50 MWh: one MWh more would change the objective by -15 EUR.",
  ]);
  expect(why.constraints[2].sentence).toBe("in total has 900 MWh to spare (100 MWh, at most 1000 MWh).");
  expect(why.constraints[0]).toMatchObject({ priceUnit: "EUR/MWh", labels: { hour: "0" }, slack: 0 });
  expect(JSON.parse(JSON.stringify(why))).toEqual(why);
  expect(await explainSolution(m, solution, { values: [[demand, [40, 60]]] })).toEqual(why);

  const wrong = { columnValues: Float64Array.of(0, 0, 0, 0) };
  await expect(explainSolution(session, wrong)).rejects.toMatchObject({
    code: "FS_SOLVE_VERIFICATION_FAILED",
    data: { name: "meet demand[hour=0]" },
  });
  const dear = await explainSolution(session, { columnValues: Float64Array.of(0, 50, 40, 10) });
  expect(dear).toMatchObject({ prices: null, isDegenerate: null, objective: 2750 });
  expect(dear.text).toContain("There are no shadow prices, because the plan is not proven to be optimal.");
  const late = await explainSolution(session, solution, { deadlineMs: 1e-9 });
  expect(late.prices).toBeNull();
  session.dispose();
});

test("degenerate plans, ties, empty constraints and free rows are told apart", async () => {
  const m = model("corner");
  const x = m.variable("x", { over: [], lower: 0 });
  const y = m.variable("y", { over: [], lower: 0 });
  m.require("x alone", atMost(x, 4));
  m.require("y alone", atMost(y, 3));
  m.require("together", atMost(add(x, y), 7));
  m.require("empty", atMost(mul(0, add(x, y)), 0));
  m.maximize(add(mul(2, x), y));
  const form = standardForm(m);
  const plan = { columnValues: Float64Array.of(4, 3) };
  const corner = await explainSolution({ form, parameters: [] }, plan);
  expect(corner).toMatchObject({ isDegenerate: true, prices: "linear" });
  expect(corner.text).toContain("shadow prices are not unique");

  // Without its limit a row says nothing, and is left out.
  const rowUpper = form.rowUpper.slice();
  rowUpper[2] = Infinity;
  const open = await explainSolution({ form: { ...form, rowUpper }, parameters: [] }, plan);
  expect(open).toMatchObject({ isDegenerate: false, mayHaveOtherOptima: false });
  expect(open.constraints.map(({ name, shadowPrice }) => [name, shadowPrice])).toEqual(
    expect.arrayContaining([
      ["x alone", 2],
      ["y alone", 1],
    ]),
  );
  expect(open.constraints.some(({ name }) => name === "together")).toBe(false);

  // Any split of 7 is as good: the plan is priced, but has no cost ranges unless it is the solver's own.
  const tie = model("tie");
  const [a, b] = ["a", "b"].map((name) => tie.variable(name, { over: [], lower: 0, upper: 6 }));
  tie.require("together", atMost(add(a, b), 7));
  tie.maximize(add(a, b));
  const middle = await explainSolution(tie, { columnValues: Float64Array.of(3.5, 3.5) });
  expect(middle).toMatchObject({ prices: "linear", mayHaveOtherOptima: true });
  expect(middle.constraints[0]).toMatchObject({ shadowPrice: 1, binding: "upper" });
  expect(middle.variables.map(({ costRange }) => costRange)).toEqual([null, null]);
});
