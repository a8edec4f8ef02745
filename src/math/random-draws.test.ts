import { expect, test } from "vitest";
import { drawBeta, drawCategory, drawDirichlet, drawGamma, drawPoisson } from "./random-draws.js";
import { randomStream, type RandomStream } from "./random-stream.js";
import { mean, variance } from "./statistics.js";

const COUNT = 20_000;
const draws = (draw: (random: RandomStream) => number, seed = 1) => {
  const random = randomStream(seed);
  return Float64Array.from({ length: COUNT }, () => draw(random));
};
/** Five standard errors of the mean. */
const within = (deviation: number) => (5 * deviation) / Math.sqrt(COUNT);

test.each([0.05, 0.5, 1, 3, 250])("gamma numbers of shape %d have its mean and variance", (shape) => {
  const values = draws((random) => drawGamma(random, shape));
  expect(Math.abs(mean(values) - shape)).toBeLessThan(within(Math.sqrt(shape)));
  // The fourth central moment of the gamma distribution is 3 k² + 6 k.
  expect(Math.abs(variance(values) - shape)).toBeLessThan(within(Math.sqrt(2 * shape ** 2 + 6 * shape)));
  expect(values.every((value) => value >= 0)).toBe(true);
});

// ψ(3) = 1 + 1/2 − γ.
test("logarithms of gamma numbers of shape 3 have the mean of the digamma function", () => {
  const logs = draws((random) => Math.log(drawGamma(random, 3)));
  expect(Math.abs(mean(logs) - (1.5 - 0.5772156649))).toBeLessThan(
    within(Math.sqrt(Math.PI ** 2 / 6 - 1.25)),
  );
});

test.each([
  [2, 5],
  [0.3, 0.7],
])("beta numbers of shapes %d and %d have their mean and variance", (a, b) => {
  const values = draws((random) => drawBeta(random, a, b));
  const spread = (a * b) / ((a + b) ** 2 * (a + b + 1));
  expect(Math.abs(mean(values) - a / (a + b))).toBeLessThan(within(Math.sqrt(spread)));
  expect(Math.abs(variance(values) / spread - 1)).toBeLessThan(0.05);
});

test("Dirichlet probabilities sum to 1, have the shapes' mean, and survive tiny shapes", () => {
  const random = randomStream(3);
  const sums = new Float64Array(3);
  for (let at = 0; at < COUNT; at++)
    drawDirichlet(random, [1, 2, 5]).forEach((value, index) => (sums[index]! += value));
  sums.forEach((sum, index) =>
    expect(Math.abs(sum / COUNT - [1, 2, 5][index]! / 8)).toBeLessThan(within(0.2)),
  );
  const tiny = drawDirichlet(random, [1e-4, 1e-4, 1e-4]);
  expect(tiny.reduce((sum, value) => sum + value)).toBeCloseTo(1, 12);
});

test.each([0, 0.3, 4, 9.99, 10, 37, 5000, 2 ** 31])(
  "Poisson counts of mean %d have its mean and variance",
  (rate) => {
    const values = draws((random) => drawPoisson(random, rate));
    expect(Math.abs(mean(values) - rate)).toBeLessThanOrEqual(within(Math.sqrt(rate)));
    expect(Math.abs(variance(values) - rate)).toBeLessThanOrEqual(within(Math.sqrt(2 * rate ** 2 + rate)));
    expect(values.every((value) => Number.isInteger(value) && value >= 0)).toBe(true);
  },
);

test.each([3, 15])("Poisson counts of mean %d have the probabilities of the law", (rate) => {
  const shares = new Float64Array(60);
  for (const count of draws((random) => drawPoisson(random, rate), 9)) shares[count]! += 1 / COUNT;
  let probability = Math.exp(-rate);
  for (let count = 0; count < 30; count++) {
    expect(Math.abs(shares[count]! - probability), `${count}`).toBeLessThan(
      within(Math.sqrt(probability)) + 1e-4,
    );
    probability *= rate / (count + 1);
  }
});

test("categories come in proportion to their weights, those of weight 0 never", () => {
  const weights = [1, 0, 3, 6];
  const shares = new Float64Array(4);
  for (const category of draws((random) => drawCategory(random, weights))) shares[category]! += 1 / COUNT;
  expect(shares[1]).toBe(0);
  shares.forEach((share, at) => expect(Math.abs(share - weights[at]! / 10)).toBeLessThan(within(0.5)));
});

test("the same seed gives the same draws", () => {
  const draw = (random: RandomStream) =>
    drawGamma(random, 0.7) + drawPoisson(random, 20) + drawBeta(random, 2, 3);
  expect(draws(draw, 4)).toEqual(draws(draw, 4));
});

test.each([
  () => drawGamma(randomStream(1), 0),
  () => drawBeta(randomStream(1), 1, Infinity),
  () => drawPoisson(randomStream(1), -1),
  () => drawPoisson(randomStream(1), Number.NaN),
  () => drawCategory(randomStream(1), [0, 0]),
  () => drawCategory(randomStream(1), [1, -1]),
])("parameters outside of the domain are refused: %s", (draw) => {
  expect(draw).toThrowError(expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" }));
});
