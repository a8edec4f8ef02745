import { ForesolveError } from "../../errors.js";
import type { ScenarioOptions } from "../distributional-predictor.js";
import { layoutOf, rowColumns, rowMatrix, type FeatureLayout } from "../feature-layout.js";
import type { FeatureFields, FeatureRow } from "../feature-row.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { describeTarget, type CardValue } from "../model-card.js";
import type { FitOptions, FittedPredictor } from "../predictor.js";
import { saveable } from "../saved/saveable.js";
import { checkRows } from "../schema-check.js";
import type { StandardSchema } from "../standard-schema.js";
import type { Axis } from "../target.js";
import { requireExamples } from "../training-set.js";
import { fitHazard, predictHazard, type HazardLearner, type HazardMethod } from "./hazard-learner.js";
import { isotonicCalibration, isotonicValues, type IsotonicCalibration } from "./isotonic-calibration.js";
import type { Lifetime } from "./lifetimes.js";
import { personPeriods } from "./person-periods.js";
import { plattCalibration, plattValues, type PlattCalibration } from "./platt-calibration.js";
import { aliveAt, lifeQuantiles, lifeSamples, survivalOf } from "./period-survival.js";
import { riskTable, type SurvivalTimes } from "./survival-times.js";

/** Settings of {@link hazardModel}. */
export interface HazardOptions<Row> {
  /** The windows that are asked about, ascending, in the unit of the durations. The last is the horizon. */
  readonly windows: readonly number[];
  /** Default `"hazard"`. */
  readonly name?: string;
  /** A Standard Schema that rows are checked with and typed by. */
  readonly features?: StandardSchema<Row>;
  /** Default boosted trees: 150 of depth 4, learning rate 0.05. */
  readonly method?: HazardMethod;
  /**
   * Ends of the periods of constant hazard, ascending. Default: the windows, and quantiles of the failures' durations
   * up to the last window, a dozen or so in all.
   */
  readonly periodEnds?: readonly number[];
  /** How predicted hazards are brought in line with held-out units. Default `"platt"`. */
  readonly calibration?: "platt" | "isotonic" | "none";
  /** Share of the units, the last to appear, that calibrates and is not fitted on. Default 0.25. */
  readonly share?: number;
}

/** A fitted hazard: plain data. */
export interface HazardState {
  readonly periodEnds: Float64Array;
  readonly learner: HazardLearner;
  readonly calibration:
    | { readonly kind: "none" }
    | ({ readonly kind: "platt" } & PlattCalibration)
    | ({ readonly kind: "isotonic" } & IsotonicCalibration);
}

/** A fitted {@link hazardModel}. `predict` gives P(fails within each window | alive now), [rows, windows]. */
export interface FittedHazard<Row> extends FittedPredictor<Row, readonly Axis[], "probability"> {
  readonly state: HazardState;
  /** Probabilities of failing in each period when alive at its start, [rows, periods] row-major. */
  hazards(rows: readonly Row[]): Float64Array;
  /** P(alive) at times from now, [rows, times] row-major; NaN beyond the horizon. */
  survival(rows: readonly Row[], times: readonly number[]): Float64Array;
  /** Quantiles of the remaining life, [rows, levels] row-major; Infinity beyond the horizon. */
  lifeQuantiles(rows: readonly Row[], levels: readonly number[]): Float64Array;
  /** Random remaining lives, [rows, count] row-major; Infinity for those that outlast the horizon. */
  lifeSamples(rows: readonly Row[], options: ScenarioOptions): Float64Array;
}

/** A hazard model before fitting. */
export interface HazardModel<Row> {
  readonly name: string;
  fit(lifetimes: readonly Lifetime<Row>[], options?: FitOptions): Promise<FittedHazard<Row>>;
}

/**
 * Predicts when units fail, from units of which many have not failed yet: a discrete-time hazard, learned by any
 * classifier from the person-period form of the data (Singer and Willett 1993; with boosted trees: Bou-Hamad, Larocque
 * and Ben-Ameur, "A review of survival trees", Statistics Surveys 2011, section 3.4), calibrated on held-out units. The
 * hazards of the periods give failure probabilities over windows and the distribution of the remaining life; within a
 * period the rate is constant. Losses must not depend on the failure to come, given the features.
 *
 * Fitting throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_TRUTH (durations), FS_LEARN_ONE_CLASS (no failures within the
 * horizon, in the fit or among the units that calibrate), FS_LEARN_INVALID_ROW, FS_LEARN_MISSING_VALUE.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { hazardModel } from "foresolve/learn";
 *
 * // Machines that run hot fail after one week, the others after three; some of those were sold after two.
 * const lives = Array.from({ length: 80 }, (_, index) => ({
 *   features: { hot: index % 2 },
 *   duration: index % 2 === 1 ? 1 : index % 4 === 0 ? 2 : 3,
 *   failed: index % 4 !== 0,
 * }));
 * const model = hazardModel<{ hot: number }>({ windows: [1, 2], method: { logistic: {} }, calibration: "none" });
 * const fitted = await model.fit(lives);
 * const [hotWithinOne, , coolWithinOne] = fitted.predict([{ hot: 1 }, { hot: 0 }]);
 * hotWithinOne! > 0.9; // => true
 * coolWithinOne! < 0.1; // => true
 */
