import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  differencedCotangents,
  largestDifference,
  normals,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { mirrorDifference } from "../../../test/pool-loss-checks.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { randomStream } from "../../math/index.js";
import {
  listwiseRanking,
  maximumAPosteriori,
  maximumMargin,
  noiseContrastive,
  pairwiseRanking,
  pointwiseRanking,
  type DecisionLoss,
  type PoolOptions,
} from "../index.js";

const LOSSES: readonly (readonly [string, (options: PoolOptions) => DecisionLoss])[] = [
  ["nce", noiseContrastive],
  // About half of the predictions are longer than that.
  ["nce", (options) => noiseContrastive({ ...options, reach: 1 })],
  ["map", maximumAPosteriori],
  ["ltr-point", pointwiseRanking],
  ["ltr-pair", pairwiseRanking],
  ["ltr-list", listwiseRanking],
  ["max-margin", maximumMargin],
];

describe.each(LOSSES)("%s over a pool of decisions", (name, lossOf) => {
  test.each(SENSES)("has the derivative that finite differences have: %s", async (sense) => {
    await withOracles(sense, ({ oracle }) => {
      const truths = normals("truths", 20 * oracle.dimension);
      const predictions = normals("predictions", 20 * oracle.dimension);
      const loss = lossOf({ solveRatio: 0 });
      const { cotangents } = evaluateLoss(loss, oracle, predictions, truths);
      const differences = differencedCotangents(loss, oracle, predictions, truths);
      expect(largestDifference(cotangents, differences)).toBeLessThan(1e-5);
      // Not all zero, or the comparison would say nothing.
      expect(cotangents.some((slope) => Math.abs(slope) > 0.01)).toBe(true);
    });
  });

  test("maximising is minimising with signs turned, known costs too", () => {
    expect(mirrorDifference(() => lossOf({ solveRatio: 0 }))).toBeLessThan(1e-9);
  });

  test("solves as often as it is told, and the decisions that it meets change the loss", () => {
    const truths = normals("few", 3 * 6);
    const predictions = normals("others", 3 * 6);
    const of = (solveRatio: number): { readonly solves: number; readonly losses: Float64Array } => {
      const oracle = enumeratingOracle("minimize", subsets(6, 3));
      const { losses } = evaluateLoss(lossOf({ solveRatio }), oracle, predictions, truths);
      // The best decisions for the truths are solved for by the test.
      return { solves: oracle.solves - 3, losses };
    };
    expect([of(0).solves, of(1).solves]).toEqual([0, 3]);
    expect(of(1).losses).not.toEqual(of(0).losses);
  });

  test("the same seed gives the same bits, step after step, in batches of different sizes", () => {
    const truths = normals(1, 40 * 5);
    const run = (seed: number): number[] => {
      const oracle = enumeratingOracle("maximize", subsets(5, 2));
      const optima = decide(oracle, truths);
      const step = lossOf({ solveRatio: 0.5, mostSolutions: 3 }).begin({
        oracle,
        session: null,
        truths,
        optima,
        random: randomStream(seed),
      });
      const all: number[] = [];
      for (const rows of [4, 7, 4, 1, 7]) {
        const losses = new Float64Array(rows);
        step({
          rows,
          examples: Int32Array.from({ length: rows }, (_, row) => row),
          predictions: normals(rows, rows * 5),
          truths: truths.slice(0, rows * 5),
          optima: decide(oracle, truths.slice(0, rows * 5)),
          losses,
          cotangents: new Float64Array(rows * 5),
        });
        all.push(...losses);
      }
      return all;
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test("stays finite for one example, one decision, and predictions of zero", () => {
    const oracle = enumeratingOracle("minimize", subsets(3, 3));
    const evaluated = evaluateLoss(
      lossOf({ solveRatio: 1 }),
      oracle,
      new Float64Array(3),
      Float64Array.of(1, 2, 3),
    );
    for (const value of [...evaluated.losses, ...evaluated.cotangents])
      expect(Number.isFinite(value)).toBe(true);
    expect(lossOf({}).name).toBe(name);
  });

  test("refuses shares and sizes that are none", () => {
    const invalid = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
    for (const wrong of [
      { solveRatio: -0.1 },
      { solveRatio: 1.1 },
      { solveRatio: NaN },
      { mostSolutions: 1 },
      { mostSolutions: 2.5 },
    ])
      expect(() => lossOf(wrong)).toThrow(invalid);
  });
});
