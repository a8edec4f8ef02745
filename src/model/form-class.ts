import type { StandardForm } from "./standard-form.js";

/** What a solver must be able to handle in order to take a form. */
export interface FormClass {
  /** Some column must be a whole number. */
  readonly integers: boolean;
  /** Some column is zero or between its bounds. */
  readonly semicontinuous: boolean;
  readonly quadraticObjective: boolean;
  readonly quadraticConstraints: boolean;
  /** Some rows form second-order cones. */
  readonly cones: boolean;
}

/**
 * What a form has beyond linear rows and continuous columns.
 *
 * @example
 * import { formClass, model, mul, standardForm } from "foresolve/model";
 *
 * const m = model("smooth");
 * const level = m.variable("level", { over: [], lower: 1 });
 * m.minimize(mul(level, level));
 * formClass(standardForm(m)).quadraticObjective; // => true
 */
export function formClass({ integrality, quadratic, cones }: StandardForm): FormClass {
  return {
    integers: integrality.includes(1),
    semicontinuous: integrality.includes(2),
    quadraticObjective: quadratic.objective.values.length > 0,
    quadraticConstraints: quadratic.rows.values.length > 0,
    cones: cones.length > 0,
  };
}
