import { describe, expect, test } from "vitest";
import { averageOf, averageOfFitted } from "./average.js";
import { ridge } from "./linear/ridge.js";
import { rulePredictor, type RulePredictor } from "./rule.js";

interface Row {
  readonly x: number;
}
const hour = { name: "hour", keys: ["h0", "h1"] } as const;
const target = { over: [hour], unit: "kW" } as const;
const examples = Array.from({ length: 20 }, (_, x) => ({ features: { x }, truth: [x, x ** 2] }));
const constant = (name: string, value: number): RulePredictor<Row, readonly [typeof hour], "kW"> =>
  rulePredictor({ name, target, predict: (_row: Row) => [value, 2 * value] });

describe("the average of fitted predictors", () => {
  test("is the weighted mean of what they predict", () => {
    const average = averageOfFitted([constant("a", 1), constant("b", 5)], [3, 1]);
    expect([...average.predict([{ x: 0 }, { x: 1 }])]).toEqual([2, 4, 2, 4]);
    expect([...average.predict([])]).toEqual([]);
    expect(average.target).toEqual(target);
  });

  test("weighs equally by default, and one member is itself", () => {
    expect([...averageOfFitted([constant("a", 1), constant("b", 5)]).predict([{ x: 0 }])]).toEqual([3, 6]);
    expect([...averageOfFitted([constant("a", 1)], [7]).predict([{ x: 0 }])]).toEqual([1, 2]);
  });

  test("is what `averageOf` fits", async () => {
    const line = ridge<Row, readonly [typeof hour], "kW">({ target, penalty: 1 });
    const rows = [{ x: 3 }, { x: 40 }];
    const fitted = await averageOf([line, constant("flat", 3)], [1, 2]).fit(examples);
    const members = [await line.fit(examples), constant("flat", 3)];
    expect([...fitted.predict(rows)]).toEqual([...averageOfFitted(members, [1, 2]).predict(rows)]);
  });

  test("has a card of its members' cards", async () => {
    const line = await ridge<Row, readonly [typeof hour], "kW">({ target, penalty: 1 }).fit(examples);
    const { card, name } = averageOfFitted([line, constant("flat", 3)], [1, 3]);
    expect(name).toBe("average of ridge, flat");
    expect(card).toMatchObject({
      predictor: "average of ridge, flat",
      kind: "average",
      rows: 20,
      features: ["x"],
      loss: "squared error, none",
      settings: { weights: [0.25, 0.75] },
      figures: { members: [line.card, { predictor: "flat" }] },
    });
    expect(JSON.parse(JSON.stringify(card))).toEqual(card);
  });

  test("refuses members of different targets, none at all, and unusable weights", () => {
    const member = constant("a", 1);
    const OPTION = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });
    const other = rulePredictor({
      name: "other",
      target: { over: [hour], unit: "MW" },
      predict: (_row: Row) => [1, 2],
    });
    expect(() => averageOfFitted([member, other as never])).toThrow(
      expect.objectContaining({ code: "FS_LEARN_TARGET_MISMATCH" }),
    );
    expect(() => averageOfFitted([])).toThrow(OPTION);
    for (const weights of [[1, 2], [-1], [NaN], [0]])
      expect(() => averageOfFitted([member], weights)).toThrow(OPTION);
  });
});
