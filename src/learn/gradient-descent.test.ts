import { expect, test } from "vitest";
import { gradientDescent } from "./gradient-descent.js";

test("velocity keeps a share of the past", () => {
  const parameters = new Float64Array([0, 1]);
  const optimizer = gradientDescent(2, { learningRate: 0.1, momentum: 0.5 });
  optimizer.step(parameters, new Float64Array([2, 0]));
  expect([...parameters]).toEqual([-0.2, 1]);
  optimizer.step(parameters, new Float64Array([1, 0]), 1);
  expect(parameters[0]).toBeCloseTo(-0.2 - (0.5 * 2 + 1), 12);
});

test("options outside their domain are refused", () => {
  for (const options of [{ learningRate: -1 }, { momentum: 1 }])
    expect(() => gradientDescent(1, options)).toThrowError(
      expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
    );
});
