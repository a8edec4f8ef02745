import * as fc from "fast-check";
import { expect, test } from "vitest";
import { indexSet, model, mul, not, product } from "../../src/model/index.js";
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
  type Case,
} from "./enumeration.js";

const withFlag = (given: Case): number[][] =>
  grid(given.lower, given.upper).flatMap((point) => [0, 1].map((flag) => [...point, flag]));

test("a product of a binary and an expression is one, whatever the objective makes of it", async () => {
  await fc.assert(
    fc.asyncProperty(cases(2, 2), fc.boolean(), async (given, turned) => {
      const built = build(given);
      const flag = built.m.variable("flag", { over: [], domain: "binary" });
      const result = product(built.m, "product", turned ? not(flag) : flag, built.parts);
      setObjective(built, given, result);
      const truth = (point: readonly number[]): number[] =>
        partsAt(given, point.slice(0, 2)).map((value) => value * (turned ? 1 - point[2] : point[2]) + 0);
      const weights = [...given.weights, 0];
      const solution = (await optimumOf(built.m))!;
      expect(solution.objective).toBeCloseTo(
        bestByEnumeration({ ...given, weights }, withFlag(given), truth)!,
        6,
      );
      const at = [...solution.value(built.x).array, solution.value(flag).at()].map(Math.round);
      for (const [k, value] of solution.value(result).array.entries())
        expect(value).toBeCloseTo(truth(at)[k], 5);
    }),
    { numRuns: 300 },
  );
});

test("a product of two binaries is one, and a binary times itself is itself", async () => {
  for (const [weight, expected] of [
    [1, 1],
    [-1, 0],
  ]) {
    const m = model("square");
    const flag = m.variable("flag", { over: [], domain: "binary" });
    const square = product(m, "square", flag, flag);
    m.maximize(mul(weight, square));
    const solution = (await optimumOf(m))!;
    expect([solution.value(square).at(), solution.value(flag).at()]).toEqual([expected, expected]);
  }
});

test("the big numbers are the smallest that are valid", () => {
  fc.assert(
    fc.property(cases(3, 2), (given) => {
      const built = build(given);
      const flag = built.m.variable("flag", { over: [built.part], domain: "binary" });
      const result = product(built.m, "product", flag, built.parts);
      const values = grid(given.lower, given.upper).map((point) => partsAt(given, point));
      for (let k = 0; k < 2; k++) {
        const part = values.map((row) => row[k]);
        const bigs = ["at most, on", "at least, on", "at most, off", "at least, off"].map(
          (row) => -coefficient(constraintOf(built.m, `product: ${row}`), k, flag.firstColumn + k) + 0,
        );
        const [least, most] = [Math.min(...part), Math.max(...part)];
        expect(bigs).toEqual([most, least, least, most].map((value) => value + 0));
        expect([result.lower[k], result.upper[k]]).toEqual([Math.min(0, least), Math.max(0, most)]);
      }
    }),
    { numRuns: 150 },
  );
});

test("what cannot be built is refused by name, and leaves the model as it was", () => {
  const hour = indexSet("hour", 2);
  const m = model("plan");
  const x = m.variable("x", { over: [hour], lower: [0, -Infinity], upper: 1 });
  const count = m.variable("count", { over: [], domain: "integer", lower: 0, upper: 2 });
  const flag = m.variable("flag", { over: [], domain: "binary" });
  expect(() => product(m, "product", flag, x)).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_MISSING_BOUND",
      message: expect.stringContaining("x[hour=1] has no lower bound"),
    }),
  );
  expect(() => product(m, "product", count, flag)).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_NOT_BINARY",
      message: expect.stringContaining("count lies between 0 and 2"),
    }),
  );
  expect(() => product(m, "product", mul(0.5, flag), flag)).toThrow(
    expect.objectContaining({ code: "FS_MODEL_NOT_BINARY" }),
  );
  expect([m.columns, m.rows]).toEqual([4, 0]);
});