export function hazardModel<Row extends FeatureFields<Row> = FeatureRow>(
  options: HazardOptions<Row>,
): HazardModel<Row> {
  const { windows, name = "hazard", calibration = "platt", share = 0.25 } = options;
  requireAscending("windows", windows);
  if (options.periodEnds !== undefined) {
    requireAscending("periodEnds", options.periodEnds);
    const last = options.periodEnds[options.periodEnds.length - 1]!;
    if (last < windows[windows.length - 1]!)
      throw invalidOption("periodEnds", options.periodEnds, "periods that reach the longest window");
  }
  if (!["platt", "isotonic", "none"].includes(calibration))
    throw invalidOption("calibration", calibration, '"platt", "isotonic" or "none"');
  requireOption("share", share, { low: 0.001, high: 0.9 });
  return {
    name,
    async fit(lifetimes, fit = {}) {
      fit.signal?.throwIfAborted();
      requireExamples(name, lifetimes.length, calibration === "none" ? 1 : 2);
      const rows = checkRows(
        options.features,
        lifetimes.map((lifetime) => lifetime.features),
      );
      const layout = layoutOf(rows[0], { over: [] });
      const { method = DEFAULT_METHOD } = options;
      const missing = "logistic" in method ? "refused" : "accepted";
      const features = rowMatrix(layout, rows, missing);
      const columns = rowColumns(layout).length;
      const held = calibration === "none" ? [] : heldOut(lifetimes, share);
      const kept = lifetimes.map((_, index) => index).filter((index) => held[index] !== true);
      const judged = lifetimes.map((_, index) => index).filter((index) => held[index] === true);
      const training = timesOf(lifetimes, kept);
      const periodEnds = Float64Array.from(options.periodEnds ?? defaultPeriods(training, windows));
      const expanded = personPeriods(training, periodEnds);
      requireFailures(expanded.failed, "lifetimes to fit on");
      const learner = await fitHazard(
        method,
        pickRows(features, columns, kept),
        columns,
        expanded,
        periodEnds.length,
        fit,
      );
      fit.onProgress?.({ phase: "hazard", done: 1, total: 1 });
      let state: HazardState = { periodEnds, learner, calibration: { kind: "none" } };
      if (calibration !== "none") {
        const trial = personPeriods(timesOf(lifetimes, judged), periodEnds);
        requireFailures(trial.failed, "units that calibrate");
        const raw = predictHazard(learner, pickRows(features, columns, judged), judged.length);
        const data = {
          scores: Float64Array.from(
            trial.unitOf,
            (unit, row) => raw[unit * periodEnds.length + trial.periodOf[row]!]!,
          ),
          outcomes: Float64Array.from(trial.failed),
          weights: trial.exposure,
        };
        state = {
          ...state,
          calibration:
            calibration === "platt"
              ? { kind: "platt", ...(await plattCalibration(data, fit)) }
              : { kind: "isotonic", ...isotonicCalibration(data) },
        };
      }
      return fittedHazard(state, {
        name,
        windows,
        layout,
        features: options.features,
        missing,
        card: {
          rows: lifetimes.length,
          seed: fit.seed ?? 0,
          settings: { windows, method: method as unknown as CardValue, calibration, share },
          figures: {
            failures: lifetimes.filter((lifetime) => lifetime.failed).length,
            periodEnds: [...periodEnds],
            personPeriods: expanded.rows,
            calibrationLifetimes: judged.length,
          },
        },
      });
    },
  };
}

const DEFAULT_METHOD: HazardMethod = { boostedTrees: { trees: 150, maxDepth: 4, learningRate: 0.05 } };

/** Periods that the default aims at. */
const PERIODS = 12;

/** What connects a state with rows. */
export interface HazardWiring<Row> {
  readonly name: string;
  readonly windows: readonly number[];
  readonly layout: FeatureLayout;
  readonly features: StandardSchema<Row> | undefined;
  readonly missing: "refused" | "accepted";
  readonly card: {
    readonly rows: number;
    readonly seed: number | null;
    readonly settings: Readonly<Record<string, CardValue>>;
    readonly figures: Readonly<Record<string, CardValue>>;
  };
}

