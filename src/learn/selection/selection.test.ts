import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { ridge } from "../linear/ridge.js";
import { rulePredictor } from "../rule.js";
import { crossValidate } from "./cross-validate.js";
import { blockedFolds, kFold, purgedFolds, walkForwardFolds } from "./folds.js";
import { METRICS, pinballMetric } from "./metrics.js";
import type { SearchProgress } from "./progress.js";
import { choice, integer, logUniform, uniform } from "./search-space.js";
import { randomSearch, successiveHalving } from "./search.js";
import { nodeTrialRunner } from "./trial-runner-node.js";

const code = (name: string): unknown => expect.objectContaining({ code: name });

describe("folds", () => {
  const sizes = fc.record({ rows: fc.integer({ min: 12, max: 80 }), folds: fc.integer({ min: 2, max: 6 }) });

  test("every row is judged once, by a fit that does not see it or its neighbours", () => {
    fc.assert(
      fc.property(sizes, fc.nat(1), fc.nat(1), fc.nat(9), ({ rows, folds }, purge, embargo, seed) => {
        const all = Array.from({ length: rows }, (_, row) => row);
        for (const made of [kFold(rows, { folds, seed }), blockedFolds(rows, { folds })]) {
          expect(made.flatMap(({ test }) => [...test]).toSorted((a, b) => a - b)).toEqual(all);
          for (const { train, test } of made)
            expect([...train, ...test].toSorted((a, b) => a - b)).toEqual(all);
          const lengths = made.map(({ test }) => test.length);
          expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(1);
        }
        for (const { train, test } of purgedFolds(rows, { folds, purge, embargo })) {
          const [from, to] = [test[0]!, test.at(-1)!];
          const expected = all.filter((row) => row < from - purge || row > to + purge + embargo);
          expect([...train]).toEqual(expected);
        }
      }),
    );
  });

  test("walking forward, the fit ends a gap before what it is judged on", () => {
    fc.assert(
      fc.property(sizes, fc.nat(3), fc.integer({ min: 1, max: 9 }), ({ rows, folds }, gap, window) => {
        const testRows = Math.max(1, Math.floor((rows - gap - 1) / (folds + 1)));
        const made = walkForwardFolds(rows, { folds, gap, window, testRows });
        expect(made.at(-1)!.test.at(-1)).toBe(rows - 1);
        for (const { train, test } of made) {
          expect(test[0]! - train.at(-1)!).toBe(gap + 1);
          expect(train.length).toBeLessThanOrEqual(window);
        }
        const judged = made.flatMap(({ test }) => [...test]);
        expect(judged).toEqual(
          Array.from({ length: folds * testRows }, (_, at) => rows - folds * testRows + at),
        );
      }),
    );
  });

  test("the same seed gives the same folds; what cannot be split is refused", () => {
    expect(kFold(20, { folds: 4, seed: 2 })).toEqual(kFold(20, { folds: 4, seed: 2 }));
    expect(kFold(20, { folds: 4, seed: 2 })).not.toEqual(kFold(20, { folds: 4, seed: 3 }));
    expect(() => kFold(3, { folds: 4 })).toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
    expect(() => kFold(3, { folds: 1 })).toThrow(code("FS_LEARN_INVALID_OPTION"));
    expect(() => purgedFolds(6, { folds: 2, purge: 5 })).toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
    expect(() => walkForwardFolds(6, { folds: 2, testRows: 3 })).toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
  });
});

