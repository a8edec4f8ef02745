import { expect, test } from "vitest";
import { indexSet, parameter, uncertainParameter } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 2);

test("values come from a list, a typed array or a function of the labels", () => {
  const data = [1, 2, 3, 4];
  const byLabel = (fuel: "coal" | "gas", at: string): number => (fuel === "coal" ? 1 : 3) + Number(at);
  for (const source of [data, Float32Array.from(data), byLabel]) {
    expect([...parameter({ over: [unit, hour], data: source }).terms.coefficients]).toEqual(data);
  }
  expect([...parameter({ over: [], data: () => 7 }).terms.coefficients]).toEqual([7]);
});

test("a parameter does not follow later changes of its list", () => {
  const data = [1, 2];
  const made = parameter({ over: [unit], data });
  data[0] = 9;
  expect([...made.terms.coefficients]).toEqual([1, 2]);
});

test.each([[[1]], [[1, 2, 3]], [[]]])("the values %j are too many or too few", (data) => {
  expect(() => parameter({ over: [unit], data, name: "cost" })).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_WRONG_LENGTH",
      message: `cost has ${data.length} value(s) but 2 entries (unit: 2).`,
    }),
  );
});

test.each([Number.NaN, Infinity, -Infinity, "5" as unknown as number, undefined as unknown as number])(
  "%s is no value, and the message says where it stands",
  (value) => {
    expect(() => parameter({ over: [unit, hour], data: [0, 0, value, 0], name: "cost" })).toThrow(
      expect.objectContaining({
        code: "FS_MODEL_NOT_FINITE",
        message: `cost[unit=gas, hour=0] is ${value}.`,
      }),
    );
  },
);

test("an index set cannot occur twice in one array", () => {
  const refusal = expect.objectContaining({
    code: "FS_MODEL_DUPLICATE_SET",
    message: expect.stringContaining('[unit, unit], which has "unit" twice'),
  });
  expect(() => parameter({ over: [unit, unit], data: [1, 2, 3, 4] })).toThrow(refusal);
  expect(() => uncertainParameter("cost", { over: [unit, unit] })).toThrow(refusal);
});

test("an uncertain parameter has a slot for each entry", () => {
  const price = uncertainParameter("price", { over: [unit, hour], unit: "EUR/MWh" });
  expect(price.unit).toBe("EUR/MWh");
  expect([...price.terms.slots!]).toEqual([0, 1, 2, 3]);
  expect([...price.terms.columns]).toEqual([-1, -1, -1, -1]);
  expect(price.uncertain).toEqual([price]);
});
