import { ForesolveError } from "../../errors.js";
import { requireOption } from "../invalid-option.js";
import type { CardValue } from "../model-card.js";
import { saveable } from "../saved/saveable.js";
import { averageForecaster } from "./average-forecaster.js";
import { decomposedSmoothing } from "./decomposed-smoothing.js";
import { exponentialSmoothing } from "./exponential-smoothing.js";
import {
  truthAfter,
  type FittedPointForecaster,
  type PanelFitOptions,
  type PointForecaster,
} from "./forecaster.js";
import { globalRidge, globalTrees, type GlobalOptions } from "./global-forecaster.js";
import { drift, naive, seasonalNaive } from "./naive.js";
import { requireSteps, seriesOf, type Panel } from "./panel.js";
import { seasonalScale } from "./point-scores.js";

/** Settings of {@link autoForecaster}. */
export interface AutoForecasterOptions extends GlobalOptions {
  /** Methods that race. Default: all baselines that fit the seasons, global ridge and global trees. */
  readonly candidates?: readonly PointForecaster[];
  /** Origins inside the history at which they are compared. Default 24. */
  readonly validationOrigins?: number;
  /** Steps between them. Default: `originStride`, else the horizon, but so that all take at most a quarter of the history. */
  readonly validationStride?: number;
  /** Whether the mean of the best two or three may win too. Default true. */
  readonly averages?: boolean;
  readonly name?: string;
}

/** Candidates that are raced when none are named. */
export function defaultCandidates(options: GlobalOptions): PointForecaster[] {
  const { horizon, seasons = [] } = options;
  const shortest = seasons[0];
  const seasonal =
    shortest === undefined
      ? []
      : [
          ...seasons.map((season) => seasonalNaive({ horizon, season })),
          exponentialSmoothing({ horizon, season: shortest }),
          exponentialSmoothing({ horizon, season: shortest, trend: "damped" }),
          decomposedSmoothing({ horizon, seasons }),
        ];
  return [
    naive({ horizon }),
    drift({ horizon }),
    exponentialSmoothing({ horizon }),
    exponentialSmoothing({ horizon, trend: "damped" }),
    ...seasonal,
    globalRidge(options),
    globalTrees(options),
  ];
}

/**
 * Races methods at origins inside the history and settles on the one with the least mean absolute scaled error there, or
 * the mean of the best two or three; that one is then fitted on everything. Candidates that the history is too short for
 * do not take part. What happened is in `figures`; `chosen` is the winner, not yet fitted.
 *
 * Fitting throws FS_LEARN_SERIES_TOO_SHORT when no candidate can take part.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { autoForecaster, drift, naive, panel } from "foresolve/learn";
 *
 * const line = Array.from({ length: 60 }, (_, day) => 3 * day);
 * const sales = panel({ series: { a: line }, start: "2024-01-01", stepHours: 24 });
 * const candidates = [naive({ horizon: 2 }), drift({ horizon: 2 })];
 * const fitted = await autoForecaster({ horizon: 2, candidates }).fit(sales);
 * fitted.chosen?.name; // => "drift"
 * fitted.forecast(sales, 60); // => new Float64Array([180, 183])
 */
export function autoForecaster(options: AutoForecasterOptions): PointForecaster {
  const { horizon, validationOrigins = 24, averages = true, name = "automatic choice" } = options;
  const candidates = options.candidates ?? defaultCandidates(options);
  requireOption("candidates.length", candidates.length, { low: 1 });
  requireOption("validationOrigins", validationOrigins, { low: 1, whole: true });
  return {
    name,
    horizon,
    async fit(panel, fit = {}) {
      const until = fit.until ?? panel.steps;
      requireOption("until", until, { low: 1, high: panel.steps, whole: true });
      const origins = validation(options, until);
      const entrants = await race(name, candidates, panel, origins, options.seasons?.[0] ?? 1, fit);
      const contenders = [...entrants];
      if (averages)
        for (const size of [2, 3])
          if (entrants.length >= size) contenders.push(averaged(entrants.slice(0, size), panel, origins));
      const best = contenders.reduce((a, b) => (b.error < a.error ? b : a));
      const fitted = await best.method.fit(panel, { ...fit, until });
      const figures = {
        chosen: best.method.name,
        validation: Object.fromEntries(contenders.map(({ method, error }) => [method.name, error])),
        validationOrigins: origins.list.length,
        fitted: fitted.figures as CardValue,
      };
      return chosenForecaster(name, fitted, figures, best.method);
    },
  };
}

