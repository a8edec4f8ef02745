import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { adaptiveClasses, adaptiveSets } from "./adaptive-sets.js";
import { boxSet, conformalBox } from "./conformal-box.js";
import { conformalEllipsoid, ellipsoidSet } from "./conformal-ellipsoid.js";
import { conformalisedIntervals, conformalisedQuantiles } from "./conformalised-quantiles.js";
import { conformalQuantile, conformalRank } from "./conformal-quantile.js";
import type { Intervals } from "./intervals.js";
import { leastAmbiguousClasses, leastAmbiguousSets } from "./least-ambiguous-sets.js";
import { mondrianConformal, mondrianIntervals } from "./mondrian-conformal.js";
import { normalisedConformal, normalisedIntervals } from "./normalised-conformal.js";
import { splitConformal, splitIntervals } from "./split-conformal.js";
import { setContains } from "./uncertainty-set.js";
import { weightedConformal, weightedIntervals } from "./weighted-conformal.js";

/** What the theorem says of n + 1 exchangeable examples without ties. */
const exact = (count: number, level: number): number =>
  Math.min(1, conformalRank(count, level) / (count + 1));

/** Examples of a nonlinear, heteroscedastic world; two groups of different noise. */
function world(count: number, seed: number) {
  const stream = randomStream(seed);
  const x = Array.from({ length: count }, () => 2 * stream.uniform());
  const groups = x.map((_, index) => (index % 2 === 0 ? "calm" : "wild"));
  const truths = x.map(
    (value, index) => Math.sin(value) + (1 + value) * (index % 2 === 0 ? 1 : 4) * stream.normal(),
  );
  return { x, groups, truths, predictions: x.map((value) => value - 0.2) };
}

/**
 * Leaves each of n + 1 examples out of the calibration in turn: the share covered is then the average over all orders
 * of the examples, which is what exchangeability is about. No sampling error.
 */
function shareCovered(
  count: number,
  covers: (calibration: readonly number[], left: number) => boolean,
): number {
  let covered = 0;
  for (let left = 0; left < count; left++) {
    const calibration = Array.from({ length: count }, (_, index) => index).filter((index) => index !== left);
    if (covers(calibration, left)) covered++;
  }
  return covered / count;
}

const pick = <T>(values: readonly T[], rows: readonly number[]): T[] => rows.map((row) => values[row]!);
const inside = ({ lower, upper }: Intervals, truth: number): boolean =>
  truth >= lower[0]! && truth <= upper[0]!;

const cases = fc.record({
  count: fc.integer({ min: 3, max: 60 }),
  level: fc.double({ min: 0.05, max: 0.97, noNaN: true }),
  seed: fc.integer(),
});

