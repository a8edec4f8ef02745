import { expect, test } from "vitest";
import { commonUnit, unitProduct } from "./unit.js";

test.each([
  ["EUR/MWh", "MWh", "EUR"],
  ["MWh", "EUR/MWh", "EUR"],
  ["EUR/MWh/h", "h", "EUR/MWh"],
  ["EUR", "MWh", "EUR*MWh"],
  // "t/MWh" ends on "MWh", but what is divided by is "MWh" as a whole.
  ["t/MWh", "Wh", "t/MWh*Wh"],
  [undefined, "MWh", "MWh"],
  ["MWh", undefined, "MWh"],
  [undefined, undefined, undefined],
])("%s x %s is %s", (first, second, product) => {
  expect(unitProduct(first, second)).toBe(product);
});

test("units agree when they are the same or not declared", () => {
  expect(commonUnit("add", "MWh", "MWh")).toBe("MWh");
  expect(commonUnit("add", undefined, "MWh")).toBe("MWh");
  expect(commonUnit("add", "MWh", undefined)).toBe("MWh");
  expect(commonUnit("add", undefined, undefined)).toBeUndefined();
  expect(() => commonUnit("add", "min", "kW")).toThrow(
    expect.objectContaining({ code: "FS_MODEL_UNIT_MISMATCH", message: "Cannot add min and kW." }),
  );
});
