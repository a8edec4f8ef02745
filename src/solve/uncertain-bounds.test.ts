import fc from "fast-check";
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
  printModel,
  readMps,
  square,
  standardForm,
  sum,
  total,
  uncertainParameter,
  writeMps,
  type StandardForm,
} from "../model/index.js";
import { explainInfeasibility, HighsSession, isSolved, requireCostOnly, solutionOf, solve } from "./index.js";
import { SOLVERS } from "./solvers.js";
import { chooseSolver, neededCapabilities } from "./choose-solver.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 2);

/** Dispatch of two units, whose capacity is known to nobody yet. */
function dispatch() {
  const available = uncertainParameter("available", { over: [unit], unit: "MWh" });
  const m = model("dispatch");
  const output = m.variable("output", {
    over: [unit, hour],
    unit: "MWh",
    lower: mul(0.1, available),
    upper: add(available, 5),
  });
  const demand = m.require("demand", equal(sum(output, unit), parameter({ over: [hour], data: [40, 60] })));
  m.minimize(total(mul(parameter({ over: [unit], unit: "EUR/MWh", data: [20, 35] }), output)));
  return { m, output, available, demand };
}

test("a bound may hang on an uncertain parameter over some of the variable's sets", async () => {
  const { m, output, available } = dispatch();
  expect([...output.lower, ...output.upper].every((bound) => !Number.isFinite(bound))).toBe(true);
  const { slots, columnLower, columnUpper } = standardForm(m);
  expect([...columnLower]).toEqual([0, 0, 0, 0]);
  expect([...columnUpper]).toEqual([5, 5, 5, 5]);
  expect([...slots.columnUpper.slots]).toEqual([0, 0, 1, 1]);
  expect([...slots.columnLower.coefficients]).toEqual([0.1, 0.1, 0.1, 0.1]);
  const solution = await solve(m, { values: [[available, [45, 30]]] });
  if (!isSolved(solution)) throw new Error(solution.reason);
  expect([...solution.value(output).array]).toEqual([37, 50, 3, 10]);
  expect(solution.objective).toBe(20 * 87 + 35 * 13);
});

/** A model with bounds in slots, and the same one with numbers in their place. */
function twins(random: {
  readonly bounds: readonly (readonly [number, number])[];
  readonly costs: readonly number[];
  readonly isQuadratic: boolean;
}) {
  const build = (isUncertain: boolean) => {
    const item = indexSet("item", random.costs.length);
    const least = uncertainParameter("least", { over: [item] });
    const most = uncertainParameter("most", { over: [item] });
    const m = model("twin");
    const x = m.variable("x", {
      over: [item],
      lower: isUncertain ? least : random.bounds.map(([lower]) => lower),
      upper: isUncertain ? most : random.bounds.map(([, upper]) => upper),
    });
    m.require("room", atMost(total(x), 4));
    m.require("need", atLeast(total(x), -4));
    const cost = total(mul(parameter({ over: [item], data: random.costs }), x));
    if (random.isQuadratic) m.minimize(add(cost, total(square(x))));
    else m.minimize(cost);
    return standardForm(m);
  };
  const values = [...random.bounds.map(([lower]) => lower), ...random.bounds.map(([, upper]) => upper)];
  return { uncertain: build(true), known: build(false), values };
}

const randomTwins = fc
  .record({
    bounds: fc.array(
      fc
        .tuple(fc.integer({ min: -5, max: 3 }), fc.integer({ min: 0, max: 4 }))
        .map(([low, width]) => [low, low + width] as const),
      { minLength: 1, maxLength: 4 },
    ),
    isQuadratic: fc.boolean(),
  })
  .chain(({ bounds, isQuadratic }) =>
    fc
      .array(fc.integer({ min: -4, max: 4 }), { minLength: bounds.length, maxLength: bounds.length })
      .map((costs) => ({ bounds, isQuadratic, costs })),
  );

test.each(["highs", "clarabel"] as const)(
  "%s: bounds in slots mean what numbers in their place mean",
  async (name) => {
    const solver = SOLVERS.find((candidate) => candidate.name === name)!;
    const answer = async (form: StandardForm, values: readonly number[]) => {
      const session = await solver.open(form);
      session.setParameters(values);
      const solution = solutionOf(session);
      session.dispose();
      return { status: solution.status, objective: isSolved(solution) ? solution.objective : 0 };
    };
    await fc.assert(
      fc.asyncProperty(randomTwins, async (random) => {
        const { uncertain, known, values } = twins(random);
        const [ours, theirs] = [await answer(uncertain, values), await answer(known, [])];
        expect(ours.status).toBe(theirs.status);
        expect(ours.objective).toBeCloseTo(theirs.objective, 5);
      }),
      { numRuns: 25, seed: 5 },
    );
  },
);