describe("the share covered, averaged over the order of the examples, is exactly ⌈(n + 1) level⌉ / (n + 1)", () => {
  test("split", () => {
    fc.assert(
      fc.property(cases, ({ count, level, seed }) => {
        const { predictions, truths } = world(count, seed);
        const share = shareCovered(count, (rows, left) => {
          const calibrated = splitConformal({
            predictions: pick(predictions, rows),
            truths: pick(truths, rows),
          });
          return inside(splitIntervals(calibrated, [predictions[left]!], level), truths[left]!);
        });
        expect(share).toBeCloseTo(exact(count - 1, level), 12);
      }),
      { numRuns: 50 },
    );
  });

  test("normalised, whatever the difficulty", () => {
    fc.assert(
      fc.property(cases, ({ count, level, seed }) => {
        const { x, predictions, truths } = world(count, seed);
        const hard = x.map((value) => 0.1 + value * value);
        const share = shareCovered(count, (rows, left) => {
          const calibrated = normalisedConformal({
            predictions: pick(predictions, rows),
            truths: pick(truths, rows),
            difficulties: pick(hard, rows),
          });
          const intervals = normalisedIntervals(calibrated, [predictions[left]!], [hard[left]!], level);
          return inside(intervals, truths[left]!);
        });
        expect(share).toBeCloseTo(exact(count - 1, level), 12);
      }),
      { numRuns: 50 },
    );
  });

  test("Mondrian, in each group by itself", () => {
    fc.assert(
      fc.property(cases, fc.constantFrom("calm", "wild"), ({ count, level, seed }, group) => {
        const { groups, predictions, truths } = world(count, seed);
        let members = 0;
        let covered = 0;
        shareCovered(count, (rows, left) => {
          if (groups[left] !== group) return false;
          const calibrated = mondrianConformal({
            predictions: pick(predictions, rows),
            truths: pick(truths, rows),
            groups: pick(groups, rows),
          });
          members++;
          const hit = inside(
            mondrianIntervals(calibrated, [predictions[left]!], [group], level),
            truths[left]!,
          );
          if (hit) covered++;
          return hit;
        });
        expect(covered / members).toBeCloseTo(exact(members - 1, level), 12);
      }),
      { numRuns: 50 },
    );
  });

  test("conformalised quantiles, too narrow or too wide before", () => {
    fc.assert(
      fc.property(cases, fc.double({ min: -1, max: 6, noNaN: true }), ({ count, level, seed }, halfWidth) => {
        const { predictions, truths } = world(count, seed);
        // So wide that calibration never shrinks an interval to nothing: that would break the tie-free count.
        const lower = predictions.map((value) => value - halfWidth - 50);
        const upper = predictions.map((value) => value + halfWidth + 50);
        const share = shareCovered(count, (rows, left) => {
          const calibrated = conformalisedQuantiles({
            lower: pick(lower, rows),
            upper: pick(upper, rows),
            truths: pick(truths, rows),
          });
          const intervals = conformalisedIntervals(
            calibrated,
            { lower: [lower[left]!], upper: [upper[left]!] },
            level,
          );
          return inside(intervals, truths[left]!);
        });
        expect(share).toBeCloseTo(exact(count - 1, level), 12);
      }),
      { numRuns: 50 },
    );
  });

  test("weighted with equal weights", () => {
    fc.assert(
      fc.property(cases, ({ count, level, seed }) => {
        const { predictions, truths } = world(count, seed);
        const share = shareCovered(count, (rows, left) => {
          const calibrated = weightedConformal({
            predictions: pick(predictions, rows),
            truths: pick(truths, rows),
            weights: rows.map(() => 3),
          });
          return inside(weightedIntervals(calibrated, [predictions[left]!], [3], level), truths[left]!);
        });
        expect(share).toBeCloseTo(exact(count - 1, level), 12);
      }),
      { numRuns: 50 },
    );
  });

  test("boxes and ellipsoids over all entries at once", () => {
    fc.assert(
      fc.property(cases, ({ count, level, seed }) => {
        const stream = randomStream(seed);
        const truths = Array.from({ length: count }, () => {
          const shared = stream.normal();
          return [shared + stream.normal(), 3 * shared + stream.normal()];
        });
        const factor = new Float64Array([1, 0, 0.5, 2]);
        const shares = (["box", "ellipsoid"] as const).map((kind) =>
          shareCovered(count, (rows, left) => {
            const residuals = pick(truths, rows).flat();
            const set =
              kind === "box"
                ? boxSet(conformalBox({ residuals, scales: [1, 2] }), [0, 0], level)
                : ellipsoidSet(conformalEllipsoid({ residuals, entries: 2, factor }), [0, 0], level);
            return setContains(set, truths[left]!);
          }),
        );
        expect(shares[0]).toBeCloseTo(exact(count - 1, level), 12);
        expect(shares[1]).toBeCloseTo(exact(count - 1, level), 12);
      }),
      { numRuns: 50 },
    );
  });

  test("sets of classes (LAC)", () => {
    fc.assert(
      fc.property(cases, ({ count, level, seed }) => {
        const { probabilities, truths } = classes(count, seed);
        const share = shareCovered(count, (rows, left) => {
          const calibrated = leastAmbiguousClasses({
            probabilities: pick(probabilities, rows).flat(),
            classes: 3,
            truths: pick(truths, rows),
          });
          return leastAmbiguousSets(calibrated, probabilities[left]!, level)[truths[left]!] === 1;
        });
        expect(share).toBeCloseTo(exact(count - 1, level), 12);
      }),
      { numRuns: 50 },
    );
  });
});

/** Three classes with random probabilities from which the truth is drawn. */
function classes(count: number, seed: number) {
  const stream = randomStream(seed);
  const probabilities = Array.from({ length: count }, () => {
    const raw = [stream.exponential(), stream.exponential(), stream.exponential()];
    const sum = raw[0]! + raw[1]! + raw[2]!;
    return raw.map((value) => value / sum);
  });
  const truths = probabilities.map(([first, second]) => {
    const draw = stream.uniform();
    return draw < first! ? 0 : draw < first! + second! ? 1 : 2;
  });
  return { probabilities, truths };
}

