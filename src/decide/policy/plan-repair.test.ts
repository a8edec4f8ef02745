import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  atLeast,
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  subtract,
  sum,
  total,
  uncertainParameter,
} from "../../model/index.js";
import { verifier } from "../../solve/index.js";
import { PlanRepair } from "./plan-repair.js";

const item = indexSet("item", 6);

describe("a repaired plan", () => {
  const weight = uncertainParameter("weight", { over: [item] });
  const m = model("packing");
  const take = m.variable("take", { over: [item], domain: "binary" });
  m.require("capacity", atMost(total(mul(weight, take)), 12));
  m.maximize(total(mul(parameter({ over: [item], data: [5, 4, 3, 6, 2, 9] }), take)));
  const form = standardForm(m);

  test("is feasible for the new numbers, and the old one where that was", () => {
    const check = verifier(form);
    const repair = new PlanRepair(form);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 6, maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 6, maxLength: 6 }),
        (weights, plan) => {
          const parameters = Float64Array.from(weights);
          const before = Float64Array.from(plan);
          const after = repair.repair(parameters, before, Infinity)!;
          const wasFeasible = check(parameters, before).ok;
          expect(check(parameters, after).ok).toBe(true);
          expect(!wasFeasible || after.every((value, k) => value === before[k])).toBe(true);
          expect([...before]).toEqual(plan);
        },
      ),
    );
  });

  test("leaves no room unused where it is improved, and stays feasible", () => {
    const check = verifier(form);
    const repair = new PlanRepair(form);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 6, maxLength: 6 }), (weights) => {
        const parameters = Float64Array.from(weights);
        const improved = repair.improve(parameters, new Float64Array(6), Infinity)!;
        expect(check(parameters, improved).ok).toBe(true);
        const load = weights.reduce((sum, weight, k) => sum + weight * improved[k]!, 0);
        const left = weights.filter((_, k) => improved[k] === 0);
        expect(Math.min(...left, Infinity)).toBeGreaterThan(12 - load);
        expect(repair.improve(parameters, improved, Infinity)).toBeNull();
      }),
    );
  });

  test("drops what is worth least for its weight", () => {
    const repaired = new PlanRepair(form).repair(
      Float64Array.of(5, 5, 5, 1, 1, 1),
      Float64Array.of(1, 1, 1, 0, 0, 0),
      Infinity,
    );
    expect([...repaired!]).toEqual([1, 1, 0, 0, 0, 0]);
  });
});

test("opens a site where all open ones are full: two moves of which the first one only hurts", () => {
  const [site, shop] = [indexSet("site", 3), indexSet("shop", 4)];
  const demand = uncertainParameter("demand", { over: [shop] });
  const m = model("location");
  const open = m.variable("open", { over: [site], domain: "binary" });
  const ship = m.variable("ship", { over: [site, shop], lower: 0 });
  m.require("capacity", atMost(subtract(sum(ship, shop), mul(100, open)), 0));
  m.require("demand", atLeast(sum(ship, site), demand));
  m.minimize(add(total(mul(50, open)), total(ship)));
  const form = standardForm(m);
  const plan = new Float64Array(form.columns);
  plan[0] = 1;
  plan.fill(25, 3, 7);
  const parameters = Float64Array.of(60, 60, 40, 30);
  expect(verifier(form)(parameters, plan).ok).toBe(false);
  const repaired = new PlanRepair(form).repair(parameters, plan, Infinity);
  expect(verifier(form)(parameters, repaired!).ok).toBe(true);
});

test("there is none where nothing is feasible, and none after its time", () => {
  const demand = uncertainParameter("demand", { over: [] });
  const m = model("supply");
  const output = m.variable("output", { over: [], lower: 0, upper: 5 });
  m.require("demand", atLeast(output, demand));
  m.minimize(total(output));
  const repair = new PlanRepair(standardForm(m));
  expect(repair.repair(Float64Array.of(6), Float64Array.of(0), Infinity)).toBeNull();
  expect(repair.repair(Float64Array.of(4), Float64Array.of(0), 0)).toBeNull();
  expect([...repair.repair(Float64Array.of(4), Float64Array.of(0), Infinity)!]).toEqual([4]);
});