/** The predictor of a state. */
export function fittedHazard<Row>(state: HazardState, wiring: HazardWiring<Row>): FittedHazard<Row> {
  const { name, windows, layout, features, missing, card } = wiring;
  const { periodEnds, learner, calibration } = state;
  const target = {
    over: [{ name: "window", keys: windows.map(String) }],
    unit: "probability",
  } as const;
  const hazards = (rows: readonly Row[]): Float64Array => {
    const matrix = rowMatrix(layout, checkRows(features, rows), missing);
    const raw = predictHazard(learner, matrix, rows.length);
    if (calibration.kind === "platt") return plattValues(calibration, raw);
    return calibration.kind === "isotonic" ? isotonicValues(calibration, raw) : raw;
  };
  const alive = (rows: readonly Row[]): Float64Array => survivalOf(hazards(rows), periodEnds.length);
  const survival = (rows: readonly Row[], times: readonly number[]): Float64Array => {
    const curve = alive(rows);
    times.forEach((time, index) => requireOption(`times[${index}]`, time, { low: 0 }));
    return Float64Array.from({ length: rows.length * times.length }, (_, at) =>
      aliveAt(
        curve,
        Math.floor(at / times.length) * periodEnds.length,
        periodEnds,
        times[at % times.length]!,
      ),
    );
  };
  const fitted: FittedHazard<Row> = {
    name,
    target,
    state,
    card: {
      predictor: name,
      kind: "hazard",
      features: layout.fields.map((field) => field.name),
      target: describeTarget(target),
      loss: "log loss of failing in a period",
      ...card,
    },
    predict: (rows) => survival(rows, windows).map((probability) => 1 - probability),
    hazards,
    survival,
    lifeQuantiles: (rows, levels) => lifeQuantiles(alive(rows), periodEnds, levels),
    lifeSamples: (rows, wanted) => lifeSamples(alive(rows), periodEnds, wanted),
  };
  return saveable(fitted, {
    kind: "hazard",
    state: { ...state, windows, missing, layout: layout.fields },
    functions: { features },
  });
}

function requireAscending(name: string, values: readonly number[]): void {
  const usable = values.every(
    (value, index) => value > (index === 0 ? 0 : values[index - 1]!) && value < Infinity,
  );
  if (values.length === 0 || !usable)
    throw invalidOption(name, values, "ascending finite times above 0, at least one");
}

function requireFailures(failed: Uint8Array, what: string): void {
  if (failed.includes(1)) return;
  throw new ForesolveError("FS_LEARN_ONE_CLASS", {
    message: `none of the ${what} has a failure within the horizon.`,
    fix: "Ask for longer windows, collect lifetimes that end in failure, or (to calibrate) hold out more units.",
    data: { what },
  });
}

/** Marks the lifetimes of the last units to appear. */
function heldOut<Row>(lifetimes: readonly Lifetime<Row>[], share: number): boolean[] {
  const unitOf = lifetimes.map((lifetime, index) => lifetime.unit ?? `\u0000${index}`);
  const units = [...new Set(unitOf)];
  requireExamples("units of a hazard model", units.length, 2);
  const count = Math.min(units.length - 1, Math.max(1, Math.round(units.length * share)));
  const chosen = new Set(units.slice(units.length - count));
  return unitOf.map((unit) => chosen.has(unit));
}

function timesOf<Row>(lifetimes: readonly Lifetime<Row>[], chosen: readonly number[]): SurvivalTimes {
  return {
    durations: chosen.map((index) => lifetimes[index]!.duration),
    failed: chosen.map((index) => lifetimes[index]!.failed),
    weights: chosen.map((index) => lifetimes[index]!.weight ?? 1),
  };
}

function pickRows(features: Float64Array, columns: number, chosen: readonly number[]): Float64Array {
  const out = new Float64Array(chosen.length * columns);
  chosen.forEach((index, row) =>
    out.set(features.subarray(index * columns, (index + 1) * columns), row * columns),
  );
  return out;
}

/** The windows, and quantiles of the durations of failures up to the last of them. */
function defaultPeriods(times: SurvivalTimes, windows: readonly number[]): number[] {
  const horizon = windows[windows.length - 1]!;
  const table = riskTable(times);
  const within = table.times.filter((time, at) => time < horizon && table.failures[at]! > 0);
  const ends = new Set(windows);
  const wanted = Math.max(0, PERIODS - windows.length);
  for (let index = 1; index <= wanted; index++) {
    const time = within[Math.floor((index * within.length) / (wanted + 1))];
    if (time !== undefined) ends.add(time);
  }
  return [...ends].sort((a, b) => a - b);
}
