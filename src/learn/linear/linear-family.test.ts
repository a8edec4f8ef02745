import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { fitElasticNet } from "./fit-elastic-net.js";
import { fitLogistic } from "./fit-logistic.js";
import { fitPoisson } from "./fit-poisson.js";
import { fitQuantile } from "./fit-quantile.js";
import { fitRidge } from "./fit-ridge.js";
import { standardisedData, type LinearData } from "./linear-data.js";
import { predictLinear, type LinearFit } from "./linear-fit.js";
import { ridgeLeaveOneOut } from "./ridge-leave-one-out.js";

type Outcome = (score: number, draw: number) => number;

/** Random data with weights, correlated columns and a constant one. */
function problem(seed: number, rows: number, columns: number, outputs: number, outcome: Outcome): LinearData {
  const stream = randomStream(seed);
  const features = new Float64Array(rows * columns);
  const targets = new Float64Array(rows * outputs);
  const slopes = Float64Array.from(
    { length: columns * outputs },
    (_, at) => (at % 3) - 1 + stream.normal() / 4,
  );
  for (let row = 0; row < rows; row++) {
    const common = stream.normal();
    for (let column = 0; column < columns; column++)
      features[row * columns + column] =
        column === 1 ? 7 : (3 + column + common + stream.normal()) * (column + 1);
    for (let output = 0; output < outputs; output++) {
      let score = 0;
      for (let column = 0; column < columns; column++)
        score +=
          (slopes[column * outputs + output]! * (features[row * columns + column]! - 4)) /
          (10 * (column + 1));
      targets[row * outputs + output] = outcome(score, stream.normal());
    }
  }
  const weights = Float64Array.from({ length: rows }, () =>
    stream.uniform() < 0.1 ? 0 : 0.3 + stream.uniform(),
  );
  return { features, rows, columns, targets, outputs, weights };
}

const line: Outcome = (score, draw) => 5 + 3 * score + draw;

/** Derivative of a penalised mean loss by the standardised coefficients and the intercept, from residual pulls. */
function slopes(
  data: LinearData,
  pull: (row: number, output: number) => number,
): (column: number, output: number) => number {
  const { design, columns, rows, shares } = standardisedData("test", data);
  return (column, output) => {
    let sum = 0;
    for (let row = 0; row < rows; row++)
      sum += shares[row]! * (column < 0 ? 1 : design[row * columns + column]!) * pull(row, output);
    return sum;
  };
}

/** Coefficients for standardised columns, [columns, outputs]. */
function standardisedCoefficients(data: LinearData, fit: LinearFit): Float64Array {
  const { inverseScale, outputs } = standardisedData("test", data);
  return fit.coefficients.map((value, at) => {
    const scale = inverseScale[Math.floor(at / outputs)]!;
    return scale === 0 ? 0 : value / scale;
  });
}

describe.each([0, 1, 2, 3])("elastic net, seed %i", (seed) => {
  const data = problem(seed, 60, 8, 2, line);
  test.each([
    { penalty: 0.05, absoluteShare: 1 },
    { penalty: 0.4, absoluteShare: 1 },
    { penalty: 0.3, absoluteShare: 0.5 },
    { penalty: 0.2, absoluteShare: 0 },
    { penalty: "cross-validation", absoluteShare: 0.8 },
  ] as const)("satisfies the conditions of an optimum: %o", async (settings) => {
    const fit = await fitElasticNet({ ...data, ...settings });
    const predicted = predictLinear(fit, data.features, data.rows);
    const slope = slopes(
      data,
      (row, output) => data.targets[row * 2 + output]! - predicted[row * 2 + output]!,
    );
    const coefficients = standardisedCoefficients(data, fit);
    const { absoluteShare } = settings;
    for (let output = 0; output < 2; output++) {
      const penalty = fit.figures.penalty![output] as number;
      expect(Math.abs(slope(-1, output))).toBeLessThan(1e-8);
      for (let column = 0; column < data.columns; column++) {
        const value = coefficients[column * 2 + output]!;
        const pull = slope(column, output) - penalty * (1 - absoluteShare) * value;
        const limit = penalty * absoluteShare;
        const violation =
          value === 0 ? Math.max(0, Math.abs(pull) - limit) : Math.abs(pull - Math.sign(value) * limit);
        expect(violation).toBeLessThan(1e-8);
      }
    }
    expect(fit.figures.converged).toEqual([true, true]);
    expect(coefficients[2]).toBe(0);
  });

  test("without absolute values it is ridge with the same penalty", async () => {
    const net = await fitElasticNet({ ...data, penalty: 0.3, absoluteShare: 0 });
    const ridge = fitRidge({ ...data, weights: data.weights!, penalty: 0.3 });
    net.coefficients.forEach((value, at) => expect(value).toBeCloseTo(ridge.coefficients[at]!, 8));
    net.intercepts.forEach((value, at) => expect(value).toBeCloseTo(ridge.intercepts[at]!, 7));
  });
});