describe("cross-validation", () => {
  const stream = randomStream(1);
  const examples = Array.from({ length: 60 }, (_, x) => ({
    features: { x },
    truth: [2 * x + stream.normal()],
  }));
  const line = ridge<{ x: number }>({ target: { over: [] }, penalty: 0 });

  test("figures are those of fitting and judging by hand", async () => {
    const folds = blockedFolds(60, { folds: 3 });
    const result = await crossValidate(line, examples, { folds });
    for (const [index, { train, test }] of folds.entries()) {
      const fitted = await line.fit([...train].map((row) => examples[row]!));
      const predicted = fitted.predict([...test].map((row) => examples[row]!.features));
      const squares = [...test].map((row, at) => (predicted[at]! - examples[row]!.truth[0]!) ** 2);
      const rmse = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
      expect(result.folds[index]!.metrics.rmse).toBeCloseTo(rmse, 10);
    }
    const values = result.folds.map(({ metrics }) => metrics.rmse!);
    const { mean, low, high, standardError } = result.metrics.rmse!;
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 3, 12);
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2;
    // Nadeau and Bengio: a third for the folds, a half for the ratio of test to training rows.
    expect(standardError).toBeCloseTo(Math.sqrt(variance * (1 / 3 + 1 / 2)), 10);
    expect(high - mean).toBeCloseTo(4.303 * standardError, 10);
    expect(mean - low).toBeCloseTo(high - mean, 10);
  });

  test("weights count in metrics; metrics of one's own; progress with the time left", async () => {
    const zero = rulePredictor({ name: "zero", target: { over: [] }, predict: (_row: { x: number }) => [0] });
    const data = [
      { features: { x: 0 }, truth: [1], weight: 3 },
      { features: { x: 0 }, truth: [5], weight: 1 },
      { features: { x: 0 }, truth: [2] },
      { features: { x: 0 }, truth: [2] },
    ];
    const seen: SearchProgress[] = [];
    const result = await crossValidate(zero, data, {
      folds: [{ train: Int32Array.of(2, 3), test: Int32Array.of(0, 1) }],
      metrics: { mae: METRICS.mae, p90: pinballMetric(0.9) },
      onProgress: (progress) => seen.push(progress),
    });
    expect(result.metrics.mae).toEqual({ mean: 2, standardError: 0, low: 2, high: 2 });
    expect(result.metrics.p90!.mean).toBeCloseTo(1.8, 12);
    expect(seen).toMatchObject([{ phase: "folds", done: 1, total: 1, leftMs: 0 }]);
  });

  test("log losses are those of the formula", () => {
    const judged = {
      predicted: Float64Array.of(0.8, 0.2, 0.4, 0.6),
      truths: Float64Array.of(1, 0, 0, 1),
      rows: 2,
      entries: 2,
      weights: Float64Array.of(1, 1),
    };
    expect(METRICS.logLoss(judged)).toBeCloseTo(-(2 * Math.log(0.8) + 2 * Math.log(0.6)) / 4, 12);
    expect(METRICS.crossEntropy(judged)).toBeCloseTo(-(Math.log(0.8) + Math.log(0.6)) / 2, 12);
    expect(METRICS.bias(judged)).toBeCloseTo(0, 12);
  });

  test("what cannot be judged is refused", async () => {
    const INVALID = code("FS_LEARN_INVALID_OPTION");
    await expect(crossValidate(line, examples, { folds: [] })).rejects.toThrow(INVALID);
    const outside = [{ train: Int32Array.of(0, 1), test: Int32Array.of(60) }];
    await expect(crossValidate(line, examples, { folds: outside })).rejects.toThrow(INVALID);
    await expect(crossValidate(line, examples, { metrics: ["speed" as never] })).rejects.toThrow(INVALID);
    await expect(crossValidate(line, [])).rejects.toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(crossValidate(line, examples, { signal })).rejects.toThrow("enough");
  });
});

const space = {
  rate: logUniform(1e-3, 10),
  share: uniform(-1, 1),
  depth: integer(1, 4),
  loss: choice(["a", "b"]),
};
const module = `data:text/javascript,${encodeURIComponent(`
  let calls = 0;
  export async function trial({ rate, share, depth }, { trial, seed, resource }) {
    calls++;
    if (share > 0.9) throw new Error("share is too large");
    return (Math.log10(rate) - 0.3) ** 2 + share ** 2 + depth + (seed % 7) / 100 + (resource === null ? 0 : 1 / resource);
  }
`)}`;

