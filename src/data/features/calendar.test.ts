import * as fc from "fast-check";
import { expect, test } from "vitest";
import { calendar } from "./calendar.js";

test("agrees with the calendar of the language", () => {
  const time = fc.integer({ min: -2e12, max: 4e12 });
  fc.assert(
    fc.property(fc.array(time), (times) => {
      const features = calendar(Float64Array.from(times));
      times.forEach((each, row) => {
        const date = new Date(each);
        const newYear = Date.UTC(date.getUTCFullYear(), 0, 1);
        const weekday = ((date.getUTCDay() + 6) % 7) + 1;
        expect([
          features.hour[row],
          features.weekday[row],
          features.month[row],
          features.dayOfYear[row],
          features.weekend[row],
          features.holiday[row],
        ]).toEqual([
          date.getUTCHours(),
          weekday,
          date.getUTCMonth() + 1,
          Math.floor((each - newYear) / 86_400_000) + 1,
          weekday > 5 ? 1 : 0,
          0,
        ]);
      });
    }),
  );
});

test("holidays are those that were given, missing times stay missing", () => {
  const times = new Float64Array([Date.UTC(2014, 11, 25, 23), NaN, Date.UTC(2014, 11, 26)]);
  const features = calendar(times, { holidays: ["2014-12-25"] });
  expect(features.holiday).toEqual(new Float64Array([1, NaN, 0]));
  expect(features.hour[1]).toBeNaN();
  for (const date of ["25.12.2014", "2014-13-01", "2014-12-25 00:00"])
    expect(() => calendar(times, { holidays: [date] })).toThrow(
      expect.objectContaining({ code: "FS_DATA_INVALID_ARGUMENT" }),
    );
});
