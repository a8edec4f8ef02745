import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  absoluteValue,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  total,
  uncertainParameter,
} from "../../src/model/index.js";
import {
  bestByEnumeration,
  build,
  cases,
  coefficient,
  constraintOf,
  grid,
  optimumOf,
  partsAt,
  setObjective,
  variableOf,
} from "./enumeration.js";

test("an exact absolute value is one, whatever the objective makes of it", async () => {
  await fc.assert(
    fc.asyncProperty(cases(2, 2), async (given) => {
      const built = build(given);
      const result = absoluteValue(built.m, "size", built.parts);
      setObjective(built, given, result);
      const truth = (point: readonly number[]): number[] => partsAt(given, point).map(Math.abs);
      const solution = (await optimumOf(built.m))!;
      expect(solution.objective).toBeCloseTo(
        bestByEnumeration(given, grid(given.lower, given.upper), truth)!,
        6,
      );
      const wanted = truth([...solution.value(built.x).array].map(Math.round));
      for (const [k, value] of solution.value(result).array.entries())
        expect(value).toBeCloseTo(wanted[k], 5);
    }),
    { numRuns: 300 },
  );
});

test("the minimised absolute value needs neither binaries nor bounds", async () => {
  await fc.assert(
    fc.asyncProperty(cases(2, 2), async (drawn) => {
      const given = {
        ...drawn,
        sense: "minimize" as const,
        prices: drawn.prices.map((price) => Math.abs(price)),
      };
      const built = build(given);
      setObjective(built, given, absoluteValue(built.m, "size", built.parts, { use: "minimized" }));
      expect(built.m.variables.map(({ name }) => name)).toEqual(["x", "size"]);
      const truth = (point: readonly number[]): number[] => partsAt(given, point).map(Math.abs);
      const best = bestByEnumeration(given, grid(given.lower, given.upper), truth)!;
      expect((await optimumOf(built.m))!.objective).toBeCloseTo(best, 6);
    }),
    { numRuns: 100 },
  );
  const m = model("free");
  const x = m.variable("x", { over: [] });
  m.minimize(absoluteValue(m, "distance", subtract(x, 3), { use: "minimized" }));
  expect((await optimumOf(m))!.value(x).at()).toBe(3);
});

test("the big numbers are the smallest that are valid", () => {
  let crossing = 0;
  fc.assert(
    fc.property(cases(3, 3), (given) => {
      const { m, parts } = build(given);
      absoluteValue(m, "size", parts);
      const sign = variableOf(m, "size: is positive");
      const values = grid(given.lower, given.upper).map((point) => partsAt(given, point));
      for (let k = 0; k < given.factors.length; k++) {
        const part = values.map((row) => row[k]);
        const isFixed = Math.min(...part) >= 0 || Math.max(...part) <= 0;
        if (!isFixed) crossing++;
        // Where the sign is known the binary is, too, and nothing is big.
        const needed = [1, -1].map((direction) =>
          isFixed ? 0 : Math.max(...part.map((value) => Math.abs(value) - direction * value)),
        );
        const below = coefficient(constraintOf(m, "size: at most"), k, sign.firstColumn + k);
        const negative = coefficient(constraintOf(m, "size: at most the negative"), k, sign.firstColumn + k);
        expect([below + 0, 0 - negative]).toEqual(needed.map((value) => value + 0));
        expect(sign.lower[k] === sign.upper[k]).toBe(isFixed);
        expect(variableOf(m, "size").upper[k]).toBe(Math.max(...part.map(Math.abs)));
        expect(variableOf(m, "size").lower[k]).toBe(Math.min(...boxExtremes(part).map(Math.abs)));
      }
    }),
    { numRuns: 150 },
  );
  expect(crossing).toBeGreaterThan(50);
});

/** The values between the smallest and the largest that are nearest to zero, and the two themselves. */
function boxExtremes(values: readonly number[]): number[] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return least <= 0 && most >= 0 ? [0] : [least, most];
}

test("a known sign needs no limit on the other side", async () => {
  const m = model("income");
  const x = m.variable("x", { over: [], lower: 2 });
  const size = absoluteValue(m, "size", x);
  m.minimize(size);
  expect((await optimumOf(m))!.objective).toBe(2);
});

test("what cannot be built is refused by name, and leaves the model as it was", () => {
  const hour = indexSet("hour", 2);
  const m = model("plan");
  const x = m.variable("x", { over: [hour], lower: -1, upper: [1, Infinity] });
  expect(() => absoluteValue(m, "size", x)).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_MISSING_BOUND",
      message: expect.stringContaining("x[hour=1] has no upper bound"),
    }),
  );
  expect(() => absoluteValue(m, "size", mul(-1, x))).toThrow(
    expect.objectContaining({ message: expect.stringContaining("x[hour=1] has no upper bound") }),
  );
  const price = uncertainParameter("price", { over: [hour] });
  const y = m.variable("y", { over: [hour], lower: -1, upper: 1 });
  expect(() => absoluteValue(m, "size", subtract(y, price))).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_UNCERTAIN_RANGE",
      message: expect.stringContaining('"price"'),
    }),
  );
  expect(() =>
    absoluteValue(m, "size", subtract(y, price), { ranges: [[price, { lower: 2, upper: 1 }]] }),
  ).toThrow(expect.objectContaining({ code: "FS_MODEL_INVALID_RANGE" }));
  expect(() => absoluteValue(m, "y", y)).toThrow(
    expect.objectContaining({ code: "FS_MODEL_DUPLICATE_NAME" }),
  );
  const stranger = model("other").variable("z", { over: [] });
  expect(() => absoluteValue(m, "size", stranger)).toThrow(
    expect.objectContaining({ code: "FS_MODEL_FOREIGN_VARIABLE" }),
  );
  expect([m.columns, m.rows]).toEqual([4, 0]);
});

test("an uncertain parameter with a range can be inside", () => {
  const m = model("plan");
  const price = uncertainParameter("price", { over: [] });
  const y = m.variable("y", { over: [], lower: -1, upper: 1 });
  const size = absoluteValue(m, "size", subtract(mul(price, y), 1), {
    ranges: [[price, { lower: [2], upper: [4] }]],
  });
  expect([size.lower[0], size.upper[0]]).toEqual([0, 5]);
});

test("the value of known numbers is their absolute value", async () => {
  const hour = indexSet("hour", 3);
  const m = model("known");
  m.variable("x", { over: [], lower: 0, upper: 1 });
  const size = absoluteValue(m, "size", parameter({ over: [hour], data: [-2, 0, 3] }));
  m.maximize(total(size));
  expect([...(await optimumOf(m))!.value(size).array]).toEqual([2, 0, 3]);
});
