import fc from "fast-check";
import { expect, test } from "vitest";
import { exactLog } from "./exact-log.js";

test("known logarithms, rounded correctly", () => {
  // 50 digits of each by another program, rounded to the nearest double.
  for (const [value, logarithm] of [
    [0.5, -0.6931471805599453],
    [2.0, 0.6931471805599453],
    [0.1, -2.3025850929940455],
    [0.75, -0.2876820724517809],
    [1e-9, -20.72326583694641],
    [0.999999, -1.000000500029089e-6],
    [123456.789, 11.723646487185881],
    [0.7651626025054384, -0.26766691544694904],
    [0.1726645292853689, -1.7564047041235444],
    [0.19343561801924003, -1.6428105452917972],
    [0.08934620726539033, -2.4152364863426663],
    [0.8480440882236346, -0.1648226537119525],
    [0.35583075460735203, -1.0333000695788266],
    [0.32066890324974195, -1.137346142217569],
    [0.7752394352251485, -0.2545833486659944],
  ])
    expect(exactLog(value!)).toBe(logarithm);
});

test("never farther than one place from the engine's own", () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), (value) => {
      const expected = Math.log(value);
      expect(Math.abs(exactLog(value) - expected)).toBeLessThanOrEqual(
        1.01 * Number.EPSILON * Math.max(Math.abs(expected), Number.MIN_VALUE),
      );
    }),
  );
});
