import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { oracleBatch, type Oracle } from "../../solve/index.js";
import { evaluateLoss, type EvaluatedLoss } from "../../../test/decision-loss.js";
import { choice, dot, enumeratingOracle, subsets, type Sense } from "../../../test/small-problems.js";
import { spoPlus } from "./spo-plus.js";

const SENSES: readonly Sense[] = ["minimize", "maximize"];
const ITEMS = 5;
const TAKEN = 2;
const KNOWN = [0.3, -1, 0.5, 2, 0];

const evaluate = (oracle: Oracle, predictions: Float64Array, truths: Float64Array): EvaluatedLoss =>
  evaluateLoss(spoPlus(), oracle, predictions, truths);

function normals(seed: number | string, count: number): Float64Array {
  const stream = randomStream(seed);
  return Float64Array.from({ length: count }, () => stream.normal());
}

/** Realised objective of the best decisions for predictions minus that of the best ones for truths, always >= 0. */
function regrets(oracle: Oracle, predictions: Float64Array, truths: Float64Array): number[] {
  const { dimension } = oracle;
  const rows = truths.length / dimension;
  const decided = oracleBatch(rows, dimension);
  const best = oracleBatch(rows, dimension);
  oracle.solveBatch(predictions, decided);
  oracle.solveBatch(truths, best);
  return Array.from({ length: rows }, (_, row) => {
    const [from, to] = [row * dimension, (row + 1) * dimension];
    const realised =
      dot(decided.exposures.subarray(from, to), truths.subarray(from, to)) + decided.fixedCosts[row]!;
    return oracle.sense === "minimize" ? realised - best.objectives[row]! : best.objectives[row]! - realised;
  });
}

async function withOracles(
  sense: Sense,
  known: readonly number[],
  use: (oracle: Oracle, kind: string) => void,
): Promise<void> {
  use(enumeratingOracle(sense, subsets(ITEMS, TAKEN, known)), "enumerating");
  const session = await choice(sense, ITEMS, { taken: TAKEN, known }).open();
  try {
    use(session.oracle, "linear");
  } finally {
    session.dispose();
  }
}

