import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import type { FeatureRow } from "../feature-row.js";
import { boostedTrees } from "../boosted-trees.js";
import { columnRanks, levelSampler, shrunkCorrelation } from "./dependence.js";
import { energyScore } from "./distribution-scores.js";
import { truthAfter, type FittedForecaster } from "./forecaster.js";
import { naive } from "./naive.js";
import { panel, type Panel } from "./panel.js";
import { quantileForecaster } from "./quantile-forecaster.js";
import { predictiveQuantile } from "./past-errors.js";
import { residualForecaster } from "./residual-forecaster.js";
import { rollingOrigin } from "./rolling-origin.js";

const code = (name: string): unknown => expect.objectContaining({ code: name });

/** Two random walks that move together. */
function walks(steps: number): Panel {
  const stream = randomStream("walks");
  let [a, b] = [0, 0];
  const rows = Array.from({ length: steps }, () => {
    const common = stream.normal();
    a += common + 0.3 * stream.normal();
    b += 2 * common + 0.6 * stream.normal();
    return [a, b];
  });
  return panel({
    series: { a: rows.map((row) => row[0]!), b: rows.map((row) => row[1]!) },
    start: "2024-01-01",
    stepHours: 24,
  });
}

const given = walks(1500);

function coverage(fitted: FittedForecaster, low: number, high: number): number {
  let inside = 0;
  let count = 0;
  for (let origin = 1000; origin + 5 <= 1500; origin += 3) {
    const quantiles = fitted.quantiles([{ panel: given, origin }], [low, high]);
    for (const [entry, truth] of truthAfter(given, origin, 5).entries()) {
      if (truth >= quantiles[2 * entry]! && truth <= quantiles[2 * entry + 1]!) inside++;
      count++;
    }
  }
  return inside / count;
}

function correlation(paths: Float64Array, count: number, entries: number, i: number, j: number): number {
  const mean = (k: number): number => {
    let sum = 0;
    for (let path = 0; path < count; path++) sum += paths[path * entries + k]! / count;
    return sum;
  };
  const [a, b] = [mean(i), mean(j)];
  let [cross, left, right] = [0, 0, 0];
  for (let path = 0; path < count; path++) {
    const x = paths[path * entries + i]! - a;
    const y = paths[path * entries + j]! - b;
    cross += x * y;
    left += x * x;
    right += y * y;
  }
  return cross / Math.sqrt(left * right);
}

test.each(["bootstrap", "copula"] as const)(
  "past errors are calibrated, and paths by %s hang together over time and series",
  async (dependence) => {
    const method = residualForecaster({
      point: naive({ horizon: 5 }),
      dependence,
      paths: 250,
      pathStride: 1,
    });
    const fitted = await method.fit(given, { until: 1000 });
    expect(Math.abs(coverage(fitted, 0.1, 0.9) - 0.8)).toBeLessThan(0.04);
    const rows = [{ panel: given, origin: 1400 }];
    const paths = fitted.scenarios(rows, { count: 2000, seed: 3 });
    expect(paths.length).toBe(2000 * 10);
    expect(fitted.scenarios(rows, { count: 2000, seed: 3 })).toEqual(paths);
    // Between the series about 1/1.09; between steps 4 and 5 of a walk √(4/5).
    expect(Math.abs(correlation(paths, 2000, 10, 4, 9) - 1 / 1.09)).toBeLessThan(0.1);
    expect(Math.abs(correlation(paths, 2000, 10, 3, 4) - Math.sqrt(0.8))).toBeLessThan(0.1);
    // Marginals of the paths are the quantiles.
    const [low, high] = fitted.quantiles(rows, [0.1, 0.9]).subarray(8, 10);
    const below = (value: number): number => {
      let count = 0;
      for (let path = 0; path < 2000; path++) if (paths[path * 10 + 4]! <= value) count++;
      return count / 2000;
    };
    expect(Math.abs(below(low!) - 0.1)).toBeLessThan(0.04);
    expect(Math.abs(below(high!) - 0.9)).toBeLessThan(0.04);
  },
);

