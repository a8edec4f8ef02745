/**
 * What an oracle knows of one optimal decision: how its objective hangs on the uncertain values. For any values `c`
 * the decision's objective is `exposure . c + fixedCost`.
 */
export interface OracleBatch {
  /** [rows, dimension] derivative of the decision's objective by each uncertain value */
  readonly exposures: Float64Array;
  /** [rows] the part of the objective that does not hang on uncertain values */
  readonly fixedCosts: Float64Array;
  /** [rows] optimal objectives for the given costs */
  readonly objectives: Float64Array;
}

/**
 * An exact solver of one problem family that takes many cost vectors in one call. Losses train through it, and
 * backtests measure regret with it.
 */
export interface Oracle {
  /** Number of uncertain values. */
  readonly dimension: number;
  readonly sense: "minimize" | "maximize";
  /**
   * Solves once per row of `costs` [rows, dimension] and writes the results into `out`.
   *
   * @throws ForesolveError `FS_SOLVE_NO_OPTIMUM` when a row has no optimal decision; names the row and the status.
   * @throws ForesolveError `FS_SOLVE_VERIFICATION_FAILED` when a row's decision does not stand up to the check.
   * @throws ForesolveError `FS_SOLVE_WRONG_PARAMETERS` when the sizes of `costs` and `out` do not fit together.
   */
  solveBatch(costs: Float64Array, out: OracleBatch): void;
  /** Number of solves so far. */
  readonly solves: number;
}

/** Room for the results of a batch. */
export function oracleBatch(rows: number, dimension: number): OracleBatch {
  return {
    exposures: new Float64Array(rows * dimension),
    fixedCosts: new Float64Array(rows),
    objectives: new Float64Array(rows),
  };
}
