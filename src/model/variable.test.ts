import { expect, test } from "vitest";
import { indexSet, model, type Domain } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 2);

test("bounds are one number, a list, or a function of the labels", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [unit, hour], lower: -1, upper: [1, 2, 3, Infinity] });
  expect([...x.lower]).toEqual([-1, -1, -1, -1]);
  expect([...x.upper]).toEqual([1, 2, 3, Infinity]);
  const y = m.variable("y", {
    over: [unit, hour],
    lower: (fuel, at) => (fuel === "coal" ? 10 : 20) + Number(at),
    upper: Float32Array.of(30, 30, 30, 30),
  });
  expect([...y.lower]).toEqual([10, 11, 20, 21]);
  expect(y.firstColumn).toBe(4);
});

test.each([
  ["real", -Infinity, Infinity],
  ["integer", -Infinity, Infinity],
  ["binary", 0, 1],
] as const)("a %s variable lies between %s and %s unless said otherwise", (domain, lower, upper) => {
  const x = model("plan").variable("x", { over: [], domain });
  expect([x.domain, x.lower[0], x.upper[0]]).toEqual([domain, lower, upper]);
});

test("the expression of one entry is found by its labels", () => {
  const m = model("plan");
  m.variable("before", { over: [hour] });
  const x = m.variable("x", { over: [unit, hour], unit: "MWh" });
  const one = x.at("gas", "1");
  expect([one.over, one.unit, [...one.terms.columns], [...one.terms.coefficients]]).toEqual([
    [],
    "MWh",
    [5],
    [1],
  ]);
  expect(() => x.at("oil" as "gas", "1")).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_UNKNOWN_LABEL",
      message: expect.stringContaining('variable "x" has no entry "oil"'),
    }),
  );
  expect(() => (x.at as (...labels: string[]) => unknown)("gas")).toThrow(
    expect.objectContaining({ code: "FS_MODEL_UNKNOWN_LABEL" }),
  );
});

test.each<[Domain, number, number]>([
  ["real", 2, 1],
  ["integer", 1, -1],
  ["binary", -1, 1],
  ["binary", 0, 2],
  ["binary", 1, 0],
  ["real", Infinity, Infinity],
  ["real", -Infinity, -Infinity],
])("a %s variable cannot lie between %s and %s", (domain, lower, upper) => {
  const m = model("plan");
  const bounds = { lower: [0, lower], upper: [1, upper] };
  expect(() => m.variable("x", { over: [unit], domain, ...bounds })).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_INVALID_BOUNDS",
      message: expect.stringContaining(`x[unit=gas] has the bounds ${lower} to ${upper}`),
    }),
  );
  expect(m.variables).toEqual([]);
});

test("a binary variable can be fixed, and an infinite bound is no bound", () => {
  const m = model("plan");
  expect(m.variable("fixed", { over: [], domain: "binary", lower: 1 }).lower[0]).toBe(1);
  expect(m.variable("free", { over: [], lower: -Infinity, upper: Infinity }).upper[0]).toBe(Infinity);
  expect(m.variable("point", { over: [], lower: 3, upper: 3 }).upper[0]).toBe(3);
});

test("NaN is no bound, and neither is a list of the wrong length", () => {
  const m = model("plan");
  expect(() => m.variable("x", { over: [unit], lower: [0, Number.NaN] })).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_NOT_FINITE",
      message: "lower bound of x[unit=gas] is NaN.",
    }),
  );
  expect(() => m.variable("x", { over: [unit], upper: Number.NaN })).toThrow(
    expect.objectContaining({ code: "FS_MODEL_NOT_FINITE" }),
  );
  expect(() => m.variable("x", { over: [unit], upper: [1] })).toThrow(
    expect.objectContaining({ code: "FS_MODEL_WRONG_LENGTH" }),
  );
});

test("an index set cannot occur twice in one variable", () => {
  const m = model("routes");
  expect(() => m.variable("travel", { over: [unit, unit] })).toThrow(
    expect.objectContaining({ code: "FS_MODEL_DUPLICATE_SET" }),
  );
});
