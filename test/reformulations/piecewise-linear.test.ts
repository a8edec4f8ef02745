import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  indexSet,
  model,
  mul,
  parameter,
  piecewiseLinear,
  standardForm,
  total,
  type CurvePoints,
} from "../../src/model/index.js";
import { bestByEnumeration, build, cases, grid, optimumOf, partsAt, setObjective } from "./enumeration.js";

/** Points over -30 to 30, which every part of a case keeps to. */
const curves = fc
  .uniqueArray(fc.integer({ min: -9, max: 9 }), { minLength: 0, maxLength: 7 })
  .chain((inner) => {
    const x = [-30, ...inner.toSorted((a, b) => a - b), 30];
    return fc
      .array(fc.integer({ min: -8, max: 8 }), { minLength: x.length, maxLength: x.length })
      .map((y) => x.map((at, k): [number, number] => [at, y[k]]));
  });

function valueAt(points: CurvePoints, at: number): number {
  const k = Math.max(
    1,
    points.findIndex(([x]) => x >= at),
  );
  const [[x0, y0], [x1, y1]] = [points[k - 1], points[k]];
  return y0 + ((y1 - y0) * (at - x0)) / (x1 - x0);
}

/** The same points in the order of rising slopes: a convex function, turned round for a concave one. */
function shaped(points: CurvePoints, sign: number): [number, number][] {
  const steps = points.slice(1).map(([x, y], k) => [x - points[k][0], y - points[k][1]]);
  steps.sort((a, b) => sign * (a[1] / a[0] - b[1] / b[0]));
  const result: [number, number][] = [[...points[0]]];
  for (const [run, rise] of steps) {
    const [x, y] = result[result.length - 1];
    result.push([x + run, y + rise]);
  }
  return result;
}

test.each(["logarithmic", "sos2"] as const)("an exact function of any shape: %s", async (method) => {
  await fc.assert(
    fc.asyncProperty(cases(2, 2), curves, curves, async (given, first, second) => {
      const built = build(given);
      const lists = [first, second];
      const result = piecewiseLinear(built.m, "curve", built.parts, (label) => lists[Number(label)], {
        method,
      });
      setObjective(built, given, result);
      const truth = (point: readonly number[]): number[] =>
        partsAt(given, point).map((value, k) => valueAt(lists[k], value));
      const solution = (await optimumOf(built.m))!;
      const best = bestByEnumeration(given, grid(given.lower, given.upper), truth)!;
      expect(solution.objective).toBeCloseTo(best, 5);
      const wanted = truth([...solution.value(built.x).array].map(Math.round));
      for (const [k, value] of solution.value(result).array.entries())
        expect(value).toBeCloseTo(wanted[k], 4);
    }),
    { numRuns: 150 },
  );
});

test.each([
  ["minimized", "minimize", 1],
  ["maximized", "maximize", -1],
] as const)(
  "a function that is %s needs no binaries when it bends the right way",
  async (use, sense, sign) => {
    await fc.assert(
      fc.asyncProperty(cases(2, 2), curves, async (drawn, random) => {
        const points = shaped(random, sign);
        const given = { ...drawn, sense, prices: drawn.prices.map((price) => Math.abs(price)) };
        const built = build(given);
        setObjective(built, given, piecewiseLinear(built.m, "curve", built.parts, points, { use }));
        expect(built.m.variables).toHaveLength(2);
        const truth = (point: readonly number[]): number[] =>
          partsAt(given, point).map((value) => valueAt(points, value));
        const best = bestByEnumeration(given, grid(given.lower, given.upper), truth)!;
        expect((await optimumOf(built.m))!.objective).toBeCloseTo(best, 5);
      }),
      { numRuns: 75 },
    );
  },
);

test("the logarithmic form takes a binary per bit", () => {
  for (const [segments, bits] of [
    [1, 0],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [8, 3],
    [9, 4],
  ]) {
    const m = model("curve");
    const x = m.variable("x", { over: [], lower: 0, upper: segments });
    const points = Array.from({ length: segments + 1 }, (_, k): [number, number] => [k, k % 2]);
    m.minimize(piecewiseLinear(m, "curve", x, points));
    const { integrality } = standardForm(m);
    expect(integrality.reduce((count, code) => count + code, 0)).toBe(bits);
  }
});

test("arguments outside of the points are refused, or forbidden on request", async () => {
  const points: CurvePoints = [
    [0, 0],
    [1, 2],
    [3, 3],
  ];
  for (const use of ["exact", "maximized"] as const) {
    for (const weight of [1, -1]) {
      const m = model("outside");
      const x = m.variable("x", { over: [], lower: -5, upper: 5 });
      expect(() => piecewiseLinear(m, "curve", x, points, { use })).toThrow(
        expect.objectContaining({
          code: "FS_MODEL_OUTSIDE_POINTS",
          message: 'The argument of "curve" can be -5 to 5, but its points reach from 0 to 3.',
        }),
      );
      piecewiseLinear(m, "curve", x, points, { use, outside: "forbid" });
      m.maximize(mul(weight, x));
      expect((await optimumOf(m))!.value(x).at()).toBeCloseTo(weight > 0 ? 3 : 0, 6);
    }
  }
});

test("a unit, bounds from the reachable part of the curve, and more points than others", () => {
  const m = model("turbine");
  const plant = indexSet("plant", ["a", "b"]);
  const water = m.variable("water", { over: [plant], unit: "m3", lower: 1, upper: [2, 3] });
  const power = piecewiseLinear(
    m,
    "power",
    water,
    (label) =>
      label === "a"
        ? [
            [0, 0],
            [2, 8],
          ]
        : [
            [0, 0],
            [2, 8],
            [4, 0],
          ],
    { unit: "MW" },
  );
  expect([power.unit, [...power.lower], [...power.upper]]).toEqual(["MW", [4, 4], [8, 8]]);
  m.maximize(total(mul(parameter({ over: [], unit: "EUR/MW", data: [1] }), power)));
});

test("points must make a function, of the right shape", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [indexSet("hour", 2)], lower: 0, upper: 1 });
  for (const points of [
    [],
    [[0, 0]],
    [
      [0, 0],
      [0, 1],
    ],
    [
      [1, 0],
      [0, 1],
    ],
    [
      [0, 0],
      [1, Number.NaN],
    ],
  ]) {
    expect(() => piecewiseLinear(m, "curve", x, points as unknown as CurvePoints)).toThrow(
      expect.objectContaining({ code: "FS_MODEL_INVALID_POINTS" }),
    );
  }
  const tent: CurvePoints = [
    [0, 0],
    [0.5, 1],
    [1, 0],
  ];
  expect(() => piecewiseLinear(m, "curve", x, tent, { use: "minimized" })).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_WRONG_CURVATURE",
      message: expect.stringContaining('"curve[hour=0]" is not convex: its slope goes from 2 to -2'),
    }),
  );
  expect(() =>
    piecewiseLinear(
      m,
      "curve",
      x,
      tent.map(([at, y]) => [at, -y] as const),
      { use: "maximized" },
    ),
  ).toThrow(expect.objectContaining({ code: "FS_MODEL_WRONG_CURVATURE" }));
  expect([m.columns, m.rows]).toEqual([2, 0]);
});
