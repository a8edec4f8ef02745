import { expect, test } from "vitest";
import { dot, enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { randomStream } from "../../math/index.js";
import { oracleBatch } from "../../solve/index.js";
import { worstTies } from "./worst-tie.js";

test.each(["minimize", "maximize"] as const)(
  "finds the worst of all ties, by trying every option (%s)",
  (sense) => {
    const stream = randomStream(4);
    let tied = 0;
    for (const known of [[], [2, 0, 1, 0, 3]]) {
      const options = subsets(5, 2, known);
      const oracle = enumeratingOracle(sense, options);
      const rows = 200;
      // Small whole numbers: most rows have several best decisions.
      const predictions = Float64Array.from({ length: rows * 5 }, () => stream.integer(3));
      const truths = Float64Array.from({ length: rows * 5 }, () => stream.normal() * 3);
      const decisions = oracleBatch(rows, 5);
      oracle.solveBatch(predictions, decisions);
      const { realised, provenRows } = worstTies(oracle, predictions, decisions, truths);
      expect(provenRows).toBe(rows);
      for (let row = 0; row < rows; row++) {
        const [predicted, truth] = [predictions, truths].map((all) => all.subarray(row * 5, row * 5 + 5));
        const ties = options.filter(
          ({ exposure, fixedCost }) =>
            Math.abs(dot(exposure, predicted!) + fixedCost - decisions.objectives[row]!) < 1e-12,
        );
        if (ties.length > 1) tied++;
        const outcomes = ties.map(({ exposure, fixedCost }) => dot(exposure, truth!) + fixedCost);
        const worst = sense === "minimize" ? Math.max(...outcomes) : Math.min(...outcomes);
        expect(realised[row]).toBeCloseTo(worst, 12);
      }
    }
    expect(tied).toBeGreaterThan(100);
  },
);

test("options that are nearly as good for the prediction are no ties", () => {
  const oracle = enumeratingOracle("minimize", subsets(2, 1));
  // Better by a 200,000th: the first step goes too far, a later one does not.
  const predictions = Float64Array.of(1, 1 + 5e-6);
  const truths = Float64Array.of(1, 100);
  const decisions = oracleBatch(1, 2);
  oracle.solveBatch(predictions, decisions);
  expect(worstTies(oracle, predictions, decisions, truths)).toEqual({
    realised: Float64Array.of(1),
    provenRows: 1,
  });
});

test("a prediction that is the truth has no worse tie", () => {
  const oracle = enumeratingOracle("minimize", subsets(3, 1));
  const truths = Float64Array.of(0, 0, 0, 2, 2, 3);
  const decisions = oracleBatch(2, 3);
  oracle.solveBatch(truths, decisions);
  expect([...worstTies(oracle, truths, decisions, truths).realised]).toEqual([0, 2]);
});
