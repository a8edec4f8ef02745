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
  secondOrderCone,
  square,
  standardForm,
  total,
  uncertainParameter,
} from "../model/index.js";
import { FEASIBILITY_TOLERANCE, verifier } from "./index.js";

const item = indexSet("item", ["a", "b", "c"]);
const SENSES = { atMost, atLeast, equal };
const three = (of: fc.Arbitrary<number>): fc.Arbitrary<number[]> =>
  fc.array(of, { minLength: 3, maxLength: 3 });
const small = fc.integer({ min: -4, max: 4 });

test("residuals and objective are those of the formulas, with slots everywhere", () => {
  const problem = fc.record({
    point: three(fc.oneof(small, fc.constantFrom(0.5, 1.25))),
    whole: fc.boolean(),
    upper: three(fc.integer({ min: 0, max: 4 })),
    cost: three(small),
    coefficient: three(small),
    known: three(small),
    side: small,
    fee: small,
    sense: fc.constantFrom("atMost" as const, "atLeast" as const, "equal" as const),
  });
  const outcomes = new Set<string>();
  fc.assert(
    fc.property(problem, ({ point, whole, upper, cost, coefficient, known, side, fee, sense }) => {
      const m = model("random");
      const x = m.variable("x", { over: [item], lower: -4, upper, domain: whole ? "integer" : "real" });
      const price = uncertainParameter("price", { over: [item] });
      const charge = uncertainParameter("charge", { over: [] });
      const weight = uncertainParameter("weight", { over: [item] });
      const limit = uncertainParameter("limit", { over: [] });
      m.minimize(add(total(mul(price, x)), mul(3, charge), 10));
      const fixed = parameter({ over: [item], data: known });
      const left = total(add(mul(weight, x), mul(fixed, x)));
      m.require("row", SENSES[sense](left, add(mul(2, limit), 1)));
      const form = standardForm(m);
      expect(form.uncertain.map((made) => made.name)).toEqual(["price", "charge", "weight", "limit"]);
      const found = verifier(form)([...cost, fee, ...coefficient, side], Float64Array.from(point));

      let objective = 3 * fee + 10;
      let activity = 0;
      for (const [k, value] of point.entries()) {
        objective += cost[k] * value;
        activity += (coefficient[k] + known[k]) * value;
      }
      const right = 2 * side + 1;
      const excess = sense === "atMost" ? activity - right : right - activity;
      const rowViolation =
        Math.max(0, sense === "equal" ? Math.abs(excess) : excess) / Math.max(1, Math.abs(right));
      const violations = [
        ...point.map((value, k) => Math.max(0, value - upper[k]) / Math.max(1, upper[k])),
        ...point.map((value) => (whole ? Math.abs(value - Math.round(value)) : 0)),
        rowViolation,
      ];
      const worst = Math.max(...violations);
      expect(found.objective).toBeCloseTo(objective, 9);
      expect(found.ok).toBe(worst === 0);
      expect(found.worst?.violation ?? 0).toBeCloseTo(worst, 9);
      const kind = found.worst?.kind ?? "none";
      outcomes.add(kind);
      const names = {
        none: undefined,
        row: "row",
        cone: "",
        bound: "x[item",
        integrality: "x[item",
        "not-a-number": "",
      };
      expect(found.worst?.name.slice(0, 6)).toBe(names[kind]);
      // Among equals any may be named, but what is named is as bad as the worst.
      expect(kind === "row" ? rowViolation : worst).toBeCloseTo(worst, 9);
    }),
    { numRuns: 500 },
  );
  expect([...outcomes].sort()).toEqual(["bound", "integrality", "none", "row"]);
});

function plan(): ReturnType<typeof standardForm> {
  const m = model("plan");
  const x = m.variable("x", { over: [item], lower: 0, upper: 1000 });
  const y = m.variable("y", { over: [], domain: "binary" });
  m.require("limit", atMost(x, mul(500, y)));
  m.require("link", equal(total(x), 600));
  m.minimize(total(x));
  return standardForm(m);
}

test.each<[string, number[], object | null]>([
  ["nothing", [100, 200, 300, 1], null],
  ["a lower bound", [-100, 300, 400, 1], { kind: "bound", name: "x[item=a]", violation: 100 }],
  ["a row, relative to its right side", [0, 0, 0, 1], { kind: "row", name: "link", violation: 1 }],
  ["a row per entry", [50, 550, 0, 1], { kind: "row", name: "limit[item=b]", violation: 50 }],
  ["whole numbers", [200, 200, 200, 0.5], { kind: "integrality", name: "y", violation: 0.5 }],
  ["NaN", [Number.NaN, 0, 600, 1], { kind: "not-a-number", name: "x[item=a]", violation: Infinity }],
  ["infinity", [0, 0, Infinity, 1], { kind: "not-a-number", name: "x[item=c]", violation: Infinity }],
  ["a missing column", [200, 200, 200], { kind: "not-a-number", name: "y", violation: Infinity }],
])("%s is found by name", (_, point, worst) => {
  const found = verifier(plan())([], Float64Array.from(point));
  expect(found.ok).toBe(worst === null);
  expect(found.worst).toEqual(worst);
});

