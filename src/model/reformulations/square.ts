import type { Expression } from "../expression.js";
import { requireLinear } from "../linearity.js";
import { NONE, emptyTerms, type Terms } from "../terms.js";
import { unitProduct, type UnitProduct } from "../unit.js";
import { requireKnown } from "./known-coefficients.js";

/**
 * The square of an expression, entry by entry. An entry with k variables is multiplied out into k (k + 1) / 2 products:
 * right for one or two; for sums of many terms `sumSquares` keeps a model sparse.
 *
 * @throws ForesolveError `FS_MODEL_NOT_LINEAR` when the expression is quadratic already or has uncertain parameters.
 * @example
 * import { indexSet, model, square, subtract, total } from "foresolve/model";
 *
 * const m = model("smooth");
 * const level = m.variable("level", { over: [indexSet("hour", 24)], unit: "m", lower: 0, upper: 8 });
 * const deviation = square(subtract(level, 5));
 * m.minimize(total(deviation));
 * deviation.unit; // => "m^2"
 */
export function square<N extends string, U extends string>(
  operand: Expression<N, U>,
): Expression<N, UnitProduct<U, U>> {
  requireLinear("What is squared", operand);
  requireKnown("What is squared", operand);
  const { over, unit, model, uncertain, terms } = operand;
  return {
    over,
    unit: unitProduct(unit, unit),
    terms: squaredTerms(terms),
    model,
    uncertain,
  } as Expression<N, UnitProduct<U, U>>;
}

/** Every pair of terms once: half as many as a product of the expression with itself would have. */
function squaredTerms({ starts, columns, coefficients }: Terms): Terms {
  const squaredStarts = new Int32Array(starts.length);
  for (let entry = 0; entry < starts.length - 1; entry++) {
    const count = starts[entry + 1] - starts[entry];
    squaredStarts[entry + 1] = squaredStarts[entry] + (count * (count + 1)) / 2;
  }
  const squared = emptyTerms(squaredStarts, false, true);
  for (let entry = 0, at = 0; entry < starts.length - 1; entry++) {
    for (let i = starts[entry]; i < starts[entry + 1]; i++) {
      for (let j = i; j < starts[entry + 1]; j++, at++) {
        squared.coefficients[at] = (i === j ? 1 : 2) * coefficients[i] * coefficients[j];
        const isConstant = columns[i] === NONE;
        squared.columns[at] = isConstant ? columns[j] : columns[i];
        squared.others![at] = isConstant ? NONE : columns[j];
      }
    }
  }
  return squared;
}
