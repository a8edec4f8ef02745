import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  largestDifference,
  meanOverNoise,
  normals,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { dot, enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { scoreFunction, type ScoreFunctionOptions } from "./score-function.js";

const density = (x: number): number => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

describe.each(SENSES)("to %s", (sense) => {
  const sign = sense === "minimize" ? 1 : -1;

  test("a cost of one's own: the mean slope is that of its expectation", () => {
    // A step: 3 for the second, 0 for the first, whatever the problem's objective.
    const cost: ScoreFunctionOptions["cost"] = ({ exposures }) => (exposures[1] === 1 ? 3 : 0);
    const oracle = enumeratingOracle(sense, subsets(2, 1));
    const { loss, slopes, errors } = meanOverNoise(
      scoreFunction({ cost, sigma: 0.5 }),
      oracle,
      [1.2, 1.2],
      [0.5, 1.5],
      4000,
    );
    const width = 0.5 * Math.SQRT2;
    const exact = (sign * 3 * density(0)) / width;
    expect(Math.abs(slopes[0]! - exact)).toBeLessThan(4 * errors[0]!);
    expect(Math.abs(slopes[1]! + exact)).toBeLessThan(4 * errors[1]!);
    expect(Math.abs(loss - 1.5)).toBeLessThan((4 * 1.5) / Math.sqrt(40_000));
  });

  test("by default the cost is the regret, which has the slope of the realised objective", async () => {
    await withOracles(sense, ({ oracle }) => {
      const predictions = normals("p", 10 * oracle.dimension);
      const truths = normals("c", 10 * oracle.dimension);
      const own = scoreFunction({
        cost: ({ exposures, fixedCost }, truth) => sign * (fixedCost + dot(exposures, truth)),
      });
      const regret = evaluateLoss(scoreFunction(), oracle, predictions, truths);
      const realised = evaluateLoss(own, oracle, predictions, truths);
      // They differ by the best objective of each row, which has no slope.
      expect(largestDifference(regret.cotangents, realised.cotangents)).toBeLessThan(1e-9);
      expect(regret.losses.every((value) => value > -1e-9)).toBe(true);
      expect(regret.losses.some((value) => value > 0.1)).toBe(true);
    });
  });
});

test("the cost sees the decision, its known cost, the truth and the example", () => {
  const options = subsets(3, 1, [10, 20, 30]);
  const seen: unknown[] = [];
  const cost: ScoreFunctionOptions["cost"] = ({ exposures, fixedCost, example }, truth) => {
    seen.push([[...exposures], fixedCost, example, [...truth]]);
    return 0;
  };
  const truths = Float64Array.of(1, 2, 3, 4, 5, 6);
  evaluateLoss(
    scoreFunction({ cost, samples: 2, sigma: 1e-6 }),
    enumeratingOracle("maximize", options),
    truths,
    truths,
  );
  expect(seen).toEqual([
    [[0, 0, 1], 30, 0, [1, 2, 3]],
    [[0, 0, 1], 30, 0, [1, 2, 3]],
    [[0, 0, 1], 30, 1, [4, 5, 6]],
    [[0, 0, 1], 30, 1, [4, 5, 6]],
  ]);
});

test("a cost that is not finite is refused, with its example", () => {
  const loss = scoreFunction({ cost: () => NaN });
  const run = (): unknown =>
    evaluateLoss(
      loss,
      enumeratingOracle("minimize", subsets(2, 1)),
      new Float64Array(2),
      new Float64Array(2),
    );
  expect(run).toThrow(
    expect.objectContaining({
      code: "FS_DECIDE_INVALID_OPTION",
      message: expect.stringContaining("example 0"),
    }),
  );
});

test("options outside their range are refused", () => {
  for (const options of [{ samples: 1 }, { sigma: -1 }])
    expect(() => scoreFunction(options)).toThrow(
      expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
    );
});
