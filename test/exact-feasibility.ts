/** `coefficients . x <= limit`, with whole numbers. */
export interface Inequality {
  readonly coefficients: readonly bigint[];
  readonly limit: bigint;
}

/**
 * Whether real numbers satisfy all inequalities: Fourier and Motzkin's elimination, in exact arithmetic. For a handful
 * of variables only; independent of everything under test.
 */
export function isSatisfiable(inequalities: readonly Inequality[]): boolean {
  let system = [...inequalities];
  const variables = system[0]?.coefficients.length ?? 0;
  for (let variable = 0; variable < variables; variable++) {
    const positive = system.filter(({ coefficients }) => coefficients[variable]! > 0n);
    const negative = system.filter(({ coefficients }) => coefficients[variable]! < 0n);
    const next = system.filter(({ coefficients }) => coefficients[variable] === 0n);
    for (const up of positive) {
      for (const down of negative) {
        const [a, b] = [up.coefficients[variable]!, -down.coefficients[variable]!];
        next.push({
          coefficients: up.coefficients.map((value, k) => b * value + a * down.coefficients[k]!),
          limit: b * up.limit + a * down.limit,
        });
      }
    }
    system = withoutRedundant(next);
  }
  return system.every(({ limit }) => limit >= 0n);
}

/** Divides by common factors and keeps the tightest of parallel inequalities, so that elimination does not explode. */
function withoutRedundant(system: readonly Inequality[]): Inequality[] {
  const tightest = new Map<string, Inequality>();
  for (const { coefficients, limit } of system) {
    const factor = coefficients.reduce((divisor, value) => gcd(divisor, value), 0n);
    // Scaled so that limits of equal left sides can be compared: by the factor of the left side alone.
    const scaled = factor === 0n ? coefficients : coefficients.map((value) => value / factor);
    const key = scaled.join(",");
    const known = tightest.get(key);
    const scale = factor === 0n ? 1n : factor;
    if (known === undefined) {
      tightest.set(key, { coefficients, limit });
      continue;
    }
    const knownFactor = known.coefficients.reduce((divisor, value) => gcd(divisor, value), 0n);
    const knownScale = knownFactor === 0n ? 1n : knownFactor;
    if (limit * knownScale < known.limit * scale) tightest.set(key, { coefficients, limit });
  }
  return [...tightest.values()];
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
