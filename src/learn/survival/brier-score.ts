import { invalidOption } from "../invalid-option.js";
import { stepAt } from "./kaplan-meier.js";
import { riskTable, type SurvivalTimes } from "./survival-times.js";

/** Predicted survival of each unit at ascending times, [units, times] row-major. */
export interface SurvivalForecast {
  readonly times: ArrayLike<number>;
  readonly survival: ArrayLike<number>;
}

/**
 * Brier scores of survival forecasts under censoring: squared errors of P(alive after t), where units whose fate at t is
 * known stand in for those that were lost, weighted by the inverse probability of not being lost (Graf, Schmoor,
 * Sauerbrei and Schumacher, "Assessment and comparison of prognostic classification schemes for survival data",
 * Statistics in Medicine 1999, equation 7).
 *
 * @returns a score for each time; smaller is better, 0.25 is what P = ½ scores
 * @throws FS_LEARN_INVALID_OPTION when shapes do not fit or a time is past the last at which anyone was watched.
 *
 * @example
 * import { brierScores } from "foresolve/learn";
 *
 * brierScores({ durations: [1, 3], failed: [1, 0] }, { times: [2], survival: [0, 0.5] }); // => new Float64Array([0.125])
 */
export function brierScores(data: SurvivalTimes, { times, survival }: SurvivalForecast): Float64Array {
  const { durations, failed } = data;
  const units = durations.length;
  if (survival.length !== units * times.length)
    throw invalidOption("survival.length", survival.length, `${units} units by ${times.length} times`);
  const watched = notLost(data);
  const scores = new Float64Array(times.length);
  for (let index = 0; index < times.length; index++) {
    const time = times[index]!;
    const known = watched.after(time);
    if (!(known > 0) || time > watched.lastTime)
      throw invalidOption(`times[${index}]`, time, "times at which some unit was still watched");
    for (let unit = 0; unit < units; unit++) {
      const alive = survival[unit * times.length + index]!;
      if (durations[unit]! > time) scores[index]! += (1 - alive) ** 2 / known / units;
      else if (failed[unit]) scores[index]! += alive ** 2 / watched.before(durations[unit]!) / units;
    }
  }
  return scores;
}

/**
 * The integral of {@link brierScores} over the times by trapezoids, divided by their span.
 *
 * @throws FS_LEARN_INVALID_OPTION as `brierScores` does, and for fewer than two times.
 *
 * @example
 * import { integratedBrierScore } from "foresolve/learn";
 *
 * const times = { durations: [1, 3], failed: [1, 0] };
 * integratedBrierScore(times, { times: [1, 2], survival: [0, 0, 1, 0.5] }); // => 0.0625
 */
export function integratedBrierScore(data: SurvivalTimes, forecast: SurvivalForecast): number {
  const { times } = forecast;
  if (times.length < 2) throw invalidOption("times", times, "at least two times");
  const scores = brierScores(data, forecast);
  let area = 0;
  for (let index = 1; index < times.length; index++)
    area += ((scores[index]! + scores[index - 1]!) / 2) * (times[index]! - times[index - 1]!);
  return area / (times[times.length - 1]! - times[0]!);
}

/**
 * P(not lost yet): the product-limit estimator with the roles of failures and losses exchanged. Who fails at a time is
 * no longer there to be lost at it.
 */
function notLost(data: SurvivalTimes): {
  readonly lastTime: number;
  after(time: number): number;
  before(time: number): number;
} {
  const { times, failures, censored, atRisk } = riskTable(data);
  let kept = 1;
  const after = times.map(
    (_, at) => (kept *= censored[at] === 0 ? 1 : 1 - censored[at]! / (atRisk[at]! - failures[at]!)),
  );
  const at = (step: number): number => (step < 0 ? 1 : after[step]!);
  return {
    lastTime: times[times.length - 1]!,
    after: (time) => at(stepAt(times, time)),
    before: (time) => {
      const step = stepAt(times, time);
      return at(step >= 0 && times[step] === time ? step - 1 : step);
    },
  };
}
