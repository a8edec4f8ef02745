import {
  brierScores,
  concordanceIndex,
  kaplanMeier,
  reliabilityTable,
  survivalAt,
  type ReliabilityRow,
  type SurvivalCurve,
} from "../../../learn/index.js";
import type { MachineLife, PlantHistory } from "../machine-life.js";
import type { MachineCondition } from "../plant.js";
import { landmarksOf } from "./landmarks.js";
import type { LifeForecast } from "./life-forecast.js";

/** How good a forecast of lives is, on lives that it was not learned from; plain JSON. */
export interface ForecastAssessment {
  readonly lives: number;
  /** Conditions in the middle of those lives that were predicted from. */
  readonly conditions: number;
  /** The windows, in working time. */
  readonly windows: readonly number[];
  /** [windows] Brier scores, less is better: of the forecast, and of the Kaplan-Meier curve of the kind given the age. */
  readonly brier: readonly number[];
  readonly baselineBrier: readonly number[];
  /** Share of the pairs of conditions that are ranked rightly by the risk within the middle window. */
  readonly concordance: number;
  readonly baselineConcordance: number;
  /** [windows] rows of equal numbers of conditions, by predicted probability. */
  readonly reliability: readonly (readonly ReliabilityRow[])[];
  /** [windows] mean distance of predicted and observed over those rows. */
  readonly calibrationError: readonly number[];
}

/** What to assess on. */
export interface AssessmentOptions {
  /** Windows of working time, ascending. */
  readonly windows: readonly number[];
  /** Default 2000. */
  readonly conditions?: number;
  /** Default 8. */
  readonly bins?: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Assesses a forecast on lives, beside what is known without sensors: the Kaplan-Meier curve of the lives of the machine's kind in
 * the history, given the age. Conditions of one life are not independent: the intervals of the reliability rows are
 * narrower than they should be.
 *
 * @param lives that are not in the history: `plant.testLives`
 */
export function assessForecast(
  forecast: Pick<LifeForecast, "failureProbabilities">,
  history: PlantHistory,
  lives: readonly MachineLife[],
  { windows, conditions = 2000, bins = 8, seed = 0 }: AssessmentOptions,
): ForecastAssessment {
  const landmarks = landmarksOf(lives, history.sensors, { count: conditions, seed });
  const met = landmarks.map(({ condition }) => condition);
  const truth = {
    durations: landmarks.map(({ remaining }) => remaining),
    failed: landmarks.map(({ life }) => (life.failed ? 1 : 0)),
  };
  const predicted = forecast.failureProbabilities(met, windows);
  const baseline = ageBaseline(history)(met, windows);
  const brier = (probabilities: Float64Array): number[] =>
    Array.from(
      brierScores(truth, { times: windows, survival: probabilities.map((probability) => 1 - probability) }),
    );
  const within = (probabilities: Float64Array, window: number): Float64Array =>
    Float64Array.from(met, (_, row) => probabilities[row * windows.length + window]);
  const middle = windows.length >> 1;
  const reliability = windows.map((window, at) =>
    reliabilityTable(truth, within(predicted, at), { window, bins: Math.min(bins, met.length) }),
  );
  return {
    lives: lives.length,
    conditions: met.length,
    windows,
    brier: brier(predicted),
    baselineBrier: brier(baseline),
    concordance: concordanceIndex(truth, within(predicted, middle)),
    baselineConcordance: concordanceIndex(truth, within(baseline, middle)),
    reliability,
    calibrationError: reliability.map((rows) => {
      const seen = rows.filter(({ observed }) => !Number.isNaN(observed));
      return seen.reduce((sum, row) => sum + Math.abs(row.predicted - row.observed), 0) / seen.length;
    }),
  };
}

/** P(fails within a window | its age) from the Kaplan-Meier curve of the kind; [conditions, windows]. */
function ageBaseline({
  lives,
  kinds,
}: PlantHistory): (conditions: readonly MachineCondition[], windows: readonly number[]) => Float64Array {
  const curveOf = (own: readonly MachineLife[]): SurvivalCurve =>
    kaplanMeier({
      durations: own.map((life) => life.end),
      failed: own.map((life) => (life.failed ? 1 : 0)),
    });
  const all = curveOf(lives);
  const curves = new Map<string, SurvivalCurve>();
  for (const kind of new Set(Object.values(kinds))) {
    const own = lives.filter((life) => (kinds[life.machine] ?? life.machine) === kind);
    if (own.length > 0) curves.set(kind, curveOf(own));
  }
  // Beyond the last life that was watched the curve stays where it is.
  const alive = (curve: SurvivalCurve, time: number): number =>
    survivalAt(curve, Math.min(time, curve.lastTime));
  return (conditions, windows) =>
    Float64Array.from({ length: conditions.length * windows.length }, (_, at) => {
      const { machine, age } = conditions[Math.floor(at / windows.length)];
      const curve = curves.get(kinds[machine] ?? machine) ?? all;
      const now = alive(curve, age);
      return now === 0 ? 1 : 1 - alive(curve, age + windows[at % windows.length]) / now;
    });
}