test("paths that hang together have a better energy score than independent ones", async () => {
  const scores = [];
  for (const dependence of ["bootstrap", "independent"] as const) {
    const method = residualForecaster({
      point: naive({ horizon: 5 }),
      dependence,
      paths: 250,
      pathStride: 1,
    });
    const fitted = await method.fit(given, { until: 1000 });
    let sum = 0;
    for (let origin = 1000; origin < 1490; origin += 5) {
      const paths = fitted.scenarios([{ panel: given, origin }], { count: 100, seed: origin });
      sum += energyScore(paths, truthAfter(given, origin, 5));
    }
    scores.push(sum);
  }
  expect(scores[0]).toBeLessThan(scores[1]!);
});

test("quantile models never cross, are calibrated, and give the same paths for the same seed", async () => {
  const method = quantileForecaster({
    horizon: 5,
    levels: [0.1, 0.5, 0.9],
    paths: 150,
    maximumExamples: 800,
    predictor: (target, level) =>
      boostedTrees<FeatureRow, typeof target.over>({
        target,
        trees: 40,
        maxLeaves: 8,
        loss: { quantile: level },
      }),
  });
  const fitted = await method.fit(given, { until: 1000 });
  expect(Math.abs(coverage(fitted, 0.1, 0.9) - 0.8)).toBeLessThan(0.05);
  const rows = [{ panel: given, origin: 1234 }];
  const levels = [0.001, 0.05, 0.1, 0.4, 0.5, 0.6, 0.9, 0.95, 0.999];
  const quantiles = fitted.quantiles(rows, levels);
  for (let entry = 0; entry < 10; entry++) {
    const own = quantiles.subarray(entry * levels.length, (entry + 1) * levels.length);
    expect(own).toEqual(Float64Array.from(own).sort());
  }
  expect(fitted.predict(rows)[3]).toBe(fitted.quantiles(rows, [0.5])[3]);
  const paths = fitted.scenarios(rows, { count: 300 });
  expect(correlation(paths, 300, 10, 4, 9)).toBeGreaterThan(0.7);
  expect(fitted.scenarios(rows, { count: 300 })).toEqual(paths);
  expect(fitted.scenarios(rows, { count: 300, seed: 1 })).not.toEqual(paths);
});

test("levels, counts and dependences outside their domain are refused", async () => {
  const fitted = await residualForecaster({ point: naive({ horizon: 2 }) }).fit(given, { until: 500 });
  const rows = [{ panel: given, origin: 600 }];
  expect(() => fitted.quantiles(rows, [0.9, 0.1])).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => fitted.quantiles(rows, [-0.1])).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => fitted.scenarios(rows, { count: 0 })).toThrow(code("FS_LEARN_INVALID_OPTION"));
  const past = { paths: 2, entries: 2, ranks: new Float64Array([0.25, 0.25, 0.75, 0.75]) };
  expect(() => levelSampler("none" as "copula", past, 2)).toThrow(code("FS_LEARN_INVALID_OPTION"));
  await expect(residualForecaster({ point: naive({ horizon: 2 }) }).fit(given, { until: 9 })).rejects.toThrow(
    code("FS_LEARN_SERIES_TOO_SHORT"),
  );
});

test("blocks of a bootstrap are pieces of past paths, cut at the same steps for all series", () => {
  // Two series, four steps: path p has rank p / 10 everywhere.
  const ranks = new Float64Array(5 * 8).map((_, at) => (Math.floor(at / 8) + 1) / 10);
  const sample = levelSampler({ bootstrap: { blockLength: 2 } }, { paths: 5, entries: 8, ranks }, 4);
  const stream = randomStream(1);
  const out = new Float64Array(8);
  const seen = new Set<string>();
  for (let round = 0; round < 200; round++) {
    sample(stream, out);
    expect([out[1], out[4], out[5]]).toEqual([out[0], out[0], out[0]]);
    expect([out[3], out[6], out[7]]).toEqual([out[2], out[2], out[2]]);
    seen.add(`${out[0]} ${out[2]}`);
  }
  expect(seen.size).toBe(25);
});

test("ranks share ties; correlations shrink with noise and stay positive definite", () => {
  expect(columnRanks(new Float64Array([5, 1, 5, 9]), 4, 1)).toEqual(
    new Float64Array([0.5, 0.125, 0.5, 0.875]),
  );
  const stream = randomStream(2);
  const noise = Float64Array.from({ length: 20 * 30 }, () => stream.normal());
  const { shrinkage } = shrunkCorrelation(noise, 20, 30);
  expect(shrinkage).toBeGreaterThan(0.8);
  const copies = Float64Array.from({ length: 50 }, (_, at) => Math.floor(at / 2));
  const { correlation } = shrunkCorrelation(copies, 25, 2);
  expect(correlation[1]).toBeGreaterThan(0.9);
  expect(correlation[1]).toBeLessThan(1);
});

