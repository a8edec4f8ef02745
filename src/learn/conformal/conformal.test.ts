import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import type { DistributionalPredictor } from "../distributional-predictor.js";
import type { Example } from "../feature-row.js";
import { ridge } from "../linear/ridge.js";
import { rulePredictor } from "../rule.js";
import { conformal, type ConformalMethod } from "./conformal.js";
import { conformalRank } from "./conformal-quantile.js";
import { setContains } from "./uncertainty-set.js";

interface Row {
  readonly x: number;
}
const target = { over: [{ name: "zone", keys: ["north", "south"] }], unit: "MWh" } as const;
const line = rulePredictor({ name: "line", target, predict: (row: Row) => [row.x, 2 * row.x] });

/** Two entries that err together, more so for larger x. */
function sample(count: number, seed: number): Example<Row>[] {
  const stream = randomStream(seed).split("sample");
  return Array.from({ length: count }, () => {
    const x = stream.uniform();
    const shared = stream.normal();
    const spread = 0.2 + x;
    return {
      features: { x },
      truth: [x + spread * shared, 2 * x + 3 * spread * (0.8 * shared + 0.6 * stream.normal())],
    };
  });
}

/** A model that knows the quantiles of a distribution half as wide as the true one. */
const overconfident: DistributionalPredictor<Row, typeof target.over, "MWh"> = {
  name: "overconfident",
  target,
  fit: async () => {
    const quantiles = (rows: readonly Row[], levels: readonly number[]): Float64Array =>
      Float64Array.from(
        rows.flatMap(({ x }) =>
          [1, 3].flatMap((scale, entry) =>
            levels.map(
              (level) => (entry + 1) * x + 0.5 * scale * (0.2 + x) * Math.log(level / (1 - level)) * 0.6,
            ),
          ),
        ),
      );
    return { ...line, quantiles, scenarios: () => new Float64Array() };
  },
};

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Coverage of both entries by themselves and of both at once, over seeds; n calibration examples of each seed. */
async function coverage(method: ConformalMethod<Row>, seeds: number, level: number, calibration = 39) {
  const single: number[] = [];
  const box: number[] = [];
  const ellipsoid: number[] = [];
  for (let seed = 0; seed < seeds; seed++) {
    const base = method === "quantiles" ? overconfident : line;
    const fitted = await conformal(base, { method, level, share: calibration / (calibration + 1) }).fit(
      sample(calibration + 1, seed),
    );
    const fresh = sample(20, seed + 1e6);
    const rows = fresh.map((example) => example.features);
    const { lower, upper } = fitted.intervals(rows);
    fresh.forEach(({ truth }, row) => {
      for (let entry = 0; entry < 2; entry++) {
        const at = row * 2 + entry;
        single.push(truth[entry]! >= lower[at]! && truth[entry]! <= upper[at]! ? 1 : 0);
      }
    });
    if (method === "quantiles") continue;
    const sets = [fitted.sets(rows), fitted.sets(rows, { kind: "ellipsoid" })];
    fresh.forEach(({ truth }, row) => {
      box.push(setContains(sets[0]![row]!, truth) ? 1 : 0);
      ellipsoid.push(setContains(sets[1]![row]!, truth) ? 1 : 0);
    });
  }
  return { single: average(single), box: average(box), ellipsoid: average(ellipsoid) };
}

