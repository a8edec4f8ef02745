import { expect, test } from "vitest";
import { SENSES } from "../../../test/decision-loss-checks.js";
import { handCase } from "../../../test/pool-loss-checks.js";
import { evaluateLoss } from "../../../test/decision-loss.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { listwiseRanking } from "./listwise-ranking.js";

const temperature = 0.4;
const truthTemperature = 0.15;

function softmax(objectives: readonly number[], temperature: number): number[] {
  const weights = objectives.map((value) => Math.exp(-value / temperature));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

test.each(SENSES)("the listwise loss is the divergence of two distributions over decisions: %s", (sense) => {
  const { rows } = handCase(listwiseRanking({ solveRatio: 0, temperature, truthTemperature }), sense);
  for (const { predicted, realised, loss } of rows) {
    const [byTruth, byPrediction] = [softmax(realised, truthTemperature), softmax(predicted, temperature)];
    const divergence = byTruth.reduce((sum, p, k) => sum + p * Math.log(p / byPrediction[k]!), 0);
    expect(loss).toBeCloseTo(divergence, 9);
    expect(loss).toBeGreaterThan(0);
  }
});

test.each(SENSES)(
  "with one temperature is zero, without a slope, where the prediction is true, however low it is: %s",
  (sense) => {
    const truths = Float64Array.from({ length: 50 }, (_, k) => 1000 * Math.sin(k * k));
    for (const low of [1, 1e-3, 1e-6]) {
      const loss = listwiseRanking({ solveRatio: 0, temperature: low, truthTemperature: low });
      const { losses, cotangents } = evaluateLoss(
        loss,
        enumeratingOracle(sense, subsets(5, 2)),
        truths,
        truths,
      );
      for (const value of [...losses, ...cotangents]) expect(Math.abs(value)).toBe(0);
    }
  },
);

test("a temperature of zero is refused", () => {
  const invalid = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
  expect(() => listwiseRanking({ temperature: 0 })).toThrow(invalid);
  expect(() => listwiseRanking({ truthTemperature: 0 })).toThrow(invalid);
});
