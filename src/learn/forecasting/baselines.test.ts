import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { boundedMinimum } from "./bounded-minimum.js";
import { decomposedSmoothing } from "./decomposed-smoothing.js";
import { exponentialSmoothing, fitSmoothing } from "./exponential-smoothing.js";
import { loess } from "./loess.js";
import { drift, naive, seasonalNaive } from "./naive.js";
import { panel } from "./panel.js";
import { seasonalDecomposition } from "./seasonal-decomposition.js";
import { forecastSmoothing, runSmoothing } from "./smoothing-state.js";

const code = (name: string): unknown => expect.objectContaining({ code: name });
const one = (values: ArrayLike<number>) =>
  panel({ series: { a: values }, start: "2024-01-01", stepHours: 24 });

test("naive methods look back over gaps", async () => {
  const gap = Number.NaN;
  const sales = one([2, 4, gap, 8, gap]);
  expect((await naive({ horizon: 2 }).fit(sales)).forecast(sales, 5)).toEqual(new Float64Array([8, 8]));
  const seasonal = await seasonalNaive({ horizon: 3, season: 2 }).fit(sales);
  // Phase of step 5: step 3; of step 6: step 4 and 2 are gaps, step 0 is not.
  expect(seasonal.forecast(sales, 5)).toEqual(new Float64Array([8, 2, 8]));
  // From 2 at step 0 to 8 at step 3: 2 a step.
  expect((await drift({ horizon: 2 }).fit(sales)).forecast(sales, 5)).toEqual(new Float64Array([12, 14]));
});

test("too short a history and wrong options are refused", async () => {
  const sales = one([1, 2, 3]);
  await expect(seasonalNaive({ horizon: 1, season: 7 }).fit(sales)).rejects.toThrow(
    code("FS_LEARN_SERIES_TOO_SHORT"),
  );
  await expect(exponentialSmoothing({ horizon: 1, season: 2 }).fit(sales)).rejects.toThrow(
    code("FS_LEARN_SERIES_TOO_SHORT"),
  );
  await expect(naive({ horizon: 1 }).fit(sales, { until: 4 })).rejects.toThrow(
    code("FS_LEARN_INVALID_OPTION"),
  );
  expect(() => naive({ horizon: 0 })).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => exponentialSmoothing({ horizon: 1, trend: "up" as "none" })).toThrow(
    code("FS_LEARN_INVALID_OPTION"),
  );
  expect(() => decomposedSmoothing({ horizon: 1, seasons: [] })).toThrow(code("FS_LEARN_INVALID_OPTION"));
});

test("simple smoothing is the recursion of the textbook", () => {
  const past = new Float64Array([10, 12, 11, 15]);
  const shape = { trend: "none", season: 1 } as const;
  const state = runSmoothing(past, shape, { level: 0.5, trend: 0, season: 0, damping: 1 });
  // Start at the mean of the first two, 11; then 10.5, 11.25, 11.125, 13.0625.
  expect(state.level).toBe(13.0625);
});

test("Holt's method and its damped form move on from level and slope", () => {
  const past = new Float64Array([1, 3, 2, 6]);
  const parameters = { level: 0.5, trend: 0.5, season: 0, damping: 0.9 };
  const out = new Float64Array(2);
  for (const trend of ["additive", "damped"] as const) {
    const phi = trend === "additive" ? 1 : 0.9;
    // Independent recursion: level ℓ, slope b, both by their defining averages.
    let level = 2 - 1 * 1.5;
    let slope = 1;
    for (const value of past) {
      const before = level;
      level = 0.5 * value + 0.5 * (before + phi * slope);
      slope = 0.5 * (level - before) + 0.5 * phi * slope;
    }
    const state = runSmoothing(past, { trend, season: 1 }, parameters);
    forecastSmoothing(state, { trend, season: 1 }, 0.9, past.length, out);
    expect(state.level).toBeCloseTo(level, 12);
    expect(state.slope).toBeCloseTo(slope, 12);
    expect(out[0]).toBeCloseTo(level + phi * slope, 12);
    expect(out[1]).toBeCloseTo(level + (phi + phi * phi) * slope, 12);
  }
});

