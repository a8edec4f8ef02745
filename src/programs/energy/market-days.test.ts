import { expect, test } from "vitest";
import { numberColumn, table, timestampColumn } from "../../data/index.js";
import { HOURS } from "./battery-problem.js";
import { marketDays } from "./market-days.js";
import { simulateEnergyInput } from "./simulate.js";
import type { EnergyTable } from "./input.js";

const HOUR_MS = 3_600_000;

function hourly(days: number, keep: (hour: number) => boolean): EnergyTable {
  const start = Date.UTC(2013, 5, 1);
  const hours = Array.from({ length: days * HOURS }, (_, hour) => hour).filter(keep);
  return table({
    datetime: timestampColumn(hours.map((hour) => start + hour * HOUR_MS)),
    da_price: numberColumn(hours.map((hour) => hour)),
    load_forecast: numberColumn(hours.map((hour) => 1000 + hour)),
  });
}

test("days with a missing hour are left out, and named", () => {
  const days = marketDays(
    hourly(4, (hour) => hour !== 30),
    1,
  );
  expect(days.dates).toEqual(["2013-06-01", "2013-06-03", "2013-06-04"]);
  expect(days.leftOut).toEqual(["2013-06-02"]);
  expect(days.price[HOURS]).toBe(48);
});

test("too few days are refused with the number that is needed", () => {
  expect(() =>
    marketDays(
      hourly(3, () => true),
      10,
    ),
  ).toThrow(expect.objectContaining({ code: "FS_DATA_TOO_FEW_DAYS", data: { days: 3, minimumDays: 10 } }));
});

test("simulated data are the same for the same seed, other for another, and have negative prices", async () => {
  const first = await simulateEnergyInput(1);
  const again = await simulateEnergyInput(1);
  const other = await simulateEnergyInput(2);
  expect(again.origin.fingerprint).toBe(first.origin.fingerprint);
  expect(other.origin.fingerprint).not.toBe(first.origin.fingerprint);
  expect(first.origin.simulated).toBe(true);
  const prices = first.table.number("da_price");
  expect(prices.some((price) => price < 0)).toBe(true);
  expect(marketDays(first.table, 1).dates).toHaveLength(1095);
});
