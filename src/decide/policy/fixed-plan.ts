import { ForesolveError } from "../../errors.js";
import { valuesOf, verifier } from "../../solve/index.js";
import { certainPart } from "../problem/certain-part.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import { exposureOf } from "../problem/exposure.js";
import type { Decision, Policy } from "./decision.js";

/** Options of {@link fixedPlan}. */
export interface FixedPlanOptions {
  readonly name: string;
  readonly problem: DecisionProblem;
  /** [columns] values of all variables; copied */
  readonly columnValues: Float64Array;
}

/**
 * The policy that always answers with one plan, such as doing nothing: the floor that every other policy has to beat. Limits that
 * uncertain values move are left to the judge of each truth.
 *
 * @throws ForesolveError `FS_DECIDE_INFEASIBLE_PLAN` when the plan violates a constraint (names the worst one) or does
 * not have one value per column.
 * @example
 * import { indexSet, model, mul, total } from "foresolve/model";
 * import { decisionProblem, fixedPlan } from "foresolve/decide";
 *
 * const hour = indexSet("hour", 2);
 * const sale = decisionProblem({
 *   uncertain: { over: [hour] },
 *   build(price) {
 *     const m = model("sale");
 *     m.maximize(total(mul(price, m.variable("output", { over: [hour], lower: 0, upper: 2 }))));
 *     return m;
 *   },
 * });
 * const idle = fixedPlan({ name: "sell nothing", problem: sale, columnValues: Float64Array.of(0, 0) });
 * idle.kind; // => "baseline"
 */
export function fixedPlan(options: FixedPlanOptions): Policy<unknown> {
  const { name, problem } = options;
  const { form } = problem;
  const columnValues = options.columnValues.slice();
  if (columnValues.length !== form.columns) {
    throw new ForesolveError("FS_DECIDE_INFEASIBLE_PLAN", {
      message: `Plan "${name}" has ${columnValues.length} value(s), but model "${form.name}" has ${form.columns} column(s).`,
      fix: "Pass one value per entry of every variable, in the order in which the variables were added.",
      data: { plan: name, values: columnValues.length, columns: form.columns },
    });
  }
  const { ok, worst } = verifier(certainPart(form))(new Float64Array(form.slots.count), columnValues);
  if (!ok) {
    throw new ForesolveError("FS_DECIDE_INFEASIBLE_PLAN", {
      message: `Plan "${name}" violates ${worst?.name} of model "${form.name}" by ${worst?.violation}.`,
      fix: "Pass a plan that satisfies every constraint and bound.",
      data: { plan: name, worst },
    });
  }
  const decision: Decision = {
    source: "plan",
    predictedObjective: null,
    bound: null,
    prediction: null,
    columnValues,
    value: (variable) => valuesOf(form, columnValues, variable),
    ...exposureOf(form, columnValues),
    because: [],
    elapsedMs: 0,
  };
  return { name, kind: "baseline", open: async () => {}, decide: async () => decision, dispose: () => {} };
}
