import { invalidArgument } from "./invalid-argument.js";

/**
 * Distances between two samples, the smaller the more alike. None asks for samples of equal size.
 *
 * The first Wasserstein distance ∫ |F(x) − G(x)| dx: how far, on average, probability has to be moved; in the unit of
 * the values.
 *
 * @throws FS_MATH_INVALID_ARGUMENT for an empty sample or values that are not finite.
 *
 * @example
 * import { wassersteinDistance } from "foresolve/math";
 *
 * wassersteinDistance([0, 1, 3], [5, 6, 8]); // => 5
 */
export function wassersteinDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let sum = 0;
  overSteps(first, second, (width, gap) => {
    sum += width * Math.abs(gap);
  });
  return sum;
}

/**
 * The energy distance 2 E|X − Y| − E|X − X′| − E|Y − Y′| (Székely and Rizzo, 2013), which on the line is
 * 2 ∫ (F(x) − G(x))² dx; in the unit of the values.
 *
 * @throws FS_MATH_INVALID_ARGUMENT for an empty sample or values that are not finite.
 *
 * @example
 * import { energyDistance } from "foresolve/math";
 *
 * energyDistance([0], [1]); // => 2
 */
export function energyDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let sum = 0;
  overSteps(first, second, (width, gap) => {
    sum += width * gap * gap;
  });
  return 2 * sum;
}

/**
 * The Kolmogorov-Smirnov distance sup |F(x) − G(x)|, from 0 to 1.
 *
 * @throws FS_MATH_INVALID_ARGUMENT for an empty sample or values that are not finite.
 *
 * @example
 * import { kolmogorovSmirnovDistance } from "foresolve/math";
 *
 * kolmogorovSmirnovDistance([1, 2, 3, 4], [3, 4, 5, 6]); // => 0.5
 */
export function kolmogorovSmirnovDistance(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let largest = 0;
  overSteps(first, second, (_, gap) => {
    largest = Math.max(largest, Math.abs(gap));
  });
  return largest;
}

/** Walks through the merged samples: the width of each stretch between values, and F − G on it. */
function overSteps(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  step: (width: number, gap: number) => void,
): void {
  const [a, b] = [sorted("first", first), sorted("second", second)];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const here = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    while (i < a.length && a[i] === here) i++;
    while (j < b.length && b[j] === here) j++;
    const next = Math.min(a[i] ?? Infinity, b[j] ?? Infinity);
    if (next < Infinity) step(next - here, i / a.length - j / b.length);
  }
}

function sorted(name: string, values: ArrayLike<number>): Float64Array {
  const copy = Float64Array.from(values);
  const bad = copy.findIndex((value) => !Number.isFinite(value));
  if (copy.length === 0 || bad !== -1)
    throw invalidArgument(
      copy.length === 0
        ? `the ${name} sample is empty.`
        : `value ${bad} of the ${name} sample is ${copy[bad]}.`,
      "Pass at least one number, and finite numbers only.",
      { name, length: copy.length, at: bad },
    );
  // Minus zero and zero are one value.
  for (let at = 0; at < copy.length; at++) copy[at]! += 0;
  return copy.sort();
}
