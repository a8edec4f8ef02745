import { describe, expect, test } from "vitest";
import { SENSES } from "../../test/decision-loss-checks.js";
import { randomStream } from "../math/index.js";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  square,
  standardForm,
  sum,
  total,
  type StandardForm,
} from "../model/index.js";
import { InteriorPoint } from "./interior-point.js";

const column = indexSet("column", 8);
const row = indexSet("row", 3);

/** Bounds of all kinds (one column is fixed, one is free), rows of all kinds, one of them twice, and a quadratic objective. */
function randomForm(sense: "minimize" | "maximize", seed: number, scale: number): StandardForm {
  const random = randomStream(seed).split(sense);
  const draws = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  const m = model("random");
  const x = m.variable("x", {
    over: [column],
    lower: [-1, 0, -2, -Infinity, -Infinity, 0.3, -1, 0].map((bound) => scale * bound),
    upper: [2, 1, Infinity, 3, Infinity, 0.3, 1, 1].map((bound) => scale * bound),
  });
  const inside = draws(8).map((value, k) => (k === 5 ? 0.3 : Math.min(0.9, Math.abs(0.4 * value))));
  const weights = draws(24);
  const at = [0, 1, 2].map((r) => inside.reduce((sum, value, k) => sum + weights[8 * r + k]! * value, 0));
  const activity = sum(mul(parameter({ over: [row, column], data: weights }), x), column);
  const limit = (by: number): number[] => at.map((value) => scale * (value + by));
  const [most, least] = [limit(0.1), limit(-0.4)];
  m.require("high", atMost(activity, parameter({ over: [row], data: most })));
  m.require("low", atLeast(activity, parameter({ over: [row], data: least })));
  const level = scale * inside.reduce((sum, value) => sum + value, 0);
  m.require("balance", equal(total(x), level));
  m.require("balance again", equal(mul(2, total(x)), 2 * level));
  const sign = sense === "minimize" ? 1 : -1;
  const bend = parameter({ over: [column], data: [1, 0, 2, 0.5, 1, 0, 0, 3] });
  const bowl = mul(sign / scale, total(mul(bend, square(x))));
  const objective = add(total(mul(parameter({ over: [column], data: draws(8) }), x)), bowl);
  if (sense === "minimize") m.minimize(objective);
  else m.maximize(objective);
  return standardForm(m);
}

/** What is left of the KKT conditions: broken limits, prices of limits that are not met, slopes that no price explains. */
function residuals(form: StandardForm, strength: number, point: InteriorPoint): number[] {
  const sign = form.sense === "minimize" ? 1 : -1;
  const { columnValues: x, rowDuals } = point;
  const slope = form.cost.map((cost, k) => sign * cost + strength * x[k]!);
  const { first, second, values } = form.quadratic.objective;
  for (const [k, value] of values.entries()) {
    slope[first[k]!]! += sign * value * x[second[k]!]!;
    slope[second[k]!]! += sign * value * x[first[k]!]!;
  }
  const left: number[] = [];
  const look = (value: number, price: number, lower: number, upper: number): void => {
    left.push(Math.max(0, lower - value), Math.max(0, value - upper));
    if (lower === upper) return;
    // Slack or price: one of them is nearly 0.
    left.push(Math.min(Math.max(0, price), value - lower), Math.min(Math.max(0, -price), upper - value));
  };
  for (let r = 0; r < form.rows; r++) {
    let activity = 0;
    for (let k = form.matrix.starts[r]!; k < form.matrix.starts[r + 1]!; k++) {
      activity += form.matrix.values[k]! * x[form.matrix.columns[k]!]!;
      slope[form.matrix.columns[k]!]! -= form.matrix.values[k]! * sign * rowDuals[r]!;
    }
    look(activity, sign * rowDuals[r]!, form.rowLower[r]!, form.rowUpper[r]!);
  }
  for (let k = 0; k < form.columns; k++) look(x[k]!, slope[k]!, form.columnLower[k]!, form.columnUpper[k]!);
  return left;
}

describe.each(SENSES)("to %s", (sense) => {
  test.each([
    [0.5, 1],
    [1e-3, 1],
    [1e-3, 1000],
  ])("the KKT conditions hold, with strength %s, at a scale of %s", (strength, scale) => {
    for (let seed = 0; seed < 30; seed++) {
      const form = randomForm(sense, seed, scale);
      const point = new InteriorPoint(form, strength);
      expect(point.solve(form)).toBe(true);
      expect(point.steps).toBeLessThan(30);
      expect(Math.max(...residuals(form, strength, point))).toBeLessThan(2e-5 * scale);
    }
  });

  test("it does not arrive where there is no decision", () => {
    const m = model("empty");
    const x = m.variable("x", { over: [column], lower: 0 });
    m.require("most", atMost(total(x), 1));
    m.require("least", atLeast(total(x), 2));
    if (sense === "minimize") m.minimize(total(x));
    else m.maximize(mul(-1, total(x)));
    const form = standardForm(m);
    expect(new InteriorPoint(form, 1).solve(form)).toBe(false);
  });
});