test("cross-validation keeps what matters and drops most of what does not", async () => {
  const stream = randomStream(5);
  const features = Float64Array.from({ length: 200 * 30 }, () => stream.normal());
  const targets = Float64Array.from(
    { length: 200 },
    (_, row) => 2 * features[row * 30]! - features[row * 30 + 1]! + stream.normal(),
  );
  const fit = await fitElasticNet({
    features,
    rows: 200,
    columns: 30,
    targets,
    outputs: 1,
    absoluteShare: 1,
  });
  expect(fit.coefficients[0]).toBeGreaterThan(1.7);
  expect(fit.coefficients[1]).toBeLessThan(-0.7);
  expect(fit.coefficients.filter((value) => value === 0).length).toBeGreaterThan(12);
});

describe.each([0, 1, 2])("generalised linear models, seed %i", (seed) => {
  test.each([0, 0.01, 1])("Poisson: the slope of the objective is zero (penalty %d)", async (penalty) => {
    const data = problem(seed, 80, 5, 2, (score, draw) =>
      Math.max(0, Math.round(Math.exp(score / 2) + draw)),
    );
    const fit = await fitPoisson({ ...data, penalty });
    expect(fit.link).toBe("exp");
    expectStationary(data, fit, penalty);
  });

  test.each([0.01, 1])("two classes (penalty %d)", async (penalty) => {
    const data = problem(seed, 80, 5, 1, (score, draw) => (score + draw > 0 ? 1 : 0));
    const fit = await fitLogistic({ ...data, classOf: data.targets, classes: 2, penalty });
    expect(fit.link).toBe("logistic");
    expectStationary(data, fit, penalty);
  });

  test.each([0.01, 1])("three classes (penalty %d)", async (penalty) => {
    const classes = problem(seed, 90, 5, 1, (score, draw) =>
      score + draw > 0.5 ? 2 : score - draw > 0 ? 1 : 0,
    );
    const oneHot = Float64Array.from({ length: 270 }, (_, at) =>
      classes.targets[Math.floor(at / 3)] === at % 3 ? 1 : 0,
    );
    const fit = await fitLogistic({ ...classes, classOf: classes.targets, classes: 3, penalty });
    expectStationary({ ...classes, targets: oneHot, outputs: 3 }, fit, penalty);
    expect(fit.link).toBe("softmax");
  });
});

function expectStationary(data: LinearData, fit: LinearFit, penalty: number): void {
  const { outputs, columns, rows, targets } = data;
  const predicted = predictLinear(fit, data.features, rows);
  const slope = slopes(
    data,
    (row, output) => predicted[row * outputs + output]! - targets[row * outputs + output]!,
  );
  const coefficients = standardisedCoefficients(data, fit);
  for (let output = 0; output < outputs; output++) {
    expect(Math.abs(slope(-1, output))).toBeLessThan(1e-8);
    for (let column = 0; column < columns; column++)
      expect(
        Math.abs(slope(column, output) + penalty * coefficients[column * outputs + output]!),
      ).toBeLessThan(1e-8);
  }
}

