import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { fitRidge, type RidgeProblem } from "./fit-ridge.js";

interface Sizes {
  readonly rows: number;
  readonly columns: number;
  readonly outputs: number;
  readonly groups: number;
}

function problem(
  seed: number,
  { rows, columns, outputs, groups }: Sizes,
): RidgeProblem & { weights: Float64Array } {
  const stream = randomStream(seed);
  const features = Float64Array.from({ length: rows * columns }, () => 3 + 2 * stream.normal());
  const targets = Float64Array.from({ length: rows * outputs }, () => 5 * stream.normal());
  const weights = Float64Array.from({ length: rows }, () => 0.2 + stream.uniform());
  const of = Int32Array.from({ length: rows }, (_, row) => row % groups);
  return { features, rows, columns, targets, outputs, weights, groups: { of, count: groups } };
}

function predicted(
  fit: ReturnType<typeof fitRidge>,
  data: RidgeProblem,
  row: number,
  output: number,
): number {
  const group = data.groups?.of[row] ?? 0;
  let sum = fit.intercepts[group * data.outputs + output]!;
  for (let column = 0; column < data.columns; column++)
    sum += data.features[row * data.columns + column]! * fit.coefficients[column * data.outputs + output]!;
  return sum;
}

const sizes = fc.record({
  rows: fc.integer({ min: 8, max: 14 }),
  columns: fc.integer({ min: 1, max: 10 }),
  outputs: fc.integer({ min: 1, max: 2 }),
  groups: fc.integer({ min: 1, max: 2 }),
});

describe("the closed form", () => {
  test("no small change of the coefficients or intercepts lowers the penalised error", () => {
    fc.assert(
      fc.property(fc.integer(), sizes, (seed, size) => {
        const data = problem(seed, size);
        const penalty = 0.3;
        const fit = fitRidge({ ...data, penalty });
        const scales = standardDeviations(data);
        const objective = (): number => {
          let error = 0;
          let total = 0;
          for (let row = 0; row < data.rows; row++) {
            total += data.weights[row]!;
            for (let output = 0; output < data.outputs; output++)
              error +=
                data.weights[row]! *
                (data.targets[row * data.outputs + output]! - predicted(fit, data, row, output)) ** 2;
          }
          let norm = 0;
          for (let at = 0; at < fit.coefficients.length; at++)
            norm += (fit.coefficients[at]! * scales[Math.floor(at / data.outputs)]!) ** 2;
          return error / total + penalty * norm;
        };
        const best = objective();
        for (const parameters of [fit.coefficients, fit.intercepts])
          for (let at = 0; at < parameters.length; at++)
            for (const step of [1e-3, -1e-3]) {
              parameters[at]! += step;
              expect(objective()).toBeGreaterThan(best);
              parameters[at]! -= step;
            }
      }),
      { numRuns: 30 },
    );
  });

  test("a weight of two is a row given twice", () => {
    const data = problem(5, { rows: 8, columns: 3, outputs: 2, groups: 1 });
    const twice = { ...data, weights: Float64Array.of(2, 1, 1, 1, 1, 1, 1, 1), penalty: 0.1 };
    const repeated = {
      features: Float64Array.from([...data.features.subarray(0, 3), ...data.features]),
      targets: Float64Array.from([...data.targets.subarray(0, 2), ...data.targets]),
      rows: 9,
      columns: 3,
      outputs: 2,
      penalty: 0.1,
    };
    const expected = fitRidge(repeated).coefficients;
    fitRidge(twice).coefficients.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 10));
  });

  test("constant columns get a coefficient of zero, with a penalty of zero too", () => {
    const data = problem(6, { rows: 10, columns: 2, outputs: 1, groups: 1 });
    const features = Float64Array.from({ length: 30 }, (_, at) =>
      at % 3 === 2 ? 0.1 : data.features[Math.floor(at / 3) * 2 + (at % 3)]!,
    );
    const fit = fitRidge({ ...data, features, columns: 3, penalty: 0 });
    const without = fitRidge({ ...data, penalty: 0 });
    expect(fit.coefficients[2]).toBe(0);
    expect(fit.coefficients[0]).toBeCloseTo(without.coefficients[0]!, 10);
  });
});

