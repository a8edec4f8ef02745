import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "./random-stream.js";

const draw = (seed: number | string, count: number): number[] => {
  const stream = randomStream(seed);
  return Array.from({ length: count }, () => stream.uniform());
};

describe("seeds and labels", () => {
  test("the same seed gives the same numbers and another seed gives others", () => {
    expect(draw(7, 5)).toEqual(draw(7, 5));
    const firsts = new Set([7, 8, -7, 0.5, "7", "seven", ""].map((seed) => draw(seed, 1)[0]));
    expect(firsts.size).toBe(7);
  });

  test("the stream is pinned: stored seeds keep their meaning", () => {
    expect(Array.from({ length: 4 }, (_, index) => randomStream(index).integer(1000))).toEqual([
      597, 162, 223, 64,
    ]);
  });

  test("splitting depends on the label only, not on what was drawn", () => {
    fc.assert(
      fc.property(fc.integer(), fc.string(), fc.integer({ min: 0, max: 50 }), (seed, label, draws) => {
        const parent = randomStream(seed);
        const early = parent.split(label).uniform();
        for (let index = 0; index < draws; index++) parent.uniform();
        expect(parent.split(label).uniform()).toBe(early);
      }),
    );
  });

  test("children of one parent are uncorrelated with each other", () => {
    const parent = randomStream(3);
    const count = 4000;
    const left = parent.split(1);
    const right = parent.split(2);
    let sum = 0;
    for (let index = 0; index < count; index++) sum += left.normal() * right.normal();
    expect(Math.abs(sum / Math.sqrt(count))).toBeLessThan(4);
  });
});

describe("distributions", () => {
  test("uniform numbers fill [0, 1) evenly", () => {
    const counts = new Int32Array(10);
    for (const value of draw(1, 20_000)) counts[Math.floor(value * 10)]!++;
    // Chi-square with 9 degrees of freedom: 33.7 is passed once in 10,000 seeds.
    const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(33.7);
  });

  test("integers stay below their bound and reach every value, up to bounds of 2^32", () => {
    const stream = randomStream(5);
    const counts = new Int32Array(7);
    for (let index = 0; index < 14_000; index++) counts[stream.integer(7)]!++;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(28);
    let above = 0;
    for (let index = 0; index < 1000; index++) if (stream.integer(2 ** 32) >= 2 ** 31) above++;
    expect(Math.abs(above - 500)).toBeLessThan(80);
    expect(stream.integer(1)).toBe(0);
  });

  test("a bound outside 1 to 2^32 is refused", () => {
    for (const below of [0, -1, 1.5, Number.NaN, 2 ** 33])
      expect(() => randomStream(1).integer(below)).toThrow(
        expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT", data: { below } }),
      );
  });

  test("normal and exponential numbers have their moments", () => {
    const stream = randomStream(11);
    const count = 40_000;
    let sum = 0;
    let squares = 0;
    let fourth = 0;
    let exponentials = 0;
    for (let index = 0; index < count; index++) {
      const value = stream.normal();
      sum += value;
      squares += value * value;
      fourth += value ** 4;
      exponentials += stream.exponential();
    }
    expect(Math.abs(sum / count)).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(squares / count - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(fourth / count - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
    expect(Math.abs(exponentials / count - 1)).toBeLessThan(4 / Math.sqrt(count));
  });

  test("a permutation holds every number once and each first place is equally likely", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 60 }), (seed, count) => {
        const sorted = randomStream(seed).permutation(count).sort();
        expect([...sorted]).toEqual(Array.from({ length: count }, (_, index) => index));
      }),
    );
    const firsts = new Int32Array(4);
    const stream = randomStream(2);
    for (let index = 0; index < 8000; index++) firsts[stream.permutation(4)[0]!]!++;
    expect(firsts.every((count) => Math.abs(count - 2000) < 160)).toBe(true);
  });
});
