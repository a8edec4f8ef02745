import { normalQuantile } from "../../math/index.js";
import { boostedTrees } from "../boosted-trees.js";
import type { FeatureRow } from "../feature-row.js";
import { requireOption } from "../invalid-option.js";
import type { FittedPredictor, Predictor } from "../predictor.js";
import type { Axis } from "../target.js";
import { columnRanks, type Dependence } from "./dependence.js";
import { truthAfter, type FittedForecaster, type Forecaster } from "./forecaster.js";
import {
  aheadTarget,
  fitGlobal,
  requireGlobal,
  TREES,
  type AheadTarget,
  type GlobalOptions,
} from "./global-forecaster.js";
import { saveable } from "../saved/saveable.js";
import { marginalForecaster, requireLevels, type ForecasterDescription } from "./marginal-forecaster.js";
import { requireSteps, type Panel } from "./panel.js";
import { featuresOf, panelDesign, type PanelFeatures } from "./panel-design.js";
import { predictiveQuantile } from "./past-errors.js";
import { pastOrigins, perOrigin, type PastOriginsOptions } from "./past-origins.js";

/** Settings of {@link quantileForecaster}. */
export interface QuantileForecasterOptions extends GlobalOptions, Omit<PastOriginsOptions, "season"> {
  /** Levels that are learnt, ascending, between 0 and 1. Default 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95. */
  readonly levels?: readonly number[];
  /** Makes the predictor of a level. Default: boosted trees with the quantile loss. */
  readonly predictor?: (
    target: AheadTarget,
    level: number,
  ) => Predictor<FeatureRow, readonly [Axis<"ahead">]>;
  /** How paths hang together. Default `"copula"`. */
  readonly dependence?: Dependence;
  /**
   * Whether levels are corrected by how often past truths fell below them (Kuleshov, Fenner and Ermon, 2018). Default
   * true.
   */
  readonly recalibrate?: boolean;
  readonly name?: string;
}

type LevelModels = readonly FittedPredictor<FeatureRow, readonly [Axis<"ahead">]>[];

/**
 * One global model for each of several quantile levels, sorted so that they never cross (Chernozhukov, Fernández-Val and
 * Galichon, "Quantile and probability curves without crossing", 2010), joined by lines on the scale of normal scores and
 * carried on beyond the outer levels in the same way. Levels are corrected by the truths of the latest forecasts whose
 * outcome is known at the origin. `predict` gives medians.
 *
 * Every level is fitted twice, without and with the last part of the history.
 *
 * Fitting throws FS_LEARN_SERIES_TOO_SHORT and what the predictors throw.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { panel, quantileForecaster } from "foresolve/learn";
 *
 * const values = Array.from({ length: 150 }, (_, day) => 20 + (day % 7) + ((day * 37) % 10));
 * const sales = panel({ series: { a: values }, start: "2024-01-01", stepHours: 24 });
 * const method = quantileForecaster({ horizon: 2, seasons: [7], levels: [0.1, 0.5, 0.9] });
 * const fitted = await method.fit(sales, { until: 140 });
 * const [low, middle, high] = fitted.quantiles([{ panel: sales, origin: 145 }], [0.1, 0.5, 0.9]);
 * low! <= middle! && middle! <= high!; // => true
 */
export function quantileForecaster(options: QuantileForecasterOptions): Forecaster {
  const {
    horizon,
    levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95],
    dependence = "copula",
    recalibrate = true,
    name = "global quantile trees",
    seasons = [],
  } = options;
  requireGlobal(options);
  requireLevels(levels);
  for (const level of levels) requireOption("levels", level, { low: 1e-6, high: 1 - 1e-6 });
  const predictor =
    options.predictor ??
    ((target: AheadTarget, level: number) =>
      boostedTrees<FeatureRow, readonly [Axis<"ahead">]>({
        target,
        ...TREES,
        trees: 150,
        loss: { quantile: level },
      }));
  const design = panelDesign(options);
  return {
    name,
    horizon,
    async fit(panel, fit = {}) {
      const until = fit.until ?? panel.steps;
      requireOption("until", until, { low: 1, high: panel.steps, whole: true });
      const plan = pastOrigins(name, { ...options, season: seasons[0] ?? 1 }, until, horizon);
      const fitLevels = async (last: number): Promise<LevelModels> => {
        const models = [];
        for (const level of levels)
          models.push(
            await fitGlobal(name, design, options, predictor(aheadTarget(horizon), level), panel, {
              ...fit,
              until: last,
            }),
          );
        return models;
      };
      const early = await fitLevels(plan.earlyUntil);
      const final = await fitLevels(until);
      return fittedQuantiles({
        description: {
          name,
          kind: "global quantile models",
          series: panel.series,
          horizon,
          features: final[0]!.card.features,
          rows: final[0]!.card.rows,
          loss: "pinball",
          seed: fit.seed ?? 0,
          settings: {
            levels,
            paths: plan.paths,
            pathStride: plan.stride,
            recalibrate,
            dependence: dependence as string,
          },
          figures: { model: final[0]!.card.figures },
        },
        features: featuresOf(options),
        levels,
        early,
        final,
        until,
        past: {
          season: seasons[0] ?? 1,
          ...(options.paths !== undefined && { paths: options.paths }),
          ...(options.pathStride !== undefined && { pathStride: options.pathStride }),
        },
        recalibrate,
        dependence,
      });
    },
  };
}

