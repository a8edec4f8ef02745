import { total } from "../aggregation.js";
import { add, subtract } from "../arithmetic.js";
import type { Expression } from "../expression.js";
import { isQuadratic, requireLinear } from "../linearity.js";
import type { Model } from "../model.js";
import { NONE } from "../terms.js";
import { commonUnit, type AgreeingUnit, type UnitProduct } from "../unit.js";
import { addRows, auxiliary, requireOperands, requireReady } from "./auxiliary.js";
import { square } from "./square.js";

/**
 * The sum of the squares of all entries of some expressions, in factor form: where an entry has more than one variable (or
 * an uncertain parameter), the expression becomes a variable `name` (`name: 2`, ...) of its own, joined by linear rows. A
 * portfolio's risk `|factor exposures|^2 + sum of specific variance x weight^2` so keeps as many quadratic terms as it
 * has factors and assets, where the covariance matrix has their square, and solvers stay fast (Perold 1984).
 *
 * @throws ForesolveError `FS_MODEL_NOT_LINEAR` when an expression is quadratic already, `FS_MODEL_NO_OPERANDS`,
 * `FS_MODEL_UNIT_MISMATCH`, `FS_MODEL_FOREIGN_VARIABLE`, `FS_MODEL_DUPLICATE_NAME`.
 * @example
 * import { equal, indexSet, model, mul, parameter, standardForm, sum, sumSquares, total } from "foresolve/model";
 *
 * const asset = indexSet("asset", ["A", "B", "C"]);
 * const factor = indexSet("factor", ["market"]);
 * const exposure = parameter({ over: [asset, factor], data: [0.2, 0.1, 0.3] });
 * const deviation = parameter({ over: [asset], data: [0.1, 0.2, 0.1] });
 * const m = model("portfolio");
 * const weight = m.variable("weight", { over: [asset], lower: 0 });
 * m.require("invest all", equal(total(weight), 1));
 * m.minimize(sumSquares(m, "factor exposure", [sum(mul(exposure, weight), asset), mul(deviation, weight)]));
 * standardForm(m).quadratic.objective.values.length; // => 4
 */
export function sumSquares<U extends string, V extends string = never>(
  model: Model,
  name: string,
  operands: readonly [Expression<string, U>, ...Expression<string, AgreeingUnit<U, V>>[]],
): Expression<never, UnitProduct<U, U>> {
  requireOperands(name, operands);
  let unit: string | undefined;
  for (const operand of operands) {
    unit = commonUnit("sum the squares of", unit, operand.unit);
    requireReady(model, name, [operand]);
    requireLinear(`What "${name}" squares`, operand);
  }
  const squares = operands.map((operand, position) =>
    total(square(singled(model, position === 0 ? name : `${name}: ${position + 1}`, operand))),
  );
  return add(squares[0], ...(squares.slice(1) as Expression<never>[])) as Expression<
    never,
    UnitProduct<U, U>
  >;
}

/** The expression itself, or a variable that equals it where its square would have products of different variables. */
export function singled(model: Model, name: string, operand: Expression): Expression {
  if (!isQuadratic(operand) && isSingle(operand)) return operand;
  const result: Expression = auxiliary<string, string>(model, name, operand.over, { unit: operand.unit });
  addRows(model, `${name}: value`, subtract(operand, result), "equal");
  return result;
}

function isSingle({ terms }: Expression): boolean {
  const { starts, columns, coefficients, slots } = terms;
  for (let entry = 0; entry < starts.length - 1; entry++) {
    let column = NONE;
    for (let term = starts[entry]; term < starts[entry + 1]; term++) {
      if (slots !== null && slots[term] !== NONE) return false;
      if (columns[term] === NONE || coefficients[term] === 0) continue;
      if (column !== NONE && column !== columns[term]) return false;
      column = columns[term];
    }
  }
  return true;
}
