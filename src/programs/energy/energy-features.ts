import { mean, variance } from "../../math/index.js";
import { HOURS } from "./battery-problem.js";
import type { EnergyHistory, Scales } from "./energy-history.js";
import type { EnergyRow } from "./energy-row.js";
import { HISTORY_DAYS, loadAdjustedProfile, recentMean } from "./load-adjusted-profile.js";
import { centre, unstabilised } from "./price-shape.js";

const DAY_MS = 86_400_000;
/** How many earlier days of the same type make up `shapeSameDayType`. */
const SAME_TYPE_DAYS = 5;

/**
 * The row of the day at a position of at least {@link HISTORY_DAYS}. Reads prices before the day only, and load
 * forecasts up to the end of the day.
 */
export function energyRow(history: EnergyHistory, day: number, scales: Scales): EnergyRow {
  const { days, price, shape, level, loadGw, weekday, dayOff } = history;
  const hourly = (compute: (hour: number) => number): Float64Array =>
    Float64Array.from({ length: HOURS }, (_, hour) => compute(hour));
  const at = (values: Float64Array, back: number, hour: number): number =>
    values[(day - back) * HOURS + hour];
  const dayOf = (values: Float64Array, back: number): Float64Array =>
    values.slice((day - back) * HOURS, (day - back + 1) * HOURS);
  const weekMean = (values: Float64Array): Float64Array =>
    hourly(
      (hour) =>
        (at(values, 1, hour) +
          at(values, 2, hour) +
          at(values, 3, hour) +
          at(values, 4, hour) +
          at(values, 5, hour) +
          at(values, 6, hour) +
          at(values, 7, hour)) /
        7,
    );

  const lastWeek = sameWeekdayBack(history, day);
  const profile = loadAdjustedProfile(price, loadGw, day);
  const shapeLoadAdjusted = centre(profile.slice());
  const pricesLoadAdjusted = profile.map(unstabilised);
  const recentLoad = recentMean(loadGw, day, new Float64Array(HOURS));
  const levelMeanWeek = mean(level.subarray(day - 7, day));
  const recentLevel = mean(recentMean(price, day, new Float64Array(HOURS)));

  const load = dayOf(loadGw, 0);
  const loadMean = mean(load);
  const loadMaximum = Math.max(...load);
  const loadMinimum = Math.min(...load);
  const loadAgainstRecent = hourly((hour) => load[hour] - recentLoad[hour]);
  const typicalLoad = mean(recentLoad) - scales.loadGw;
  const ramp = (from: number, to: number): Float64Array =>
    hourly((hour) => hourlyLoad(hour + to) - hourlyLoad(hour + from));
  // Beyond the day's last hour no forecast is known yet.
  const hourlyLoad = (hour: number): number => loadGw[day * HOURS + Math.min(hour, HOURS - 1)];

  const yesterday = price.subarray((day - 1) * HOURS, day * HOURS);
  const ordered = load.slice().sort();
  const yearAngle = (2 * Math.PI * dayOfYear(days.dates[day])) / 365.25;
  return {
    pricesYesterday: dayOf(days.price, 1),
    pricesLastWeek: dayOf(days.price, lastWeek),
    pricesMeanWeek: weekMean(days.price),
    pricesLoadAdjusted,
    sizeForecast: Math.exp(mean(profile.map(Math.abs))),
    shapeYesterday: dayOf(shape, 1),
    shapeTwoDaysAgo: dayOf(shape, 2),
    shapeLastWeek: dayOf(shape, lastWeek),
    shapeMeanWeek: weekMean(shape),
    shapeRecent: recentMean(shape, day, new Float64Array(HOURS)),
    profileLoadAdjusted: profile,
    shapeLoadAdjusted,
    shapeSameDayType: sameTypeShape(history, day),
    levelChange: level[day - 1] - level[day - 2],
    levelMeanWeek,
    levelAgainstWeek: level[day - 1] - levelMeanWeek,
    lastHourAgainstLevel: yesterday[HOURS - 1] - level[day - 1],
    spreadYesterday: standardDeviation(yesterday),
    peakYesterday: Math.max(...yesterday) - level[day - 1],
    spreadWeek: standardDeviation(shape.subarray((day - 7) * HOURS, day * HOURS)),
    load: hourly((hour) => load[hour] - scales.loadGw),
    loadSquared: hourly((hour) => (load[hour] - scales.loadGw) ** 2),
    loadShape: hourly((hour) => load[hour] - loadMean),
    loadInRange: hourly(
      (hour) => (load[hour] - loadMinimum) / Math.max(loadMaximum - loadMinimum, Number.MIN_VALUE),
    ),
    loadRank: hourly((hour) => ordered.indexOf(load[hour])),
    loadAgainstYesterday: hourly((hour) => load[hour] - at(loadGw, 1, hour)),
    loadAgainstLastWeek: hourly((hour) => load[hour] - at(loadGw, lastWeek, hour)),
    loadAgainstMeanWeek: subtractArrays(load, weekMean(loadGw)),
    loadAgainstRecent,
    loadShapeAgainstRecent: centre(loadAgainstRecent.slice()),
    loadAgainstRecentTimesPriceLevel: loadAgainstRecent.map(
      (change) => change * (recentLevel - scales.priceLevel),
    ),
    loadAgainstRecentTimesLoad: loadAgainstRecent.map((change) => change * typicalLoad),
    loadRampIn: ramp(-1, 0),
    loadRampInThree: ramp(-3, 0),
    loadRampOut: ramp(0, 1),
    loadRampOutThree: ramp(0, 3),
    loadMean,
    loadMaximum,
    loadMinimum,
    loadMeanSquared: (loadMean - scales.loadGw) ** 2,
    loadMeanChange: loadMean - mean(loadGw.subarray((day - 1) * HOURS, day * HOURS)),
    loadMeanAgainstWeek: loadMean - mean(loadGw.subarray((day - 7) * HOURS, day * HOURS)),
    weekday: weekday[day],
    holiday: history.holiday[day],
    dayOff: dayOff[day],
    monday: weekday[day] === 1 ? 1 : 0,
    tuesday: weekday[day] === 2 ? 1 : 0,
    wednesday: weekday[day] === 3 ? 1 : 0,
    thursday: weekday[day] === 4 ? 1 : 0,
    friday: weekday[day] === 5 ? 1 : 0,
    saturday: weekday[day] === 6 ? 1 : 0,
    yearSine: Math.sin(yearAngle),
    yearCosine: Math.cos(yearAngle),
    halfYearSine: Math.sin(2 * yearAngle),
    halfYearCosine: Math.cos(2 * yearAngle),
  };
}

/** How many positions back the same weekday last occurred: 7, unless days in between were left out. */
function sameWeekdayBack({ weekday }: EnergyHistory, day: number): number {
  for (let back = 1; back <= HISTORY_DAYS; back++) if (weekday[day - back] === weekday[day]) return back;
  return 7;
}

function sameTypeShape({ shape, dayOff }: EnergyHistory, day: number): Float64Array {
  const mean = new Float64Array(HOURS);
  let found = 0;
  for (let back = 1; back <= HISTORY_DAYS && found < SAME_TYPE_DAYS; back++) {
    if (dayOff[day - back] !== dayOff[day]) continue;
    found++;
    for (let hour = 0; hour < HOURS; hour++) mean[hour] += shape[(day - back) * HOURS + hour];
  }
  return found === 0 ? mean : mean.map((value) => value / found);
}

function subtractArrays(first: Float64Array, second: Float64Array): Float64Array {
  return first.map((value, entry) => value - second[entry]);
}

function standardDeviation(values: Float64Array): number {
  return Math.sqrt(variance(values));
}

function dayOfYear(date: string): number {
  const time = Date.parse(`${date}T00:00:00Z`);
  return (time - Date.UTC(Number(date.slice(0, 4)), 0, 1)) / DAY_MS;
}
