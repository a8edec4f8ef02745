import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import { normals, SENSES } from "../../../test/decision-loss-checks.js";
import { handCase } from "../../../test/pool-loss-checks.js";
import { dot, enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { noiseContrastive } from "./noise-contrastive.js";

describe.each(SENSES)("the noise-contrastive loss of a problem that wants to %s", (sense) => {
  test("is the mean lead of all decisions over the best one", () => {
    const { rows } = handCase(noiseContrastive({ solveRatio: 0 }), sense);
    for (const { predicted, best, loss } of rows) {
      const mean = predicted.reduce((sum, value) => sum + value, 0) / predicted.length;
      expect(loss).toBeCloseTo(predicted[best]! - mean, 9);
    }
  });

  test("does not fall without limit: beyond its reach it does not change with the length of a prediction", () => {
    const rows = 20;
    const oracle = enumeratingOracle(sense, subsets(5, 2));
    const truths = normals("truths", 5 * rows);
    const near = normals("predictions", 5 * rows);
    const typical = Math.sqrt(dot(truths, truths) / rows);
    for (let row = 0; row < rows; row++) {
      const own = near.subarray(5 * row, 5 * row + 5);
      const length = Math.sqrt(dot(own, own));
      for (let k = 0; k < 5; k++) own[k]! *= (2 * typical) / length;
    }
    const reaching = (times: number): ReturnType<typeof evaluateLoss> =>
      evaluateLoss(
        noiseContrastive({ solveRatio: 0, reach: 2 }),
        oracle,
        near.map((value) => times * value),
        truths,
      );
    const [half, full, far] = [reaching(0.5), reaching(1), reaching(50)];
    for (let row = 0; row < rows; row++) {
      expect(half.losses[row]).toBeCloseTo(full.losses[row]! / 2, 9);
      expect(far.losses[row]).toBeCloseTo(full.losses[row]!, 9);
      let along = 0;
      for (let k = 5 * row; k < 5 * row + 5; k++) along += far.cotangents[k]! * near[k]!;
      expect(along).toBeCloseTo(0, 9);
    }
  });
});

test("a reach of zero or without end is refused", () => {
  for (const reach of [0, Infinity, NaN])
    expect(() => noiseContrastive({ reach })).toThrow(
      expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }),
    );
});
