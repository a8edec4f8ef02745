/** What to do with a numeric field: a number, null or NaN; or an array of them, one for each entry of the target. */
export interface NumericStep {
  readonly kind: "numeric";
  /** What stands for a missing value. `"keep"` passes NaN on, for models that take it; `"refuse"` is the default. */
  readonly missing: "refuse" | "keep" | "mean" | "median" | number;
  /** Whether a field `NAME missing` says where values were missing (1) and where not (0). */
  readonly indicator: boolean;
  readonly scale: "none" | "standard" | "robust" | "minMax";
  /** A field that never varies has nothing to scale by: refuse it (default), or make it 0. */
  readonly constant: "refuse" | "zero";
}

/** One field `NAME=CATEGORY` of 0 and 1 for each category. */
export interface OneHotStep {
  readonly kind: "one-hot";
  /** A category that no example had: 0 in all fields (default), or FS_LEARN_UNKNOWN_CATEGORY. */
  readonly unknown: "zeros" | "refuse";
}

/** The mean truth of the examples of the same category, shrunk towards that of all. */
export interface TargetMeanStep {
  readonly kind: "target-mean";
  /** The mean of all counts as so many examples. */
  readonly smoothing: number;
  /** Number of folds, or `"ordered"`; see `targetMean`. */
  readonly examples: "ordered" | number;
  /** A category that no example had: the mean of all (default), or FS_LEARN_UNKNOWN_CATEGORY. */
  readonly unknown: "mean" | "refuse";
}

/** What to do with a field. Plain data. */
export type FieldStep = NumericStep | OneHotStep | TargetMeanStep;

/** Steps that suit a field's values. */
export type StepFor<Value> =
  NonNullable<Value> extends string | boolean
    ? OneHotStep | TargetMeanStep
    : NonNullable<Value> extends number
      ? FieldStep
      : NonNullable<Value> extends ArrayLike<number | null>
        ? NumericStep
        : never;

/**
 * A numeric field: fills missing values and scales. `"standard"` is to mean 0 and deviation 1, `"robust"` to median 0 and
 * quartiles one apart, `"minMax"` to 0 and 1 over the examples (rows beyond them leave this range).
 *
 * @example
 * import { numeric } from "foresolve/learn";
 *
 * numeric({ missing: "median", scale: "standard" }).kind; // => "numeric"
 */
export function numeric(options: Partial<Omit<NumericStep, "kind">> = {}): NumericStep {
  return {
    kind: "numeric",
    missing: "refuse",
    indicator: false,
    scale: "none",
    constant: "refuse",
    ...options,
  };
}

/**
 * A category as fields of 0 and 1. A missing value (null, undefined, NaN) is a category of its own.
 *
 * @example
 * import { oneHot } from "foresolve/learn";
 *
 * oneHot().unknown; // => "zeros"
 */
export function oneHot(options: Partial<Omit<OneHotStep, "kind">> = {}): OneHotStep {
  return { kind: "one-hot", unknown: "zeros", ...options };
}

/**
 * A category as the mean truth of its examples, shrunk: (Σ wy + smoothing · mean) / (Σ w + smoothing); one value for
 * each entry of the target (Micci-Barreca, 2001). An example never sees its own truth: with a number of folds (default 5)
 * it is encoded by the other folds, drawn by the seed; `"ordered"` encodes it by the examples before it (Prokhorenkova
 * et al., "CatBoost", 2018). A missing value is a category of its own.
 *
 * @example
 * import { targetMean } from "foresolve/learn";
 *
 * targetMean({ examples: "ordered" }).smoothing; // => 10
 */
export function targetMean(options: Partial<Omit<TargetMeanStep, "kind">> = {}): TargetMeanStep {
  return { kind: "target-mean", smoothing: 10, examples: 5, unknown: "mean", ...options };
}
