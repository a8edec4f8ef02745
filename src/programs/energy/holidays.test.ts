import { expect, test } from "vitest";
import { powerHolidays } from "./holidays.js";

test("the six holidays of known years", () => {
  expect([...powerHolidays(2014)]).toEqual([
    "2014-01-01",
    "2014-05-26",
    "2014-07-04",
    "2014-09-01",
    "2014-11-27",
    "2014-12-25",
  ]);
  expect([...powerHolidays(2011)]).toEqual([
    "2011-01-01",
    "2011-05-30",
    "2011-07-04",
    "2011-09-05",
    "2011-11-24",
    "2011-12-26",
  ]);
});

test("a holiday on a Sunday moves to Monday", () => {
  expect(powerHolidays(2012).has("2012-01-02")).toBe(true);
  expect(powerHolidays(2012).has("2012-01-01")).toBe(false);
});
