import * as fc from "fast-check";
import { expect, test } from "vitest";
import { atMost, indexSet, model, mul, parameter, standardForm, total } from "../src/model/index.js";
import { verifier } from "../src/solve/index.js";
import { optimumOf } from "./reformulations/enumeration.js";

const item = indexSet("item", 3);
const numbers = (min: number, max: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min, max }), { minLength: 3, maxLength: 3 });

/** Best value with each item at zero or between its bounds: one linear problem per choice, solved by sorting. */
function bestOf(
  lower: readonly number[],
  upper: readonly number[],
  worth: readonly number[],
  weight: readonly number[],
  room: number,
): number {
  let best = -Infinity;
  for (let choice = 0; choice < 8; choice++) {
    const used = [0, 1, 2].filter((k) => (choice >> k) & 1);
    let left = room - used.reduce((partial, k) => partial + weight[k] * lower[k], 0);
    if (left < 0) continue;
    let value = used.reduce((partial, k) => partial + worth[k] * lower[k], 0);
    for (const k of used.toSorted((a, b) => worth[b] / weight[b] - worth[a] / weight[a])) {
      const more = Math.min(upper[k] - lower[k], left / weight[k]);
      if (worth[k] <= 0) continue;
      value += worth[k] * more;
      left -= weight[k] * more;
    }
    best = Math.max(best, value);
  }
  return best;
}

test.each([1, 5e3])("a semicontinuous variable is zero or between its bounds (times %s)", async (scale) => {
  let between = 0;
  await fc.assert(
    fc.asyncProperty(
      numbers(0, 5),
      numbers(0, 12),
      numbers(-2, 6),
      numbers(1, 4),
      fc.integer({ min: 0, max: 60 }),
      async (least, extra, worth, weight, size) => {
        const lower = least.map((value) => value * scale);
        const upper = least.map((value, k) => (value + extra[k]) * scale);
        const m = model("order");
        const x = m.variable("x", { over: [item], domain: "semicontinuous", lower, upper });
        const used = total(mul(parameter({ over: [item], data: weight }), x));
        m.require("room", atMost(used, size * scale));
        m.maximize(total(mul(parameter({ over: [item], data: worth }), x)));
        const solution = (await optimumOf(m))!;
        expect(solution.objective / scale).toBeCloseTo(
          bestOf(lower, upper, worth, weight, size * scale) / scale,
          5,
        );
        expect(solution.shadowPrice(m.constraints[0]) === null).toBe(lower.some((bound) => bound > 0));
        between += [...solution.value(x).array].filter((value, k) => value > 0 && value < upper[k]).length;
      },
    ),
    { numRuns: 100 },
  );
  expect(between).toBeGreaterThan(20);
});

test("codes of the standard form: what may come down to zero anyway is an ordinary variable", () => {
  const m = model("order");
  m.variable("x", { over: [item], domain: "semicontinuous", lower: [0, 2, 0], upper: 5 });
  m.variable("y", { over: [], domain: "semicontinuous", upper: 5 });
  m.variable("n", { over: [], domain: "integer" });
  m.minimize(total(m.variables[0]) as never);
  expect([...standardForm(m).integrality]).toEqual([0, 2, 0, 0, 1]);
});

test("the verifier lets zero pass, and nothing between zero and the lower bound", () => {
  const m = model("order");
  const x = m.variable("x", { over: [], domain: "semicontinuous", lower: 2, upper: 5 });
  m.minimize(x);
  const check = verifier(standardForm(m));
  const verdict = (value: number): boolean => check([], Float64Array.of(value)).ok;
  expect([0, 1e-8, 2, 3, 5].map(verdict)).toEqual([true, true, true, true, true]);
  expect([-1, 0.5, 1, 1.9, 5.1].map(verdict)).toEqual([false, false, false, false, false]);
  expect(check([], Float64Array.of(1)).worst?.kind).toBe("bound");
});

test.each([
  [-1, 5],
  [1, Infinity],
  [1, 100_001],
  [3, 2],
])("a semicontinuous variable cannot lie between %s and %s", (lower, upper) => {
  expect(() => model("order").variable("x", { over: [], domain: "semicontinuous", lower, upper })).toThrow(
    expect.objectContaining({ code: "FS_MODEL_INVALID_BOUNDS" }),
  );
});