test("quadratic terms and cones are recomputed, and cones violated by name", () => {
  const m = model("curves");
  const x = m.variable("x", { over: [item] });
  const reach = uncertainParameter("reach", { over: [] });
  m.minimize(add(total(square(x)), mul(2, mul(x.at("a"), x.at("b"))), 1));
  m.require("ellipse", atMost(mul(2, square(x)), 50));
  m.require("distance", secondOrderCone(add(mul(1, x.at("c")), reach), [add(x, -1)]));
  const hour = indexSet("hour", 2);
  m.require("each", secondOrderCone(parameter({ over: [hour], data: [100, 9] }), [x]));
  const check = verifier(standardForm(m));
  // Distances of (3, 4, 0) less 1: the root of 4 + 9 + 1.
  const point = Float64Array.of(3, 4, 0);
  expect(check([4], point)).toEqual({ ok: true, objective: 50, worst: null });
  const near = check([2], point).worst!;
  expect([near.kind, near.name]).toEqual(["cone", "distance"]);
  expect(near.violation).toBeCloseTo((Math.sqrt(14) - 2) / 2, 12);
  expect(check([20], Float64Array.of(0, 0, 10)).worst).toEqual({
    kind: "row",
    name: "ellipse[item=c]",
    violation: 3,
  });
  const far = check([20], Float64Array.of(5, -5, -5.00000001)).worst!;
  expect([far.kind, far.name]).toEqual(["row", "ellipse[item=c]"]);
  expect(check([0], Float64Array.of(5, 5, 5)).worst).toMatchObject({ kind: "cone", name: "distance" });
  expect(check([-9], point).worst!.violation).toBeCloseTo((Math.sqrt(14) + 9) / 9, 12);
  const outside = model("outside");
  const y = outside.variable("y", { over: [item] });
  outside.minimize(total(y));
  outside.require("each", secondOrderCone(parameter({ over: [hour], data: [100, 6] }), [y]));
  expect(verifier(standardForm(outside))([], Float64Array.of(6, 8, 0)).worst).toEqual({
    kind: "cone",
    name: "each[hour=1]",
    violation: 4 / 6,
  });
});

test("noise up to the tolerance is reported, but accepted", () => {
  const check = verifier(plan());
  const within = check([], Float64Array.of(100, 200, 300 + 500 * FEASIBILITY_TOLERANCE, 1));
  expect(within.ok).toBe(true);
  expect(within.worst?.name).toBe("link");
  expect(check([], Float64Array.of(100, 200, 300 + 700 * FEASIBILITY_TOLERANCE, 1)).ok).toBe(false);
});

test("sums that are not a number are violations, not agreement", () => {
  const m = model("overflow");
  const x = m.variable("x", { over: [item] });
  m.minimize(mul(1e200, total(x)));
  m.require("row", atMost(mul(1e200, total(mul(parameter({ over: [item], data: [1, -1, 0] }), x))), 1));
  const check = verifier(standardForm(m));
  expect(check([], Float64Array.of(1e200, 1e200, 0))).toMatchObject({
    ok: false,
    worst: { kind: "row", name: "row", violation: Infinity },
  });
  const free = model("free");
  free.minimize(mul(1e200, free.variable("x", { over: [] })));
  expect(verifier(standardForm(free))([], Float64Array.of(1e200))).toMatchObject({
    ok: false,
    worst: { kind: "not-a-number", name: "the objective" },
  });
});

test("parameters are counted and finite", () => {
  const m = model("plan");
  m.minimize(mul(uncertainParameter("price", { over: [] }), m.variable("x", { over: [] })));
  const check = verifier(standardForm(m));
  for (const wrong of [[], [1, 2], [Number.NaN], [Infinity]]) {
    expect(() => check(wrong, Float64Array.of(0))).toThrow(
      expect.objectContaining({ code: "FS_SOLVE_WRONG_PARAMETERS" }),
    );
  }
  // A check leaves nothing behind for the next one.
  expect(check([5], Float64Array.of(2)).objective).toBe(10);
  expect(check([-1], Float64Array.of(2)).objective).toBe(-2);
});
