import { choleskyFactor, choleskySolve } from "../../math/index.js";

/** A weighted quantile regression with a quadratic penalty on all columns but the last; see {@link quantileSearch}. */
export interface QuantileProblem {
  /** [rows, columns] row-major; the last column is that of the intercept. */
  readonly design: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** [rows] */
  readonly target: Float64Array;
  /** Above 0, summing to 1, [rows]. */
  readonly shares: Float64Array;
  readonly level: number;
  readonly penalty: number;
}

/** A search that can pause between its steps. */
export interface QuantileSearch {
  /** [columns] */
  readonly parameters: Float64Array;
  /** What the objective can still fall by, at most, when the residuals of the equations are zero. */
  gap(): number;
  /** Largest violation of the optimality equations. */
  violation(): number;
  step(): void;
}

/** How far a step may go towards the boundary. */
const BOUNDARY = 0.9995;

/**
 * Minimises Σ wᵢ ρ(yᵢ − xᵢb) + ½ penalty ‖b‖², ρ being the pinball loss of the level, by a primal-dual interior point
 * method with Mehrotra's corrector: what Portnoy and Koenker ("The Gaussian hare and the Laplacian tortoise", 1997)
 * recommend for quantile regression. Residuals are split, y − Xb = u − v with u, v ≥ 0; their multiplier d lies between
 * −(1 − level)·w and level·w, and Xᵀd = penalty·b.
 */
export function quantileSearch(problem: QuantileProblem): QuantileSearch {
  const { design, rows, columns, target, shares, level, penalty } = problem;
  const b = new Float64Array(columns);
  const d = new Float64Array(rows);
  const u = new Float64Array(rows);
  const v = new Float64Array(rows);
  // Slacks of the multiplier's bounds.
  const s = shares.map((share) => level * share);
  const t = shares.map((share) => (1 - level) * share);
  let spread = 0;
  for (let row = 0; row < rows; row++) spread += shares[row]! * Math.abs(target[row]!);
  const margin = spread > 0 ? spread : 1;
  for (let row = 0; row < rows; row++) {
    u[row] = Math.max(target[row]!, 0) + margin;
    v[row] = Math.max(-target[row]!, 0) + margin;
  }
  const primal = new Float64Array(rows);
  const dual = new Float64Array(columns);
  const matrix = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  const h = new Float64Array(rows);
  const q = new Float64Array(rows);
  const stepD = new Float64Array(rows);
  const stepU = new Float64Array(rows);
  const stepV = new Float64Array(rows);
  const centreU = new Float64Array(rows);
  const centreV = new Float64Array(rows);

  const residuals = (): void => {
    for (let column = 0; column < columns; column++)
      dual[column] = column === columns - 1 ? 0 : -penalty * b[column]!;
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      let fitted = 0;
      for (let column = 0; column < columns; column++) {
        fitted += design[start + column]! * b[column]!;
        dual[column]! += design[start + column]! * d[row]!;
      }
      primal[row] = target[row]! - fitted - u[row]! + v[row]!;
    }
  };
  const gap = (): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += u[row]! * s[row]! + v[row]! * t[row]!;
    return sum;
  };
  const factorise = (): Float64Array => {
    matrix.fill(0);
    for (let row = 0; row < rows; row++) {
      q[row] = 1 / (u[row]! / s[row]! + v[row]! / t[row]!);
      const start = row * columns;
      for (let i = 0; i < columns; i++) {
        const factor = q[row]! * design[start + i]!;
        if (factor === 0) continue;
        for (let j = 0; j <= i; j++) matrix[i * columns + j]! += factor * design[start + j]!;
      }
    }
    let trace = 0;
    for (let i = 0; i < columns; i++) trace += matrix[i * columns + i]!;
    for (let i = 0; i < columns; i++) {
      if (i < columns - 1) matrix[i * columns + i]! += penalty;
      // Columns left out (all zero) and rounding: a trace of regularisation changes the path, not its end.
      matrix[i * columns + i]! += 1e-13 * trace + Number.MIN_VALUE;
    }
    return choleskyFactor(matrix, columns);
  };
  /** Newton's direction to complementarity products of `centre`; returns the direction of the parameters. */
  const direction = (factor: Float64Array): Float64Array => {
    for (let column = 0; column < columns; column++) right[column] = dual[column]!;
    for (let row = 0; row < rows; row++) {
      h[row] = primal[row]! - centreU[row]! / s[row]! + u[row]! + centreV[row]! / t[row]! - v[row]!;
      const pull = q[row]! * h[row]!;
      const start = row * columns;
      for (let column = 0; column < columns; column++) right[column]! += pull * design[start + column]!;
    }
    const stepB = choleskySolve(factor, columns, right, 1);
    for (let row = 0; row < rows; row++) {
      const start = row * columns;
      let change = h[row]!;
      for (let column = 0; column < columns; column++) change -= design[start + column]! * stepB[column]!;
      change *= q[row]!;
      stepD[row] = change;
      stepU[row] = (centreU[row]! + u[row]! * change) / s[row]! - u[row]!;
      stepV[row] = (centreV[row]! - v[row]! * change) / t[row]! - v[row]!;
    }
    return stepB;
  };
  const longest = (): number => {
    let length = 1 / BOUNDARY;
    for (let row = 0; row < rows; row++) {
      const change = stepD[row]!;
      if (stepU[row]! < 0) length = Math.min(length, -u[row]! / stepU[row]!);
      if (stepV[row]! < 0) length = Math.min(length, -v[row]! / stepV[row]!);
      if (change > 0) length = Math.min(length, s[row]! / change);
      else if (change < 0) length = Math.min(length, -t[row]! / change);
    }
    return BOUNDARY * length;
  };
  residuals();
  return {
    parameters: b,
    gap,
    violation() {
      let largest = 0;
      for (const value of dual) largest = Math.max(largest, Math.abs(value));
      for (const value of primal) largest = Math.max(largest, Math.abs(value) / margin);
      return largest;
    },
    step() {
      const factor = factorise();
      const before = gap();
      centreU.fill(0);
      centreV.fill(0);
      direction(factor);
      const reach = longest();
      let after = 0;
      for (let row = 0; row < rows; row++) {
        after += (u[row]! + reach * stepU[row]!) * (s[row]! - reach * stepD[row]!);
        after += (v[row]! + reach * stepV[row]!) * (t[row]! + reach * stepD[row]!);
      }
      const aim = ((after / before) ** 3 * before) / (2 * rows);
      for (let row = 0; row < rows; row++) {
        centreU[row] = aim + stepU[row]! * stepD[row]!;
        centreV[row] = aim - stepV[row]! * stepD[row]!;
      }
      const stepB = direction(factor);
      const length = Math.min(1, longest());
      for (let column = 0; column < columns; column++) b[column]! += length * stepB[column]!;
      for (let row = 0; row < rows; row++) {
        d[row]! += length * stepD[row]!;
        s[row]! -= length * stepD[row]!;
        t[row]! += length * stepD[row]!;
        u[row]! += length * stepU[row]!;
        v[row]! += length * stepV[row]!;
      }
      residuals();
    },
  };
}
