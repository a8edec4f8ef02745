import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binFeatures } from "./binning.js";

const column = fc.array(
  fc.oneof(
    fc.integer({ min: -9, max: 9 }),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.constant(Number.NaN),
  ),
  { minLength: 1, maxLength: 80 },
);

describe("bins", () => {
  test("codes follow the order of the values and agree with the cuts; missing values are coded 0", () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 3, max: 12 }), (values, maxBins) => {
        const binned = binFeatures(Float64Array.from(values), values.length, 1, { maxBins });
        const cuts = binned.cuts[0]!;
        expect(cuts.length + 2).toBeLessThanOrEqual(Math.max(maxBins, 2));
        expect([...cuts]).toEqual([...new Set(cuts)].sort((a, b) => a - b));
        const expected = values.map((value) =>
          Number.isNaN(value) ? 0 : 1 + cuts.filter((cut) => value >= cut).length,
        );
        expect([...binned.codes[0]!]).toEqual(expected);
      }),
    );
  });

  test("where there are bins enough, every distinct value has its own, cut at the middle", () => {
    const binned = binFeatures(Float64Array.of(4, 1, 2, 1, 4), 5, 1, { maxBins: 256 });
    expect([...binned.cuts[0]!]).toEqual([1.5, 3]);
    expect([...binned.codes[0]!]).toEqual([3, 1, 2, 1, 3]);
  });

  test("neighbouring numbers are told apart; infinities are refused", () => {
    const next = 1 + Number.EPSILON;
    expect([...binFeatures(Float64Array.of(next, 1), 2, 1, { maxBins: 256 }).codes[0]!]).toEqual([2, 1]);
    expect(() => binFeatures(Float64Array.of(0, Infinity), 2, 1, { maxBins: 256 })).toThrow(
      expect.objectContaining({ code: "FS_LEARN_MISSING_VALUE" }),
    );
  });

  test("crowded columns are cut into bins of about equal counts, beside values that fill a bin alone", () => {
    const values = Float64Array.from({ length: 10_000 }, (_, row) => (row < 5000 ? 0 : row));
    const codes = binFeatures(values, 10_000, 1, { maxBins: 256 }).codes[0]!;
    const counts = new Int32Array(256);
    for (const code of codes) counts[code]!++;
    expect(counts[1]).toBe(5000);
    const others = [...counts.subarray(2)];
    expect(Math.max(...others)).toBeLessThanOrEqual(21);
    expect(Math.min(...others)).toBeGreaterThanOrEqual(18);
  });

  test("cuts found on a sample code all rows", () => {
    const values = Float64Array.from({ length: 1000 }, (_, row) => row);
    const { codes } = binFeatures(values, 1000, 1, { maxBins: 11, sampleRows: 100 });
    const counts = new Int32Array(11);
    for (const code of codes[0]!) counts[code]!++;
    expect(Math.min(...counts.subarray(1))).toBeGreaterThan(80);
  });
});