/** Models of the levels, and what their past is judged by: plain data and fitted predictors. */
export interface QuantileState {
  readonly description: ForecasterDescription;
  readonly features: PanelFeatures;
  readonly levels: readonly number[];
  /** Judged up to `until`; the final ones after it. */
  readonly early: LevelModels;
  readonly final: LevelModels;
  readonly until: number;
  readonly past: PastOriginsOptions;
  readonly recalibrate: boolean;
  readonly dependence: Dependence;
}

/** The fitted forecaster of a state. */
export function fittedQuantiles(state: QuantileState): FittedForecaster {
  const { description, features, levels, early, final, until, past, recalibrate, dependence } = state;
  const { name, horizon } = description;
  const design = panelDesign(features);
  const plan = pastOrigins(name, past, until, horizon);
  const scores = Float64Array.from(levels, normalQuantile);
  const entries = description.series.length * horizon;
  const evaluate = (models: LevelModels, given: Panel, origin: number): Float64Array => {
    const rows = given.series.map((_, series) => design.row(given, series, origin));
    const out = new Float64Array(entries * levels.length);
    for (const [level, model] of models.entries()) {
      const predicted = model.predict(rows.map(({ features }) => features));
      for (let entry = 0; entry < entries; entry++) {
        const { centre, scale } = rows[Math.floor(entry / horizon)]!;
        out[entry * levels.length + level] = centre[entry % horizon]! + scale * predicted[entry]!;
      }
    }
    for (let entry = 0; entry < entries; entry++)
      out.subarray(entry * levels.length, (entry + 1) * levels.length).sort();
    return out;
  };
  const finalAt = perOrigin((given, origin) => evaluate(final, given, origin));
  /** Normal scores of the truths in their forecasts, [entries]. */
  const scoresOf = perOrigin((given, origin) => {
    const values = origin < until ? evaluate(early, given, origin) : finalAt(given, origin);
    return truthAfter(given, origin, horizon).map((truth, entry) =>
      scoreOf(values.subarray(entry * levels.length, (entry + 1) * levels.length), scores, truth),
    );
  });
  const pastScores = perOrigin((given, origin) => {
    const complete = plan
      .before(origin)
      .map((past) => scoresOf(given, past))
      .filter((path) => !path.some(Number.isNaN));
    requireSteps(`${name}: past forecasts without gaps`, complete.length, 2);
    const all = new Float64Array(complete.length * entries);
    for (const [path, values] of complete.entries()) all.set(values, path * entries);
    return { paths: complete.length, all };
  });
  const quantileFunction = (given: Panel, origin: number) => {
    const values = finalAt(given, origin);
    const sorted = recalibrate
      ? scoresBySeries(pastScores(given, origin), given.series.length, horizon)
      : null;
    return (entry: number, level: number): number => {
      const bounded = Math.min(1 - 1e-9, Math.max(1e-9, level));
      const score =
        sorted === null
          ? normalQuantile(bounded)
          : predictiveQuantile(sorted[Math.floor(entry / horizon)]!, bounded);
      return valueOf(values, entry * levels.length, scores, score);
    };
  };
  const fitted = marginalForecaster(
    description,
    {
      centre(given, origin) {
        const quantile = quantileFunction(given, origin);
        return Float64Array.from({ length: entries }, (_, entry) => quantile(entry, 0.5));
      },
      quantileFunction,
      pastRanks(given, origin) {
        const { paths, all } = pastScores(given, origin);
        return { paths, entries, ranks: columnRanks(all, paths, entries) };
      },
    },
    dependence,
  );
  return saveable(fitted, { kind: "quantileForecaster", state });
}

/** Past scores of each series in ascending order, of all steps ahead together. */
function scoresBySeries(
  { paths, all }: { readonly paths: number; readonly all: Float64Array },
  series: number,
  horizon: number,
): Float64Array[] {
  const entries = series * horizon;
  return Array.from({ length: series }, (_, index) => {
    const own = new Float64Array(paths * horizon);
    for (let path = 0; path < paths; path++)
      own.set(
        all.subarray(path * entries + index * horizon, path * entries + (index + 1) * horizon),
        path * horizon,
      );
    return own.sort();
  });
}

/** Widest score: beyond it a line through two quantiles says nothing. */
const FARTHEST = 4;

/** Value at a normal score: lines between the quantiles, and beyond them. */
function valueOf(values: Float64Array, start: number, scores: Float64Array, score: number): number {
  const last = scores.length - 1;
  if (last === 0) return values[start]!;
  let above = 1;
  while (above < last && scores[above]! < score) above++;
  const share = (score - scores[above - 1]!) / (scores[above]! - scores[above - 1]!);
  return values[start + above - 1]! + share * (values[start + above]! - values[start + above - 1]!);
}

/** The normal score at which a value stands; the middle of a stretch where quantiles are equal. */
function scoreOf(values: Float64Array, scores: Float64Array, value: number): number {
  const last = values.length - 1;
  if (Number.isNaN(value)) return Number.NaN;
  let from = 0;
  while (from <= last && values[from]! < value) from++;
  let to = last;
  while (to >= 0 && values[to]! > value) to--;
  if (from <= to) return (scores[from]! + scores[to]!) / 2;
  const above = Math.min(last, Math.max(1, from));
  const width = values[above]! - values[above - 1]!;
  const outside = value < values[0]! ? scores[0]! - 0.5 : value > values[last]! ? scores[last]! + 0.5 : 0;
  if (width <= 0) return outside;
  const share = (value - values[above - 1]!) / width;
  const score = scores[above - 1]! + share * (scores[above]! - scores[above - 1]!);
  return Math.min(FARTHEST, Math.max(-FARTHEST, score));
}