describe.each([0, 1, 2, 3, 4])("quantile regression, seed %i", (seed) => {
  const data = problem(seed, 70, 4, 1, line);
  const pinball = (level: number, coefficients: Float64Array, intercept: number): number => {
    let sum = 0;
    for (let row = 0; row < data.rows; row++) {
      let residual = data.targets[row]! - intercept;
      for (let column = 0; column < 4; column++)
        residual -= data.features[row * 4 + column]! * coefficients[column]!;
      sum += data.weights![row]! * Math.max(level * residual, (level - 1) * residual);
    }
    return sum / data.weights!.reduce((total, weight) => total + weight, 0);
  };

  test.each([0.05, 0.5, 0.9])("level %d: zero is a subgradient, to the stated accuracy", async (level) => {
    const fit = await fitQuantile({ ...data, level });
    expect(fit.figures.dualityGap![0]).toBeLessThan(1e-8);
    const predicted = predictLinear(fit, data.features, data.rows);
    // Rows on the line may pull with any force between their limits; the others pull fully.
    const onLine = (row: number): boolean => Math.abs(data.targets[row]! - predicted[row]!) < 1e-6;
    const fixed = slopes(data, (row) =>
      onLine(row) ? 0 : data.targets[row]! > predicted[row]! ? level : level - 1,
    );
    const reach = (column: number): number => {
      const { design, shares } = standardisedData("test", data);
      let sum = 0;
      for (let row = 0; row < data.rows; row++)
        if (onLine(row)) sum += shares[row]! * (column < 0 ? 1 : Math.abs(design[row * 4 + column]!));
      return sum;
    };
    for (const column of [-1, 0, 2, 3])
      expect(Math.abs(fixed(column, 0))).toBeLessThanOrEqual(reach(column) + 1e-8);
  });

  test.each([0.1, 0.5, 0.8])("level %d: no direction leads down", async (level) => {
    const fit = await fitQuantile({ ...data, level });
    const best = pinball(level, fit.coefficients, fit.intercepts[0]!);
    const stream = randomStream(seed);
    for (let trial = 0; trial < 200; trial++) {
      const size = 10 ** (-4 * stream.uniform());
      const moved = fit.coefficients.map((value) => value + size * stream.normal());
      expect(pinball(level, moved, fit.intercepts[0]! + size * stream.normal())).toBeGreaterThan(best - 1e-9);
    }
  });

  test("a penalty pulls coefficients towards zero, and the share below the line is the level", async () => {
    const free = await fitQuantile({ ...data, level: 0.7 });
    const held = await fitQuantile({ ...data, level: 0.7, penalty: 0.1 });
    const norm = (fit: LinearFit): number =>
      standardisedCoefficients(data, fit).reduce((sum, value) => sum + value ** 2, 0);
    expect(norm(held)).toBeLessThan(norm(free));
    const predicted = predictLinear(held, data.features, data.rows);
    let below = 0;
    let total = 0;
    let heaviest = 0;
    for (let row = 0; row < data.rows; row++) {
      const weight = data.weights![row]!;
      total += weight;
      heaviest = Math.max(heaviest, weight);
      if (data.targets[row]! < predicted[row]! - 1e-7) below += weight;
    }
    expect(Math.abs(below / total - 0.7)).toBeLessThan((6 * heaviest) / total);
  });
});

describe("leave-one-out of ridge", () => {
  const data = problem(3, 25, 4, 2, line);
  const weights = data.weights!.map((weight) => weight + 0.1);
  test("with weights and two outputs it is what refitting without the row gives", () => {
    const result = ridgeLeaveOneOut({ ...data, weights, penalty: 0 });
    for (let left = 0; left < data.rows; left++) {
      const without = weights.map((weight, row) => (row === left ? 0 : weight));
      const fit = fitRidge({ ...data, weights: without, penalty: 0 });
      for (let output = 0; output < 2; output++) {
        let residual = data.targets[left * 2 + output]! - fit.intercepts[output]!;
        for (let column = 0; column < 4; column++)
          residual -= data.features[left * 4 + column]! * fit.coefficients[column * 2 + output]!;
        expect(result.residuals[left * 2 + output]).toBeCloseTo(residual, 6);
      }
    }
    expect(result.degreesOfFreedom).toBeCloseTo(4, 8);
  });

  test("generalised cross-validation replaces leverages by their mean", () => {
    const plain = { ...data, weights: new Float64Array(25).fill(1), penalty: 0.5 };
    const result = ridgeLeaveOneOut(plain);
    const fit = fitRidge(plain);
    let squares = 0;
    for (let row = 0; row < 25; row++)
      for (let output = 0; output < 2; output++) {
        let residual = data.targets[row * 2 + output]! - fit.intercepts[output]!;
        for (let column = 0; column < 4; column++)
          residual -= data.features[row * 4 + column]! * fit.coefficients[column * 2 + output]!;
        squares += residual ** 2;
      }
    const expected = squares / 50 / (1 - result.degreesOfFreedom / 25) ** 2;
    expect(result.generalisedCrossValidation).toBeCloseTo(expected, 8);
    expect(result.degreesOfFreedom).toBeLessThan(4);
  });
});
