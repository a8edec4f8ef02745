import { invalidArgument } from "./invalid-argument.js";
import type { RandomStream } from "./random-stream.js";

/**
 * A number of the gamma distribution with mean `shape` and variance `shape` (scale 1), by squeezed rejection (Marsaglia
 * and Tsang, "A simple method for generating gamma variables", ACM TOMS 2000).
 *
 * @throws FS_MATH_INVALID_ARGUMENT unless the shape is above 0 and finite.
 *
 * @example
 * import { drawGamma, randomStream } from "foresolve/math";
 *
 * const waiting = drawGamma(randomStream(1), 3);
 * waiting > 0; // => true
 */
export function drawGamma(random: RandomStream, shape: number): number {
  requirePositive("shape", shape);
  // A shape below 1 is drawn one higher and brought back.
  if (shape < 1) return Math.exp(Math.log(1 - random.uniform()) / shape) * drawGamma(random, shape + 1);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = random.normal();
    const root = 1 + c * normal;
    if (root <= 0) continue;
    const cube = root * root * root;
    const uniform = 1 - random.uniform();
    if (uniform < 1 - 0.0331 * normal ** 4) return d * cube;
    if (Math.log(uniform) < 0.5 * normal * normal + d * (1 - cube + Math.log(cube))) return d * cube;
  }
}

/**
 * A number of the beta distribution: X / (X + Y) of two gamma numbers.
 *
 * @throws FS_MATH_INVALID_ARGUMENT unless both shapes are above 0 and finite.
 *
 * @example
 * import { drawBeta, randomStream } from "foresolve/math";
 *
 * const share = drawBeta(randomStream(1), 2, 5);
 * share > 0 && share < 1; // => true
 */
export function drawBeta(random: RandomStream, first: number, second: number): number {
  return drawDirichlet(random, [first, second])[0]!;
}

/**
 * Probabilities of the Dirichlet distribution, [shapes], which sum to 1. Its mean is in proportion to the shapes.
 *
 * @throws FS_MATH_INVALID_ARGUMENT unless all shapes are above 0 and finite.
 *
 * @example
 * import { drawDirichlet, randomStream } from "foresolve/math";
 *
 * const shares = drawDirichlet(randomStream(1), [1, 2, 3]);
 * Math.round(1e9 * (shares[0]! + shares[1]! + shares[2]!)); // => 1000000000
 */
export function drawDirichlet(random: RandomStream, shapes: ArrayLike<number>): Float64Array {
  const logs = Float64Array.from(shapes, (shape) => logGamma(random, shape));
  // In logarithms: gamma numbers of small shapes underflow, all of them at times.
  const largest = logs.reduce((most, value) => Math.max(most, value), -Infinity);
  const draws = logs.map((value) => Math.exp(value - largest));
  const sum = draws.reduce((total, value) => total + value, 0);
  return draws.map((value) => value / sum);
}

function logGamma(random: RandomStream, shape: number): number {
  requirePositive("shape", shape);
  if (shape >= 1) return Math.log(drawGamma(random, shape));
  return Math.log(1 - random.uniform()) / shape + Math.log(drawGamma(random, shape + 1));
}

/** Means up to this are drawn by multiplying uniform numbers. */
const SMALL_MEAN = 10;

/**
 * A count of the Poisson distribution, by multiplying uniform numbers or, from a mean of 10 on, by transformed
 * rejection (Hörmann, "The transformed rejection method for generating Poisson random variables", 1993, algorithm PTRS).
 *
 * @throws FS_MATH_INVALID_ARGUMENT unless the mean is at least 0 and at most 2³¹.
 *
 * @example
 * import { drawPoisson, randomStream } from "foresolve/math";
 *
 * Number.isInteger(drawPoisson(randomStream(1), 30)); // => true
 */
export function drawPoisson(random: RandomStream, mean: number): number {
  if (!(mean >= 0 && mean <= 2 ** 31))
    throw invalidArgument(`the mean of a Poisson count is ${mean}.`, "Pass a mean from 0 to 2 ** 31.", {
      mean,
    });
  if (mean < SMALL_MEAN) {
    const limit = Math.exp(-mean);
    let count = 0;
    for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
    return count;
  }
  const logMean = Math.log(mean);
  const b = 0.931 + 2.53 * Math.sqrt(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = 1 - random.uniform();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return count;
    if (count < 0 || (us < 0.013 && v > us)) continue;
    const bound = count * logMean - mean - logFactorial(count);
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= bound) return count;
  }
}

const LOG_FACTORIALS = [0, 0];
for (let count = 2; count < 20; count++) LOG_FACTORIALS.push(LOG_FACTORIALS[count - 1]! + Math.log(count));

/** log(count!), from 20 on by Stirling's series: right to 1e-11. */
function logFactorial(count: number): number {
  if (count < LOG_FACTORIALS.length) return LOG_FACTORIALS[count]!;
  const x = count + 1;
  const inverse = 1 / x;
  const series = inverse / 12 - inverse ** 3 / 360 + inverse ** 5 / 1260;
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series;
}

/**
 * A position, drawn in proportion to the weights.
 *
 * @param weights not negative, not all 0
 * @throws FS_MATH_INVALID_ARGUMENT for other weights.
 *
 * @example
 * import { drawCategory, randomStream } from "foresolve/math";
 *
 * drawCategory(randomStream(1), [0, 3, 0]); // => 1
 */
export function drawCategory(random: RandomStream, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) {
    const weight = weights[at]!;
    if (!(weight >= 0 && weight < Infinity)) throw invalidWeights(`weight ${at} is ${weight}`, at);
    sum += weight;
  }
  if (!(sum > 0 && sum < Infinity)) throw invalidWeights(`the weights sum to ${sum}`, null);
  let rest = random.uniform() * sum;
  let last = 0;
  for (let at = 0; at < weights.length; at++) {
    if (weights[at] === 0) continue;
    last = at;
    rest -= weights[at]!;
    if (rest < 0) return at;
  }
  return last;
}

function invalidWeights(what: string, at: number | null): Error {
  return invalidArgument(`${what}.`, "Pass finite weights that are not negative, at least one above 0.", {
    at,
  });
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity))
    throw invalidArgument(`the ${name} of a random number is ${value}.`, `Pass a finite ${name} above 0.`, {
      name,
      value,
    });
}