describe("search", () => {
  test("settings stay in the space, and the seed decides them", async () => {
    const trial = ({
      rate,
      share,
      depth,
      loss,
    }: {
      rate: number;
      share: number;
      depth: number;
      loss: string;
    }): number => {
      expect(rate >= 1e-3 && rate <= 10 && share >= -1 && share <= 1).toBe(true);
      expect([1, 2, 3, 4]).toContain(depth);
      expect(["a", "b"]).toContain(loss);
      return depth + share;
    };
    const one = await randomSearch({ space, trials: 80, seed: 4, trial });
    expect(await randomSearch({ space, trials: 80, seed: 4, trial })).toEqual(one);
    expect(new Set(one.trials.map(({ settings }) => settings.depth)).size).toBe(4);
    expect(new Set(one.trials.map(({ settings }) => settings.loss)).size).toBe(2);
    expect(one.best.loss).toBe(Math.min(...one.trials.map(({ loss }) => loss!)));
    expect((await randomSearch({ space, trials: 80, seed: 5, trial })).best).not.toEqual(one.best);
  });

  test("trials that fail say why and do not win; if all fail, so does the search", async () => {
    const { trials, best } = await randomSearch({
      space: { x: integer(0, 2) },
      trials: 30,
      trial: ({ x }) => {
        if (x === 0) throw new Error("zero");
        return x === 1 ? Number.NaN : 7;
      },
    });
    expect(best).toMatchObject({ settings: { x: 2 }, loss: 7, failure: null });
    expect(new Set(trials.map(({ failure }) => failure))).toEqual(new Set([null, "zero", "the loss is NaN"]));
    const failing = randomSearch({ space: {}, trials: 2, trial: () => Number.NaN });
    await expect(failing).rejects.toThrow(code("FS_LEARN_TRIALS_FAILED"));
  });

  test("halving gives more to fewer, keeps settings and seeds, and knows the time left", async () => {
    const seeds = new Map<number, Set<number>>();
    const progress: SearchProgress[] = [];
    const { trials, best } = await successiveHalving({
      space: { x: uniform(0, 1) },
      trials: 16,
      factor: 2,
      resource: { least: 1, most: 8 },
      onProgress: (step) => progress.push(step),
      trial: ({ x }, { trial, seed }) => {
        seeds.set(trial, (seeds.get(trial) ?? new Set()).add(seed));
        return x;
      },
    });
    expect([1, 2, 4, 8].map((resource) => trials.filter((one) => one.resource === resource).length)).toEqual([
      16, 8, 4, 2,
    ]);
    expect(best.loss).toBe(Math.min(...trials.map(({ loss }) => loss!)));
    expect([...seeds.values()].every((own) => own.size === 1)).toBe(true);
    expect(progress.length).toBe(30);
    expect(progress.at(-1)).toMatchObject({ done: 30, total: 30, leftMs: 0 });
  });

  test("options out of range", async () => {
    const INVALID = code("FS_LEARN_INVALID_OPTION");
    const trial = (): number => 0;
    const bad = { x: uniform(1, 0) };
    await expect(randomSearch({ space: bad, trials: 1, trial })).rejects.toThrow(INVALID);
    await expect(randomSearch({ space: { x: logUniform(0, 1) }, trials: 1, trial })).rejects.toThrow(INVALID);
    await expect(randomSearch({ space: { x: integer(0.5, 1) }, trials: 1, trial })).rejects.toThrow(INVALID);
    await expect(randomSearch({ space: { x: choice([]) }, trials: 1, trial })).rejects.toThrow(INVALID);
    await expect(randomSearch({ space, trials: 0, trial })).rejects.toThrow(INVALID);
    await expect(randomSearch({ space, trials: 1 })).rejects.toThrow(INVALID);
    const rationed = { space, trials: 2, trial, resource: { least: 5, most: 1 } };
    await expect(successiveHalving(rationed)).rejects.toThrow(INVALID);
    expect(() => nodeTrialRunner({ module, workers: 0 })).toThrow(INVALID);
  });
});

describe("threads", () => {
  test("find what the calling thread finds, however many there are", async () => {
    const { trial } = (await import(/* @vite-ignore */ module)) as { trial: never };
    const settings = { space, trials: 12, seed: 3, factor: 2, resource: { least: 1, most: 4 } };
    const expected = await successiveHalving({ ...settings, trial });
    expect(expected.trials.some(({ failure }) => failure !== null)).toBe(
      expected.trials.some(({ settings: drawn }) => drawn.share > 0.9),
    );
    for (const workers of [1, 3]) {
      const runner = nodeTrialRunner({ module, workers });
      expect(await successiveHalving({ ...settings, runner })).toEqual(expected);
      runner.close();
    }
  });

  test("a thread that dies is replaced once; then the trial is lost", async () => {
    const dying = `data:text/javascript,${encodeURIComponent(`
      export const trial = ({ x }) => (x === 1 ? process.exit(3) : 5);
    `)}`;
    const runner = nodeTrialRunner({ module: dying, workers: 1 });
    const fine = await randomSearch({ space: { x: choice([0]) }, trials: 2, runner });
    expect(fine.best.loss).toBe(5);
    const lost = randomSearch({ space: { x: choice([1]) }, trials: 1, runner });
    await expect(lost).rejects.toThrow(code("FS_LEARN_TRIAL_LOST"));
    runner.close();
  });

  test("a module without a trial is said to be one; a signal ends threads that never answer", async () => {
    const none = nodeTrialRunner({ module: "data:text/javascript,export const other = 1", workers: 1 });
    const failing = randomSearch({ space: {}, trials: 1, runner: none });
    await expect(failing).rejects.toThrow(/exports no function named trial/);
    none.close();
    const endless = nodeTrialRunner({
      module: "data:text/javascript,export const trial = () => new Promise(() => setInterval(() => 0, 1000))",
      workers: 2,
    });
    const controller = new AbortController();
    const search = randomSearch({ space: {}, trials: 3, runner: endless, signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 200);
    await expect(search).rejects.toThrow("enough");
  });
});
