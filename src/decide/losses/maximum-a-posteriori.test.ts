import { expect, test } from "vitest";
import { SENSES } from "../../../test/decision-loss-checks.js";
import { handCase } from "../../../test/pool-loss-checks.js";
import { maximumAPosteriori } from "./maximum-a-posteriori.js";

test.each(SENSES)("the MAP loss is the largest lead over the best decision: %s", (sense) => {
  const { rows } = handCase(maximumAPosteriori({ solveRatio: 0 }), sense, true);
  let won = 0;
  for (const { predicted, best, loss } of rows) {
    expect(loss).toBeCloseTo(predicted[best]! - Math.min(...predicted), 9);
    // Zero exactly where the truth's best decision is the prediction's.
    expect(loss < 1e-12).toBe(predicted.indexOf(Math.min(...predicted)) === best);
    won += loss < 1e-12 ? 1 : 0;
  }
  expect(won).toBeGreaterThan(0);
  expect(won).toBeLessThan(rows.length);
});