describe("the choice of the penalty", () => {
  test("its leave-one-out error is that of really leaving out each row in turn", () => {
    fc.assert(
      fc.property(fc.integer(), sizes, (seed, size) => {
        const data = problem(seed, size);
        // The brute force keeps the scales and the penalty of the full data, as the shortcut does.
        const penalty = 0.5;
        const { leaveOneOutError } = fitRidge({ ...data, penalties: [penalty] });
        const scales = standardDeviations(data);
        let sum = 0;
        let total = 0;
        for (let left = 0; left < data.rows; left++) {
          const errors = leaveOut(data, left, penalty, scales);
          total += data.weights[left]!;
          for (const error of errors) sum += data.weights[left]! * error * error;
        }
        expect(leaveOneOutError).toBeCloseTo(Math.sqrt(sum / total / data.outputs), 7);
      }),
      { numRuns: 30 },
    );
  });

  test("signal wants a small penalty, noise a large one", () => {
    const stream = randomStream(8);
    const features = Float64Array.from({ length: 600 }, () => stream.normal());
    const signal = Float64Array.from(
      { length: 100 },
      (_, row) => 2 * features[row * 6]! + 0.01 * stream.normal(),
    );
    const noise = Float64Array.from({ length: 100 }, () => stream.normal());
    const fit = (targets: Float64Array) => fitRidge({ features, rows: 100, columns: 6, targets, outputs: 1 });
    expect(fit(signal).penalty).toBeLessThan(1e-3);
    expect(fit(noise).penalty).toBeGreaterThan(0.1);
    expect(fit(signal).leaveOneOutError).toBeLessThan(0.02);
  });

  test("penalties outside their domain are refused, and a singular problem without one", () => {
    const data = problem(1, { rows: 8, columns: 2, outputs: 1, groups: 1 });
    const OPTION = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });
    expect(() => fitRidge({ ...data, penalty: -1 })).toThrow(OPTION);
    expect(() => fitRidge({ ...data, penalties: [] })).toThrow(OPTION);
    expect(() => fitRidge({ ...data, penalties: [0] })).toThrow(OPTION);
    expect(() => fitRidge({ ...data, penalty: "none" as never })).toThrow(/penalty is "none"/);
    expect(() => fitRidge({ ...data, weights: new Float64Array(8) })).toThrow(OPTION);
    expect(() => fitRidge({ ...data, features: new Float64Array(), rows: 0 })).toThrow(
      expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" }),
    );
    expect(() => fitRidge({ ...data, rows: 7 })).toThrow(
      expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" }),
    );
    const doubled = data.features.map((value, at) => (at % 2 === 1 ? data.features[at - 1]! : value));
    expect(() => fitRidge({ ...data, features: doubled, penalty: 0 })).toThrow(
      expect.objectContaining({ code: "FS_MATH_NOT_POSITIVE_DEFINITE" }),
    );
  });
});

function standardDeviations(data: RidgeProblem & { weights: Float64Array }): Float64Array {
  const { rows, columns, features, weights, groups } = data;
  const scales = new Float64Array(columns);
  for (let column = 0; column < columns; column++) {
    let squares = 0;
    let total = 0;
    for (let group = 0; group < groups!.count; group++) {
      const members = Array.from({ length: rows }, (_, row) => row).filter(
        (row) => groups!.of[row] === group,
      );
      const weight = members.reduce((sum, row) => sum + weights[row]!, 0);
      const mean =
        members.reduce((sum, row) => sum + weights[row]! * features[row * columns + column]!, 0) / weight;
      for (const row of members) squares += weights[row]! * (features[row * columns + column]! - mean) ** 2;
      total += weight;
    }
    scales[column] = Math.sqrt(squares / total);
  }
  return scales;
}

/** Fits without one row by brute force: the penalty enters as rows of data, so that plain least squares remains. */
function leaveOut(
  data: RidgeProblem & { weights: Float64Array },
  left: number,
  penalty: number,
  scales: Float64Array,
): number[] {
  const { rows, columns, outputs, weights } = data;
  const count = data.groups!.count;
  const size = columns + count;
  const totalWeight = weights.reduce((sum, weight) => sum + weight, 0);
  return Array.from({ length: outputs }, (_, output) => {
    const matrix = Array.from({ length: size }, () => new Float64Array(size + 1));
    const rowOf = (row: number): number[] => [
      ...data.features.subarray(row * columns, (row + 1) * columns),
      ...Array.from({ length: count }, (_, group) => (data.groups!.of[row] === group ? 1 : 0)),
    ];
    for (let row = 0; row < rows; row++) {
      if (row === left) continue;
      const values = [...rowOf(row), data.targets[row * outputs + output]!];
      for (let i = 0; i < size; i++)
        for (let j = 0; j <= size; j++) matrix[i]![j]! += weights[row]! * values[i]! * values[j]!;
    }
    for (let i = 0; i < columns; i++) matrix[i]![i]! += penalty * totalWeight * scales[i]! ** 2;
    for (let pivot = 0; pivot < size; pivot++)
      for (let i = 0; i < size; i++) {
        if (i === pivot) continue;
        const factor = matrix[i]![pivot]! / matrix[pivot]![pivot]!;
        for (let j = pivot; j <= size; j++) matrix[i]![j]! -= factor * matrix[pivot]![j]!;
      }
    const solution = matrix.map((line, i) => line[size]! / line[i]!);
    const value = rowOf(left).reduce((sum, feature, i) => sum + feature * solution[i]!, 0);
    return data.targets[left * outputs + output]! - value;
  });
}
