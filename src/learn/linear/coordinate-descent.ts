/** A quadratic with an elastic-net penalty, for one output; see {@link descendCoordinates}. */
export interface PenalisedQuadratic {
  /** G, [columns, columns]: weighted covariances of the columns. A zero diagonal leaves a column out. */
  readonly gram: Float64Array;
  readonly columns: number;
  /** Of the absolute values. */
  readonly absolute: number;
  /** Of the squares. */
  readonly square: number;
}

/**
 * Minimises ½ bᵀGb − cᵀb + absolute·‖b‖₁ + ½ square·‖b‖² by cyclic coordinate descent with covariance updates and an
 * active set, c being the columns' covariances with the target (Friedman, Hastie and Tibshirani, "Regularization paths for generalized linear models via coordinate
 * descent", 2010), from the coefficients given, in place.
 *
 * @param coefficients [columns]
 * @param slope c − Gb, [columns]; kept up to date
 * @param tolerance largest violation of the optimality conditions that is accepted, in the unit of c
 * @returns the number of sweeps, and whether the tolerance was reached
 */
export function descendCoordinates(
  { gram, columns, absolute, square }: PenalisedQuadratic,
  coefficients: Float64Array,
  slope: Float64Array,
  tolerance: number,
  mostSweeps: number,
): { sweeps: number; converged: boolean } {
  const move = (column: number): number => {
    const diagonal = gram[column * columns + column]!;
    if (diagonal === 0) return 0;
    const before = coefficients[column]!;
    const pull = slope[column]! + diagonal * before;
    const shrunk = pull > absolute ? pull - absolute : pull < -absolute ? pull + absolute : 0;
    const step = shrunk / (diagonal + square) - before;
    if (step === 0) return 0;
    coefficients[column] = before + step;
    const start = column * columns;
    for (let other = 0; other < columns; other++) slope[other]! -= step * gram[start + other]!;
    return Math.abs(step) * (diagonal + square);
  };
  let sweeps = 0;
  while (sweeps < mostSweeps) {
    let largest = 0;
    for (let column = 0; column < columns; column++) largest = Math.max(largest, move(column));
    sweeps++;
    // A step of a coordinate, times its curvature, is how far its condition was violated before.
    if (largest <= tolerance) return { sweeps, converged: true };
    while (largest > tolerance && sweeps < mostSweeps) {
      largest = 0;
      for (let column = 0; column < columns; column++)
        if (coefficients[column] !== 0) largest = Math.max(largest, move(column));
      sweeps++;
    }
  }
  return { sweeps, converged: false };
}
