import fc from "fast-check";
import { expect, test } from "vitest";
import { ForesolveError } from "../errors.js";
import { symmetricEigen } from "../math/index.js";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  quadraticForm,
  requireConvex,
  square,
  standardForm,
  total,
  type Model,
} from "./index.js";
import { semidefiniteFactor } from "./semidefinite-factor.js";

const asset = (size: number) => indexSet("asset", size);

/** Objective x'Qx of a symmetric matrix. */
function objectiveOf(matrix: readonly number[], size: number, sense: "minimize" | "maximize"): Model {
  const set = asset(size);
  const m = model("form");
  const x = m.variable("x", { over: [set] });
  m[sense](quadraticForm(x, set, matrix));
  return m;
}

function refusalOf(m: Model): ForesolveError {
  try {
    requireConvex(standardForm(m));
  } catch (error) {
    if (error instanceof ForesolveError) return error;
  }
  throw new Error("it was not refused");
}

const symmetric = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 5 })), {
      minLength: size * size,
      maxLength: size * size,
    })
    .map((numbers) => ({
      size,
      matrix: Array.from({ length: size * size }, (_, at) => {
        const [i, j] = [Math.floor(at / size), at % size];
        return numbers[Math.max(i, j) * size + Math.min(i, j)] + (i === j ? 4 : 0);
      }),
    })),
);

test("a form is convex exactly where its matrix has no negative eigenvalue", () => {
  let refused = 0;
  let accepted = 0;
  fc.assert(
    fc.property(symmetric, fc.constantFrom("minimize" as const, "maximize" as const), (given, sense) => {
      const { size } = given;
      const matrix = sense === "minimize" ? given.matrix : given.matrix.map((value) => -value);
      const [smallest] = symmetricEigen(Float64Array.from(given.matrix), size).values;
      fc.pre(Math.abs(smallest) > 1e-6);
      const m = objectiveOf(matrix, size, sense);
      let error: unknown = null;
      try {
        requireConvex(standardForm(m));
        accepted++;
      } catch (caught) {
        error = caught;
        refused++;
      }
      expect(error === null).toBe(smallest > 0);
      const curvature = error instanceof ForesolveError ? Number(error.data["curvature"]) : -1;
      expect(sense === "minimize" || error === null ? curvature : -curvature).toBeLessThan(0);
    }),
    { numRuns: 1000 },
  );
  expect(Math.min(refused, accepted)).toBeGreaterThan(100);
});

test("the factor of a form of low rank has few rows and gives the form back", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 24 }),
      fc.integer({ min: 1, max: 3 }),
      fc.infiniteStream(fc.integer({ min: -3, max: 3 })),
      (size, rank, numbers) => {
        const factor = Array.from({ length: rank }, () =>
          Array.from({ length: size }, () => Number(numbers.next().value)),
        );
        const matrix = Array.from({ length: size * size }, (_, at) =>
          factor.reduce((sum, row) => sum + row[Math.floor(at / size)] * row[at % size], 0),
        );
        const { objective } = standardForm(objectiveOf(matrix, size, "minimize")).quadratic;
        const { rows } = semidefiniteFactor(objective, 1);
        expect(rows!.length).toBeLessThanOrEqual(rank);
        const back = Array.from({ length: size * size }, () => 0);
        for (const { columns, values } of rows!)
          for (const [i, a] of columns.entries())
            for (const [j, b] of columns.entries()) back[a * size + b] += values[i] * values[j];
        for (const [at, value] of matrix.entries()) expect(back[at]).toBeCloseTo(value, 5);
      },
    ),
    { numRuns: 200 },
  );
});

test("large sparse and dense forms are checked", () => {
  const size = 3000;
  const chain = {
    first: Int32Array.from({ length: 2 * size - 1 }, (_, k) => k >> 1),
    second: Int32Array.from({ length: 2 * size - 1 }, (_, k) => (k + 1) >> 1),
    values: Float64Array.from({ length: 2 * size - 1 }, (_, k) => (k % 2 === 0 ? 2 : -2)),
  };
  expect(semidefiniteFactor(chain, 1).rows).toHaveLength(size);
  expect(
    semidefiniteFactor({ ...chain, values: chain.values.with(size, 1.999).with(1, -1.9999) }, 1).rows,
  ).not.toBeNull();
  expect(
    semidefiniteFactor({ ...chain, values: chain.values.map((v) => (v > 0 ? 1.99 : v)) }, 1).witness,
  ).not.toBeNull();
  const dense = Array.from({ length: 60 * 60 }, (_, at) => (at % 61 === 0 ? 60 : -1.01));
  expect(refusalOf(objectiveOf(dense, 60, "maximize")).code).toBe("FS_MODEL_NOT_CONVEX");
  expect(() => requireConvex(standardForm(objectiveOf(dense, 60, "minimize")))).not.toThrow();
  const lowered = dense.map((value, at) => (at % 61 === 0 ? 59 : value));
  expect(refusalOf(objectiveOf(lowered, 60, "minimize")).code).toBe("FS_MODEL_NOT_CONVEX");
});

test("an objective that is not convex is refused with a direction", () => {
  const m = model("blend");
  const [a, b] = ["a", "b"].map((name) => m.variable(name, { over: [] }));
  m.minimize(add(square(a), mul(3, mul(a, b)), square(b)));
  const { message, data, fix } = refusalOf(m);
  expect(message).toBe(
    'The objective of model "blend" is not convex: what is minimized must curve upwards, but moving a by 1, b by -1 curves it downwards.',
  );
  expect(data).toMatchObject({
    row: null,
    direction: [
      ["a", 1],
      ["b", -1],
    ],
    curvature: -1,
  });
  expect(fix).toContain("piecewiseLinear");
  const one = model("one");
  one.maximize(square(one.variable("x", { over: [asset(2)] }).at("1")));
  expect(refusalOf(one).data).toMatchObject({ direction: [["x[asset=1]", 1]], curvature: 1 });
  const zero = model("zero");
  const x = zero.variable("x", { over: [] });
  const y = zero.variable("y", { over: [] });
  zero.minimize(add(square(x), mul(x, y)));
  expect(Number(refusalOf(zero).data["curvature"])).toBeLessThan(0);
});

test("constraints must curve the right way, and equations not at all", () => {
  const set = asset(2);
  const build = (relate: typeof atMost | typeof equal, factor: number): Model => {
    const m = model("limits");
    const x = m.variable("x", { over: [set] });
    m.require("fine", atMost(square(x), 7));
    m.require("limit", relate(mul(factor, square(x)), factor));
    m.minimize(total(x));
    return m;
  };
  for (const [relate, factor] of [
    [atMost, 1],
    [atLeast, -1],
  ] as const)
    expect(() => requireConvex(standardForm(build(relate, factor)))).not.toThrow();
  for (const [relate, factor] of [
    [atMost, -1],
    [atLeast, 1],
    [equal, 1],
  ] as const) {
    const { message, data } = refusalOf(build(relate, factor));
    expect(message).toContain("onstraint limit[asset=0]");
    expect(data["row"]).toBe("limit[asset=0]");
  }
  expect(refusalOf(build(equal, 1)).message).toContain("is an equation");
});
