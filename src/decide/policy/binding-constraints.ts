import type { Solved } from "../../solve/index.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import type { BindingConstraint } from "./decision.js";

/** Shadow prices below this are the solver's rounding. */
const NEGLIGIBLE_PRICE = 1e-9;

/** The constraints that shape a solution, dearest first; none where the solver gives no shadow prices. */
export function bindingConstraints(problem: DecisionProblem, solution: Solved): BindingConstraint[] {
  const binding: BindingConstraint[] = [];
  for (const constraint of problem.model.constraints) {
    const prices = solution.shadowPrice(constraint);
    if (prices === null) return [];
    for (const [entry, shadowPrice] of prices.array.entries()) {
      if (Math.abs(shadowPrice) < NEGLIGIBLE_PRICE) continue;
      binding.push({ constraint: problem.form.rowName(constraint.firstRow + entry), shadowPrice });
    }
  }
  return binding.sort((a, b) => Math.abs(b.shadowPrice) - Math.abs(a.shadowPrice));
}
