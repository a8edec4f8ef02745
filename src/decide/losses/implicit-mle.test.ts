import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  largestDifference,
  normals,
  regretsOf,
  SENSES,
  withOracles,
} from "../../../test/decision-loss-checks.js";
import { enumeratingOracle, subsets } from "../../../test/small-problems.js";
import { sumOfGammaNoise, takenEntries } from "./sum-of-gamma.js";
import { adaptiveImplicitMle } from "./adaptive-implicit-mle.js";
import { blackboxInterpolation } from "./blackbox-interpolation.js";
import { implicitMle } from "./implicit-mle.js";

const ROWS = 10;
const NOTHING_KNOWN = [0, 0, 0, 0, 0];

describe.each(SENSES)("to %s", (sense) => {
  const sign = sense === "minimize" ? 1 : -1;

  test("without noise it is blackbox interpolation, by its definition", async () => {
    await withOracles(
      sense,
      ({ oracle }) => {
        const predictions = normals("p", ROWS * oracle.dimension);
        const truths = normals("c", ROWS * oracle.dimension);
        const lambda = 3;
        const ahead = decide(
          oracle,
          predictions.map((value, k) => value + lambda * truths[k]!),
        ).exposures;
        const here = decide(oracle, predictions).exposures;
        const expected = ahead.map((value, k) => (sign / lambda) * (value - here[k]!));
        for (const loss of [implicitMle({ lambda, sigma: 0 }), blackboxInterpolation({ lambda })]) {
          const { losses, cotangents } = evaluateLoss(loss, oracle, predictions, truths);
          expect(largestDifference(cotangents, expected)).toBeLessThan(1e-9);
          expect(largestDifference(losses, regretsOf(oracle, predictions, truths))).toBeLessThan(1e-9);
        }
        expect(expected.some((slope) => slope !== 0)).toBe(true);
      },
      NOTHING_KNOWN,
    );
  });

  test("two sides: the decisions before and after, over twice the step", async () => {
    await withOracles(
      sense,
      ({ oracle }) => {
        const predictions = normals("p", ROWS * oracle.dimension);
        const truths = normals("c", ROWS * oracle.dimension);
        const lambda = 0.7;
        const [ahead, behind] = [lambda, -lambda].map(
          (step) =>
            decide(
              oracle,
              predictions.map((value, k) => value + step * truths[k]!),
            ).exposures,
        );
        const { cotangents } = evaluateLoss(
          implicitMle({ lambda, sides: "two", sigma: 0 }),
          oracle,
          predictions,
          truths,
        );
        const expected = ahead!.map((value, k) => (sign / (2 * lambda)) * (value - behind![k]!));
        expect(largestDifference(cotangents, expected)).toBeLessThan(1e-9);
      },
      NOTHING_KNOWN,
    );
  });

  test("the interpolation's slope lets it fall or stay along the truth", async () => {
    // (w(p + lc) - w(p)) . c <= 0 to minimise: a decision for more of the truth costs no more under it.
    await withOracles(
      sense,
      ({ oracle }) => {
        const predictions = normals("p", ROWS * oracle.dimension);
        const truths = normals("c", ROWS * oracle.dimension);
        const losses = [blackboxInterpolation(), implicitMle({ samples: 3 }), adaptiveImplicitMle()];
        for (const loss of losses) {
          const { cotangents } = evaluateLoss(loss, oracle, predictions, truths);
          for (let row = 0; row < ROWS; row++) {
            let along = 0;
            for (let k = row * oracle.dimension; k < (row + 1) * oracle.dimension; k++)
              along += cotangents[k]! * truths[k]!;
            expect(along).toBeLessThan(1e-9);
          }
        }
      },
      NOTHING_KNOWN,
    );
  });

  test("known costs are costs that are predicted exactly", () => {
    const known = [0.3, -1, 0.5, 2, 0];
    const options = subsets(5, 2, known);
    const narrow = enumeratingOracle(sense, options);
    const wide = enumeratingOracle(
      sense,
      options.map(({ exposure }) => ({ exposure: [...exposure, ...exposure], fixedCost: 0 })),
    );
    const widen = (values: Float64Array): Float64Array =>
      Float64Array.from({ length: 2 * values.length }, (_, at) =>
        at % 10 < 5 ? values[5 * Math.floor(at / 10) + (at % 10)]! : known[(at % 10) - 5]!,
      );
    const predictions = normals("p", 5 * ROWS);
    const truths = normals("c", 5 * ROWS);
    for (const loss of [
      blackboxInterpolation({ lambda: 2 }),
      implicitMle({ lambda: 0.5, sides: "two", sigma: 0 }),
    ]) {
      const apart = evaluateLoss(loss, narrow, predictions, truths);
      const together = evaluateLoss(loss, wide, widen(predictions), widen(truths));
      const shared = together.cotangents.filter((_, at) => at % 10 < 5);
      expect(largestDifference(apart.cotangents, shared)).toBeLessThan(1e-9);
      expect(largestDifference(apart.losses, together.losses)).toBeLessThan(1e-9);
      expect(shared.some((slope) => slope !== 0)).toBe(true);
    }
  });
});

