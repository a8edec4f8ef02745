import { expect, test } from "vitest";
import { SENSES } from "../../../test/decision-loss-checks.js";
import { handCase } from "../../../test/pool-loss-checks.js";
import { pairwiseRanking } from "./pairwise-ranking.js";

const INVALID = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });

test.each(SENSES)("the pairwise loss is the mean hinge against each other decision: %s", (sense) => {
  const margin = 0.02;
  const { rows } = handCase(pairwiseRanking({ solveRatio: 0, margin }), sense);
  let kept = 0;
  for (const { predicted, best, loss } of rows) {
    const hinges = predicted.map((value, k) =>
      k === best ? 0 : Math.max(0, margin + predicted[best]! - value),
    );
    expect(loss).toBeCloseTo(hinges.reduce((sum, value) => sum + value, 0) / hinges.length, 9);
    // Zero exactly where the best decision wins by the margin against all others.
    const others = predicted.filter((_, k) => k !== best);
    expect(loss < 1e-12).toBe(Math.min(...others) >= predicted[best]! + margin);
    kept += loss < 1e-12 ? 1 : 0;
  }
  expect(kept).toBeGreaterThan(0);
});

test("a margin below zero is refused", () => {
  expect(() => pairwiseRanking({ margin: -1 })).toThrow(INVALID);
});
