import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  largestDifference,
  meanOverNoise,
  normals,
  regretsOf,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { perturbedOptimizer } from "./perturbed-optimizer.js";

/** The normal distribution's density. */
const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

describe.each(SENSES)("to %s", (sense) => {
  const sign = sense === "minimize" ? 1 : -1;
  const oracle = enumeratingOracle(sense, subsets(2, 1));

  test("additive: the mean slope is that of the expected regret of two choices", () => {
    // Minimised, the second (regret 1) is taken with probability Phi((p1 - p2) / (sigma sqrt 2)); the truths' mean size is 1.
    const sigma = 0.5;
    const [first, second] = [1.2, 1.5];
    const loss = perturbedOptimizer({ samples: 10, sigma });
    const { slopes, errors } = meanOverNoise(
      loss,
      oracle,
      [first, second].map((cost) => sign * cost),
      [0.5, 1.5].map((cost) => sign * cost),
      4000,
    );
    const width = sigma * Math.SQRT2;
    const exact = (sign * density((first - second) / width)) / width;
    expect(Math.abs(slopes[0]! - exact)).toBeLessThan(4 * errors[0]!);
    expect(Math.abs(slopes[1]! + exact)).toBeLessThan(4 * errors[1]!);
    expect(errors[0]).toBeLessThan(Math.abs(exact) / 10);
  });

  test("multiplicative: likewise, in the logarithms of the costs", () => {
    const sigma = 0.5;
    const [first, second] = [1.2, 1.5];
    const loss = perturbedOptimizer({ perturbation: "multiplicative", samples: 10, sigma });
    const { slopes, errors } = meanOverNoise(
      loss,
      oracle,
      [first, second].map((cost) => sign * cost),
      [0.5, 1.5].map((cost) => sign * cost),
      4000,
    );
    const width = sigma * Math.SQRT2;
    const byLogarithm = density((Math.log(first) - Math.log(second)) / width) / width;
    expect(Math.abs(slopes[0]! - (sign * byLogarithm) / first)).toBeLessThan(4 * errors[0]!);
    expect(Math.abs(slopes[1]! + (sign * byLogarithm) / second)).toBeLessThan(4 * errors[1]!);
    expect(errors[0]).toBeLessThan(byLogarithm / 10);
  });

  test("with next to no noise the loss is the regret", async () => {
    await withOracles(sense, ({ oracle: any }) => {
      const predictions = normals("p", 10 * any.dimension);
      const truths = normals("c", 10 * any.dimension);
      const { losses, cotangents } = evaluateLoss(
        perturbedOptimizer({ samples: 2, sigma: 1e-9 }),
        any,
        predictions,
        truths,
      );
      expect(largestDifference(losses, regretsOf(any, predictions, truths))).toBeLessThan(1e-9);
      // All samples have the same regret: nothing to learn from.
      expect(cotangents.every((slope) => Math.abs(slope) < 1e-3)).toBe(true);
    });
  });
});

test("known costs that all decisions share do not matter", () => {
  const options = subsets(4, 2);
  const raised = options.map((option) => ({ ...option, fixedCost: 7 }));
  const predictions = normals("p", 40);
  const truths = normals("c", 40);
  const plain = evaluateLoss(
    perturbedOptimizer(),
    enumeratingOracle("minimize", options),
    predictions,
    truths,
  );
  const lifted = evaluateLoss(
    perturbedOptimizer(),
    enumeratingOracle("minimize", raised),
    predictions,
    truths,
  );
  expect(largestDifference(plain.losses, lifted.losses)).toBeLessThan(1e-9);
  expect(largestDifference(plain.cotangents, lifted.cotangents)).toBeLessThan(1e-9);
});

test("a prediction of 0 has a finite slope when it is multiplied", () => {
  const oracle = enumeratingOracle("minimize", subsets(3, 1));
  const { cotangents } = evaluateLoss(
    perturbedOptimizer({ perturbation: "multiplicative" }),
    oracle,
    Float64Array.of(0, 0.01, -0.01),
    Float64Array.of(1, 2, 3),
  );
  expect(cotangents.every(Number.isFinite)).toBe(true);
});

test("options outside their range are refused", () => {
  for (const options of [{ samples: 1 }, { sigma: 0 }, { sigma: Infinity }])
    expect(() => perturbedOptimizer(options)).toThrow(
      expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
    );
});
