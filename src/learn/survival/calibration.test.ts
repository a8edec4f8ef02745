import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { isotonicCalibration, isotonicValues } from "./isotonic-calibration.js";
import { plattCalibration, plattValues } from "./platt-calibration.js";

test("isotonic values are the least-squares rising fit: max over starts of min over ends of block means", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ score: fc.integer({ min: 0, max: 6 }), outcome: fc.integer({ min: 0, max: 1 }) }),
        { minLength: 1, maxLength: 14 },
      ),
      (data) => {
        const fit = isotonicCalibration({
          scores: data.map(({ score }) => score),
          outcomes: data.map(({ outcome }) => outcome),
        });
        const scores = [...new Set(data.map(({ score }) => score))].sort((a, b) => a - b);
        const meanBetween = (low: number, high: number): number => {
          const block = data.filter(({ score }) => score >= low && score <= high);
          return block.reduce((sum, { outcome }) => sum + outcome, 0) / block.length;
        };
        const expected = scores.map((score) =>
          Math.max(
            ...scores
              .filter((low) => low <= score)
              .map((low) =>
                Math.min(...scores.filter((high) => high >= score).map((high) => meanBetween(low, high))),
              ),
          ),
        );
        isotonicValues(fit, scores).forEach((value, index) =>
          expect(value).toBeCloseTo(expected[index]!, 12),
        );
      },
    ),
  );
});

test("weights count like copies, and rows of weight 0 not at all", () => {
  const weighted = isotonicCalibration({ scores: [1, 2, 3], outcomes: [1, 0, 1], weights: [1, 3, 0] });
  expect([...isotonicValues(weighted, [0, 1, 2, 9])]).toEqual([0.25, 0.25, 0.25, 0.25]);
});

test("Platt's calibration undoes a shift and a stretch of the log odds", async () => {
  const stream = randomStream(6);
  const truth = Array.from({ length: 20_000 }, () => 3 * stream.normal());
  const outcomes = truth.map((odds) => (stream.uniform() < 1 / (1 + Math.exp(-odds)) ? 1 : 0));
  const scores = truth.map((odds) => 1 / (1 + Math.exp(-(2 * odds - 1))));
  const fit = await plattCalibration({ scores, outcomes });
  expect(fit.slope).toBeCloseTo(0.5, 1);
  expect(fit.intercept).toBeCloseTo(0.5, 1);
  expect(plattValues(fit, [0, 1]).every((value) => value > 0 && value < 1)).toBe(true);
});

test("bad data are refused", async () => {
  const invalid = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });
  expect(() => isotonicCalibration({ scores: [], outcomes: [] })).toThrow(invalid);
  expect(() => isotonicCalibration({ scores: [NaN], outcomes: [1] })).toThrow(invalid);
  expect(() => isotonicCalibration({ scores: [1], outcomes: [1, 0] })).toThrow(invalid);
  await expect(plattCalibration({ scores: [0.5], outcomes: [1, 0] })).rejects.toEqual(invalid);
  await expect(plattCalibration({ scores: [0.5, 0.6], outcomes: [1, 1] })).rejects.toMatchObject({
    code: "FS_LEARN_ONE_CLASS",
  });
});
