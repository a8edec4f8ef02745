import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import type { FeatureRow } from "../feature-row.js";
import { boostedTrees } from "../boosted-trees.js";
import { autoForecaster } from "./auto-forecaster.js";
import { averageForecaster } from "./average-forecaster.js";
import type { PointForecaster } from "./forecaster.js";
import { globalForecaster, globalRidge } from "./global-forecaster.js";
import { drift, naive, seasonalNaive } from "./naive.js";
import { panel, type Panel } from "./panel.js";
import { designExamples, panelDesign, type PanelFeatures } from "./panel-design.js";
import { quantileForecaster } from "./quantile-forecaster.js";
import { residualForecaster } from "./residual-forecaster.js";

const code = (name: string): unknown => expect.objectContaining({ code: name });

/** Two series of very different size with a weekly pattern, noise, a gap and a covariate that is known ahead. */
function sales(steps: number, extra: number, noise: number = 1): Panel {
  const stream = randomStream("sales");
  const promotion = Array.from({ length: steps + extra }, () => (stream.uniform() < 0.2 ? 1 : 0));
  const make = (size: number): number[] =>
    Array.from({ length: steps }, (_, day) =>
      day === 40 ? Number.NaN : size * (20 + 3 * (day % 7) + 8 * promotion[day]! + noise * stream.normal()),
    );
  return panel({
    series: { small: make(1), large: make(50) },
    start: "2024-01-01",
    stepHours: 24,
    known: { promotion },
    fixed: { area: { small: 1, large: 2 } },
  });
}

/** The same panel with every value from an origin on changed. */
function perturbed(given: Panel, origin: number): Panel {
  const values = given.values.map((value, index) => (index % given.steps >= origin ? -1e6 - index : value));
  return { ...given, values };
}

const FEATURES: PanelFeatures[] = [
  { horizon: 9, seasons: [7], waves: [{ period: 30, harmonics: 2 }], holidays: ["2024-05-01"] },
  { horizon: 3, seasons: [7, 28], anchor: "level", gaps: "carry", calendar: "indicators" },
  { horizon: 5, anchor: "none", calendar: "none", lags: [1, 5] },
];

test.each(FEATURES)(
  "no feature moves when everything after the origin changes: $horizon ahead",
  (features) => {
    const given = sales(160, 10);
    const design = panelDesign(features);
    for (const origin of [design.firstOrigin, 130, 150])
      for (const series of [0, 1]) {
        const before = design.row(given, series, origin);
        expect(design.row(perturbed(given, origin), series, origin)).toEqual(before);
        // The test can fail: the last value before the origin does matter.
        expect(design.row(perturbed(given, origin - 1), series, origin)).not.toEqual(before);
      }
  },
);

test("no forecast moves either, of any method, nor does what was fitted", async () => {
  const given = sales(160, 10);
  const horizon = 3;
  const seasons = [7];
  const points: PointForecaster[] = [
    naive({ horizon }),
    globalRidge({ horizon, seasons }),
    autoForecaster({
      horizon,
      seasons,
      validationOrigins: 4,
      candidates: [drift({ horizon }), seasonalNaive({ horizon, season: 7 })],
    }),
  ];
  const methods = [
    ...points.map((point) => residualForecaster({ point, season: 7 })),
    quantileForecaster({
      horizon,
      seasons,
      levels: [0.2, 0.8],
      predictor: (target, level) =>
        boostedTrees<FeatureRow, typeof target.over>({ target, trees: 8, loss: { quantile: level } }),
    }),
  ];
  for (const method of methods) {
    const rows = (panel: Panel) => [{ panel, origin: 152 }];
    const other = perturbed(given, 152);
    const fitted = await method.fit(given, { until: 150 });
    const again = await method.fit(other, { until: 150 });
    expect(again.predict(rows(other))).toEqual(fitted.predict(rows(given)));
    expect(again.quantiles(rows(other), [0.1, 0.9])).toEqual(fitted.quantiles(rows(given), [0.1, 0.9]));
    const paths = { count: 4, seed: 1 };
    expect(again.scenarios(rows(other), paths)).toEqual(fitted.scenarios(rows(given), paths));
  }
});

