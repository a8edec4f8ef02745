import { ForesolveError } from "../../errors.js";
import type { FittedPredictor } from "../../learn/index.js";
import type { IndexSets } from "../../model/index.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import type { Policy, PolicyKind } from "./decision.js";
import { PredictThenOptimise } from "./predict-then-optimise.js";
import { requireFitted, requireSameTarget } from "../problem/target-check.js";

/** Options of {@link policy}. */
export interface PolicyOptions<Row, S extends IndexSets, U extends string> {
  readonly predictor: FittedPredictor<Row, S, U>;
  readonly problem: DecisionProblem<NoInfer<S>, NoInfer<U>>;
  /** Default: the predictor's name. */
  readonly name?: string;
  /** Default "two-stage". */
  readonly kind?: PolicyKind;
  /**
   * Rows of the past, most recent last. Opening decides for them (the last ones, for two seconds at most), so that the first real
   * decision finds plans to fall back on and a solver whose overruns are known.
   */
  readonly history?: readonly NoInfer<Row>[];
}

/**
 * Joins a fitted predictor and a decision problem: predict, then optimise, in a warm solver. A passed deadline is not
 * an error: the decision says where it comes from.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH` at once, and `FS_DECIDE_INVALID_OPTION` for a predictor that is not fitted or a
 * problem without a model, `FS_SOLVE_NO_SOLVER` for a model with quadratic constraints or cones, which HiGHS does not take; `decide` throws `FS_DECIDE_NO_DECISION` when the problem
 * has no feasible decision at all or is unbounded for the prediction, `FS_DECIDE_INVALID_OPTION` for a deadline that is
 * no number, `FS_SOLVE_WRONG_PARAMETERS` for predictions that are not finite, and what the predictor throws for a bad
 * row.
 * @example
 * import { indexSet, model, mul, total } from "foresolve/model";
 * import { rulePredictor } from "foresolve/learn";
 * import { decisionProblem, policy } from "foresolve/decide";
 *
 * const hour = indexSet("hour", 3);
 * const sale = decisionProblem({
 *   uncertain: { over: [hour], unit: "EUR/MWh" },
 *   build(price) {
 *     const m = model("sale");
 *     m.maximize(total(mul(price, m.variable("output", { over: [hour], unit: "MWh", lower: 0, upper: 2 }))));
 *     return m;
 *   },
 * });
 * const asYesterday = rulePredictor({
 *   name: "as yesterday",
 *   target: { over: [hour], unit: "EUR/MWh" },
 *   predict: (row: { yesterday: number[] }) => row.yesterday,
 * });
 * const live = policy({ predictor: asYesterday, problem: sale });
 * const decision = await live.decide({ yesterday: [30, -5, 20] }, { deadlineMs: 200, fallback: "last" });
 * [...decision.columnValues]; // => [2, 0, 2]
 * live.dispose();
 */
export function policy<Row, const S extends IndexSets, const U extends string>(
  options: PolicyOptions<Row, S, U>,
): Policy<Row> {
  const problem = options.problem as unknown as DecisionProblem;
  requireSameTarget(options.predictor, problem);
  requireFitted(options.predictor);
  if ((problem as Partial<DecisionProblem>).form === undefined) {
    throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
      message: `Problem "${problem.name}" has an oracle but no model, and plans are verified against a model.`,
      fix: "Pass problem.asDecisionProblem() where the problem has it, or declare it by decisionProblem({ build, oracle }).",
      data: { option: "problem", value: problem.name },
    });
  }
  return new PredictThenOptimise(
    options.name ?? options.predictor.name,
    options.kind ?? "two-stage",
    options.predictor,
    problem,
    options.history ?? [],
  );
}