/** A fitted method under the name of the choice; without the method itself where it comes from a file. */
export function chosenForecaster(
  name: string,
  fitted: FittedPointForecaster,
  figures: Readonly<Record<string, CardValue>>,
  method?: PointForecaster,
): FittedPointForecaster {
  const chosen: FittedPointForecaster = {
    name,
    horizon: fitted.horizon,
    figures,
    ...(method && { chosen: method }),
    forecast: (panel, origin) => fitted.forecast(panel, origin),
  };
  return saveable(chosen, { kind: "chosenForecaster", state: { name, figures, fitted } });
}

interface Validation {
  readonly list: readonly number[];
  readonly horizon: number;
  /** Error of forecasts [origins][series, horizon] in units of seasonal naive within the earlier history. */
  score(panel: Panel, forecasts: readonly Float64Array[]): number;
}

interface Entrant {
  readonly method: PointForecaster;
  readonly forecasts: readonly Float64Array[];
  readonly error: number;
}

function validation(options: AutoForecasterOptions, until: number): Validation {
  const { horizon, validationOrigins = 24, originStride, seasons = [] } = options;
  const room = Math.floor(until / 4) - horizon;
  requireSteps("an automatic choice", until, 4 * (horizon + 1));
  const wanted = options.validationStride ?? originStride ?? horizon;
  const stride =
    options.validationStride ??
    originStride ??
    Math.max(1, Math.min(wanted, Math.floor(room / validationOrigins)));
  const count = Math.max(1, Math.min(validationOrigins, Math.floor(room / stride) + 1));
  const last = until - horizon;
  const list = Array.from({ length: count }, (_, index) => last - (count - 1 - index) * stride);
  const season = seasons[0] ?? 1;
  return {
    list,
    horizon,
    score(panel, forecasts) {
      const scales = panel.series.map((_, series) => {
        const past = seriesOf(panel, series).subarray(0, list[0]);
        const scale = past.length > season ? seasonalScale(past, season) : 1;
        return scale > 0 ? scale : 1;
      });
      let sum = 0;
      let there = 0;
      for (const [index, origin] of list.entries()) {
        const truth = truthAfter(panel, origin, horizon);
        for (let entry = 0; entry < truth.length; entry++) {
          if (Number.isNaN(truth[entry]!)) continue;
          sum += Math.abs(forecasts[index]![entry]! - truth[entry]!) / scales[Math.floor(entry / horizon)]!;
          there++;
        }
      }
      return there > 0 && !Number.isNaN(sum) ? sum / there : Infinity;
    },
  };
}

/** Fits every candidate before the first validation origin; best first. */
async function race(
  name: string,
  candidates: readonly PointForecaster[],
  panel: Panel,
  origins: Validation,
  season: number,
  fit: PanelFitOptions,
): Promise<Entrant[]> {
  const entrants: Entrant[] = [];
  for (const method of candidates) {
    try {
      const fitted = await method.fit(panel, { ...fit, until: origins.list[0]! });
      const forecasts = origins.list.map((origin) => fitted.forecast(panel, origin));
      entrants.push({ method: fitted.chosen ?? method, forecasts, error: origins.score(panel, forecasts) });
    } catch (error) {
      if (!isTooShort(error)) throw error;
    }
  }
  if (entrants.length === 0)
    throw new ForesolveError("FS_LEARN_SERIES_TOO_SHORT", {
      message: `${name}: the ${origins.list[0]} steps before validation are too few for every candidate.`,
      fix: "Pass a longer history, or candidates that need less of it (naive, drift).",
      data: { steps: origins.list[0], season, candidates: candidates.map((candidate) => candidate.name) },
    });
  return entrants.sort((a, b) => a.error - b.error);
}

function averaged(members: readonly Entrant[], panel: Panel, origins: Validation): Entrant {
  const forecasts = origins.list.map((_, index) =>
    members[0]!.forecasts[index]!.map(
      (_value, entry) =>
        members.reduce((sum, member) => sum + member.forecasts[index]![entry]!, 0) / members.length,
    ),
  );
  return {
    method: averageForecaster(members.map(({ method }) => method)),
    forecasts,
    error: origins.score(panel, forecasts),
  };
}

function isTooShort(error: unknown): boolean {
  return (
    error instanceof ForesolveError &&
    (error.code === "FS_LEARN_SERIES_TOO_SHORT" || error.code === "FS_LEARN_TOO_FEW_EXAMPLES")
  );
}
