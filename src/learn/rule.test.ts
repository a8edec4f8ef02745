import { describe, expect, test } from "vitest";
import { z } from "zod";
import { forecastError } from "./forecast-error.js";
import { rulePredictor } from "./rule.js";

const hour = { name: "hour", keys: ["h0", "h1"] } as const;
const target = { over: [hour], unit: "EUR/MWh" } as const;
const Row = z.object({ last: z.array(z.number()) });
const yesterday = rulePredictor({ name: "yesterday", target, features: Row, predict: (row) => row.last });

describe("a rule", () => {
  test("predicts unfitted and fitted alike; fitting notes the examples on the card", async () => {
    const row = { last: [40, 60] };
    expect([...yesterday.predict([row, row])]).toEqual([40, 60, 40, 60]);
    expect(yesterday.card).toMatchObject({ kind: "rule", rows: 0, loss: "none" });
    const fitted = await yesterday.fit([{ features: row, truth: [1, 2] }]);
    expect(fitted.predict([row])).toEqual(yesterday.predict([row]));
    expect(fitted.card.rows).toBe(1);
  });

  test("rows are checked by its schema", () => {
    expect(() => yesterday.predict([{ last: ["a"] } as never])).toThrow(
      expect.objectContaining({ code: "FS_LEARN_SCHEMA_REFUSED" }),
    );
  });

  test("the wrong number of values, or one that is not finite, is refused", () => {
    expect(() => yesterday.predict([{ last: [1] }])).toThrow(
      expect.objectContaining({
        code: "FS_LEARN_INVALID_PREDICTION",
        data: { rule: "yesterday", row: 0, length: 1, entries: 2 },
      }),
    );
    const broken = rulePredictor({ name: "broken", target, predict: () => [1, Number.NaN] });
    expect(() => broken.predict([{}])).toThrow(/NaN at entry 1 of row 0/);
  });
});

describe("forecast error", () => {
  test("is over all rows and entries, its bias positive when predictions are too high", () => {
    const error = forecastError(yesterday, [
      { features: { last: [1, 2] }, truth: [0, 2] },
      { features: { last: [5, 5] }, truth: [5, 2] },
    ]);
    expect(error.rows).toBe(2);
    expect(error.rootMeanSquareError).toBeCloseTo(Math.sqrt(10 / 4), 12);
    expect(error.meanAbsoluteError).toBe(1);
    expect(error.bias).toBe(1);
  });

  test("no examples are refused", () => {
    expect(() => forecastError(yesterday, [])).toThrow(
      expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" }),
    );
  });
});