test("both decisions see the same noise: a truth of nothing has no slope", () => {
  const oracle = enumeratingOracle("minimize", subsets(5, 2));
  const { cotangents } = evaluateLoss(
    implicitMle({ sigma: 5, samples: 4 }),
    oracle,
    normals("p", 50),
    new Float64Array(50),
  );
  expect(cotangents.every((slope) => Math.abs(slope) === 0)).toBe(true);
});

describe("sum-of-gamma noise", () => {
  test("has the mean and variance of its terms", () => {
    const [kappa, terms, count] = [3, 10, 40_000];
    const draw = sumOfGammaNoise(randomStream(1), kappa, terms);
    let sum = 0;
    let squares = 0;
    for (let k = 0; k < count; k++) {
      const value = draw();
      sum += value;
      squares += value * value;
    }
    const mean = sum / count;
    const variance = squares / count - mean * mean;
    let harmonic = 0;
    let expected = 0;
    for (let term = 1; term <= terms; term++) {
      harmonic += 1 / term;
      // Gamma of shape 1 / kappa and scale kappa / term has variance kappa / term².
      expected += kappa / term ** 2 / kappa ** 2;
    }
    expect(Math.abs(mean - (harmonic - Math.log(terms)) / kappa)).toBeLessThan(
      4 * Math.sqrt(expected / count),
    );
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.1);
  });

  test("as many as a decision takes sum to Gumbel noise", () => {
    const kappa = 4;
    const draw = sumOfGammaNoise(randomStream(2), kappa, 60);
    const count = 4000;
    let below = 0;
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let j = 0; j < kappa; j++) sum += draw();
      if (sum < 0.5) below++;
    }
    const probability = Math.exp(-Math.exp(-0.5));
    // Sixty terms fall short of the limit by the mean 1 / 120.
    expect(Math.abs(below / count - probability)).toBeLessThan(
      0.005 + 4 * Math.sqrt((probability * (1 - probability)) / count),
    );
  });

  test("counts what decisions take", () => {
    expect(takenEntries(Float64Array.of(1, 1, 0, 1, -1, 1), 2)).toBe(2.5);
    expect(takenEntries(new Float64Array(6), 2)).toBe(1);
  });
});

describe("the adaptive step", () => {
  /** Slopes of a first and of a later call on the same rows, without noise. */
  function slopesOf(adaptation: number, targetEntries: number): number[] {
    const oracle = enumeratingOracle("minimize", subsets(4, 1));
    const truths = Float64Array.of(1, 2, 3, 4);
    const predictions = Float64Array.of(4, 3, 2, 1);
    const optima = decide(oracle, truths);
    const step = adaptiveImplicitMle({ sigma: 0, start: 0.5, adaptation, targetEntries }).begin({
      oracle,
      session: null,
      truths,
      optima,
      random: randomStream(0),
    });
    const losses = new Float64Array(1);
    const cotangents = new Float64Array(4);
    const examples = Int32Array.of(0);
    return Array.from({ length: 20 }, () => {
      step({ rows: 1, examples, predictions, truths, optima, losses, cotangents });
      return Math.max(...cotangents);
    });
  }

  test("grows until decisions change, then stays about there", () => {
    // ||p|| = ||c||: at alpha > 1 the decision is another one, and its slope is 1 / alpha.
    const slopes = slopesOf(0.1, 1);
    expect(slopes[0]).toBe(0);
    const changed = slopes.find((slope) => slope > 0);
    expect(changed).toBeGreaterThan(1 / 1.5);
    expect(changed).toBeLessThan(1 + 1e-9);
  });

  test("does not move without adaptation", () => {
    expect(new Set(slopesOf(0, 1))).toEqual(new Set([0]));
  });
});

test("options outside their range are refused", () => {
  const refused = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
  for (const options of [
    { lambda: 0 },
    { lambda: 1, sides: "two" },
    { samples: 0 },
    { sigma: -1 },
    { kappa: 0 },
    { terms: 0.5 },
  ] as const)
    expect(() => implicitMle(options)).toThrow(refused);
  for (const options of [{ start: 0 }, { adaptation: -1 }, { targetEntries: 0 }])
    expect(() => adaptiveImplicitMle(options)).toThrow(refused);
  expect(() => blackboxInterpolation({ lambda: -1 })).toThrow(refused);
});
