import { ForesolveError } from "../errors.js";
import type { Expression } from "./expression.js";
import { NONE } from "./terms.js";

/** True when a term is a product of two variables. */
export function isQuadratic({ terms }: Expression): boolean {
  return terms.others !== null && terms.others.some((other) => other !== NONE);
}

/** Refuses a quadratic expression where only a linear one will do. */
export function requireLinear(what: string, operand: Expression): void {
  if (!isQuadratic(operand)) return;
  throw new ForesolveError("FS_MODEL_NOT_LINEAR", {
    message: `${what} must be linear, but has products of two variables.`,
    fix: "Introduce a variable for the quadratic part, or move it into the objective or a constraint.",
    data: { factors: what },
  });
}