test("Holt and Winters continue an exact line with a season, also across gaps", async () => {
  const values = Float64Array.from({ length: 60 }, (_, step) => 5 + 0.5 * step + [3, -1, -2, 0][step % 4]!);
  const truth = Float64Array.from(
    { length: 6 },
    (_, ahead) => 5 + 0.5 * (60 + ahead) + [3, -1, -2, 0][ahead % 4]!,
  );
  const holed = values.map((value, step) => (step === 30 || step === 59 ? Number.NaN : value));
  for (const given of [values, holed]) {
    const sales = one(given);
    const fitted = await exponentialSmoothing({ horizon: 6, season: 4, trend: "additive" }).fit(sales);
    for (const [ahead, value] of fitted.forecast(sales, 60).entries())
      expect(value).toBeCloseTo(truth[ahead]!, 6);
  }
});

test("fitted parameters beat a fine grid of parameters", () => {
  const stream = randomStream(3);
  let level = 0;
  const past = Float64Array.from({ length: 200 }, () => {
    level += 0.4 * stream.normal();
    return level + stream.normal();
  });
  const shape = { trend: "none", season: 1 } as const;
  const { oneStepError } = fitSmoothing(past, shape);
  for (let alpha = 0.01; alpha < 1; alpha += 0.01) {
    const { squares, errors } = runSmoothing(past, shape, { level: alpha, trend: 0, season: 0, damping: 1 });
    expect(oneStepError).toBeLessThanOrEqual(Math.sqrt(squares / errors) + 1e-6);
  }
});

test("the bounded search finds minima inside and at the walls", () => {
  const bowl = (point: Float64Array): number => (point[0]! - 0.3) ** 2 + 10 * (point[1]! - 2) ** 2;
  const { point, value } = boundedMinimum(bowl, [0, 0], [1, 1], [[0.9, 0.1]], 400);
  expect(point[0]).toBeCloseTo(0.3, 3);
  expect(point[1]).toBeCloseTo(1, 3);
  expect(value).toBeCloseTo(10, 3);
  const nowhere = boundedMinimum(() => Number.NaN, [0], [1], [[0.5]]);
  expect(nowhere.point).toEqual(new Float64Array([0.5]));
});

test("loess of degree 1 keeps a line, of degree 0 a constant, also beyond the ends", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.integer({ min: 3, max: 30 }),
      (slope, span) => {
        const line = Float64Array.from({ length: 20 }, (_, x) => 1 + slope * x);
        const smooth = loess(line, -2, 22, { span, degree: 1, jump: 3 });
        expect(Math.max(...smooth.map((value, at) => Math.abs(value - 1 - slope * (at - 2))))).toBeLessThan(
          1e-6,
        );
      },
    ),
  );
  const flat = new Float64Array(10).fill(4);
  expect(loess(flat, 0, 9, { span: 5, degree: 0 })).toEqual(flat);
});

test("a decomposition adds up and finds two seasons", () => {
  const stream = randomStream(5);
  const day = (step: number): number => 10 * Math.sin((2 * Math.PI * step) / 24);
  const week = (step: number): number => (Math.floor(step / 24) % 7 >= 5 ? -10 : 4);
  const values = Float64Array.from(
    { length: 24 * 7 * 8 },
    (_, step) => 50 + 0.01 * step + day(step) + week(step) + 0.5 * stream.normal(),
  );
  values[700] = Number.NaN;
  const { trend, seasonal, remainder } = seasonalDecomposition(values, { seasons: [24, 168] });
  let worst = 0;
  let rest = 0;
  for (let step = 0; step < values.length; step++) {
    if (step === 700) continue;
    const sum = trend[step]! + seasonal[0]![step]! + seasonal[1]![step]! + remainder[step]!;
    worst = Math.max(worst, Math.abs(sum - values[step]!));
    rest += remainder[step]! ** 2 / values.length;
  }
  expect(worst).toBeLessThan(1e-9);
  expect(remainder[700]).toBe(0);
  expect(Math.sqrt(rest)).toBeLessThan(0.7);
  const middle = Array.from({ length: 24 }, (_, hour) => seasonal[0]![24 * 28 + hour]! - day(hour));
  expect(Math.max(...middle.map(Math.abs))).toBeLessThan(1);
});

test("decomposition and smoothing carry both seasons on", async () => {
  const value = (step: number): number =>
    50 + 10 * Math.sin((2 * Math.PI * step) / 6) + (step % 30 < 6 ? 8 : 0);
  const load = one(Float64Array.from({ length: 600 }, (_, step) => value(step)));
  const fitted = await decomposedSmoothing({ horizon: 30, seasons: [6, 30] }).fit(load, { until: 500 });
  const errors = fitted.forecast(load, 570).map((forecast, ahead) => Math.abs(forecast - value(570 + ahead)));
  expect(Math.max(...errors)).toBeLessThan(0.5);
});
