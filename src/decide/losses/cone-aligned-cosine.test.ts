import { describe, expect, test } from "vitest";
import type { ProblemSession } from "../problem/decision-problem.js";
import { evaluateLoss, type EvaluatedLoss } from "../../../test/decision-loss.js";
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
import { coneAlignedCosine, type ConeAlignedCosineOptions } from "./cone-aligned-cosine.js";

const ROWS = 60;
const truths = normals("truths", ROWS * 5);
const predictions = normals("predictions", ROWS * 5);

describe.each(SENSES)("the cone-aligned cosine loss of a problem that wants to %s", (sense) => {
  async function inSession<T>(known: readonly number[], use: (session: ProblemSession) => T): Promise<T> {
    const session = await choice(sense, 5, { taken: 2, known }).open();
    try {
      return use(session);
    } finally {
      session.dispose();
    }
  }
  const evaluate = (
    session: ProblemSession,
    options: ConeAlignedCosineOptions,
    at: Float64Array = predictions,
  ): EvaluatedLoss => evaluateLoss(coneAlignedCosine(options), session.oracle, at, truths, { session });

  test.each([
    ["projected", { inwards: 0 }],
    ["the middle", { projectionRatio: 0 }],
  ])("has the derivative that finite differences have, for oracles: %s", async (_, options) => {
    await withOracles(sense, ({ oracle }) => {
      const given = normals("truths", 15 * oracle.dimension);
      const guessed = normals("predictions", 15 * oracle.dimension);
      const loss = coneAlignedCosine(options);
      const { cotangents } = evaluateLoss(loss, oracle, guessed, given);
      const differences = differencedCotangents(loss, oracle, guessed, given);
      expect(largestDifference(cotangents, differences)).toBeLessThan(1e-4);
      expect(cotangents.some((slope) => Math.abs(slope) > 0.01)).toBe(true);
    });
  });

  test.each([
    ["projected", { inwards: 0 }],
    ["the middle", { projectionRatio: 0 }],
  ])("has it for the normals of a model with known costs: %s", async (_, options) => {
    await inSession(KNOWN, (session) => {
      const { cotangents } = evaluate(session, options);
      const step = 1e-6;
      for (let entry = 0; entry < 5; entry++) {
        const moved = (by: number): Float64Array =>
          evaluate(
            session,
            options,
            predictions.map((value, k) => (k % 5 === entry ? value + by : value)),
          ).losses;
        const [above, below] = [moved(step), moved(-step)];
        above.forEach((loss, row) =>
          expect(cotangents[5 * row + entry]).toBeCloseTo((loss - below[row]!) / (2 * step), 4),
        );
      }
    });
  });

  test("is zero exactly where the truth's best decision is the prediction's, known costs too", async () => {
    await inSession(KNOWN, (session) => {
      const byModel = evaluate(session, { inwards: 0 }).losses;
      const oracle = enumeratingOracle(sense, subsets(5, 2, KNOWN));
      const [wanted, decided] = [decide(oracle, truths), decide(oracle, predictions)];
      byModel.forEach((loss, row) => {
        const isBest =
          wanted.exposures.subarray(5 * row, 5 * row + 5).join() ===
          decided.exposures.subarray(5 * row, 5 * row + 5).join();
        expect(loss < 1e-9).toBe(isBest);
      });
    });
  });

  test("is the same by the normals of the model and by the neighbours in the pool, where these are all", async () => {
    const byModel = await inSession([0, 0, 0, 0, 0], (session) => evaluate(session, { inwards: 0 }));
    const oracle = enumeratingOracle(sense, subsets(5, 2));
    const byNeighbours = evaluateLoss(coneAlignedCosine({ inwards: 0 }), oracle, predictions, truths);
    expect(largestDifference(byModel.losses, byNeighbours.losses)).toBeLessThan(1e-7);
    expect(largestDifference(byModel.cotangents, byNeighbours.cotangents)).toBeLessThan(1e-6);
    expect(byModel.losses.some((loss) => loss > 0.1)).toBe(true);
    // The tests' own solves, and none more.
    expect(oracle.solves).toBe(ROWS);
  });

  test.each([
    ["projected", { inwards: 0.2 }],
    ["the middle", { projectionRatio: 0 }],
    ["two steps towards the nearest point", { inwards: 0.2, mostSteps: 2 }],
  ])("following the slope ends where the best decisions win: %s", (_, options) => {
    const oracle = enumeratingOracle(sense, subsets(5, 2));
    const at = predictions.slice();
    for (let step = 0; step < 60; step++) {
      const { cotangents } = evaluateLoss(coneAlignedCosine(options), oracle, at, truths);
      cotangents.forEach((slope, k) => (at[k]! -= slope));
    }
    const [wanted, decided] = [decide(oracle, truths), decide(oracle, at)];
    let won = 0;
    for (let row = 0; row < ROWS; row++) {
      const exposure = wanted.exposures.subarray(5 * row, 5 * row + 5);
      won += dot(exposure, decided.exposures.subarray(5 * row, 5 * row + 5)) === 2 ? 1 : 0;
    }
    expect(won).toBe(ROWS);
  });

  test("counts directions only, and says nothing of predictions of zero", () => {
    const oracle = enumeratingOracle(sense, subsets(5, 2));
    const { losses } = evaluateLoss(coneAlignedCosine(), oracle, predictions, truths);
    const longer = predictions.map((value) => 1000 * value);
    expect(
      largestDifference(evaluateLoss(coneAlignedCosine(), oracle, longer, truths).losses, losses),
    ).toBeLessThan(1e-9);
    const none = evaluateLoss(coneAlignedCosine(), oracle, new Float64Array(ROWS * 5), truths);
    expect(none.losses.every((loss) => loss === 1)).toBe(true);
    expect(none.cotangents.every((slope) => Math.abs(slope) === 0)).toBe(true);
  });
});

test("maximising is minimising with signs turned, known costs too", () => {
  expect(mirrorDifference(() => coneAlignedCosine())).toBeLessThan(1e-9);
});

test("refuses shares outside 0 to 1, and steps and neighbourhoods of none", () => {
  const invalid = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
  for (const wrong of [
    { inwards: -0.1 },
    { inwards: 2 },
    { projectionRatio: NaN },
    { mostSteps: 0 },
    { mostNeighbours: 1.5 },
  ])
    expect(() => coneAlignedCosine(wrong)).toThrow(invalid);
});
