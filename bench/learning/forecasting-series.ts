import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { dailyPanel, numberColumn, table, timestampColumn } from "../../src/data/index.js";
import { panel, type GlobalOptions, type Panel } from "../../src/learn/index.js";
import { randomStream } from "../../src/math/index.js";
import { sampleData } from "../../src/run/index.js";

/** Series with a question: how far ahead, from when, how often. */
export interface ForecastingCase {
  readonly name: string;
  readonly panel: Panel;
  readonly horizon: number;
  readonly seasons: readonly number[];
  /** Season of the seasonal naive peer: the one that does better on the test. */
  readonly peerSeason: number;
  /** Origins that are judged, the last of the panel. */
  readonly origins: number;
  readonly stride: number;
  readonly settings: Partial<GlobalOptions>;
}

/** Public holidays at which American power demand is low. */
const HOLIDAYS = [2011, 2012, 2013, 2014].flatMap((year) => [
  `${year}-01-01`,
  `${year}-07-04`,
  `${year}-12-24`,
  `${year}-12-25`,
  monday(year, 5, 25),
  monday(year, 9, 1),
  // Thanksgiving, the Thursday from the 22nd to the 28th.
  firstOn(year, 11, 22, 4),
]);

/** Series of the data folder; what is absent is noted. */
export function realCases(onNote: (text: string) => void): ForecastingCase[] {
  const cases: ForecastingCase[] = [];
  const add = (sample: string, make: (path: string) => ForecastingCase[]): void => {
    const path = sampleData({ sample });
    if (path === null) onNote(`${sample} is not at hand: its series are skipped`);
    else cases.push(...make(path));
  };
  add("energy/pjm_day_ahead_2011-2014.csv.gz", energyCases);
  add("hospital/ambulance_responses_2014-2018.csv.gz", ambulanceCases);
  add("newsvendor/yaz_target.csv", restaurantCases);
  return cases;
}

/** Two years of training, half a year of daily forecasts made at midnight. */
function energyCases(path: string): ForecastingCase[] {
  const rows = csv(path);
  const number = (column: number) => numberColumn(rows.map((row) => Number(row[column])));
  const times = rows.map((row) => Date.parse(`${row[0]!.replace(" ", "T")}Z`));
  const days = dailyPanel(
    table({ time: timestampColumn(times), price: number(1), load: number(2), temperature: number(3) }),
    { time: "time", columns: ["price", "load", "temperature"], maximumGapHours: 24 },
  );
  const from = (days.days - 912) * 24;
  const cut = (values: Float64Array): Float64Array => values.subarray(from);
  const start = days.dates[days.days - 912]!;
  const shared = {
    horizon: 24,
    seasons: [24, 168],
    origins: 182,
    stride: 24,
    settings: { originStride: 24, holidays: HOLIDAYS, lags: [1, 2, 3, 24] },
  };
  return [
    {
      ...shared,
      name: "PJM price, 24 hours",
      panel: panel({
        series: { price: cut(days.columns.price) },
        start,
        stepHours: 1,
        known: { load: cut(days.columns.load) },
      }),
      peerSeason: 24,
    },
    {
      ...shared,
      name: "PJM load, 24 hours",
      panel: panel({ series: { load: cut(days.columns.load) }, start, stepHours: 1 }),
      peerSeason: 24,
    },
  ];
}

/** Seven regions, two weeks ahead. */
function ambulanceCases(path: string): ForecastingCase[] {
  const series: Record<string, number[]> = {};
  let first = "";
  for (const [date, value, region] of csv(path)) {
    if (region === "Trust") continue;
    first = first === "" || date! < first ? date! : first;
    (series[region!] ??= []).push(Number(value));
  }
  return [
    {
      name: "ambulance responses, 14 days, 7 regions",
      panel: panel({ series, start: first, stepHours: 24 }),
      horizon: 14,
      seasons: [7],
      peerSeason: 7,
      origins: 52,
      stride: 7,
      settings: { waves: [{ period: 365.25, harmonics: 2 }] },
    },
  ];
}

