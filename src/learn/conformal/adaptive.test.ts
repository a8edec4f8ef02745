import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { adaptiveConformal } from "./adaptive-conformal.js";
import { dynamicallyTunedConformal } from "./dynamically-tuned-conformal.js";
import { ensembleBatchIntervals, outOfBagResiduals } from "./ensemble-batch-intervals.js";
import type { OnlineIntervals } from "./online-intervals.js";
import { slidingScores } from "./sliding-scores.js";

function share(online: OnlineIntervals, truths: readonly number[]): number {
  let covered = 0;
  for (const truth of truths) {
    online.interval(0);
    if (online.observe(truth)) covered++;
  }
  return covered / truths.length;
}

/** Spread that wanders by a factor of ten and jumps in the middle. */
function drifting(length: number, seed: number): number[] {
  const stream = randomStream(seed).split("drifting");
  return Array.from({ length }, (_, step) => {
    const spread = Math.exp(Math.sin(step / 400)) * (step > length / 2 ? 3 : 1);
    return spread * stream.normal();
  });
}

describe("adaptive conformal inference", () => {
  test("keeps its bound on every series, however malicious", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.constant(0), fc.constant(1e9)),
          {
            minLength: 1,
            maxLength: 300,
          },
        ),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 50 }),
        (truths, level, rate, missRate, window) => {
          const online = adaptiveConformal({ level, rate, missRate, window });
          const error = Math.abs(share(online, truths) - level);
          const bound = (Math.max(missRate, 1 - missRate) + rate) / (truths.length * rate);
          expect(error).toBeLessThanOrEqual(bound + 1e-9);
        },
      ),
    );
  });

  test("holds the level on a series that drifts and jumps, where fixed calibration does not", () => {
    const truths = drifting(10_000, 1);
    const online = adaptiveConformal({ level: 0.9, rate: 0.02 });
    expect(Math.abs(share(online, truths) - 0.9)).toBeLessThan(0.005);
    // All errors of the past, never adapted: far off in the second half.
    const fixed = slidingScores(5000, truths.slice(0, 5000).map(Math.abs)).sorted()[4500]!;
    const late = truths.slice(5000).filter((truth) => Math.abs(truth) <= fixed).length / 5000;
    expect(late).toBeLessThan(0.8);
  });

  test("goes on from its state", () => {
    const truths = drifting(400, 3);
    const whole = adaptiveConformal({ level: 0.8, window: 100 });
    share(whole, truths);
    const first = adaptiveConformal({ level: 0.8, window: 100 });
    share(first, truths.slice(0, 250));
    const second = adaptiveConformal({ level: 0.8, window: 100, ...first.state() });
    share(second, truths.slice(250));
    expect(second.state()).toEqual(whole.state());
    expect(second.interval(5)).toEqual(whole.interval(5));
  });

  test("takes truths in the order of their intervals, and refuses one too many", () => {
    const online = adaptiveConformal({ level: 0.5, scores: [1, 1, 1] });
    online.interval(0);
    online.interval(100);
    expect(online.observe(0.5)).toBe(true);
    expect(online.observe(0.5)).toBe(false);
    expect(() => online.observe(1)).toThrow(expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }));
    online.interval(0);
    expect(() => online.observe(NaN)).toThrow(expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }));
  });
});

describe("dynamically tuned conformal inference", () => {
  test("each copy is adaptive conformal inference with its step, and one step alone is that", () => {
    const truths = drifting(600, 5);
    const single = dynamicallyTunedConformal({ level: 0.9, rates: [0.01], window: 200 });
    const plain = adaptiveConformal({ level: 0.9, rate: 0.01, window: 200 });
    for (const truth of truths) {
      expect(single.interval(0)).toEqual(plain.interval(0));
      expect(single.observe(truth)).toBe(plain.observe(truth));
    }
    expect(single.state().missRates[0]).toBeCloseTo(plain.state().missRate, 12);
  });

  test("keeps near the level without a step to choose", () => {
    const online = dynamicallyTunedConformal({ level: 0.9 });
    expect(Math.abs(share(online, drifting(6000, 2)) - 0.9)).toBeLessThan(0.012);
    const { weights } = online.state();
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 10);
  });
});

describe("EnbPI", () => {
  test("finds the narrowest interval that holds its share of errors", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 4, maxLength: 30 }),
        fc.integer({ min: 10, max: 70 }).map((percent) => percent / 100),
        (residuals, level) => {
          const { lower, upper } = ensembleBatchIntervals({ level, residuals }).interval(0);
          const needed = Math.ceil((residuals.length + 1) * level - 1e-9) + 1;
          const widths = residuals.flatMap((low) =>
            residuals
              .filter((high) => residuals.filter((value) => value >= low && value <= high).length >= needed)
              .map((high) => high - low),
          );
          expect(upper - lower).toBe(widths.length === 0 ? Infinity : Math.min(...widths));
        },
      ),
    );
  });

  test("slides: after a full window only the new errors count", () => {
    const online = ensembleBatchIntervals({ level: 0.5, residuals: [-9, -1, 0, 1, 9], tails: "equal" });
    for (const truth of [101, 102, 103, 104, 105]) {
      online.interval(100);
      online.observe(truth);
    }
    expect(online.interval(0)).toEqual({ lower: 1, upper: 5 });
  });

  test("errors out of bag are those of the models that did not see the example", () => {
    const predictions = [10, 20, 30, 40, 50, 60];
    expect(outOfBagResiduals({ predictions, inBag: [1, 0, 0, 0, 0, 1], truths: [0, 0, 0] })).toEqual(
      new Float64Array([-40, -35, -30]),
    );
    expect(() => outOfBagResiduals({ predictions, inBag: [1, 0, 0, 1, 0, 1], truths: [0, 0, 0] })).toThrow(
      expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
    );
  });
});

test("sliding scores are the last of the series, sorted", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      (scores, window) => {
        const kept = slidingScores(window, scores.slice(0, 20));
        for (const score of scores.slice(20)) kept.push(score);
        const last = scores.slice(-window);
        expect([...kept.inTime()]).toEqual(last);
        expect([...kept.sorted()]).toEqual(last.toSorted((a, b) => a - b));
        expect(kept.below(5)).toBe(last.filter((score) => score < 5).length);
      },
    ),
  );
});
