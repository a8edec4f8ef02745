import { describe, expect, it } from "vitest";
import { randomStream } from "../../math/index.js";
import type { FeatureRow } from "../feature-row.js";
import { autoForecaster } from "../forecasting/auto-forecaster.js";
import { averageForecaster } from "../forecasting/average-forecaster.js";
import { decomposedSmoothing } from "../forecasting/decomposed-smoothing.js";
import { exponentialSmoothing } from "../forecasting/exponential-smoothing.js";
import type { Forecaster, ForecastRow, PointForecaster } from "../forecasting/forecaster.js";
import { globalRidge, globalTrees, type AheadTarget } from "../forecasting/global-forecaster.js";
import { drift, naive, seasonalNaive } from "../forecasting/naive.js";
import { panel } from "../forecasting/panel.js";
import { quantileForecaster } from "../forecasting/quantile-forecaster.js";
import { residualForecaster } from "../forecasting/residual-forecaster.js";
import { ridge } from "../linear/ridge.js";
import { loadModel, loadPointForecaster } from "./load-model.js";
import { savedModel, type SavedModel } from "./saved-model.js";

const random = randomStream(12);
/** Through the text of a file. */
const reread = (saved: SavedModel): unknown => JSON.parse(JSON.stringify(saved));
const code = (name: string): unknown => expect.objectContaining({ code: name });

const values = Array.from({ length: 150 }, (_, day) => 10 + (day % 7) + 0.05 * day + random.normal());
const sales = panel({
  series: { a: values, b: values.map((value, day) => (day % 31 === 5 ? Number.NaN : 3 * value)) },
  start: "2024-01-01",
  stepHours: 24,
});
const seasons = [7];
const FORECASTERS: readonly PointForecaster[] = [
  naive({ horizon: 3 }),
  drift({ horizon: 3, name: "a line" }),
  seasonalNaive({ horizon: 3, season: 7 }),
  exponentialSmoothing({ horizon: 3, season: 7, trend: "damped" }),
  decomposedSmoothing({ horizon: 3, seasons }),
  averageForecaster([naive({ horizon: 3 }), drift({ horizon: 3 })]),
  globalRidge({ horizon: 3, seasons, maximumExamples: 60, holidays: ["2024-03-01"] }),
  globalTrees({ horizon: 3, maximumExamples: 60 }),
  autoForecaster({
    horizon: 3,
    seasons,
    candidates: [naive({ horizon: 3 }), seasonalNaive({ horizon: 3, season: 7 })],
  }),
];

describe("a saved forecaster forecasts as it did", () => {
  it.each(FORECASTERS.map((forecaster) => [forecaster.name, forecaster] as const))(
    "%s",
    async (_, forecaster) => {
      const fitted = await forecaster.fit(sales, { until: 130 });
      const saved = reread(savedModel(fitted));
      const again = loadPointForecaster(saved);
      expect(again.forecast(sales, 140)).toEqual(fitted.forecast(sales, 140));
      expect({ ...again, forecast: 0, chosen: 0 }).toEqual({ ...fitted, forecast: 0, chosen: 0 });
      expect(() => loadModel(saved)).toThrow(code("FS_LEARN_SAVED_KIND"));
    },
  );
});

describe("a saved forecaster with distributions says what it said", () => {
  const past = { paths: 12 };
  const ridges = (target: AheadTarget) => ridge<FeatureRow, AheadTarget["over"]>({ target, penalty: 1 });
  const forecasters: Readonly<Record<string, Forecaster>> = {
    "past errors": residualForecaster({
      point: seasonalNaive({ horizon: 3, season: 7 }),
      ...past,
      season: 7,
    }),
    "past errors as they are, of a choice": residualForecaster({
      point: autoForecaster({ horizon: 3, candidates: [naive({ horizon: 3 }), drift({ horizon: 3 })] }),
      dependence: "copula",
      spread: "none",
      ...past,
    }),
    quantiles: quantileForecaster({
      horizon: 3,
      seasons,
      levels: [0.1, 0.5, 0.9],
      gaps: "carry",
      predictor: ridges,
      dependence: { bootstrap: { blockLength: 2 } },
      ...past,
    }),
  };
  const full = panel({ series: { a: values }, start: "2024-01-01", stepHours: 24 });
  it.each(Object.entries(forecasters))("%s", async (_, forecaster) => {
    const fitted = await forecaster.fit(full, { until: 120, seed: 2 });
    const again = loadModel<ForecastRow>(reread(savedModel(fitted))) as typeof fitted;
    const given = [130, 141].map((origin) => ({ panel: full, origin }));
    expect(again.predict(given)).toEqual(fitted.predict(given));
    expect(again.quantiles(given, [0.2, 0.8])).toEqual(fitted.quantiles(given, [0.2, 0.8]));
    expect(again.scenarios(given, { count: 3, seed: 5 })).toEqual(
      fitted.scenarios(given, { count: 3, seed: 5 }),
    );
    expect(again.card).toEqual(fitted.card);
    expect(again.target).toEqual(fitted.target);
  });
});
