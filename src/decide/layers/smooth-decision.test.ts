import { describe, expect, test } from "vitest";
import { SENSES } from "../../../test/decision-loss-checks.js";
import type { Sense } from "../../../test/small-problems.js";
import { randomStream, type RandomStream } from "../../math/index.js";
import {
  add,
  atLeast,
  atMost,
  entryCount,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  secondOrderCone,
  square,
  standardForm,
  subtract,
  sum,
  total,
  uncertainParameter,
  type Model,
  type StandardForm,
} from "../../model/index.js";
import { loadClarabel } from "../../solve/index.js";
import { SmoothDecision } from "./smooth-decision.js";

const open = await loadClarabel();
const column = indexSet("column", 5);
const row = indexSet("row", 3);
const cost = uncertainParameter("cost", { over: [column] });
const limit = uncertainParameter("limit", { over: [row] });
const weight = uncertainParameter("weight", { over: [row, column] });
const roof = uncertainParameter("roof", { over: [column] });
const level = uncertainParameter("level", { over: [] });

/** Values that leave every model of these tests a decision. */
function drawn(form: StandardForm, random: RandomStream): Float64Array {
  const draws: Record<string, () => number> = {
    cost: () => random.normal(),
    limit: () => 1 + 0.3 * random.normal(),
    weight: () => 0.7 * random.normal(),
    roof: () => 0.6 + 0.2 * random.normal(),
    level: () => 0.5 + 0.2 * random.normal(),
  };
  return Float64Array.from(
    form.uncertain.flatMap(({ name, over }) => Array.from({ length: entryCount(over) }, draws[name]!)),
  );
}

/** Distance of differences of fourth order: points of the solver are good to about 1e-5. */
const STEP = 5e-3;
/** What all points have that are compared: nothing begins or ceases to bind between them. */
const MARGIN = 0.02;

/** Compares all slopes at points that are no kinks with differences; how many points there were, and what moved the decision. */
function compare(
  form: StandardForm,
  strength: number,
  points: number,
): { readonly points: number; readonly moving: ReadonlySet<string>; readonly worst: number } {
  const random = randomStream(form.name).split(form.sense);
  const decision = new SmoothDecision("test", form, strength, open);
  const names = form.uncertain.flatMap(({ name, over }) => Array<string>(entryCount(over)).fill(name));
  const moving = new Set<string>();
  let worst = 0;
  let found = 0;
  for (let attempt = 0; attempt < 20 * points && found < points; attempt++) {
    const values = drawn(form, random);
    const slope = Float64Array.from({ length: form.columns }, () => random.normal());
    const slopes = new Float64Array(values.length);
    let margin = Infinity;
    const loss = (at: Float64Array): number => {
      decision.solve(at);
      decision.pullBack(slope, slopes, 0);
      margin = Math.min(margin, decision.margin);
      return slope.reduce((sum, value, k) => sum + value * decision.columnValues[k]!, 0);
    };
    loss(values);
    const derivative = slopes.slice();
    const differences = new Float64Array(values.length);
    for (let entry = 0; entry < values.length; entry++) {
      if (margin < MARGIN) break;
      const moved = (by: number): number =>
        loss(values.map((value, k) => (k === entry ? value + by : value)));
      differences[entry] =
        (8 * (moved(STEP) - moved(-STEP)) - (moved(2 * STEP) - moved(-2 * STEP))) / (12 * STEP);
    }
    if (margin < MARGIN) continue;
    found++;
    for (const [entry, difference] of differences.entries()) {
      worst = Math.max(worst, Math.abs(derivative[entry]! - difference) / (1 + Math.abs(difference)));
      if (Math.abs(difference) > 0.05) moving.add(names[entry]!);
    }
  }
  return { points: found, moving, worst };
}

describe.each(SENSES)("to %s, slopes by all data are central differences", (sense: Sense) => {
  const sign = sense === "minimize" ? 1 : -1;
  const towards = (m: Model, objective: Parameters<Model["minimize"]>[0]): StandardForm => {
    if (sense === "minimize") m.minimize(objective);
    else m.maximize(objective);
    return standardForm(m);
  };

  test("costs, limits, coefficients and bounds of a linear model", () => {
    const m = model("linear");
    const x = m.variable("x", { over: [column], lower: -1, upper: roof });
    const excess = m.variable("excess", { over: [row], lower: 0 });
    m.require("rows", atMost(subtract(sum(mul(weight, x), column), excess), limit));
    m.require("least", atLeast(add(sum(mul(weight, x), column), excess), mul(-0.5, limit)));
    m.require("balance", equal(total(x), level));
    const factors = parameter({ over: [column], data: [1, -2, 0.5, 1, 1.5] });
    const form = towards(m, add(total(mul(mul(factors, cost), x)), mul(sign * 1.5, total(excess))));
    const { points, moving, worst } = compare(form, 0.8, 3);
    expect(points).toBe(3);
    expect(worst).toBeLessThan(5e-3);
    expect(moving.size).toBe(form.uncertain.length);
  });

  test("limits and coefficients of a cone, at its tip and on its surface", () => {
    const m = model("cone");
    const x = m.variable("x", { over: [column], lower: -2, upper: 2 });
    const height = m.variable("height", { over: [], lower: -1, upper: 2 });
    const values = subtract(sum(mul(weight, x), column), limit);
    m.require("cone", secondOrderCone(add(height, level), [values]));
    const form = towards(m, add(total(mul(cost, x)), mul(sign * 1.2, height)));
    const { points, moving, worst } = compare(form, 0.5, 3);
    expect(points).toBe(3);
    expect(worst).toBeLessThan(5e-3);
    expect(moving.size).toBe(form.uncertain.length);
  });

  test("limits and coefficients of quadratic rows, with a quadratic objective and no term", () => {
    const m = model("quadratic");
    const x = m.variable("x", { over: [column], lower: -1 });
    const linear = sum(mul(weight, x), column);
    m.require("risk", atMost(add(linear, total(square(x))), limit));
    const bend = parameter({ over: [column], data: [1, 0.5, 2, 1, 0.3] });
    const form = towards(m, add(total(mul(cost, x)), mul(0.4 * sign, total(mul(bend, square(x))))));
    const { points, moving, worst } = compare(form, 0, 3);
    expect(points).toBe(3);
    expect(worst).toBeLessThan(5e-3);
    expect(moving.size).toBe(form.uncertain.length);
  });
});
