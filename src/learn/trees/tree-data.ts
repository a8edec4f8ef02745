import { ForesolveError } from "../../errors.js";
import { requireOption, totalWeight } from "../invalid-option.js";

/** Feature rows that trees are grown on. */
export interface TreeRows {
  /** [rows, columns] row-major; NaN is a missing value. */
  readonly features: Float64Array;
  readonly rows: number;
  readonly columns: number;
  /** How much each row counts, [rows]; all the same when absent. Only their ratios matter. */
  readonly weights?: Float64Array;
}

/** Rows to learn from, or to judge by. */
export interface TreeData extends TreeRows {
  /** [rows], or [rows, outputs] row-major. */
  readonly target: Float64Array;
  /** Target values per row; more than 1 for the squared error only, with trees that have all of them. Default 1. */
  readonly outputs?: number;
}

/** Refuses arrays that do not fit each other. */
export function requireTreeRows({ features, rows, columns, weights }: TreeRows, what: string): void {
  if (!(rows >= 1))
    throw new ForesolveError("FS_LEARN_TOO_FEW_EXAMPLES", {
      message: `the ${what} of trees has ${rows} rows.`,
      fix: "Pass at least one row.",
      data: { what, rows },
    });
  requireOption(`${what}.columns`, columns, { low: 1, whole: true });
  const size = rows * columns;
  requireOption(`${what}.features.length`, features.length, { low: size, high: size });
  if (weights) requireOption(`${what}.weights.length`, weights.length, { low: rows, high: rows });
}

/**
 * Refuses arrays that do not fit each other, and targets that are not finite or not accepted.
 *
 * @param accepts says what is accepted where a value is not
 */
export function requireTreeData(
  data: TreeData,
  what: string,
  accepts: (value: number) => string | null,
): void {
  requireTreeRows(data, what);
  const { rows, target, outputs = 1 } = data;
  requireOption(`${what}.outputs`, outputs, { low: 1, whole: true });
  requireOption(`${what}.target.length`, target.length, { low: rows * outputs, high: rows * outputs });
  for (let at = 0; at < target.length; at++) {
    const value = target[at]!;
    const accepted = Number.isFinite(value) ? accepts(value) : "finite numbers";
    if (accepted !== null)
      throw new ForesolveError("FS_LEARN_INVALID_TRUTH", {
        message: `the target of row ${Math.floor(at / outputs)} of the ${what} is ${value}${outputs > 1 ? ` (output ${at % outputs})` : ""}.`,
        fix: `Pass ${accepted}.`,
        data: { row: Math.floor(at / outputs), output: at % outputs, value },
      });
  }
}

/** Weights with a mean of 1. */
export function normalisedWeights({ rows, weights }: TreeRows): Float64Array {
  if (weights === undefined) return new Float64Array(rows).fill(1);
  const sum = totalWeight(weights);
  return weights.map((weight) => (weight * rows) / sum);
}
