import * as fc from "fast-check";
import { expect, test } from "vitest";
import { lag } from "./lag.js";

test("every entry comes from `steps` rows before", () => {
  fc.assert(
    fc.property(fc.array(fc.double()), fc.nat(20), (values, steps) => {
      const series = Float64Array.from(values);
      const result = lag(series, steps);
      expect([...result]).toEqual(values.map((_, row) => (row < steps ? Number.NaN : values[row - steps])));
      expect(series).toEqual(Float64Array.from(values));
    }),
  );
});

test("steps are whole and look back", () => {
  for (const steps of [-1, 0.5, Number.NaN])
    expect(() => lag(new Float64Array(3), steps)).toThrow(
      expect.objectContaining({ code: "FS_DATA_INVALID_ARGUMENT" }),
    );
});
