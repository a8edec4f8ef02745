import { describe, expect, test } from "vitest";
import { randomStream } from "../math/index.js";
import { boostedTrees } from "./boosted-trees.js";
import type { Example } from "./feature-row.js";
import { forecastError } from "./forecast-error.js";
import { relativeTo } from "./target-transform.js";
import { predictTrees } from "./trees/tree-ensemble.js";

const zone = { name: "zone", keys: ["north", "south"] } as const;
const hour = { name: "hour", keys: ["h0", "h1", "h2"] } as const;
const target = { over: [zone, hour], unit: "kW" } as const;

interface Row {
  readonly temperature: number;
  readonly forecast: readonly number[];
}

function examples(seed: number, rows: number): Example<Row>[] {
  const stream = randomStream(seed);
  return Array.from({ length: rows }, () => {
    const temperature = stream.uniform();
    const forecast = Array.from({ length: 6 }, () => stream.uniform());
    const truth = forecast.map(
      (value, entry) => 10 * (entry % 3) + (entry < 3 ? 5 * temperature : -5 * temperature) + 4 * value,
    );
    return { features: { temperature, forecast }, truth };
  });
}

const data = examples(1, 300);
const held = examples(2, 100);

describe("one model for all entries", () => {
  test("tells entries apart by their own features and their place on the axes", async () => {
    const fitted = await boostedTrees<Row>({ target, trees: 150 }).fit(data);
    expect(fitted.columns).toEqual(["temperature", "forecast", "zone", "hour"]);
    expect(forecastError(fitted, held).rootMeanSquareError).toBeLessThan(0.5);
    const row = held[0]!.features;
    const design = new Float64Array(
      row.forecast.flatMap((value, entry) => [row.temperature, value, Math.floor(entry / 3), entry % 3]),
    );
    expect(fitted.predict([row])).toEqual(predictTrees(fitted.ensemble, design, 6));
  });

  test("missing values are taken, infinite ones are refused", async () => {
    const holes = data.map(({ features, truth }, index) => ({
      features: { ...features, temperature: index % 2 === 0 ? Number.NaN : features.temperature },
      truth,
    }));
    const fitted = await boostedTrees<Row>({ target, trees: 100 }).fit(holes);
    expect(forecastError(fitted, held).rootMeanSquareError).toBeLessThan(1);
    expect(() => fitted.predict([{ ...held[0]!.features, temperature: Infinity }])).toThrow(
      expect.objectContaining({ code: "FS_LEARN_MISSING_VALUE" }),
    );
  });

  test("a transform lets trees follow a level they have not seen", async () => {
    const shifted = held.map(({ features, truth }) => ({
      features: { ...features, level: 1000 },
      truth: Array.from(truth, (value) => value + 1000),
    }));
    const known = data.map(({ features, truth }) => ({ features: { ...features, level: 0 }, truth }));
    const predictor = boostedTrees({
      target,
      trees: 150,
      targetTransform: relativeTo((row: Row & { readonly level: number }) => ({ offset: row.level })),
    });
    expect(forecastError(await predictor.fit(known), shifted).rootMeanSquareError).toBeLessThan(0.5);
  });
});

describe("fitting", () => {
  test("early stopping holds out the last examples, then fits again on all of them", async () => {
    // The last tenth is noise about a higher level: only a refit learns of it.
    const stream = randomStream(3);
    const drifted = data.map(({ features, truth }, index) => ({
      features,
      truth: index < 270 ? truth : Array.from(truth, () => 100 + stream.normal()),
    }));
    const fit = (refit: boolean) =>
      boostedTrees<Row>({ target, trees: 300, earlyStopping: { rounds: 10, share: 0.1, refit } }).fit(
        drifted,
      );
    const [once, again] = [await fit(false), await fit(true)];
    expect(once.card.figures.trees).toBe(again.card.figures.trees);
    expect(once.card.figures.validationLoss).toBe(again.card.figures.validationLoss);
    const highest = (ensemble: typeof once.ensemble): number => Math.max(...ensemble.value);
    expect(highest(again.ensemble)).toBeGreaterThan(highest(once.ensemble));
  });

  test("the card is plain JSON and holds settings and figures", async () => {
    const { card } = await boostedTrees<Row>({ target, trees: 3, loss: { quantile: 0.9 } }).fit(data, {
      seed: 4,
    });
    expect(JSON.parse(JSON.stringify(card))).toEqual(card);
    expect(card).toMatchObject({
      predictor: "boosted trees",
      rows: 300,
      loss: "quantile 0.9",
      seed: 4,
      settings: { trees: 3, learningRate: 0.1, earlyStopping: null, targetTransform: "identity" },
      figures: { trees: 3, validationLoss: null },
    });
  });

  test("progress is told tree by tree; the seed decides what is drawn", async () => {
    const steps: number[] = [];
    const predictor = boostedTrees<Row>({ target, trees: 4, rowFraction: 0.5 });
    const onProgress = ({ done }: { done: number }): void => void steps.push(done);
    const first = await predictor.fit(data, { seed: 1, onProgress });
    expect(steps).toEqual([1, 2, 3, 4]);
    expect((await predictor.fit(data, { seed: 1 })).ensemble).toEqual(first.ensemble);
    expect((await predictor.fit(data, { seed: 2 })).ensemble).not.toEqual(first.ensemble);
  });

  test("aborting stops a fit under way with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 0);
    const endless = boostedTrees<Row>({ target, trees: 1_000_000 });
    await expect(endless.fit(data, { signal: controller.signal })).rejects.toBe(reason);
    await expect(endless.fit(data, { signal: controller.signal })).rejects.toBe(reason);
  });
});

describe("refusals", () => {
  const OPTION = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });

  test("settings outside their domain, before any data is seen", () => {
    expect(() => boostedTrees({ target, trees: 0 })).toThrow(OPTION);
    expect(() => boostedTrees({ target, earlyStopping: { share: 1 } })).toThrow(OPTION);
    expect(() => boostedTrees({ target, earlyStopping: { rounds: 0 } })).toThrow(OPTION);
  });

  test("no examples, or too few to hold some out", async () => {
    const FEW = expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" });
    await expect(boostedTrees<Row>({ target }).fit([])).rejects.toThrow(FEW);
    const stopping = boostedTrees<Row>({ target, earlyStopping: {} });
    await expect(stopping.fit(data.slice(0, 1))).rejects.toThrow(FEW);
  });
});