test("quantiles of few errors cover a further draw as often as they say", () => {
  expect(predictiveQuantile(new Float64Array([1, 2, 3]), 0.5)).toBe(2);
  expect(predictiveQuantile(new Float64Array([1, 2, 3]), 0.25)).toBe(1);
  expect(predictiveQuantile(new Float64Array([1, 2, 3]), 0.01)).toBe(1);
  expect(predictiveQuantile(new Float64Array([1, 2, 3]), 0.625)).toBe(2.5);
  // Six values that amount to three draws: 0.625 · 4 − 1 = 1.5 of 2 steps, three quarters of the way.
  expect(predictiveQuantile(new Float64Array([0, 1, 2, 3, 4, 5]), 0.625, 3)).toBe(3.75);
});

test("a rolling evaluation by hand", async () => {
  const values = [1, 3, 2, 5, 4, 8, 6];
  const sales = panel({ series: { a: values }, start: "2024-01-01", stepHours: 24 });
  const report = await rollingOrigin({
    panel: sales,
    horizon: 2,
    origins: [4, 5],
    forecasters: [naive({ horizon: 2, name: "again" })],
  });
  // Scale: (2 + 1 + 3)/3 = 2. From 5: errors 1, 3; from 4: errors 4, 2.
  const [reference, again] = report.scores;
  expect(reference!.meanAbsoluteError).toBe(2.5);
  expect(reference!.meanAbsoluteScaledError).toBe(1.25);
  expect(reference!.rootMeanSquareError).toBeCloseTo(Math.sqrt(7.5), 12);
  expect(reference!.scaledErrorByAhead).toEqual(new Float64Array([1.25, 1.25]));
  expect(again!.verdict).toBe("not distinguishable");
  expect(again!.skill).toEqual({ estimate: 0, lower: 0, upper: 0 });
  expect(report.text).toContain("not distinguishable");
});

test("an evaluation tells better from worse, and coverage by step ahead", async () => {
  const report = await rollingOrigin({
    panel: given,
    horizon: 5,
    origins: Array.from({ length: 60 }, (_, index) => 1000 + 8 * index),
    season: 20,
    forecasters: [
      residualForecaster({ point: naive({ horizon: 5 }), paths: 200 }),
      { ...naive({ horizon: 5 }), name: "upside down", fit: upsideDown },
    ],
  });
  expect(report.scores.map(({ verdict }) => verdict)).toEqual(["reference", "better", "worse"]);
  const { coverage, pinball, crps, energy } = report.scores[1]!;
  expect(coverage.map(({ nominal }) => nominal)).toEqual([0.9, 0.8, 0.5]);
  expect(coverage[1]!.widthByAhead[4]).toBeGreaterThan(1.5 * coverage[1]!.widthByAhead[0]!);
  expect(Math.abs(coverage[1]!.coverage - 0.8)).toBeLessThan(0.08);
  // CRPS is twice the mean pinball loss, up to where the levels stand.
  expect(crps! / pinball!).toBeGreaterThan(1.5);
  expect(energy).toBeGreaterThan(0);
  expect(report.scores[0]!.crps).toBeNull();
});

async function upsideDown(panel: Panel) {
  const fitted = await naive({ horizon: 5 }).fit(panel);
  return {
    ...fitted,
    forecast: (given: Panel, origin: number) => fitted.forecast(given, origin).map((v) => -v - 50),
  };
}

test("origins without a whole horizon, out of order or of another horizon are refused", async () => {
  const options = { panel: given, horizon: 5, forecasters: [naive({ horizon: 5 })] };
  await expect(rollingOrigin({ ...options, origins: [] })).rejects.toThrow(code("FS_LEARN_INVALID_OPTION"));
  await expect(rollingOrigin({ ...options, origins: [1498] })).rejects.toThrow(
    code("FS_LEARN_INVALID_OPTION"),
  );
  await expect(rollingOrigin({ ...options, origins: [20, 10] })).rejects.toThrow(
    code("FS_LEARN_INVALID_OPTION"),
  );
  const other = { ...options, origins: [100], forecasters: [naive({ horizon: 4 })] };
  await expect(rollingOrigin(other)).rejects.toThrow(code("FS_LEARN_INVALID_OPTION"));
});
