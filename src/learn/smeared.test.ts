import { expect, test } from "vitest";
import { randomStream } from "../math/index.js";
import { ridge } from "./linear/ridge.js";
import { smeared } from "./smeared.js";
import { asinhTransform, logTransform, powerTransform, relativeTo } from "./target-transform.js";

const target = { over: [{ name: "entry", keys: ["calm", "wild"] }], unit: "EUR" } as const;
const spreads = [0.1, 1];

function lognormal(seed: number, rows: number): { features: { x: number }; truth: number[] }[] {
  const stream = randomStream(seed);
  return Array.from({ length: rows }, () => {
    const x = stream.normal();
    return { features: { x }, truth: spreads.map((spread) => Math.exp(0.5 * x + spread * stream.normal())) };
  });
}

test("means of lognormal values, exp(mu + sigma²/2), where the plain model gives medians, exp(mu)", async () => {
  const data = lognormal(1, 4000);
  const targetTransform = logTransform();
  const median = await ridge({ target, targetTransform }).fit(data);
  const mean = await smeared({ predictor: ridge({ target }), targetTransform }).fit(data);
  for (const x of [-1, 0, 1]) {
    const medians = median.predict([{ x }]);
    const means = mean.predict([{ x }]);
    spreads.forEach((spread, entry) => {
      expect(medians[entry]! / Math.exp(0.5 * x)).toBeCloseTo(1, 1);
      expect(means[entry]! / Math.exp(0.5 * x + spread ** 2 / 2) / 1).toBeCloseTo(1, 1);
    });
    // What a decision between the two hangs on: equal medians, but the wild one costs 1.64 times as much.
    expect(means[1]! / means[0]!).toBeGreaterThan(1.4);
  }
  expect(mean.card.settings["targetTransform"]).toBe("log, smeared");
});

test("few residuals are averaged one by one: Duan's estimate exactly", async () => {
  const data = lognormal(2, 30);
  const targetTransform = powerTransform(1 / 2);
  const mean = await smeared({ predictor: ridge({ target, penalty: 0 }), targetTransform }).fit(data);
  const modelled = data.map((example) => ({ ...example, truth: example.truth.map(Math.sqrt) }));
  const inner = await ridge({ target, penalty: 0 }).fit(modelled);
  const fitted = inner.predict(data.map(({ features }) => features));
  const at = inner.predict([{ x: 0.3 }]);
  const expected = [0, 1].map((entry) => {
    const values = modelled.map(({ truth }, row) => at[entry]! + truth[entry]! - fitted[row * 2 + entry]!);
    return values.reduce((sum, value) => sum + Math.sign(value) * value ** 2, 0) / 30;
  });
  mean.predict([{ x: 0.3 }]).forEach((value, entry) => expect(value).toBeCloseTo(expected[entry]!, 10));
});

test("changes nothing where the transform is a straight line, which may depend on the row", async () => {
  const data = lognormal(3, 50);
  const targetTransform = relativeTo((row: { x: number }) => ({ offset: row.x, scale: 2 }));
  const mean = await smeared({ predictor: ridge({ target, penalty: 0 }), targetTransform }).fit(data);
  const plain = await ridge({ target, penalty: 0 }).fit(data);
  const expected = plain.predict([{ x: 0.7 }]);
  mean.predict([{ x: 0.7 }]).forEach((value, entry) => expect(value).toBeCloseTo(expected[entry]!, 8));
});

test("refuses truths outside the transform's domain, and no examples", async () => {
  const predictor = ridge({ target });
  const negative = [{ features: { x: 1 }, truth: [1, -1] }];
  await expect(smeared({ predictor, targetTransform: logTransform() }).fit(negative)).rejects.toMatchObject({
    code: "FS_LEARN_TRANSFORM_DOMAIN",
  });
  await expect(smeared({ predictor, targetTransform: asinhTransform() }).fit([])).rejects.toMatchObject({
    code: "FS_LEARN_TOO_FEW_EXAMPLES",
  });
});
