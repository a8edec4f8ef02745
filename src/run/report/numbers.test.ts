import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  amount,
  digitsFor,
  duration,
  fileSize,
  level,
  percent,
  plainNumber,
  signedAmount,
} from "./numbers.js";

test("amounts have separators, a true minus, and no minus nothing", () => {
  expect(amount(-1234567.891, 1)).toBe("−1,234,567.9");
  expect(amount(-0.001, 2)).toBe("0.00");
  expect(amount(Number.NaN, 2)).toBe("–");
  expect(amount(null, 2)).toBe("–");
  expect(signedAmount(12, 0)).toBe("+12");
  expect(signedAmount(0.001, 1)).toBe("0.0");
  expect(signedAmount(-3, 0)).toBe("−3");
});

test("a column has the digits that its largest number needs", () => {
  expect(digitsFor([12_345, 0.5])).toBe(0);
  expect(digitsFor([123])).toBe(1);
  expect(digitsFor([43.7, null])).toBe(2);
  expect(digitsFor([0.0123])).toBe(5);
  expect(digitsFor([])).toBe(0);
});

test("digits can always be used", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (value) => {
      expect(amount(value, digitsFor([value]))).not.toMatch(/NaN|-/);
    }),
  );
});

test("numbers that stand alone, percents and levels", () => {
  expect(plainNumber(1460)).toBe("1,460");
  expect(plainNumber(0.1 + 0.2)).toBe("0.3");
  expect(plainNumber(-0.000012)).toBe("−1.20e−5");
  expect(percent(0.93332)).toBe("93.3\u00a0%");
  expect(level(0.95)).toBe("95\u00a0%");
  expect(level(0.975)).toBe("97.5\u00a0%");
});

test("durations and sizes", () => {
  expect([0, 320, 47_744, 59_960, 82_505, 7_500_000].map(duration)).toEqual([
    "0 ms",
    "320 ms",
    "47.7 s",
    "1 min 0 s",
    "1 min 23 s",
    "2 h 5 min",
  ]);
  expect([12, 1500, 350_060, 999_900, 2e9].map(fileSize)).toEqual([
    "12 bytes",
    "1.5 kB",
    "350 kB",
    "1.0 MB",
    "2.0 GB",
  ]);
});
