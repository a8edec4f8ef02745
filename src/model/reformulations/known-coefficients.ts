import { ForesolveError } from "../../errors.js";
import type { Expression } from "../expression.js";
import { NONE } from "../terms.js";

/** Refuses uncertain parameters where coefficients of quadratic terms are made. */
export function requireKnown(what: string, { terms, uncertain }: Expression): void {
  if (terms.slots === null || terms.slots.every((slot) => slot === NONE)) return;
  throw new ForesolveError("FS_MODEL_NOT_LINEAR", {
    message: `${what} hangs on the uncertain parameter(s) ${uncertain.map(({ name }) => `"${name}"`).join(", ")}: a quadratic term takes known coefficients.`,
    fix: "Use sumSquares, which gives the expression a variable and the uncertain parameter a place in a linear row.",
    data: { factors: what },
  });
}
