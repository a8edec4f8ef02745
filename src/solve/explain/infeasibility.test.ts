import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isSatisfiable, type Inequality } from "../../../test/exact-feasibility.js";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  sum,
  total,
  uncertainParameter,
  type Domain,
  type Model,
  type StandardForm,
} from "../../model/index.js";
import { explainInfeasibility, HighsSession, type ConflictMember } from "../index.js";
import { fixedForm } from "./fixed-form.js";

const SENSES = [atMost, atLeast, equal];
const small = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });
const list = <T>(count: number, of: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.array(of, { minLength: count, maxLength: count });

const COLUMNS = 3;
const recipe = fc.record({
  rows: small(1, 5),
  entries: list(5 * COLUMNS, small(-3, 3)),
  sides: list(5, small(-6, 9)),
  senses: list(5, small(0, 2)),
  lower: list(COLUMNS, fc.constantFrom(-Infinity, -2, 0, 0, 0)),
  upper: list(COLUMNS, fc.constantFrom(Infinity, 0, 1, 3)),
});
type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never;

function build(
  { rows, entries, sides, senses, lower, upper }: Recipe,
  domains: readonly Domain[] = ["real", "real", "real"],
): Model {
  const m = model("random");
  const x = domains.map((domain, column) =>
    m.variable(`x${column}`, { over: [], domain, lower: lower[column], upper: upper[column] }),
  );
  for (let row = 0; row < rows; row++) {
    const left = x
      .map((variable, column) => mul(entries[row * COLUMNS + column], variable))
      .reduce((all, term) => add(all, term));
    m.require(`row ${row}`, SENSES[senses[row]](left, sides[row]));
  }
  m.minimize(add(x[0], x[1]));
  return m;
}

/** The members as inequalities, read from the form and not from the explanation's own numbers. */
function inequalitiesOf(form: StandardForm, members: readonly ConflictMember[]): Inequality[] {
  return members.flatMap(({ kind, owner, side }) => {
    if (side === null) return [];
    const coefficients = Array.from({ length: form.columns }, () => 0n);
    let [lower, upper] = [0, 0];
    if (kind === "constraint") {
      const row = form.constraints.find(({ name }) => name === owner)!.firstRow;
      for (let k = form.matrix.starts[row]; k < form.matrix.starts[row + 1]; k++)
        coefficients[form.matrix.columns[k]] = BigInt(form.matrix.values[k]);
      [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
    } else {
      const column = form.variables.find(({ name }) => name === owner)!.firstColumn;
      coefficients[column] = 1n;
      [lower, upper] = [form.columnLower[column], form.columnUpper[column]];
    }
    const result: Inequality[] = [];
    if (side !== "lower") result.push({ coefficients, limit: BigInt(upper) });
    if (side !== "upper") {
      result.push({ coefficients: coefficients.map((value) => -value), limit: -BigInt(lower) });
    }
    return result;
  });
}

test("the conflict of a linear model cannot be satisfied, and all but one of its members always can", async () => {
  const seen = { feasible: 0, infeasible: 0, largest: 0 };
  await fc.assert(
    fc.asyncProperty(recipe, async (problem) => {
      const m = build(problem);
      const form = fixedForm(m);
      const everything = inequalitiesOf(form, allOf(form));
      const why = await explainInfeasibility(m);
      expect(why.status).toBe(isSatisfiable(everything) ? "feasible" : "infeasible");
      if (why.status !== "infeasible") {
        seen.feasible += 1;
        return;
      }
      seen.infeasible += 1;
      seen.largest = Math.max(seen.largest, why.members.length);
      expect(why).toMatchObject({ isMinimal: true, proof: "certificate" });
      expect(isSatisfiable(inequalitiesOf(form, why.members))).toBe(false);
      for (const member of why.members) {
        const others = why.members.filter((other) => other !== member);
        expect(isSatisfiable(inequalitiesOf(form, others))).toBe(true);
      }
    }),
    { numRuns: 360, seed: 11 },
  );
  expect(seen.infeasible).toBeGreaterThan(120);
  expect(seen.feasible).toBeGreaterThan(50);
  expect(seen.largest).toBeGreaterThan(3);
});

/** Every requirement of a form as if it were a member, for the brute force only. */
function allOf(form: StandardForm): ConflictMember[] {
  const member = (kind: "constraint" | "bound", owner: string, side: "lower" | "upper"): ConflictMember =>
    ({ kind, owner, side }) as ConflictMember;
  const members: ConflictMember[] = [];
  form.constraints.forEach(({ name, firstRow }) => {
    if (form.rowLower[firstRow] > -Infinity) members.push(member("constraint", name, "lower"));
    if (form.rowUpper[firstRow] < Infinity) members.push(member("constraint", name, "upper"));
  });
  form.variables.forEach(({ name, firstColumn }) => {
    if (form.columnLower[firstColumn] > -Infinity) members.push(member("bound", name, "lower"));
    if (form.columnUpper[firstColumn] < Infinity) members.push(member("bound", name, "upper"));
  });
  return members;
}

/** Tries whole numbers from -12 to 12 for each integer column that must be whole; the rest is real. */
function isSatisfiableInWholeNumbers(form: StandardForm, members: readonly ConflictMember[]): boolean {
  const whole = new Set(members.filter(({ kind }) => kind === "integrality").map(({ owner }) => owner));
  const columns = form.variables.flatMap(({ name }, column) => (whole.has(name) ? [column] : []));
  const system = inequalitiesOf(form, members);
  const fixed = (column: number, value: number): Inequality[] => {
    const coefficients = Array.from({ length: form.columns }, (_, k) => (k === column ? 1n : 0n));
    const limit = BigInt(value);
    return [
      { coefficients, limit },
      { coefficients: coefficients.map((number) => -number), limit: -limit },
    ];
  };
  const search = (depth: number, sofar: readonly Inequality[]): boolean => {
    if (!isSatisfiable(sofar)) return false;
    if (depth === columns.length) return true;
    for (let size = 0; size <= 12; size++) {
      for (const value of size === 0 ? [0] : [size, -size]) {
        if (search(depth + 1, [...sofar, ...fixed(columns[depth], value)])) return true;
      }
    }
    return false;
  };
  return search(0, system);
}

test("the conflict of an integer model holds against enumeration", async () => {
  const seen = { feasible: 0, linear: 0, integer: 0, unproven: 0 };
  const integral = fc.record({ ...recipeParts(), whole: list(COLUMNS, fc.boolean()) });
  await fc.assert(
    fc.asyncProperty(integral, async ({ whole, ...problem }) => {
      const m = build(
        problem,
        whole.map((isWhole) => (isWhole ? "integer" : "real")),
      );
      const form = fixedForm(m);
      const wholes = form.variables.flatMap(({ name }, column) =>
        form.integrality[column] === 1
          ? [{ kind: "integrality", owner: name, side: null } as ConflictMember]
          : [],
      );
      const why = await explainInfeasibility(m);
      const expected = isSatisfiableInWholeNumbers(form, [...allOf(form), ...wholes]);
      expect(why.status).toBe(expected ? "feasible" : "infeasible");
      if (why.status !== "infeasible") {
        seen.feasible += 1;
        return;
      }
      seen[why.proof === "search" ? "integer" : "linear"] += 1;
      expect(isSatisfiableInWholeNumbers(form, why.members)).toBe(false);
      seen.unproven += why.isMinimal ? 0 : 1;
      const spare = why.members.filter((member) => {
        const others = why.members.filter((other) => other !== member);
        return !isSatisfiableInWholeNumbers(form, others);
      });
      expect(why.isMinimal ? spare : []).toEqual([]);
    }),
    { numRuns: 160, seed: 5 },
  );
  expect(seen.integer).toBeGreaterThan(8);
  expect(seen.linear).toBeGreaterThan(25);
  expect(seen.feasible).toBeGreaterThan(25);
  expect(seen.unproven).toBeLessThan(seen.integer / 2);
});

function recipeParts() {
  return {
    rows: small(1, 4),
    entries: list(5 * COLUMNS, fc.constantFrom(-3, -2, 0, 0, 2, 2, 3)),
    sides: list(5, small(-5, 5)),
    senses: list(5, fc.constantFrom(0, 1, 2, 2)),
    lower: list(COLUMNS, fc.constantFrom(-2, 0, 0)),
    upper: list(COLUMNS, fc.constantFrom(1, 2, 3)),
  };
}

test("a conflict is told in the user's names, labels and units", async () => {
  const unit = indexSet("unit", ["coal", "gas"]);
  const hour = indexSet("hour", ["h1", "h2", "h3"]);
  const demand = uncertainParameter("demand", { over: [hour], unit: "MWh" });
  const m = model("dispatch");
  const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
  m.require("meet demand", equal(sum(output, unit), demand));
  m.require("ramp", atMost(subtract(output.at("coal", "h2"), output.at("coal", "h1")), 45));
  m.minimize(total(output));
  const why = await explainInfeasibility(m, { values: [[demand, [60, 80, 120]]] });
  if (why.status !== "infeasible") throw new Error(why.text);
  expect(why.text).toBe(
    [
      'No plan of "dispatch" can satisfy these 3 requirements together:',
      "- meet demand[hour=h3] requires output[unit=coal, hour=h3] + output[unit=gas, hour=h3] to be at least 120 MWh.",
      "- output[unit=coal, hour=h3] must be at most 50 MWh.",
      "- output[unit=gas, hour=h3] must be at most 50 MWh.",
      "Without any one of them, the others can be satisfied together.",
    ].join("\n"),
  );
  expect(JSON.parse(JSON.stringify(why.members[0]))).toEqual({
    kind: "constraint",
    name: "meet demand[hour=h3]",
    owner: "meet demand",
    labels: { hour: "h3" },
    unit: "MWh",
    side: "lower",
    limit: 120,
    title: "meet demand[hour=h3]",
    sentence:
      "meet demand[hour=h3] requires output[unit=coal, hour=h3] + output[unit=gas, hour=h3] to be at least 120 MWh.",
  });
  const fine = await explainInfeasibility(m, { values: [[demand, [60, 80, 100]]] });
  expect(fine).toEqual({
    status: "feasible",
    text: 'Model "dispatch" is feasible: there is a plan that satisfies all of it.',
  });

  const session = await HighsSession.open(fixedForm(m, [[demand, [60, 80, 120]]]));
  expect(await explainInfeasibility(session)).toEqual(why);
  session.dispose();
});

test("constraints without variables, whole numbers between bounds, and parity", async () => {
  const empty = model("empty row");
  const y = empty.variable("y", { over: [], lower: 0 });
  empty.require("impossible", atLeast(mul(0, y), 5));
  empty.require("possible", atMost(mul(0, y), 5));
  empty.minimize(y);
  expect(await explainInfeasibility(empty)).toMatchObject({
    status: "infeasible",
    isMinimal: true,
    members: [{ title: "impossible", side: "lower", sentence: "impossible requires 0 to be at least 5." }],
  });

  const gap = model("gap");
  const z = gap.variable("z", { over: [], domain: "integer", lower: 0.2, upper: 0.8 });
  gap.minimize(z);
  const none = await explainInfeasibility(gap);
  expect(none).toMatchObject({ status: "infeasible", isMinimal: true, proof: "search" });
  expect(none.status === "infeasible" && none.members.map(({ title }) => title)).toEqual([
    "lower bound of z",
    "upper bound of z",
    "whole numbers for z",
  ]);

  const parity = model("parity");
  const pairs = parity.variable("pairs", { over: [], unit: "pair", domain: "integer", lower: 0, upper: 9 });
  parity.require("odd", equal(mul(2, pairs), parameter({ over: [], unit: "pair", data: [7] })));
  parity.minimize(pairs);
  const odd = await explainInfeasibility(parity);
  expect(odd).toMatchObject({ status: "infeasible", proof: "search" });
  expect(odd.status === "infeasible" && odd.members.map(({ sentence }) => sentence)).toEqual([
    "odd requires 2 pairs to be exactly 7 pair.",
    "pairs must be a whole number.",
  ]);
});

test("a semicontinuous variable is zero or between its bounds, and that can be the conflict", async () => {
  const m = model("boiler");
  const heat = m.variable("heat", { over: [], unit: "MW", lower: 5, upper: 8 });
  m.require("some", atLeast(heat, parameter({ over: [], unit: "MW", data: [1] })));
  m.require("not much", atMost(heat, parameter({ over: [], unit: "MW", data: [3] })));
  m.minimize(heat);
  const form = { ...fixedForm(m), integrality: Uint8Array.of(2) };
  const why = await explainInfeasibility({ form, parameters: [] });
  expect(why).toMatchObject({ status: "infeasible", isMinimal: true });
  expect(why.status === "infeasible" && why.members.map(({ sentence }) => sentence)).toEqual([
    "some requires heat to be at least 1 MW.",
    "not much requires heat to be at most 3 MW.",
    "heat must be zero or between 5 and 8 MW.",
  ]);
  const off = { ...form, rowLower: Float64Array.of(0, -Infinity) };
  expect(await explainInfeasibility({ form: off, parameters: [] })).toMatchObject({ status: "feasible" });
});

test("a contradiction among thousands of rows is found", async () => {
  const day = indexSet("day", 2000);
  const m = model("long");
  const stock = m.variable("stock", { over: [day], lower: 0, upper: 100 });
  const buy = m.variable("buy", { over: [day], lower: 0, upper: 3 });
  const days = day.keys;
  for (let k = 0; k + 1 < days.length; k++) {
    const left = subtract(stock.at(days[k + 1] as never), stock.at(days[k] as never));
    m.require(`balance ${k}`, equal(subtract(left, buy.at(days[k] as never)), -1));
  }
  m.require("full early", atLeast(stock.at(days[5] as never), 90));
  m.require("empty at first", atMost(stock.at(days[0] as never), 70));
  m.minimize(total(buy));
  const why = await explainInfeasibility(m);
  if (why.status !== "infeasible") throw new Error(why.text);
  expect(why.isMinimal).toBe(true);
  expect(why.members.map(({ title }) => title).toSorted()).toEqual(
    [
      ...[0, 1, 2, 3, 4].flatMap((k) => [`balance ${k}`, `upper bound of buy[day=${k}]`]),
      "full early",
      "empty at first",
    ].toSorted(),
  );
});

test("a deadline that is not one is refused, and one that has passed is admitted", async () => {
  const m = model("plan");
  m.minimize(m.variable("x", { over: [], lower: 0 }));
  await expect(explainInfeasibility(m, { deadlineMs: 0 })).rejects.toMatchObject({
    code: "FS_SOLVE_INVALID_DEADLINE",
  });
  expect(await explainInfeasibility(m, { deadlineMs: 1e-9 })).toEqual({
    status: "unknown",
    text: 'It was not found out in time whether "plan" has a feasible plan.',
  });
});
