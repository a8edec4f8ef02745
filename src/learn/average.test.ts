import { describe, expect, test } from "vitest";
import { averageOf } from "./average.js";
import { boostedTrees } from "./boosted-trees.js";
import type { Predictor } from "./predictor.js";
import { ridge } from "./linear/ridge.js";
import { rulePredictor } from "./rule.js";

interface Row {
  readonly x: number;
}
const hour = { name: "hour", keys: ["h0", "h1"] } as const;
const target = { over: [hour], unit: "kW" } as const;
const examples = Array.from({ length: 60 }, (_, index) => ({
  features: { x: index / 60 },
  truth: [index % 7, index / 10],
}));
const constant = (name: string, value: number) =>
  rulePredictor({ name, target, predict: (_row: Row) => [value, 2 * value] });

describe("the blend", () => {
  test("is the weighted mean of its members' predictions", async () => {
    const members = [ridge<Row>({ target }), boostedTrees<Row>({ target, trees: 5 }), constant("flat", 3)];
    const blend = await averageOf<Row, readonly (typeof hour)[], "kW">(members as never, [1, 2, 1]).fit(
      examples,
    );
    const rows = [{ x: 0.2 }, { x: 0.9 }];
    const parts = await Promise.all(
      members.map(async (member) => (await member.fit(examples)).predict(rows)),
    );
    blend
      .predict(rows)
      .forEach((value, at) =>
        expect(value).toBeCloseTo((parts[0]![at]! + 2 * parts[1]![at]! + parts[2]![at]!) / 4, 12),
      );
    expect(blend.card).toMatchObject({
      kind: "average",
      predictor: "average of ridge, boosted trees, flat",
      features: ["x"],
      settings: { weights: [0.25, 0.5, 0.25] },
    });
    expect(JSON.parse(JSON.stringify(blend.card))).toEqual(blend.card);
  });

  test("weighs equally by default", async () => {
    const blend = await averageOf([constant("a", 1), constant("b", 4)]).fit(examples);
    expect([...blend.predict([{ x: 0 }])]).toEqual([2.5, 5]);
  });

  test("gives each member a seed of its own, the same ones every time", async () => {
    const seeds: (number | undefined)[] = [];
    const spy: Predictor<Row, readonly [typeof hour], "kW"> = {
      name: "spy",
      target,
      fit: (given, options) => {
        seeds.push(options?.seed);
        return constant("spy", 1).fit(given) as never;
      },
    };
    await averageOf([spy, spy]).fit(examples, { seed: 3 });
    await averageOf([spy, spy]).fit(examples, { seed: 3 });
    expect(new Set(seeds).size).toBe(2);
    expect(seeds.slice(0, 2)).toEqual(seeds.slice(2));
  });
});

describe("refusals", () => {
  const other = (over: (typeof target)["over"], unit: string) =>
    rulePredictor({ name: "other", target: { over, unit }, predict: (_row: Row) => [0, 0] });

  test("members whose units, keys or axes differ", () => {
    const MISMATCH = expect.objectContaining({ code: "FS_LEARN_TARGET_MISMATCH" });
    const first: Predictor<Row> = constant("first", 1);
    const refuse = (second: Predictor<Row>) => () => averageOf([first, second]);
    expect(refuse(other([hour], "MW"))).toThrow(MISMATCH);
    expect(refuse(other([{ name: "hour", keys: ["h1", "h0"] }] as never, "kW"))).toThrow(MISMATCH);
    expect(refuse(other([{ name: "day", keys: ["h0", "h1"] }] as never, "kW"))).toThrow(
      /"first" and "other" do not share a target: hour\(h0 h1\) in kW and day/,
    );
  });

  test("no members, and weights that are no weights", () => {
    const OPTION = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });
    const member = constant("a", 1);
    expect(() => averageOf([])).toThrow(OPTION);
    expect(() => averageOf([member], [1, 2])).toThrow(OPTION);
    expect(() => averageOf([member], [-1])).toThrow(OPTION);
    expect(() => averageOf([member, member], [0, 0])).toThrow(OPTION);
  });
});
