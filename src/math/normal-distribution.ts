/**
 * Standard normal distribution function, by the continued fraction and series of erfc (absolute error below 1e−15).
 *
 * @example
 * import { normalProbability } from "foresolve/math";
 *
 * normalProbability(0); // => 0.5
 */
export function normalProbability(z: number): number {
  if (z > 0) return 1 - normalProbability(-z);
  if (z < -38) return 0;
  const x = -z;
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x < 3) {
    // Φ(x) = 1/2 + φ(x)·(x + x³/3 + x⁵/15 + …)
    let term = x;
    let sum = x;
    for (let odd = 3; term > 1e-17 * sum; odd += 2) {
      term *= (x * x) / odd;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = x;
  for (let k = 60; k >= 1; k--) fraction = x + k / fraction;
  return density / fraction;
}

/**
 * Inverse of {@link normalProbability} (Acklam's rational approximation, 2003, and one step of Halley's method).
 *
 * @param level 0 gives −∞ and 1 gives +∞, numbers outside NaN
 *
 * @example
 * import { normalQuantile } from "foresolve/math";
 *
 * normalQuantile(0.975).toFixed(4); // => "1.9600"
 */
export function normalQuantile(level: number): number {
  if (level === 0) return -Infinity;
  if (level > 0.5) return -normalQuantile(1 - level);
  let z: number;
  if (level < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(level));
    z =
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
        1);
  } else {
    const q = level - 0.5;
    const r = q * q;
    z =
      ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
        30.66479806614716) *
        r +
        2.506628277459239) *
        q) /
      (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
        13.28068155288572) *
        r +
        1);
  }
  const error = (normalProbability(z) - level) * Math.sqrt(2 * Math.PI) * Math.exp((z * z) / 2);
  return Number.isFinite(error) ? z - error / (1 + (z * error) / 2) : z;
}
