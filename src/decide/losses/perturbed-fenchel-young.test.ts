import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  differencedCotangents,
  largestDifference,
  normals,
  positives,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { perturbedFenchelYoung, type PerturbedFenchelYoungOptions } from "./perturbed-fenchel-young.js";

const FORMS: readonly PerturbedFenchelYoungOptions[] = [
  { perturbation: "additive", samples: 7, sigma: 0.4 },
  { perturbation: "multiplicative", samples: 7, sigma: 0.4 },
];
const ROWS = 10;

describe.each(SENSES)("to %s", (sense) => {
  test.each(FORMS)("$perturbation: the slope is what finite differences give", async (form) => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const loss = perturbedFenchelYoung(form);
      const { losses, cotangents } = evaluateLoss(loss, oracle, predictions, truths);
      const slopes = differencedCotangents(loss, oracle, predictions, truths);
      expect(largestDifference(cotangents, slopes)).toBeLessThan(1e-6);
      expect(cotangents.some((slope) => Math.abs(slope) > 0.1)).toBe(true);
      expect(losses.every((value) => value > -1e-9)).toBe(true);
    });
  });

  test.each(FORMS)("$perturbation: convex along any line", async (form) => {
    await withOracles(sense, ({ oracle }) => {
      const from = normals("from", ROWS * oracle.dimension);
      const to = normals("to", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const at = (share: number): Float64Array =>
        evaluateLoss(
          perturbedFenchelYoung(form),
          oracle,
          from.map((value, k) => value + share * (to[k]! - value)),
          truths,
        ).losses;
      const [start, middle, end] = [at(0), at(0.5), at(1)];
      middle.forEach((value, row) => expect(value).toBeLessThanOrEqual((start[row]! + end[row]!) / 2 + 1e-9));
    });
  });

  test("without much noise, additive and with one entry: best decision for the truth against that for the prediction", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const { cotangents } = evaluateLoss(
        perturbedFenchelYoung({ sigma: 1e-9 }),
        oracle,
        predictions,
        truths,
      );
      const best = decide(oracle, truths).exposures;
      const made = decide(oracle, predictions).exposures;
      const sign = sense === "minimize" ? 1 : -1;
      const expected = best.map((value, k) => sign * (value - made[k]!));
      expect(largestDifference(cotangents, expected)).toBeLessThan(1e-9);
    });
  });

  test("decisions that no perturbation changes have no slope: multiplied, a cost of 0 stays the least", () => {
    const oracle = enumeratingOracle(sense, subsets(4, 1));
    const sign = sense === "minimize" ? 1 : -1;
    const truths = Float64Array.of(0, 2, 2, 2, 0, 3, 2, 3).map((cost) => sign * cost);
    for (const form of FORMS) {
      const { losses, cotangents } = evaluateLoss(
        perturbedFenchelYoung({ ...form, sigma: 6 }),
        oracle,
        truths,
        truths,
      );
      expect([...losses, ...cotangents].every((value) => Math.abs(value) < 1e-12)).toBe(
        form.perturbation === "multiplicative",
      );
    }
  });
});

test("the additive slope approaches the exact probabilities of two choices", () => {
  const oracle = enumeratingOracle("minimize", subsets(2, 1));
  // The first is chosen when 0.3 + sigma (z1 - z2) < 0, and sigma z1 - sigma z2 has deviation sigma sqrt(2) = 0.5 sqrt(2).
  // One example does not vary: its mean absolute truth, 1, is the unit of sigma.
  const { cotangents } = evaluateLoss(
    perturbedFenchelYoung({ samples: 40_000, sigma: 0.5 }),
    oracle,
    Float64Array.of(1.3, 1),
    Float64Array.of(0.5, 1.5),
  );
  const probability = 0.33569; // normal distribution function at -0.3 / 0.7071
  expect(Math.abs(cotangents[0]! - (1 - probability))).toBeLessThan(4 * Math.sqrt(0.25 / 40_000));
  expect(cotangents[1]).toBeCloseTo(-cotangents[0]!, 9);
});

test("multiplied costs keep their signs", () => {
  const oracle = enumeratingOracle("minimize", subsets(4, 2));
  let turned = 0;
  const watching = {
    ...oracle,
    solveBatch(costs: Float64Array, out: Parameters<typeof oracle.solveBatch>[1]) {
      turned += costs.filter((cost) => cost <= 0).length;
      oracle.solveBatch(costs, out);
    },
  };
  const truths = positives("c", 80);
  const count = (form: PerturbedFenchelYoungOptions): number => {
    turned = 0;
    evaluateLoss(perturbedFenchelYoung({ ...form, sigma: 2 }), watching, positives("p", 80), truths);
    return turned;
  };
  expect(count({ perturbation: "multiplicative" })).toBe(0);
  expect(count({ perturbation: "additive" })).toBeGreaterThan(0);
});

test("noise grows with the truths: no setting hangs on the unit", async () => {
  await withOracles(
    "minimize",
    ({ oracle }) => {
      const predictions = normals("p", ROWS * oracle.dimension);
      const truths = normals("c", ROWS * oracle.dimension);
      const inCents = (values: Float64Array): Float64Array => values.map((value) => 128 * value);
      const euros = evaluateLoss(perturbedFenchelYoung(), oracle, predictions, truths);
      const cents = evaluateLoss(perturbedFenchelYoung(), oracle, inCents(predictions), inCents(truths));
      expect(largestDifference(cents.cotangents, euros.cotangents)).toBeLessThan(1e-9);
      expect(largestDifference(cents.losses, inCents(euros.losses))).toBeLessThan(1e-7);
    },
    [0, 0, 0, 0, 0],
  );
});

test("noise has the spread of the truths: what all costs have in common does not matter where decisions are of one size", () => {
  const oracle = enumeratingOracle("minimize", subsets(5, 2));
  const [predictions, truths] = [normals("p", ROWS * 5), normals("c", ROWS * 5)];
  const dearer = (values: Float64Array): Float64Array => values.map((value) => 1000 + value);
  const before = evaluateLoss(perturbedFenchelYoung(), oracle, predictions, truths);
  const after = evaluateLoss(perturbedFenchelYoung(), oracle, dearer(predictions), dearer(truths));
  expect(largestDifference(after.cotangents, before.cotangents)).toBeLessThan(1e-9);
  expect(largestDifference(after.losses, before.losses)).toBeLessThan(1e-6);
  expect(before.cotangents.some((slope) => Math.abs(slope) > 0.1)).toBe(true);
});

test("options outside their range are refused", () => {
  for (const options of [{ samples: 0 }, { samples: 1.5 }, { sigma: 0 }, { sigma: NaN }])
    expect(() => perturbedFenchelYoung(options)).toThrow(
      expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
    );
});