test("features are what they are called", () => {
  const values = Array.from({ length: 30 }, (_, day) => 100 + day);
  const given = panel({
    series: { a: values },
    start: "2024-01-01",
    stepHours: 24,
    known: { x: values.map((v) => 2 * v) },
  });
  const design = panelDesign({
    horizon: 3,
    seasons: [7],
    seasonsBack: 2,
    windows: [4],
    lags: [1, 2],
    anchor: "none",
  });
  expect(design.firstOrigin).toBe(14);
  const { features } = design.row(given, 0, 20);
  expect(features["lag 1"]).toBe(119);
  expect(features["lag 2"]).toBe(118);
  expect(features["mean 4"]).toBe(117.5);
  expect(features["season 7 back 1"]).toEqual(new Float64Array([113, 114, 115]));
  expect(features["season 7 mean"]).toEqual(new Float64Array([109.5, 110.5, 111.5]));
  // Step 20 is 2024-01-21, a Sunday.
  expect(features["weekday"]).toEqual(new Float64Array([7, 1, 2]));
  expect(features["x"]).toEqual(new Float64Array([240, 242, 244]));
  expect(features["x since 7"]).toEqual(new Float64Array([14, 14, 14]));
});

test("doubling a series doubles what is forecast and changes no feature", async () => {
  const given = sales(160, 10);
  const doubled = { ...given, values: given.values.map((value) => 2 * value) };
  const design = panelDesign({ horizon: 3, seasons: [7] });
  const one = design.row(given, 0, 150);
  const two = design.row(doubled, 0, 150);
  expect(two.scale).toBeCloseTo(2 * one.scale, 9);
  expect(two.features["lag 1"]).toBeCloseTo(one.features["lag 1"] as number, 9);
});

test("examples are chronological, end at the last complete truth and leave out gaps", () => {
  const given = sales(160, 10);
  const design = panelDesign({ horizon: 3, seasons: [7], lags: [1] });
  const examples = designExamples(design, given, 100, 3, 1, false);
  // Origins 28 to 97 of two series, less those whose truth holds step 40.
  expect(examples.length).toBe(2 * (70 - 3));
  expect(designExamples(design, given, 100, 3, 1, true).length).toBeLessThan(examples.length);
});

test("a global model learns a covariate's effect for series of any size, and takes gaps", async () => {
  const given = sales(400, 10, 0.01);
  const method = globalForecaster({
    horizon: 2,
    seasons: [7],
    predictor: (target) =>
      boostedTrees<FeatureRow, typeof target.over>({ target, trees: 60, maxLeaves: 16, minRowsPerLeaf: 5 }),
  });
  const fitted = await method.fit(given, { until: 380 });
  const linear = await globalRidge({ horizon: 2, seasons: [7] }).fit(given, { until: 380 });
  const naiveFit = await seasonalNaive({ horizon: 2, season: 7 }).fit(given, { until: 380 });
  const error = (forecaster: typeof fitted): number => {
    let sum = 0;
    for (let origin = 380; origin <= 398; origin++) {
      const forecast = forecaster.forecast(given, origin);
      for (let entry = 0; entry < 4; entry++) {
        const series = entry >> 1;
        const truth = given.values[series * 400 + origin + (entry % 2)]!;
        sum += Math.abs(forecast[entry]! - truth) / (series === 0 ? 1 : 50);
      }
    }
    return sum;
  };
  expect(error(fitted)).toBeLessThan(0.5 * error(naiveFit));
  expect(error(linear)).toBeLessThan(0.5 * error(naiveFit));
});

test("a history too short, and covariates that end too early, are refused", async () => {
  const given = sales(60, 1);
  const method = globalRidge({ horizon: 3, seasons: [14] });
  await expect(method.fit(given, { until: 50 })).rejects.toThrow(code("FS_LEARN_SERIES_TOO_SHORT"));
  const fitted = await globalRidge({ horizon: 3, seasons: [7] }).fit(given);
  expect(() => fitted.forecast(given, 60)).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => globalRidge({ horizon: 3, anchor: "season" })).toThrow(code("FS_LEARN_INVALID_OPTION"));
});

test("the automatic choice takes the winner of the race, says so, and skips what cannot run", async () => {
  const given = sales(80, 3, 0.1);
  const candidates = [
    naive({ horizon: 2 }),
    seasonalNaive({ horizon: 2, season: 7 }),
    seasonalNaive({ horizon: 2, season: 70 }),
  ];
  const auto = autoForecaster({ horizon: 2, seasons: [7], candidates, averages: false });
  const fitted = await auto.fit(given);
  expect(fitted.chosen?.name).toBe("seasonal naive (7)");
  expect(Object.keys(fitted.figures["validation"] as object)).toEqual(["seasonal naive (7)", "naive"]);
  expect(fitted.forecast(given, 80)).toEqual((await candidates[1]!.fit(given)).forecast(given, 80));
  const none = autoForecaster({ horizon: 2, candidates: [candidates[2]!] });
  await expect(none.fit(given)).rejects.toThrow(code("FS_LEARN_SERIES_TOO_SHORT"));
});

test("averages need members of one horizon", () => {
  expect(() => averageForecaster([])).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => averageForecaster([naive({ horizon: 1 }), naive({ horizon: 2 })])).toThrow(
    code("FS_LEARN_INVALID_OPTION"),
  );
});
