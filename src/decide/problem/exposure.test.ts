import { expect, test } from "vitest";
import {
  add,
  indexSet,
  model,
  mul,
  square,
  standardForm,
  total,
  uncertainParameter,
} from "../../model/index.js";
import { exposureOf } from "./exposure.js";

test("what a decision costs beside its uncertain values includes known and quadratic costs", () => {
  const hour = indexSet("hour", 2);
  const price = uncertainParameter("price", { over: [hour] });
  const m = model("dispatch");
  const output = m.variable("output", { over: [hour], lower: 0, upper: 9 });
  m.minimize(add(total(mul(price, output)), total(mul(3, output)), total(mul(0.5, square(output)))));
  const { exposure, fixedCost } = exposureOf(standardForm(m), Float64Array.of(2, 4));
  expect([...exposure]).toEqual([2, 4]);
  expect(fixedCost).toBe(3 * 6 + 0.5 * (4 + 16));
});
