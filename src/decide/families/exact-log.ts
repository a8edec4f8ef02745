/** An unevaluated sum of two doubles: about 32 digits (Dekker, "A floating-point technique", Numerische Mathematik 1971). */
type Pair = readonly [high: number, low: number];

const LN2: Pair = [0.6931471805599453, 2.319046813846299558e-17];
const SPLITTER = 134217729;
/** Powers of at most (3 - 2 √2)² ≈ 0.0294 vanish below 10⁻³⁰ after so many. */
const TERMS = 20;
const ODD_INVERSES: readonly Pair[] = Array.from({ length: TERMS }, (_, k) =>
  quotient([1, 0], [2 * k + 1, 0]),
);

/**
 * The natural logarithm of a normal positive number, rounded correctly. `Math.log` may be off by the last bit, and
 * differently so in each engine; numbers that are to be the same everywhere cannot go through it.
 */
export function exactLog(value: number): number {
  let exponent = 0;
  let mantissa = value;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) exponent--;
  for (; mantissa > Math.SQRT2; mantissa /= 2) exponent++;
  // log m = 2 artanh((m - 1) / (m + 1))
  const ratio = quotient(exactSum(mantissa, -1), exactSum(mantissa, 1));
  const square = product(ratio, ratio);
  let series: Pair = [0, 0];
  for (let k = TERMS - 1; k >= 0; k--) series = sum(product(series, square), ODD_INVERSES[k]);
  const half = product(ratio, series);
  return sum(product([exponent, 0], LN2), [2 * half[0], 2 * half[1]])[0];
}

function exactSum(first: number, second: number): Pair {
  const high = first + second;
  const part = high - first;
  return [high, first - (high - part) + (second - part)];
}

function exactProduct(first: number, second: number): Pair {
  const high = first * second;
  const firstHigh = SPLITTER * first - (SPLITTER * first - first);
  const firstLow = first - firstHigh;
  const secondHigh = SPLITTER * second - (SPLITTER * second - second);
  const secondLow = second - secondHigh;
  const low =
    firstHigh * secondHigh - high + firstHigh * secondLow + firstLow * secondHigh + firstLow * secondLow;
  return [high, low];
}

function renormalised(high: number, low: number): Pair {
  const total = high + low;
  return [total, low - (total - high)];
}

function sum(first: Pair, second: Pair): Pair {
  const [high, low] = exactSum(first[0], second[0]);
  return renormalised(high, low + first[1] + second[1]);
}

function product(first: Pair, second: Pair): Pair {
  const [high, low] = exactProduct(first[0], second[0]);
  return renormalised(high, low + first[0] * second[1] + first[1] * second[0]);
}

function quotient(first: Pair, second: Pair): Pair {
  const high = first[0] / second[0];
  const [back, rest] = exactProduct(high, second[0]);
  return renormalised(high, (first[0] - back - rest + first[1] - high * second[1]) / second[0]);
}
