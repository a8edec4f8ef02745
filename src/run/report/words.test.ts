import { expect, test } from "vitest";
import { clockTime, counted, fieldTitle, fieldWords, shortened } from "./words.js";

test("names of fields in words, with the unit that they end in", () => {
  expect(fieldWords("boughtMwh")).toEqual({ label: "bought", unit: "MWh" });
  expect(fieldWords("forecastPriceUsdPerMwh")).toEqual({ label: "forecast price", unit: "USD/MWh" });
  expect(fieldTitle("elapsedMs")).toBe("elapsed (ms)");
  expect(fieldTitle("testDays")).toBe("test days");
  expect(fieldTitle("hours")).toBe("hours");
  expect(fieldTitle("da_price")).toBe("da_price");
  expect(fieldTitle("<b>")).toBe("<b>");
});

test("counts, cut texts and times", () => {
  expect(counted(1, "row")).toBe("1 row");
  expect(counted(35_016, "row")).toBe("35,016 rows");
  expect(shortened("boosted trees", 9)).toBe("boosted…");
  expect(shortened("👩‍🔬x", 9)).toBe("👩‍🔬x");
  expect(clockTime("2026-11-22T08:38:34.509Z")).toBe("2026-11-22 08:38:34 UTC");
  expect(clockTime("yesterday")).toBe("yesterday");
});
