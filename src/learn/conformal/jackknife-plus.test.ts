import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { cvPlusIntervals, jackknifePlusIntervals } from "./jackknife-plus.js";

/** Mean of the truths that are left, as a model. */
const meanWithout = (truths: readonly number[], left: (index: number) => boolean): number => {
  const kept = truths.filter((_, index) => !left(index));
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
};

/** The definition of Barber et al. 2021, equation 1.4, by sorting lists. */
function byDefinition(lows: readonly number[], highs: readonly number[], level: number): [number, number] {
  const count = lows.length;
  const up = [...highs, Infinity].sort((a, b) => a - b);
  const down = [-Infinity, ...lows].sort((a, b) => a - b);
  // ⌈(1 − α)(n + 1)⌉-th smallest of the upper ends; ⌊α (n + 1)⌋-th of the lower, 0 being −∞.
  const rank = Math.ceil((count + 1) * level - 1e-9);
  return [down[count + 1 - rank]!, up[rank - 1]!];
}

test("jackknife+ and CV+ follow their definition on models that are fitted by brute force", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 4, maxLength: 25 }),
      fc.integer({ min: 2, max: 4 }),
      fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      (truths, folds, level) => {
        const foldOf = truths.map((_, index) => index % folds);
        const foldModels = Array.from({ length: folds }, (_, fold) =>
          meanWithout(truths, (index) => foldOf[index] === fold),
        );
        const foldResiduals = truths.map((truth, index) => Math.abs(truth - foldModels[foldOf[index]!]!));
        const cv = cvPlusIntervals(
          { residuals: foldResiduals, foldOf, folds, predictions: foldModels },
          level,
        );
        const models = truths.map((_, left) => meanWithout(truths, (index) => index === left));
        const residuals = truths.map((truth, index) => Math.abs(truth - models[index]!));
        const jackknife = jackknifePlusIntervals({ residuals, predictions: models }, level);
        expect([cv.lower[0], cv.upper[0]]).toEqual(
          byDefinition(
            foldResiduals.map((residual, index) => foldModels[foldOf[index]!]! - residual),
            foldResiduals.map((residual, index) => foldModels[foldOf[index]!]! + residual),
            level,
          ),
        );
        expect([jackknife.lower[0], jackknife.upper[0]]).toEqual(
          byDefinition(
            residuals.map((residual, index) => models[index]! - residual),
            residuals.map((residual, index) => models[index]! + residual),
            level,
          ),
        );
      },
    ),
  );
});

test("jackknife+ of a mean covers close to the level, well above its guarantee", () => {
  let covered = 0;
  const seeds = 2000;
  for (let seed = 0; seed < seeds; seed++) {
    const stream = randomStream(seed);
    const truths = Array.from({ length: 19 }, () => stream.normal());
    const sum = truths.reduce((total, value) => total + value, 0);
    const predictions = truths.map((truth) => (sum - truth) / 18);
    const residuals = truths.map((truth, index) => Math.abs(truth - predictions[index]!));
    const { lower, upper } = jackknifePlusIntervals({ residuals, predictions }, 0.9);
    const truth = stream.normal();
    if (truth >= lower[0]! && truth <= upper[0]!) covered++;
  }
  // Standard error 0.007.
  expect(Math.abs(covered / seeds - 0.9)).toBeLessThan(0.025);
});

test("shapes that do not fit are refused", () => {
  expect(() =>
    cvPlusIntervals({ residuals: [1, 2], foldOf: [0, 2], folds: 2, predictions: [1, 1] }, 0.5),
  ).toThrow(expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }));
  expect(() => jackknifePlusIntervals({ residuals: [1, 2], predictions: [1, 1, 1] }, 0.5)).toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
});
