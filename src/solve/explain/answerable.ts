import { ForesolveError } from "../../errors.js";
import { formClass, type StandardForm } from "../../model/index.js";

/**
 * Refuses a form that an explanation has no answer for: those of constraints rest on linear rows, and those of prices and
 * directions on a linear objective too.
 *
 * @throws ForesolveError `FS_SOLVE_NOT_EXPLAINABLE`.
 */
export function requireExplainable(
  question: string,
  form: StandardForm,
  needed: "linear rows" | "linear rows and objective",
): void {
  const { quadraticObjective, quadraticConstraints, cones } = formClass(form);
  const found = [
    ...(cones ? ["second-order cones"] : []),
    ...(quadraticConstraints ? ["quadratic constraints"] : []),
    ...(quadraticObjective && needed === "linear rows and objective" ? ["a quadratic objective"] : []),
  ];
  if (found.length === 0) return;
  throw new ForesolveError("FS_SOLVE_NOT_EXPLAINABLE", {
    message: `${question} is known for models with ${needed} only, and "${form.name}" has ${found.join(" and ")}.`,
    fix: "Ask about a model without that part, or about one where it is approximated with piecewiseLinear(...).",
    data: { model: form.name, found },
  });
}
