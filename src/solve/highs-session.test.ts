import * as fc from "fast-check";
import { afterEach, expect, test } from "vitest";
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
  type Expression,
  type IndexSet,
  type Model,
} from "../model/index.js";
import { highsRuntime } from "./highs-runtime.js";
import { HighsSession, isSolved, solutionOf, solve, verifier } from "./index.js";

const opened: HighsSession[] = [];
async function sessionOf(m: Model): Promise<HighsSession> {
  const session = await HighsSession.open(standardForm(m));
  opened.push(session);
  return session;
}
afterEach(() => {
  for (const session of opened.splice(0)) session.dispose();
});

/** A random problem of small whole numbers, so that ties, contradictions and unlimited directions are common. */
interface Recipe {
  readonly items: number;
  readonly rows: number;
  readonly sense: "minimize" | "maximize";
  readonly domain: Domain;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  /** What is not uncertain. */
  readonly known: readonly number[];
  readonly uncertain: { readonly cost: boolean; readonly rightSide: boolean; readonly yield: boolean };
}

const KNOWN_NUMBERS = 60;
const SENSES = [atMost, atLeast, equal];
const small = fc.integer({ min: -5, max: 5 });
const listOf = <T>(count: number, of: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: count, maxLength: count });

/** A recipe, and several rounds of values for its uncertain parameters. */
function problems(domain: Domain): fc.Arbitrary<[Recipe, number[][]]> {
  const sizes = fc.record({ items: fc.integer({ min: 1, max: 5 }), rows: fc.integer({ min: 0, max: 4 }) });
  return sizes.chain(({ items, rows }) => {
    const recipe = fc.record({
      items: fc.constant(items),
      rows: fc.constant(rows),
      sense: fc.constantFrom("minimize" as const, "maximize" as const),
      domain: fc.constant(domain),
      // Branch and bound need not end where whole numbers have no bounds (2x - 4y = 1).
      lower: listOf(items, fc.constantFrom(...(domain === "real" ? [-Infinity] : []), -3, 0, 0, 0, 0)),
      upper: listOf(items, fc.constantFrom(...(domain === "real" ? [Infinity] : []), 0, 2, 7, 7)),
      known: listOf(KNOWN_NUMBERS, small),
      uncertain: fc.record({ cost: fc.boolean(), rightSide: fc.boolean(), yield: fc.boolean() }),
    });
    const values = listOf(items + 1 + rows + rows * items, fc.oneof(small, fc.constant(0)));
    return fc.tuple(recipe, fc.array(values, { minLength: 3, maxLength: 6 }));
  });
}

/** Builds a recipe with uncertain parameters, or, given their values, with the numbers folded in. */
function build(recipe: Recipe, values: readonly number[] | null): Model {
  const { items, rows, known, uncertain } = recipe;
  const item = indexSet("item", items);
  const row = indexSet("row", rows);
  let next = 0;
  const unknown = (name: string, over: readonly IndexSet[], isUncertain: boolean): Expression => {
    const count = over.reduce((product, set) => product * set.keys.length, 1);
    const from = next;
    next += isUncertain ? count : 0;
    if (isUncertain && values === null) return uncertainParameter(name, { over });
    const data = isUncertain ? values!.slice(from, from + count) : known.slice(0, count);
    return parameter({ over, data });
  };
  const m = model("recipe");
  const x = m.variable("x", {
    over: [item],
    domain: recipe.domain,
    lower: recipe.lower,
    upper: recipe.upper,
  });
  // In the order in which the parameters turn up in the standard form.
  const cost = unknown("cost", [item], uncertain.cost);
  const fee = unknown("fee", [], uncertain.cost);
  const knownCost = parameter({ over: [item], data: known.slice(20, 20 + items) });
  const goal = add(total(mul(cost, x)), total(mul(knownCost, x)), total(mul(2, fee)), known[59]);
  m[recipe.sense](goal);
  const yields = unknown("yield", [row, item], uncertain.yield);
  const rightSide = unknown("right side", [row], uncertain.rightSide);
  const knownYield = parameter({ over: [row, item], data: known.slice(30, 30 + rows * items) });
  for (const [number, label] of row.keys.entries()) {
    // One row of the index set at a time: each has a sense of its own.
    const only = parameter({ over: [row], data: (at) => (at === label ? 1 : 0) });
    const left = total(mul(only, add(mul(yields, x), mul(knownYield, x))));
    const compare = SENSES[Math.abs(known[50 + number]) % 3];
    m.require(`row ${label}`, compare(left, total(mul(only, add(mul(-2, rightSide), known[54])))));
  }
  return m;
}

const slotsOf = (session: HighsSession, values: readonly number[]): readonly number[] =>
  values.slice(0, session.form.slots.count);

