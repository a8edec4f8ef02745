import { fingerprint, numberColumn, table, timestampColumn } from "../../data/index.js";
import { randomStream, type RandomStream } from "../../math/index.js";
import { HOURS } from "./battery-problem.js";
import { powerHolidays } from "./holidays.js";
import type { EnergyInput, EnergyTable } from "./input.js";

const FIRST_DAY_MS = Date.UTC(2021, 0, 1);
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Three years: two to learn from and one to test on. */
const DAYS = 1095;

/**
 * Three years of hourly prices, load forecasts from a seed: a made-up market for machines without
 * real data. Load follows temperature, hour, weekday and holidays; prices follow the actual load along a convex
 * supply curve that drifts with fuel costs, with a daily supply shock, scarcity spikes and negative prices on
 * windy nights. It shows how the program works and proves nothing about any market.
 */
export async function simulateEnergyInput(seed: number): Promise<EnergyInput> {
  const simulated = simulateTable(randomStream(seed).split("energy market"));
  return {
    table: simulated,
    unreadable: [],
    origin: {
      simulated: true,
      description: `simulated data, seed ${seed}`,
      file: null,
      fingerprint: await fingerprint(simulated),
    },
  };
}

function simulateTable(random: RandomStream): EnergyTable {
  const weather = random.split("weather");
  const supply = random.split("supply");
  const errors = random.split("forecast errors");
  const hours = DAYS * HOURS;
  const time = new Float64Array(hours);
  const loadForecast = new Float64Array(hours);
  const price = new Float64Array(hours);
  let anomaly = 0;
  let fuel = 0;
  let wind = 0;
  let loadError = 0;
  for (let day = 0; day < DAYS; day++) {
    const date = new Date(FIRST_DAY_MS + day * DAY_MS);
    const isOff =
      date.getUTCDay() % 6 === 0 || powerHolidays(date.getUTCFullYear()).has(date.toISOString().slice(0, 10));
    const season = Math.cos((2 * Math.PI * (day - 15)) / 365.25);
    anomaly = 0.8 * anomaly + 4.5 * weather.normal();
    fuel = 0.995 * fuel + 0.02 * supply.normal();
    wind = 0.5 * wind + supply.normal();
    const scarcity = supply.uniform() < 0.02 ? supply.exponential() * 0.8 : 0;
    for (let hour = 0; hour < HOURS; hour++) {
      const at = day * HOURS + hour;
      time[at] = FIRST_DAY_MS + at * HOUR_MS;
      const temperature =
        55 - 22 * season + anomaly - 8 * Math.cos((2 * Math.PI * (hour - 4)) / HOURS) + weather.normal();
      const load = simulatedLoad(hour, temperature, isOff);
      loadError = 0.9 * loadError + 0.006 * errors.normal();
      loadForecast[at] = Math.round(load * (1 + loadError));
      const tightness = (load - 90_000) / 20_000;
      const logPrice =
        3.45 +
        fuel +
        0.45 * tightness +
        0.12 * Math.max(0, tightness) ** 2 -
        0.08 * wind +
        scarcity * Math.max(0, tightness);
      const surplus = Math.max(0, wind - 1.2) * Math.max(0, -tightness - 0.3) * 60;
      price[at] = Math.round(100 * (Math.exp(logPrice + 0.06 * supply.normal()) - surplus)) / 100;
    }
  }
  return table({
    datetime: timestampColumn(time),
    da_price: numberColumn(price, "USD/MWh"),
    load_forecast: numberColumn(loadForecast, "MW"),
  });
}

/** Load in MW: people's day, less on days off, heating and cooling away from 60 F. */
function simulatedLoad(hour: number, temperature: number, isOff: boolean): number {
  const morning = Math.exp(-(((hour - 9) / 3.5) ** 2));
  const evening = Math.exp(-(((hour - 19) / 3.5) ** 2));
  const people = 66_000 + (isOff ? 9_000 : 16_000) * morning + (isOff ? 15_000 : 19_000) * evening;
  const heating = Math.max(0, 60 - temperature) * 480;
  const cooling = Math.max(0, temperature - 66) * 900;
  return people + heating + cooling;
}
