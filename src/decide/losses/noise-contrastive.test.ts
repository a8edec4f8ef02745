import { describe, expect, test } from "vitest";
import { SENSES } from "../../../test/decision-loss-checks.js";
import { handCase } from "../../../test/pool-loss-checks.js";
import { noiseContrastive } from "./noise-contrastive.js";

describe.each(SENSES)("the noise-contrastive loss of a problem that wants to %s", (sense) => {
  const { rows, cotangents, predictions } = handCase(noiseContrastive({ solveRatio: 0 }), sense, true);

  test("is the mean lead of all decisions over the best one", () => {
    for (const { predicted, best, loss } of rows) {
      const mean = predicted.reduce((sum, value) => sum + value, 0) / predicted.length;
      expect(loss).toBeCloseTo(predicted[best]! - mean, 9);
    }
  });

  test("does not change with the length of a prediction: it cannot fall without limit", () => {
    for (let row = 0; row < rows.length; row++) {
      let along = 0;
      for (let k = 5 * row; k < 5 * row + 5; k++) along += cotangents[k]! * predictions[k]!;
      expect(along).toBeCloseTo(0, 9);
    }
  });
});