test.each([
  ["real" as const, 150, ["optimal", "infeasible", "unbounded"]],
  ["integer" as const, 60, ["optimal", "infeasible"]],
])("a warm session gives what a freshly built model gives: %s", async (domain, numRuns, reached) => {
  const statuses = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(problems(domain), async ([recipe, rounds]) => {
      const warm = await sessionOf(build(recipe, null));
      for (const values of rounds) {
        warm.setParameters(slotsOf(warm, values));
        const found = solutionOf(warm);
        const expected = await solve(build(recipe, values));
        expect(found.status).toBe(expected.status);
        statuses.set(found.status, (statuses.get(found.status) ?? 0) + 1);
        if (!isSolved(found) || !isSolved(expected)) continue;
        expect(found.objective).toBeCloseTo(expected.objective, 6);
        expect(found.bound).toBeCloseTo(expected.objective, 5);
        expect(found.relativeGap).toBeLessThan(1e-6);
      }
      warm.dispose();
    }),
    { numRuns },
  );
  // The generator must keep reaching every outcome, or the property says little.
  const frequent = [...statuses.keys()].filter((status) => statuses.get(status)! > 20);
  expect(frequent.sort()).toEqual(reached.toSorted());
});

/** Buys at an uncertain price, at least an uncertain demand, at most an uncertain limit per item. */
function purchase(): Model {
  const item = indexSet("item", 2);
  const m = model("purchase");
  const x = m.variable("x", { over: [item], lower: -100, upper: 100 });
  const price = uncertainParameter("price", { over: [item] });
  const demand = uncertainParameter("demand", { over: [] });
  const limit = uncertainParameter("limit", { over: [] });
  m.minimize(total(mul(price, x)));
  m.require("meet demand", atLeast(total(x), demand));
  m.require("limit", atMost(x, limit));
  return m;
}

test("a contradiction is a status, and the session recovers from it", async () => {
  const session = await sessionOf(purchase());
  for (let round = 0; round < 3; round++) {
    session.setParameters([3, 5, 10, 20]);
    expect(session.run().status).toBe("optimal");
    expect([...session.columnValues]).toEqual([20, -10]);
    session.setParameters([3, 5, 10, 4]);
    expect(session.run().status).toBe("infeasible");
    expect(solutionOf(session)).toMatchObject({ status: "infeasible" });
  }
});

test.each(["real", "integer"] as const)(
  "an unlimited objective is a status, and the %s session recovers from it",
  async (domain) => {
    const m = model("sale");
    const x = m.variable("x", { over: [], domain, lower: 0 });
    const y = m.variable("y", { over: [], domain, lower: 0 });
    const price = uncertainParameter("price", { over: [] });
    m.require("balance", atMost(add(x, mul(-1, y)), 1));
    m.maximize(add(mul(price, x), mul(-1, y)));
    const session = await sessionOf(m);
    for (let round = 0; round < 3; round++) {
      session.setParameters([2]);
      expect(session.run().status).toBe("unbounded");
      session.setParameters([0.5]);
      expect(session.run()).toMatchObject({ status: "optimal", bound: 0.5 });
    }
  },
);

test.each(["real", "integer"] as const)(
  "presolve's word that an unbounded %s model is infeasible is not believed",
  async (domain) => {
    const [row, column] = [indexSet("row", 3), indexSet("column", 5)];
    const unlimited = [-Infinity, 0, -Infinity, -Infinity, -Infinity];
    const m = model("zero is feasible");
    const x = m.variable("x", {
      over: [column],
      domain,
      lower: unlimited,
      upper: [2, Infinity, Infinity, 0, Infinity],
    });
    const entries = [0, 1, 1, 5, 0, 1, -2, -1, -4, -3, -2, 1, 0, -1, 1];
    const a = parameter({ over: [row, column], data: entries });
    m.require("rows", atLeast(sum(mul(a, x), column), parameter({ over: [row], data: [0, 0, -4] })));
    m.minimize(total(mul(parameter({ over: [column], data: [0, 0, -1, 5, 0] }), x)));
    expect((await solve(m)).status).toBe("unbounded");
  },
);

test("a contradiction between whole numbers without bounds is found, not searched for", async () => {
  const m = model("parity");
  const x = m.variable("x", { over: [], domain: "integer" });
  const y = m.variable("y", { over: [], domain: "integer" });
  const price = uncertainParameter("price", { over: [] });
  m.require("odd", equal(add(mul(2, x), mul(-4, y)), 1));
  m.minimize(mul(price, x));
  const session = await sessionOf(m);
  for (const value of [1, 0, -1]) {
    session.setParameters([value]);
    expect(session.run().status).toBe("infeasible");
  }
});

