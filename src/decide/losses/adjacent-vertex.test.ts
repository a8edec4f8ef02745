import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  differencedCotangents,
  KNOWN,
  largestDifference,
  normals,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { mirrorDifference } from "../../../test/pool-loss-checks.js";
import { choice, dot, enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { adjacentVertex } from "./adjacent-vertex.js";

const ROWS = 60;
const truths = normals("truths", ROWS * 5);
const predictions = normals("predictions", ROWS * 5);

describe.each(SENSES)("the adjacent-vertex loss of a problem that wants to %s", (sense) => {
  const sign = sense === "minimize" ? 1 : -1;

  test("has the derivative that finite differences have", async () => {
    await withOracles(sense, ({ oracle }) => {
      const given = normals("truths", 20 * oracle.dimension);
      const guessed = normals("predictions", 20 * oracle.dimension);
      const { cotangents } = evaluateLoss(adjacentVertex(), oracle, guessed, given);
      const differences = differencedCotangents(adjacentVertex(), oracle, guessed, given);
      expect(largestDifference(cotangents, differences)).toBeLessThan(1e-5);
      expect(cotangents.some((slope) => Math.abs(slope) > 0.01)).toBe(true);
    });
  });

  test("of a linear model it is the sum of hinges over all decisions with one item exchanged, known costs too", async () => {
    const margin = 0.2;
    const options = subsets(5, 2, KNOWN);
    const session = await choice(sense, 5, { taken: 2, known: KNOWN }).open();
    try {
      const { losses, cotangents } = evaluateLoss(
        adjacentVertex({ margin }),
        session.oracle,
        predictions,
        truths,
        { session },
      );
      const optima = decide(enumeratingOracle(sense, options), truths);
      const rows = Array.from({ length: ROWS }, (_, row) => {
        const exposure = optima.exposures.subarray(5 * row, 5 * row + 5);
        const near = options.filter((option) => dot(option.exposure, exposure) === 1);
        const lead = (costs: Float64Array): number[] => {
          const values = costs.subarray(5 * row, 5 * row + 5);
          const best = dot(exposure, values) + optima.fixedCosts[row]!;
          return near.map((option) => sign * (best - dot(option.exposure, values) - option.fixedCost));
        };
        return { near, exposure, truth: lead(truths), prediction: lead(predictions) };
      });
      const all = rows.flatMap(({ truth }) => truth);
      const scale = -all.reduce((sum, value) => sum + value, 0) / all.length;
      let kept = 0;
      rows.forEach(({ near, prediction, exposure }, row) => {
        const hinges = prediction.map((lead) => Math.max(0, margin + lead / scale));
        expect(losses[row]).toBeCloseTo(
          hinges.reduce((sum, value) => sum + value, 0),
          7,
        );
        for (let k = 0; k < 5; k++) {
          const slope = near.reduce(
            (sum, option, n) => sum + (hinges[n]! > 0 ? exposure[k]! - option.exposure[k]! : 0),
            0,
          );
          expect(cotangents[5 * row + k]).toBeCloseTo((sign * slope) / scale, 7);
        }
        kept += hinges.every((hinge) => hinge === 0) ? 1 : 0;
      });
      expect(kept).toBeGreaterThan(0);
    } finally {
      session.dispose();
    }
  });

  test("without a margin it is zero exactly where the truth's best decision is the prediction's, and never solves", async () => {
    const session = await choice(sense, 5, { taken: 2 }).open();
    try {
      for (const given of [session, null]) {
        const oracle = enumeratingOracle(sense, subsets(5, 2));
        const { losses } = evaluateLoss(adjacentVertex({ margin: 0 }), oracle, predictions, truths, {
          session: given,
        });
        // Those that the test itself asks for.
        expect(oracle.solves).toBe(ROWS);
        const [wanted, decided] = [decide(oracle, truths), decide(oracle, predictions)];
        losses.forEach((loss, row) => {
          const isBest =
            wanted.exposures.subarray(5 * row, 5 * row + 5).join() ===
            decided.exposures.subarray(5 * row, 5 * row + 5).join();
          expect(loss < 1e-9).toBe(isBest);
        });
      }
    } finally {
      session.dispose();
    }
  });
});

test("maximising is minimising with signs turned, known costs too", () => {
  expect(mirrorDifference(() => adjacentVertex())).toBeLessThan(1e-9);
});

test("refuses margins below zero and neighbourhoods of none", () => {
  const invalid = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
  expect(() => adjacentVertex({ margin: -1 })).toThrow(invalid);
  expect(() => adjacentVertex({ mostNeighbours: 0 })).toThrow(invalid);
});