describe("the level is covered, by each entry and by both at once", () => {
  const methods: [string, ConformalMethod<Row>][] = [
    ["split", "split"],
    ["normalised", { normalised: ({ x }) => 0.2 + x }],
    ["weighted alike", { weighted: () => 2 }],
  ];
  test.each(methods)("%s", async (_name, method) => {
    const { single, box, ellipsoid } = await coverage(method, 100, 0.8);
    // 39 examples: 32 / 40. Sets are sized by 19 of them: 16 / 20. Standard errors below 0.01.
    expect(Math.abs(single - conformalRank(39, 0.8) / 40)).toBeLessThan(0.025);
    expect(Math.abs(box - conformalRank(19, 0.8) / 20)).toBeLessThan(0.03);
    expect(Math.abs(ellipsoid - conformalRank(19, 0.8) / 20)).toBeLessThan(0.03);
  });

  test("quantiles of a model that is far too sure of itself", async () => {
    const { single } = await coverage("quantiles", 150, 0.8);
    expect(Math.abs(single - 0.8)).toBeLessThan(0.025);
  });

  test("in each group, where split calibration serves one badly", async () => {
    const group = ({ x }: Row): string => (x < 0.5 ? "calm" : "wild");
    const inGroups = async (method: ConformalMethod<Row>): Promise<number[]> => {
      const hits: Record<string, number[]> = { calm: [], wild: [] };
      for (let seed = 0; seed < 60; seed++) {
        const fitted = await conformal(line, { method, level: 0.8, share: 0.99 }).fit(sample(120, seed));
        for (const { features, truth } of sample(40, seed + 1e6)) {
          const { lower, upper } = fitted.intervals([features]);
          hits[group(features)]!.push(truth[0]! >= lower[0]! && truth[0]! <= upper[0]! ? 1 : 0);
        }
      }
      return [average(hits["calm"]!), average(hits["wild"]!)];
    };
    const mondrian = await inGroups({ mondrian: group });
    const split = await inGroups("split");
    // About 60 examples calibrate each group; ⌈61 · 0.8⌉ / 61 = 0.803.
    expect(Math.abs(mondrian[0]! - 0.803)).toBeLessThan(0.03);
    expect(Math.abs(mondrian[1]! - 0.803)).toBeLessThan(0.03);
    expect(split[1]).toBeLessThan(0.75);
  });
});

test("folds: every example is fitted on and calibrates", async () => {
  const model = ridge<Row, typeof target.over, "MWh">({ target, penalty: 1e-6 });
  const hits: number[] = [];
  for (let seed = 0; seed < 40; seed++) {
    const fitted = await conformal(model, { method: { crossValidation: 5 }, level: 0.8 }).fit(
      sample(39, seed),
    );
    expect(fitted.card.figures["calibrationExamples"]).toBe(39);
    for (const { features, truth } of sample(20, seed + 1e6)) {
      const { lower, upper } = fitted.intervals([features]);
      hits.push(truth[0]! >= lower[0]! && truth[0]! <= upper[0]! ? 1 : 0);
    }
  }
  expect(Math.abs(average(hits) - 0.8)).toBeLessThan(0.05);
  const examples = sample(12, 1);
  const left = await conformal(model, { method: "jackknife+", level: 0.8 }).fit(examples);
  // Brute force: fit without each example, one by one.
  const lows: number[] = [];
  for (const [index, { features, truth }] of examples.entries()) {
    const without = await model.fit(examples.filter((_, other) => other !== index));
    const error = Math.abs(truth[1]! - without.predict([features])[1]!);
    lows.push(without.predict([{ x: 0.3 }])[1]! - error);
  }
  lows.sort((a, b) => a - b);
  expect(left.intervals([{ x: 0.3 }]).lower[1]).toBeCloseTo(lows[13 - conformalRank(12, 0.8) - 1]!, 9);
  expect(() => left.sets([{ x: 0 }])).toThrow(expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }));
});