test("a constant of the objective counts in the bound, also when it is uncertain", async () => {
  const m = model("with a fee");
  const fee = uncertainParameter("fee", { over: [indexSet("part", 2)] });
  m.minimize(add(m.variable("x", { over: [], lower: 1 }), total(fee), 100));
  const session = await sessionOf(m);
  session.setParameters([10, 20]);
  const solution = solutionOf(session);
  expect(solution).toMatchObject({ status: "optimal", objective: 131, bound: 131, relativeGap: 0 });
});

test("an integer optimum is exact, not within a ten-thousandth of its bound", async () => {
  const item = indexSet("item", 24);
  const weights = item.keys.map((_, k) => 10 + ((k * 37 + 11 + ((k * k) % 17)) % 43));
  const values = weights.map((weight, k) => weight + ((k * 13 + 7) % 9));
  const capacity = Math.floor(weights.reduce((partial, weight) => partial + weight, 0) / 3);
  const m = model("knapsack with a large constant");
  const x = m.variable("x", { over: [item], domain: "binary" });
  m.maximize(add(total(mul(parameter({ over: [item], data: values }), x)), 1e6));
  m.require("capacity", atMost(total(mul(parameter({ over: [item], data: weights }), x)), capacity));
  const best = new Float64Array(capacity + 1);
  for (const [k, weight] of weights.entries()) {
    for (let room = capacity; room >= weight; room--) {
      best[room] = Math.max(best[room], best[room - weight] + values[k]);
    }
  }
  const objective = 1e6 + best[capacity];
  expect(await solve(m)).toMatchObject({ status: "optimal", objective, bound: objective, relativeGap: 0 });
});

/** Market split: small, and beyond what a solver can finish. */
function marketSplit(rows: number, columns: number): Model {
  let state = 12345;
  const next = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const column = indexSet("column", columns);
  const m = model("market split");
  const x = m.variable("x", { over: [column], domain: "binary" });
  const slack = m.variable("slack", { over: [indexSet("row", rows)], lower: 0 });
  const surplus = m.variable("surplus", { over: [indexSet("row", rows)], lower: 0 });
  for (let row = 0; row < rows; row++) {
    const weights = Array.from({ length: columns }, () => Math.floor(next() * 100));
    const half = Math.floor(weights.reduce((partial, weight) => partial + weight, 0) / 2);
    const label = String(row) as `${number}`;
    const left = add(
      total(mul(parameter({ over: [column], data: weights }), x)),
      slack.at(label),
      mul(-1, surplus.at(label)),
    );
    m.require(`split ${row}`, equal(left, half));
  }
  const price = uncertainParameter("price of a difference", { over: [] });
  m.minimize(mul(price, add(total(slack), total(surplus))));
  return m;
}

function knapsack(items: number, seed: number): Model {
  const item = indexSet("item", items);
  const weight = (label: string): number => 10 + ((Number(label) * 37 + seed * 11) % 23);
  const m = model("knapsack");
  const x = m.variable("x", { over: [item], domain: "binary" });
  m.maximize(total(mul(parameter({ over: [item], data: (label) => weight(label) + 0.5 }), x)));
  m.require("capacity", atMost(total(mul(parameter({ over: [item], data: weight }), x)), items * 5));
  return m;
}

test("a deadline stops a hard search with its best point", async () => {
  const session = await sessionOf(marketSplit(5, 40));
  session.setParameters([1]);
  const solution = solutionOf(session, { deadlineMs: 300 });
  if (solution.status !== "stopped") throw new Error(solution.status);
  expect(verifier(session.form)([1], solution.columnValues).ok).toBe(true);
  expect(solution.objective).toBeGreaterThan(solution.bound);
  expect(solution.relativeGap).toBeGreaterThan(0);
  expect(solution.shadowPrice(session.form.constraints[0])).toBeNull();
});

test("every deadline starts anew, although the solver's clock adds up over the runs of a model", async () => {
  const [from, to] = [indexSet("from", 30), indexSet("to", 30)];
  const m = model("transport");
  const flow = m.variable("flow", { over: [from, to], lower: 0 });
  m.require("supply", atMost(sum(flow, to), 100));
  m.require("demand", atLeast(sum(flow, from), 90));
  m.minimize(total(mul(uncertainParameter("cost", { over: [from, to] }), flow)));
  const session = await sessionOf(m);
  let spentMs = 0;
  // All runs together take longer than the deadline of each.
  for (let round = 1; spentMs < 1500; round++) {
    session.setParameters(Array.from({ length: 900 }, (_, k) => 1 + ((k * k * round * 7 + k * 13) % 101)));
    const solution = solutionOf(session, { deadlineMs: 700 });
    expect(solution.status).toBe("optimal");
    spentMs += solution.elapsedMs;
  }
});

