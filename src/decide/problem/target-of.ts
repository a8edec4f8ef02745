import type { Target } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import type { TrainableProblem } from "./decision-problem.js";

/** The target of a predictor that is made for a problem: its uncertain parameter. */
export function targetOf<S extends IndexSets, U extends string>(
  problem: TrainableProblem<S, U>,
): Target<S, U> {
  const { over, unit } = problem.uncertain;
  return unit === undefined ? { over } : { over, unit: unit as U };
}