describe.each(SENSES)("SPO+ of a problem that wants to %s", (sense) => {
  const rows = 40;
  const predictions = normals("predictions", rows * ITEMS);
  const truths = normals("truths", rows * ITEMS);

  test("has the derivative that finite differences have", async () => {
    await withOracles(sense, KNOWN, (oracle) => {
      const { cotangents } = evaluate(oracle, predictions, truths);
      const step = 1e-6;
      for (let entry = 0; entry < ITEMS; entry++) {
        const moved = (by: number): Float64Array =>
          evaluate(
            oracle,
            predictions.map((value, at) => (at % ITEMS === entry ? value + by : value)),
            truths,
          ).losses;
        const above = moved(step);
        const below = moved(-step);
        for (let row = 0; row < rows; row++)
          expect(cotangents[row * ITEMS + entry]).toBeCloseTo((above[row]! - below[row]!) / (2 * step), 6);
      }
      // Not all zero, or the comparison would say nothing.
      expect(cotangents.some((value) => Math.abs(value) === 2)).toBe(true);
    });
  });

  test("is at least the regret, and never negative", async () => {
    await withOracles(sense, KNOWN, (oracle) => {
      const { losses } = evaluate(oracle, predictions, truths);
      const regret = regrets(oracle, predictions, truths);
      expect(regret.filter((value) => value > 0.1).length).toBeGreaterThan(rows / 2);
      for (let row = 0; row < rows; row++) {
        expect(regret[row]).toBeGreaterThan(-1e-9);
        expect(losses[row]).toBeGreaterThan(regret[row]! - 1e-9);
      }
    });
  });

  test("is zero, without a slope, where the prediction is true", async () => {
    await withOracles(sense, KNOWN, (oracle) => {
      const { losses, cotangents } = evaluate(oracle, truths, truths);
      for (const value of [...losses, ...cotangents]) expect(value).toBeCloseTo(0, 9);
    });
  });

  test("grows along the line from the truth to a prediction: it is convex", () => {
    const oracle = enumeratingOracle(sense, subsets(ITEMS, TAKEN, KNOWN));
    const at = (share: number): Float64Array =>
      evaluate(
        oracle,
        truths.map((value, k) => value + share * (predictions[k]! - value)),
        truths,
      ).losses;
    const [quarter, half, whole] = [at(0.25), at(0.5), at(1)];
    for (let row = 0; row < rows; row++) {
      expect(half[row]).toBeLessThanOrEqual(whole[row]! / 2 + 1e-9);
      expect(quarter[row]).toBeLessThanOrEqual(half[row]! / 2 + 1e-9);
    }
  });

  test("agrees between the linear oracle and one that tries every option", async () => {
    const all: { losses: Float64Array; cotangents: Float64Array }[] = [];
    await withOracles(sense, KNOWN, (oracle) =>
      all.push(evaluateLoss(spoPlus(), oracle, predictions, truths)),
    );
    const [enumerating, linear] = all;
    linear!.losses.forEach((loss, row) => expect(loss).toBeCloseTo(enumerating!.losses[row]!, 9));
    linear!.cotangents.forEach((slope, at) => expect(slope).toBeCloseTo(enumerating!.cotangents[at]!, 9));
  });

  test("treats known costs like predictions that are true", () => {
    // The same options twice: with known costs, and with those costs as uncertain values that are predicted exactly.
    const options = subsets(ITEMS, TAKEN, KNOWN);
    const known = evaluate(enumeratingOracle(sense, options), predictions, truths);
    const widened = enumeratingOracle(
      sense,
      options.map(({ exposure }) => ({ exposure: [...exposure, ...exposure], fixedCost: 0 })),
    );
    const widen = (values: Float64Array): Float64Array =>
      Float64Array.from({ length: rows * 2 * ITEMS }, (_, at) => {
        const column = at % (2 * ITEMS);
        return column < ITEMS
          ? values[Math.floor(at / (2 * ITEMS)) * ITEMS + column]!
          : KNOWN[column - ITEMS]!;
      });
    const predicted = evaluate(widened, widen(predictions), widen(truths));
    for (let row = 0; row < rows; row++) {
      expect(known.losses[row]).toBeCloseTo(predicted.losses[row]!, 9);
      const slopes = predicted.cotangents.subarray(row * 2 * ITEMS, row * 2 * ITEMS + ITEMS);
      expect([...known.cotangents.subarray(row * ITEMS, (row + 1) * ITEMS)]).toEqual([...slopes]);
    }
  });

  test("does not change with a cost that every decision has", () => {
    const options = subsets(ITEMS, TAKEN, KNOWN);
    const lifted = options.map((option) => ({ ...option, fixedCost: option.fixedCost + 100 }));
    const plain = evaluate(enumeratingOracle(sense, options), predictions, truths);
    const raised = evaluate(enumeratingOracle(sense, lifted), predictions, truths);
    expect([...raised.cotangents]).toEqual([...plain.cotangents]);
    raised.losses.forEach((loss, row) => expect(loss).toBeCloseTo(plain.losses[row]!, 9));
  });
});

test("one loss serves batches of different sizes in turn", () => {
  const oracle = enumeratingOracle("minimize", subsets(3, 1));
  const truths = normals(2, 9);
  const predictions = normals(1, 9);
  const optima = oracleBatch(3, 3);
  oracle.solveBatch(truths, optima);
  const step = spoPlus().begin({ oracle, session: null, truths, optima, random: randomStream(0) });
  const lossesOf = (rows: number): number[] => {
    const losses = new Float64Array(rows);
    const cotangents = new Float64Array(3 * rows);
    const examples = Int32Array.from({ length: rows }, (_, row) => row);
    step({ rows, examples, predictions, truths, optima, losses, cotangents });
    return [...losses];
  };
  const all = lossesOf(3);
  expect(lossesOf(2)).toEqual(all.slice(0, 2));
  expect(lossesOf(3)).toEqual(all);
});