test("one session takes new bounds, contradictory ones too, and finds its way back", async () => {
  const { m } = dispatch();
  const session = await HighsSession.open(standardForm(m));
  const objectives: (number | string)[] = [];
  for (const capacity of [
    [45, 30],
    [100, 100],
    [10, 10],
    [-60, 30],
    [45, 30],
  ]) {
    session.setParameters(capacity);
    const solution = solutionOf(session);
    objectives.push(isSolved(solution) ? solution.objective : solution.status);
  }
  session.dispose();
  expect(objectives).toEqual([2195, 2300, "infeasible", "infeasible", 2195]);
});

test("why there is no decision is said with the bound as it was", async () => {
  const { m, available } = dispatch();
  const { text } = await explainInfeasibility(m, { values: [[available, [10, 10]]] });
  expect(text).toContain("output[unit=coal, hour=1]");
  expect(text).toContain("15");
});

test("an integer variable with an uncertain bound is not taken for a binary one", async () => {
  const room = uncertainParameter("room", { over: [] });
  const m = model("lorries");
  const count = m.variable("count", { over: [], domain: "integer", lower: 0, upper: room });
  m.maximize(count);
  const form = standardForm(m);
  expect(neededCapabilities(form)).toEqual(["integer columns"]);
  expect(chooseSolver(form, "auto").name).toBe("highs");
  const solution = await solve(m, { values: [[room, [3.5]]] });
  expect(isSolved(solution) && solution.objective).toBe(3);
});

test("what only costs may hang on refuses bounds by name", () => {
  const form = standardForm(dispatch().m);
  expect(thrown(() => requireCostOnly(form))).toMatchObject({
    code: "FS_SOLVE_NOT_COST_ONLY",
    message: expect.stringContaining("a bound of output[unit=coal, hour=0]"),
  });
});

function thrown(attempt: () => unknown): unknown {
  try {
    return attempt();
  } catch (error) {
    return error;
  }
}

test("files need values for them, and the printed model shows them", () => {
  const { m, available } = dispatch();
  const form = standardForm(m);
  expect(thrown(() => writeMps(form))).toMatchObject({ code: "FS_MODEL_VALUES_MISSING" });
  const back = readMps(writeMps(form, { values: [[available, [45, 30]]] }));
  expect([...back.columnLower]).toEqual([4.5, 4.5, 3, 3]);
  expect([...back.columnUpper]).toEqual([50, 50, 35, 35]);
  expect(printModel(m)).toContain(
    "0.1 available[unit=coal] <= output[unit=coal, hour=0] <= available[unit=coal] + 5",
  );
});

test("a known parameter is a bound like any other", () => {
  const m = model("plan");
  const most = parameter({ over: [unit], data: [3, 4] });
  const x = m.variable("x", { over: [unit, hour], lower: 0, upper: most });
  m.maximize(total(x));
  expect([...x.upper]).toEqual([3, 3, 4, 4]);
  expect(standardForm(m).slots.count).toBe(0);
});

test("bounds that cannot be are refused by name", () => {
  const m = model("plan");
  const free = m.variable("free", { over: [unit] });
  const room = uncertainParameter("room", { over: [unit], unit: "t" });
  const otherUnits = uncertainParameter("other", { over: [indexSet("unit", ["coal", "oil"])] });
  expect(thrown(() => m.variable("a", { over: [unit], upper: free }))).toMatchObject({
    code: "FS_MODEL_INVALID_BOUNDS",
  });
  expect(thrown(() => m.variable("b", { over: [unit], domain: "binary", upper: room }))).toMatchObject({
    code: "FS_MODEL_INVALID_BOUNDS",
  });
  expect(thrown(() => m.variable("c", { over: [unit], unit: "MWh", upper: room }))).toMatchObject({
    code: "FS_MODEL_UNIT_MISMATCH",
  });
  expect(thrown(() => m.variable("d", { over: [unit], upper: otherUnits as never }))).toMatchObject({
    code: "FS_MODEL_LABEL_MISMATCH",
  });
  expect(thrown(() => m.variable("e", { over: [hour], upper: room as never }))).toMatchObject({
    code: "FS_MODEL_UNKNOWN_SET",
  });
});
