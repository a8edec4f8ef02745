import { expect, test } from "vitest";
import { forecastExamples, forecastPredictor, truthAfter } from "./forecaster.js";
import { naive, seasonalNaive } from "./naive.js";
import { panel, requireOrigin, timesOf } from "./panel.js";
import { residualForecaster } from "./residual-forecaster.js";

const daily = { start: "2024-01-01", stepHours: 24 } as const;
const code = (name: string): unknown => expect.objectContaining({ code: name });

test("series, covariates and fixed features lie flat, one series after the other", () => {
  const both = panel({
    ...daily,
    series: { a: [1, 2], b: [3, Number.NaN] },
    known: { price: [5, 6, 7], plan: { a: [1, 1, 1], b: [2, 2, 2, 2] } },
    fixed: { beds: { a: 10, b: 20 } },
  });
  expect(both.values).toEqual(new Float64Array([1, 2, 3, Number.NaN]));
  expect(both.knownSteps).toBe(3);
  expect(both.known["price"]).toEqual(new Float64Array([5, 6, 7, 5, 6, 7]));
  expect(both.known["plan"]).toEqual(new Float64Array([1, 1, 1, 2, 2, 2]));
  expect(both.fixed["beds"]).toEqual(new Float64Array([10, 20]));
  expect(new Date(timesOf(both, 2, 3)[0]!).toISOString()).toBe("2024-01-03T00:00:00.000Z");
});

test.each([
  ["no series", { series: {} }],
  ["different lengths", { series: { a: [1, 2], b: [1] } }],
  ["an infinite value", { series: { a: [1, Infinity] } }],
  ["nothing but gaps", { series: { a: [Number.NaN, Number.NaN] } }],
  ["a short covariate", { series: { a: [1, 2] }, known: { x: [1] } }],
  ["a covariate that lacks a series", { series: { a: [1], b: [1] }, known: { x: { a: [1] } } }],
  ["an infinite covariate", { series: { a: [1] }, known: { x: [-Infinity] } }],
  ["a fixed feature that lacks a series", { series: { a: [1], b: [1] }, fixed: { x: { a: 1 } } }],
])("%s is refused", (_, given) => {
  expect(() => panel({ ...daily, ...(given as { series: Record<string, number[]> }) })).toThrow(
    code("FS_LEARN_INVALID_PANEL"),
  );
});

test("a start that is no time and steps without length are refused", () => {
  expect(() => panel({ series: { a: [1] }, start: "yesterday", stepHours: 1 })).toThrow(
    code("FS_LEARN_INVALID_PANEL"),
  );
  expect(() => panel({ series: { a: [1] }, start: "2024-01-01", stepHours: 0 })).toThrow(
    code("FS_LEARN_INVALID_OPTION"),
  );
});

test("covariates must reach as far as the forecast", () => {
  const sales = panel({ ...daily, series: { a: [1, 2, 3] }, known: { x: [1, 2, 3, 4] } });
  expect(() => requireOrigin(sales, 3, 1)).not.toThrow();
  expect(() => requireOrigin(sales, 3, 2)).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => requireOrigin(sales, 4)).toThrow(code("FS_LEARN_INVALID_OPTION"));
  expect(() => requireOrigin(sales, 1.5)).toThrow(code("FS_LEARN_INVALID_OPTION"));
});

test("the truth after an origin is NaN where nothing was observed", () => {
  const sales = panel({ ...daily, series: { a: [1, 2, 3], b: [4, 5, 6] } });
  expect(truthAfter(sales, 2, 2)).toEqual(new Float64Array([3, Number.NaN, 6, Number.NaN]));
});

test("a panel of other series is refused", async () => {
  const fitted = await naive({ horizon: 1 }).fit(panel({ ...daily, series: { a: [1, 2] } }));
  const other = panel({ ...daily, series: { b: [1, 2] } });
  expect(() => fitted.forecast(other, 2)).toThrow(code("FS_LEARN_TARGET_MISMATCH"));
});

test("a forecaster serves as a predictor of the row world and learns nothing after the last truth", async () => {
  const values = Array.from({ length: 80 }, (_, day) => (day % 7) + (day % 5));
  const sales = panel({ ...daily, series: { a: values } });
  const method = residualForecaster({ point: seasonalNaive({ horizon: 3, season: 7 }) });
  const fitted = await forecastPredictor(method, ["a"]).fit(forecastExamples(sales, 3, [50, 57]));
  const direct = await method.fit(sales, { until: 60 });
  const rows = [{ panel: sales, origin: 65 }];
  expect(fitted.quantiles(rows, [0.1, 0.5])).toEqual(direct.quantiles(rows, [0.1, 0.5]));
  expect(fitted.card.target.entries).toBe(3);
  const weighted = forecastExamples(sales, 3, [50]).map((example) => ({ ...example, weight: 2 }));
  await expect(forecastPredictor(method, ["a"]).fit(weighted)).rejects.toThrow(
    code("FS_LEARN_INVALID_OPTION"),
  );
  await expect(forecastPredictor(method, ["a"]).fit([])).rejects.toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
});
