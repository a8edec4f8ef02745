import { describe, expect, test } from "vitest";
import { pickFields } from "./pick-fields.js";
import { ridge } from "./linear/ridge.js";
import type { StandardSchema } from "./standard-schema.js";

interface Day {
  readonly temperature: number;
  readonly weekday: number;
  readonly prices: readonly number[];
}
const row: Day = { temperature: 3, weekday: 2, prices: [1, 2] };
const validate = (schema: StandardSchema, value: unknown): unknown => schema["~standard"].validate(value);

describe("picking fields", () => {
  test("keeps those that are named, in their order, and leaves the row as it is", () => {
    const given = { ...row };
    const result = validate(pickFields<Day>()("prices", "temperature"), given) as { value: object };
    expect(Object.entries(result.value)).toEqual([
      ["prices", [1, 2]],
      ["temperature", 3],
    ]);
    expect(given).toEqual(row);
    expect(validate(pickFields<Day>()(), row)).toEqual({ value: {} });
  });

  test("lets predictors with different features share one row type", async () => {
    const data = [0, 5, 9].map((temperature) => ({
      features: { ...row, temperature },
      truth: [20 - 2 * temperature],
    }));
    const load = ridge({ target: { over: [] }, features: pickFields<Day>()("temperature"), penalty: 1e-9 });
    const fitted = await load.fit(data);
    expect(fitted.card.features).toEqual(["temperature"]);
    // What is not picked has no influence, whatever it is.
    const other: Day = { ...row, weekday: NaN };
    expect(fitted.predict([other])[0]).toBeCloseTo(14, 6);
  });

  test("does not take a field that is undefined for one that is absent", () => {
    const result = validate(pickFields<Day>()("weekday"), { weekday: undefined });
    expect(result).toEqual({ value: { weekday: undefined } });
  });

  test.each([
    [{ temperature: 3 }, /no field "weekday" \(it has temperature\)/],
    [null, /no field "weekday"/],
    [undefined, /no field "weekday"/],
    [7, /no field "weekday"/],
  ])("refuses %j", (value, message) => {
    const check = (): unknown => validate(pickFields<Day>()("weekday"), value);
    expect(check).toThrow(message);
    expect(check).toThrow(expect.objectContaining({ code: "FS_LEARN_INVALID_ROW" }));
  });
});
