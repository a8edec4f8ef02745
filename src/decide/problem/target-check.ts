import { ForesolveError } from "../../errors.js";
import type { Target } from "../../learn/index.js";
import type { TrainableProblem } from "./decision-problem.js";

/**
 * What the compiler checks for typed code, again at run time: a predictor's target must have the index sets, labels
 * and unit of the problem's uncertain parameter.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH`.
 */
export function requireSameTarget(
  predictor: { readonly name: string; readonly target: Target },
  problem: TrainableProblem,
): void {
  const { uncertain } = problem;
  const wanted = describe(uncertain);
  const found = describe(predictor.target);
  const sameLabels = predictor.target.over.every((axis, position) => {
    const set = uncertain.over[position];
    return (
      set !== undefined &&
      axis.keys.length === set.keys.length &&
      axis.keys.every((key, k) => key === set.keys[k])
    );
  });
  if (wanted === found && sameLabels) return;
  throw new ForesolveError("FS_DECIDE_TARGET_MISMATCH", {
    message: `Predictor "${predictor.name}" predicts ${found}, but the decision problem "${problem.name}" needs ${wanted}${wanted === found ? " with other labels" : ""}.`,
    fix: "Give the predictor's target the index sets and the unit of the problem's uncertain parameter.",
    data: { predictor: found, problem: wanted },
  });
}

/**
 * A predictor must be fitted before decisions can be taken with it.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`.
 */
export function requireFitted(predictor: { readonly name: string; readonly predict?: unknown }): void {
  if (typeof predictor.predict === "function") return;
  throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: `Predictor "${predictor.name}" is not fitted yet.`,
    fix: "Pass what `await predictor.fit(examples)` gives.",
    data: { option: "predictor", value: predictor.name },
  });
}

function describe(target: Pick<Target, "over"> & { readonly unit?: string | undefined }): string {
  const axes = target.over.map((axis) => `${axis.name}: ${axis.keys.length}`).join(", ");
  return `[${axes}]${target.unit === undefined ? "" : ` in ${target.unit}`}`;
}
