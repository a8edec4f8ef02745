import { describe, expect, test } from "vitest";
import { SENSES } from "../../../test/decision-loss-checks.js";
import { handCase } from "../../../test/pool-loss-checks.js";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  differencedCotangents,
  largestDifference,
  normals,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { maximumMargin } from "./maximum-margin.js";

const INVALID = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
const margin = 0.3;

describe.each(SENSES)("the maximum-margin loss of a problem that wants to %s", (sense) => {
  const overPool = handCase(maximumMargin({ solveRatio: 0, margin }), sense);
  const size = overPool.truths.reduce((sum, value) => sum + Math.abs(value), 0) / overPool.truths.length;

  test("is the largest breach of a margin that grows with the distance, zero where all are kept", () => {
    const unit = (margin * size) / overPool.spread;
    let kept = 0;
    for (const { predicted, distances, best, loss } of overPool.rows) {
      const breaches = predicted.map((value, k) => unit * distances[k]! + predicted[best]! - value);
      expect(loss).toBeCloseTo(Math.max(...breaches), 9);
      kept += loss === 0 ? 1 : 0;
    }
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(overPool.rows.length);
  });

  test("is the same over the oracle as over a pool of all decisions, in the objective's unit", () => {
    const overOracle = handCase(maximumMargin({ among: "oracle", margin }), sense);
    overOracle.losses.forEach((loss, row) =>
      expect(loss).toBeCloseTo(overPool.losses[row]! * overPool.spread, 9),
    );
    overOracle.cotangents.forEach((slope, k) =>
      expect(slope).toBeCloseTo(overPool.cotangents[k]! * overPool.spread, 9),
    );
  });

  test("over the oracle it has the derivative that finite differences have", async () => {
    await withOracles(sense, ({ oracle }) => {
      const truths = normals("truths", 10 * oracle.dimension);
      const predictions = normals("predictions", 10 * oracle.dimension);
      const loss = maximumMargin({ among: "oracle" });
      const { cotangents } = evaluateLoss(loss, oracle, predictions, truths);
      const differences = differencedCotangents(loss, oracle, predictions, truths);
      expect(largestDifference(cotangents, differences)).toBeLessThan(1e-5);
    });
  });
});

test("an oracle of other decisions than 0 and 1, and margins below zero, are refused", () => {
  const doubled = subsets(3, 1).map((option) => ({
    ...option,
    exposure: option.exposure.map((one) => 2 * one),
  }));
  const loss = maximumMargin({ among: "oracle" });
  const truths = normals(1, 3);
  expect(() => evaluateLoss(loss, enumeratingOracle("minimize", doubled), truths, truths)).toThrow(INVALID);
  expect(() => maximumMargin({ margin: -1 })).toThrow(INVALID);
});