test("randomised adaptive sets cover the level, and no more, over many seeds", () => {
  const level = 0.8;
  let covered = 0;
  const seeds = 300;
  for (let seed = 0; seed < seeds; seed++) {
    const { probabilities, truths } = classes(79, seed);
    const calibrated = adaptiveClasses(
      { probabilities: probabilities.slice(0, 59).flat(), classes: 3, truths: truths.slice(0, 59) },
      seed,
    );
    const sets = adaptiveSets(calibrated, probabilities.slice(59).flat(), level, seed);
    for (let row = 0; row < 20; row++) covered += sets[row * 3 + truths[59 + row]!]!;
  }
  // 48 of 60 is the exact value; the standard deviation over calibration sets of 59 and 20 rows is 0.006.
  expect(Math.abs(covered / (seeds * 20) - exact(59, level))).toBeLessThan(0.02);
});

test("weights undo a covariate shift, and leaving them out does not", () => {
  const level = 0.8;
  let weighted = 0;
  let unweighted = 0;
  const seeds = 1500;
  for (let seed = 0; seed < seeds; seed++) {
    const stream = randomStream(seed).split("shift");
    // Calibration rows have density 1 on [0, 1], new ones 2x: the ratio is 2x. Noise grows with x.
    const x = Array.from({ length: 60 }, () => stream.uniform());
    const data = {
      predictions: x.map(() => 0),
      truths: x.map((value) => value * value * stream.normal()),
      weights: x.map((value) => 2 * value),
    };
    const now = Math.sqrt(stream.uniform());
    const truth = now * now * stream.normal();
    if (inside(weightedIntervals(weightedConformal(data), [0], [2 * now], level), truth)) weighted++;
    if (inside(splitIntervals(splitConformal(data), [0], level), truth)) unweighted++;
  }
  // Theorem: at least the level. Standard error 0.01.
  expect(weighted / seeds).toBeGreaterThan(level - 0.03);
  expect(weighted / seeds).toBeLessThan(level + 0.06);
  expect(unweighted / seeds).toBeLessThan(level - 0.05);
});

test("intervals grow with the level and are infinite when the examples are too few", () => {
  fc.assert(
    fc.property(cases, fc.double({ min: 0.05, max: 0.97, noNaN: true }), ({ count, level, seed }, other) => {
      const { predictions, truths } = world(count, seed);
      const calibrated = splitConformal({ predictions, truths });
      const low = splitIntervals(calibrated, [0], Math.min(level, other));
      const high = splitIntervals(calibrated, [0], Math.max(level, other));
      expect(high.upper[0]).toBeGreaterThanOrEqual(low.upper[0]!);
      expect(high.lower[0]).toBeLessThanOrEqual(low.lower[0]!);
    }),
  );
  expect(conformalQuantile([1, 2, 3], 0.75)).toBe(3);
  expect(conformalQuantile([1, 2, 3], 0.76)).toBe(Infinity);
  expect(conformalQuantile([], 0.5)).toBe(Infinity);
});

test("rounding does not cost a rank", () => {
  // In doubles 100 · 0.07 is above 7 and 1000 · 0.009 above 9.
  expect(conformalRank(99, 0.07)).toBe(7);
  for (let hundredth = 1; hundredth < 100; hundredth++)
    expect(conformalRank(99, hundredth / 100)).toBe(hundredth);
});

test("a conformalised interval that would vanish becomes its middle", () => {
  const calibrated = conformalisedQuantiles({ lower: [-5, -5, -5], upper: [5, 5, 5], truths: [0, 0, 0] });
  expect(conformalisedIntervals(calibrated, { lower: [0], upper: [4] }, 0.5)).toEqual({
    lower: new Float64Array([2]),
    upper: new Float64Array([2]),
  });
});

test("bad data are refused by name", () => {
  const refused = (message: string) =>
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION", message: expect.stringContaining(message) });
  expect(() => splitConformal({ predictions: [1], truths: [1, 2] })).toThrow(refused("truths.length"));
  expect(() => splitConformal({ predictions: [1], truths: [NaN] })).toThrow(refused("residuals[0]"));
  expect(() => conformalQuantile([1, 2], 1)).toThrow(refused("level"));
  expect(() => normalisedConformal({ predictions: [1], truths: [1], difficulties: [0] })).toThrow(
    refused("difficulties[0]"),
  );
  expect(() => weightedConformal({ predictions: [1], truths: [1], weights: [-1] })).toThrow(
    refused("weights[0]"),
  );
  expect(() => leastAmbiguousClasses({ probabilities: [0.5, 0.5], classes: 2, truths: [2] })).toThrow(
    refused("truths[0]"),
  );
});