/** Seven dishes, a week ahead; days on which the restaurant is closed are known. */
function restaurantCases(path: string): ForecastingCase[] {
  const lines = readFileSync(path, "utf8").trim().split("\n");
  const names = lines[0]!.trim().split(",");
  const series: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (const line of lines.slice(1))
    for (const [column, value] of line.split(",").entries()) series[names[column]!]!.push(Number(value));
  const days = csv(path.replace("yaz_target", "yaz_data"));
  return [
    {
      name: "restaurant sales, 7 days, 7 dishes",
      panel: panel({
        series,
        start: days[0]![0]!,
        stepHours: 24,
        known: { holiday: days.map((row) => Number(row[4])), closed: days.map((row) => Number(row[5])) },
      }),
      horizon: 7,
      seasons: [7],
      peerSeason: 7,
      origins: 20,
      stride: 7,
      settings: {},
    },
  ];
}

/** Series whose law is known. */
export function simulatedCases(): ForecastingCase[] {
  const stream = randomStream("forecasting bench");
  return [
    {
      name: "simulated trend, week and AR(1)",
      panel: panel({
        series: trendSeasonal(stream.split("trend"), 1500),
        start: "2020-01-01",
        stepHours: 24,
      }),
      horizon: 14,
      seasons: [7],
      peerSeason: 7,
      origins: 50,
      stride: 7,
      settings: {},
    },
    {
      name: "simulated intermittent counts, 20 parts",
      panel: panel({ series: intermittent(stream.split("counts"), 600), start: "2022-01-03", stepHours: 24 }),
      horizon: 7,
      seasons: [7],
      peerSeason: 7,
      origins: 20,
      stride: 7,
      settings: { anchor: "level" },
    },
    {
      name: "simulated hours of day and week",
      panel: panel({
        series: doubleSeasonal(stream.split("hours"), 24 * 7 * 30),
        start: "2023-01-02",
        stepHours: 1,
      }),
      horizon: 24,
      seasons: [24, 168],
      peerSeason: 168,
      origins: 50,
      stride: 24,
      settings: { originStride: 24, lags: [1, 2, 3, 24] },
    },
  ];
}

function trendSeasonal(stream: ReturnType<typeof randomStream>, steps: number): Record<string, number[]> {
  const series: Record<string, number[]> = {};
  for (const name of ["a", "b", "c", "d", "e", "f", "g", "h"]) {
    const own = stream.split(name);
    let rest = 0;
    series[name] = Array.from({ length: steps }, (_, day) => {
      rest = 0.7 * rest + 4 * own.normal();
      return 100 + 0.05 * day + 15 * Math.sin((2 * Math.PI * day) / 7) + (day % 7 === 6 ? 12 : 0) + rest;
    });
  }
  return series;
}

function intermittent(stream: ReturnType<typeof randomStream>, steps: number): Record<string, number[]> {
  return Object.fromEntries(
    Array.from({ length: 20 }, (_, part) => {
      const own = stream.split(part);
      const rate = 0.2 + 0.15 * part;
      const values = Array.from({ length: steps }, (_, day) => {
        // Poisson by counting exponential gaps.
        const mean = rate * (day % 7 >= 5 ? 0.3 : 1.3);
        let count = 0;
        for (let time = own.exponential(); time < mean; time += own.exponential()) count++;
        return count;
      });
      return [`part ${part + 1}`, values];
    }),
  );
}

function doubleSeasonal(stream: ReturnType<typeof randomStream>, steps: number): Record<string, number[]> {
  let rest = 0;
  const values = Array.from({ length: steps }, (_, hour) => {
    rest = 0.9 * rest + 2 * stream.normal();
    const weekday = Math.floor(hour / 24) % 7;
    const day =
      20 * Math.sin((2 * Math.PI * (hour % 24)) / 24) + 8 * Math.cos((4 * Math.PI * (hour % 24)) / 24);
    return 100 + day * (weekday >= 5 ? 0.6 : 1) - (weekday >= 5 ? 15 : 0) + rest;
  });
  return { load: values };
}

function csv(path: string): string[][] {
  const bytes = readFileSync(path);
  const text = path.endsWith(".gz") ? gunzipSync(bytes).toString("utf8") : bytes.toString("utf8");
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));
}

function monday(year: number, month: number, from: number): string {
  return firstOn(year, month, from, 1);
}

/** The first day of a month from a date on that falls on a weekday (0 is Sunday). */
function firstOn(year: number, month: number, from: number, weekday: number): string {
  let day = from;
  while (new Date(Date.UTC(year, month - 1, day)).getUTCDay() !== weekday) day++;
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
