import { expect, test } from "vitest";
import { SENSES } from "../../../test/decision-loss-checks.js";
import { handCase } from "../../../test/pool-loss-checks.js";
import { pointwiseRanking } from "./pointwise-ranking.js";

test.each(SENSES)("the pointwise loss is the mean squared error of objectives: %s", (sense) => {
  const { rows } = handCase(pointwiseRanking({ solveRatio: 0 }), sense);
  for (const { predicted, realised, loss } of rows) {
    const squares = predicted.reduce((sum, value, k) => sum + (value - realised[k]!) ** 2, 0);
    expect(loss).toBeCloseTo(squares / predicted.length, 9);
  }
  expect(rows.some(({ loss }) => loss > 0.1)).toBe(true);
});