test("a session goes on after a deadline that left nothing", async () => {
  const m = purchase();
  const session = await sessionOf(m);
  session.setParameters([3, 5, 10, 20]);
  const stopped = solutionOf(session, { deadlineMs: 1e-6 });
  // Zero is what the solver leaves behind; it does not meet the demand.
  expect(stopped).toMatchObject({ status: "no-solution", reason: expect.stringContaining("stopped before") });
  expect(solutionOf(session)).toMatchObject({ status: "optimal", objective: 10 });
  expect(solutionOf(session, { deadlineMs: 10_000 })).toMatchObject({ status: "optimal", objective: 10 });
});

test.each([0, -1, Number.NaN])("%s milliseconds are no deadline", async (deadlineMs) => {
  const session = await sessionOf(knapsack(3, 0));
  expect(() => session.run({ deadlineMs })).toThrow(
    expect.objectContaining({ code: "FS_SOLVE_INVALID_DEADLINE", data: { deadlineMs } }),
  );
  expect(session.run({ deadlineMs: Infinity }).status).toBe("optimal");
});

test("parameters are counted and checked, and a refusal leaves the last ones in force", async () => {
  const session = await sessionOf(purchase());
  const refusal = expect.objectContaining({ code: "FS_SOLVE_WRONG_PARAMETERS" });
  expect(() => session.run()).toThrow(refusal);
  session.setParameters(Float64Array.of(3, 5, 10, 20));
  for (const wrong of [[], [1, 2, 3], [1, 2, 3, 4, 5], [1, 2, Number.NaN, 4], [1, 2, 3, Infinity]]) {
    expect(() => session.setParameters(wrong)).toThrow(refusal);
  }
  expect(() => session.setParameters([1, 2, Number.NaN, 4])).toThrow(
    'Value 2 of the uncertain parameters (price, demand, limit) of model "purchase" is NaN.',
  );
  expect([...session.parameters]).toEqual([3, 5, 10, 20]);
  session.run();
  expect([...session.columnValues]).toEqual([20, -10]);
});

test("reset forgets the basis: the path of the next run is that of a new session", async () => {
  const session = await sessionOf(purchase());
  const first = [3, 5, 10, 20];
  session.setParameters(first);
  const cold = session.run();
  const coldValues = [...session.columnValues];
  session.setParameters([5, 3, -40, 30]);
  session.run();
  session.reset();
  session.setParameters(first);
  expect(session.run()).toEqual(cold);
  expect([...session.columnValues]).toEqual(coldValues);
});

test("a session that was disposed of is of no use, but disposing of it again does no harm", async () => {
  const session = await HighsSession.open(standardForm(purchase()));
  session.dispose();
  session.dispose();
  const refusal = expect.objectContaining({ code: "FS_SOLVE_DISPOSED", data: { model: "purchase" } });
  expect(() => session.run()).toThrow(refusal);
  expect(() => session.setParameters([1, 2, 3, 4])).toThrow(refusal);
  expect(() => session.reset()).toThrow(refusal);
});

test("sessions give their memory back", async () => {
  const highs = await highsRuntime();
  const forms = [standardForm(purchase()), standardForm(knapsack(40, 2))];
  const cycle = async (): Promise<void> => {
    for (const form of forms) {
      const session = await HighsSession.open(form);
      if (form.slots.count > 0) session.setParameters([3, 5, 10, 20]);
      if (form.slots.count > 0) session.run();
      session.dispose();
    }
  };
  for (let round = 0; round < 20; round++) await cycle();
  const before = highs.memoryBytes;
  for (let round = 0; round < 2000; round++) await cycle();
  expect(highs.memoryBytes).toBe(before);
});

test("numbers that the solver cannot hold are its own error, and no memory is lost over them", async () => {
  const m = model("astronomic");
  const x = m.variable("x", { over: [], lower: 0 });
  m.minimize(x);
  m.require("row", atLeast(mul(1e17, x), 1));
  const refusal = expect.objectContaining({
    code: "FS_SOLVE_BACKEND_FAILED",
    message: expect.stringContaining('building model "astronomic"'),
    cause: expect.any(Error),
  });
  await expect(solve(m)).rejects.toThrow(refusal);
});

test("a change that the solver refuses is its own error, and the session does not solve a mixture", async () => {
  const session = await sessionOf(purchase());
  session.setParameters([3, 5, 10, 20]);
  expect(() => session.setParameters([5, 3, 1e30, 20])).toThrow(
    expect.objectContaining({
      code: "FS_SOLVE_BACKEND_FAILED",
      message: expect.stringContaining("changing the numbers"),
    }),
  );
  expect(() => session.run()).toThrow(expect.objectContaining({ code: "FS_SOLVE_WRONG_PARAMETERS" }));
  session.setParameters([3, 5, 10, 20]);
  expect(session.run().status).toBe("optimal");
});
