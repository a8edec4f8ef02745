import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { networkLoss, type NetworkLossOption } from "./network-loss.js";

const LOSSES: readonly NetworkLossOption[] = [
  "squared",
  "absolute",
  "gaussian",
  "logistic",
  "crossEntropy",
  { huber: 0.7 },
  { quantile: 0.2 },
];

describe.each(LOSSES)("%j", (option) => {
  const [rows, entries] = [4, 3];
  const loss = networkLoss(option);
  const random = randomStream("loss");
  const output = Float64Array.from({ length: loss.heads * rows * entries }, () => 2 * random.normal());
  const truth = Float64Array.from({ length: rows * entries }, () => random.uniform());
  const cotangent = new Float64Array(output.length);

  test.each([null, Float64Array.of(0, 0.5, 1.5, 2)])(
    "the cotangent is the loss's derivative, weights %j",
    (weights) => {
      const value = (at: Float64Array, slopes = new Float64Array(output.length)) =>
        loss.evaluate(at, truth, weights, rows, entries, slopes);
      value(output, cotangent);
      for (let at = 0; at < output.length; at++) {
        const above = value(output.with(at, output[at]! + 1e-6));
        const below = value(output.with(at, output[at]! - 1e-6));
        expect(cotangent[at]!, `output ${at}`).toBeCloseTo((above - below) / 2e-6, 7);
      }
    },
  );

  test("a weight of 2 counts as the row twice", () => {
    const doubled = (array: Float64Array, width: number) =>
      Float64Array.from([...array.subarray(0, width), ...array]);
    const weights = Float64Array.of(2, 1, 1, 1).map((weight) => (weight * rows) / 5);
    const width = loss.heads * entries;
    const once = loss.evaluate(output, truth, weights, rows, entries, cotangent);
    const twice = loss.evaluate(
      doubled(output, width),
      doubled(truth, entries),
      null,
      rows + 1,
      entries,
      new Float64Array(output.length + width),
    );
    expect(once).toBeCloseTo(twice, 12);
  });
});

test("values by hand", () => {
  const value = (option: NetworkLossOption, output: number[], truth: number[], targetScale?: number) =>
    networkLoss(option, targetScale).evaluate(
      Float64Array.from(output),
      Float64Array.from(truth),
      null,
      1,
      truth.length,
      new Float64Array(output.length),
    );
  expect(value("squared", [1, 5], [2, 2])).toBe(5);
  expect(value("absolute", [1, 5], [2, 2])).toBe(2);
  expect(value({ quantile: 0.9 }, [1], [2])).toBeCloseTo(0.9, 12);
  expect(value({ quantile: 0.9 }, [3], [2])).toBeCloseTo(0.1, 12);
  expect(value({ huber: 2 }, [10], [0], 2)).toBe(9.5);
  expect(value("logistic", [0], [1])).toBeCloseTo(Math.log(2), 12);
  expect(value("crossEntropy", [0, 0, 0], [0, 1, 0])).toBeCloseTo(Math.log(3), 12);
  expect(value("crossEntropy", [1000, 0], [0, 1])).toBe(1000);
  // softplus(raw) + 0.001 = 2 for a density of N(0, 2²) at 0.
  expect(value("gaussian", [0, Math.log(Math.expm1(1.999))], [0])).toBeCloseTo(
    Math.log(2 * Math.sqrt(2 * Math.PI)),
    9,
  );
});

test.each([{ quantile: 1 }, { huber: 0 }, "hinge"])("%j is refused", (option) => {
  expect(() => networkLoss(option as NetworkLossOption)).toThrowError(
    expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
  );
});