test("quantiles ascend, scenarios err together, and the same seed gives the same paths", async () => {
  for (const [base, method] of [
    [line, "split"],
    [line, { crossValidation: 4 }],
    [overconfident, "quantiles"],
  ] as const) {
    const fitted = await conformal(base, { method, share: 0.9 }).fit(sample(400, 5));
    const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
    const quantiles = fitted.quantiles([{ x: 0.5 }, { x: 0.9 }], levels);
    for (let start = 0; start < quantiles.length; start += 5) {
      const own = [...quantiles.subarray(start, start + 5)];
      expect(own).toEqual(own.toSorted((a, b) => a - b));
    }
    const paths = fitted.scenarios([{ x: 0.5 }], { count: 2000, seed: 3 });
    expect(fitted.scenarios([{ x: 0.5 }], { count: 2000, seed: 3 })).toEqual(paths);
    const first = Array.from({ length: 2000 }, (_, path) => paths[2 * path]!);
    const second = Array.from({ length: 2000 }, (_, path) => paths[2 * path + 1]!);
    const [a, b] = [average(first), average(second)];
    const product = average(first.map((value, path) => (value - a) * (second[path]! - b)));
    const deviation = (values: readonly number[], centre: number): number =>
      Math.sqrt(average(values.map((value) => (value - centre) ** 2)));
    // The true correlation is 0.8.
    expect(product / deviation(first, a) / deviation(second, b)).toBeGreaterThan(0.65);
    expect(Math.abs(average(first.map((value) => (value <= quantiles[1]! ? 1 : 0))) - 0.25)).toBeLessThan(
      0.06,
    );
  }
});

test("a learned difficulty makes intervals wide where errors are large", async () => {
  const base = ridge<Row, typeof target.over, "MWh">({ target });
  const fitted = await conformal(base, { method: { normalised: base }, level: 0.8 }).fit(sample(800, 9));
  const width = (x: number): number => {
    const { lower, upper } = fitted.intervals([{ x }]);
    return upper[0]! - lower[0]!;
  };
  // The true spreads are 1.1 and 0.3.
  expect(width(0.9) / width(0.1)).toBeGreaterThan(2);
  expect(width(0.9) / width(0.1)).toBeLessThan(6);
});

test("groups without examples, and levels beyond the examples, are infinite and not hidden", async () => {
  const fitted = await conformal(line, {
    method: { mondrian: ({ x }) => (x < 2 ? "seen" : "new") },
    share: 0.5,
    level: 0.9,
  }).fit(sample(10, 2));
  expect(fitted.intervals([{ x: 1 }, { x: 3 }]).upper).toEqual(new Float64Array(4).fill(Infinity));
  expect(fitted.intervals([{ x: 1 }], 0.5).upper.every(Number.isFinite)).toBe(true);
  expect(fitted.quantiles([{ x: 3 }], [0.1, 0.9])).toEqual(
    new Float64Array([-Infinity, Infinity, -Infinity, Infinity]),
  );
  expect(fitted.sets([{ x: 3 }], { kind: "ellipsoid" })[0]).toMatchObject({ radius: Infinity });
  expect(() => fitted.scenarios([{ x: 3 }], { count: 1 })).toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
});

test("weights of examples count in the calibration, and are refused with folds", async () => {
  const noisy = Array.from({ length: 40 }, (_, index) => ({
    features: { x: 0 },
    truth: index < 20 ? [100, 100] : [(index - 19) / 20, 0],
    weight: index < 20 ? 1e-6 : 1,
  }));
  const fitted = await conformal(line, { share: 0.975, level: 0.9 }).fit(noisy);
  expect(fitted.intervals([{ x: 0 }]).upper[0]).toBeLessThanOrEqual(1);
  await expect(conformal(line, { method: { crossValidation: 2 } }).fit(noisy)).rejects.toMatchObject({
    code: "FS_LEARN_INVALID_OPTION",
  });
});

test("misuse is refused by code", async () => {
  const invalid = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });
  expect(() => conformal(line, { level: 1 })).toThrow(invalid);
  expect(() => conformal(line, { method: "cross" as never })).toThrow(invalid);
  await expect(conformal(line, { method: "quantiles" }).fit(sample(20, 1))).rejects.toEqual(invalid);
  await expect(conformal(line).fit(sample(1, 1))).rejects.toMatchObject({
    code: "FS_LEARN_TOO_FEW_EXAMPLES",
  });
  const negative = conformal(line, { method: { normalised: () => -1 } });
  await expect(negative.fit(sample(20, 1))).rejects.toEqual(invalid);
});
