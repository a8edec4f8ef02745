import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HOURS } from "./battery-problem.js";
import { energyRow } from "./energy-features.js";
import { energyHistory, scalesBefore } from "./energy-history.js";
import { splitDays } from "./examples.js";
import { loadAdjustedProfile } from "./load-adjusted-profile.js";
import { marketDays, type MarketDays } from "./market-days.js";
import { simulateEnergyInput } from "./simulate.js";

const { table } = await simulateEnergyInput(3);
const days = marketDays(table.slice(0, 80 * HOURS), 1);
const copyOf = (source: MarketDays): MarketDays => ({
  ...source,
  price: source.price.slice(),
  load: source.load.slice(),
});

describe("only what is known on the eve of a day is a feature", () => {
  const day = 40;
  const scales = scalesBefore(energyHistory(days), day);
  const row = energyRow(energyHistory(days), day, scales);

  test("changing any price of the day itself or later changes no feature", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: day * HOURS, max: days.price.length - 1 }),
        fc.double({ min: -500, max: 5000, noNaN: true }),
        (position, price) => {
          const changed = copyOf(days);
          changed.price[position] = price;
          expect(energyRow(energyHistory(changed), day, scales)).toEqual(row);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("changing any load forecast of a later day changes no feature", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: (day + 1) * HOURS, max: days.load.length - 1 }),
        fc.double({ min: 0, max: 3e5, noNaN: true }),
        (position, load) => {
          const changed = copyOf(days);
          changed.load[position] = load;
          expect(energyRow(energyHistory(changed), day, scales)).toEqual(row);
        },
      ),
      { numRuns: 150 },
    );
  });

  test("changing a price of the day before does change features: the test can fail", () => {
    const changed = copyOf(days);
    changed.price[day * HOURS - 1] += 10;
    expect(energyRow(energyHistory(changed), day, scales)).not.toEqual(row);
  });

  test("prices held out change neither training rows nor the values that features are measured from", () => {
    const changed = copyOf(days);
    changed.price.fill(999, 60 * HOURS);
    changed.load.fill(5e5, 60 * HOURS);
    const split = splitDays(days, 20, 1000);
    const other = splitDays(changed, 20, 1000);
    expect(split.test).toHaveLength(20);
    expect(other.training).toEqual(split.training);
  });
});

test("every feature is finite, on negative and zero prices too", () => {
  const negative = copyOf(days);
  for (let k = 0; k < negative.price.length; k += 3) negative.price[k] = -negative.price[k];
  for (let k = 1; k < negative.price.length; k += 7) negative.price[k] = 0;
  const history = energyHistory(negative);
  const row = energyRow(history, 50, scalesBefore(history, 50));
  for (const [name, value] of Object.entries(row)) {
    const values = typeof value === "number" ? [value] : Array.from(value as Float64Array);
    expect(values.every(Number.isFinite), name).toBe(true);
  }
});

test("the load-adjusted profile moves along the common slope of price on load", () => {
  // Prices are exactly 2 + 0.1 x load, in every hour: the profile must find the day's prices from its load.
  const count = 60;
  const load = Float64Array.from(
    { length: count * HOURS },
    (_, k) => 80 + 40 * Math.sin(k * 0.7) + 25 * Math.sin(k / 31),
  );
  const price = load.map((value) => 2 + 0.1 * value);
  const profile = loadAdjustedProfile(price, load, 50);
  for (let hour = 0; hour < HOURS; hour++) {
    expect(Math.abs(profile[hour] - price[50 * HOURS + hour])).toBeLessThan(0.05);
  }
});
