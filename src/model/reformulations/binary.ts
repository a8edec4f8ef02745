import { ForesolveError } from "../../errors.js";
import { entryCount, entryName } from "../axes.js";
import type { Expression } from "../expression.js";
import { columnLimits, variableOf, type FixedColumns } from "../expression-bounds.js";
import { NONE } from "../terms.js";

/**
 * Refuses an expression that can be anything but 0 or 1: a binary variable, an integer one between 0 and 1, `not` of
 * one, or whole numbers combined so that no other value can come out.
 */
export function requireBinary(what: string, operand: Expression): void {
  const { terms, over } = operand;
  const entries = entryCount(over);
  for (let entry = 0; entry < entries; entry++) {
    const problem = notBinary(operand, entry);
    if (problem === null) continue;
    const first = terms.columns.slice(terms.starts[entry], terms.starts[entry + 1]).find((at) => at !== NONE);
    const variable = first === undefined ? null : variableOf(operand, first);
    const name =
      variable === null
        ? entryName("expression", over, entry)
        : entryName(variable.name, variable.over, first! - variable.firstColumn);
    throw new ForesolveError("FS_MODEL_NOT_BINARY", {
      message: `${what} takes expressions that are 0 or 1, but the one with ${name} ${problem}.`,
      fix: 'Use variables with domain: "binary", or not(...) of one.',
      data: { what, entry: name },
    });
  }
}

function notBinary(operand: Expression, entry: number): string | null {
  const { starts, columns, others, coefficients, slots } = operand.terms;
  const united = new Map<number, number>();
  for (let term = starts[entry]; term < starts[entry + 1]; term++) {
    if (others !== null && others[term] !== NONE) return "is multiplied by another variable";
    if (slots !== null && slots[term] !== NONE) return "hangs on an uncertain parameter";
    if (!Number.isInteger(coefficients[term])) return `has the coefficient ${coefficients[term]}`;
    united.set(columns[term], (united.get(columns[term]) ?? 0) + coefficients[term]);
  }
  let [lower, upper] = [0, 0];
  for (const [column, coefficient] of united) {
    if (coefficient === 0) continue;
    let limits: readonly [number, number] = [1, 1];
    if (column !== NONE) {
      const variable = variableOf(operand, column);
      if (variable.domain !== "binary" && variable.domain !== "integer") return "is not a whole number";
      limits = columnLimits(variable, column);
    }
    lower += Math.min(coefficient * limits[0], coefficient * limits[1]);
    upper += Math.max(coefficient * limits[0], coefficient * limits[1]);
  }
  return lower >= 0 && upper <= 1 ? null : `lies between ${lower} and ${upper}`;
}

/**
 * What each entry of a binary expression says of a column when the expression is `value`: with one column only, the
 * column is known. Bounds of other expressions may use that.
 */
export function columnsWhere(binary: Expression, value: 0 | 1): FixedColumns {
  const { starts, columns, coefficients } = binary.terms;
  const entries = starts.length - 1;
  const fixed = { columns: new Int32Array(entries).fill(NONE), values: new Float64Array(entries) };
  for (let entry = 0; entry < entries; entry++) {
    let constant = 0;
    let factor = 0;
    let column = NONE;
    let isSingle = true;
    for (let term = starts[entry]; term < starts[entry + 1]; term++) {
      if (columns[term] === NONE) {
        constant += coefficients[term];
        continue;
      }
      isSingle &&= column === NONE || column === columns[term];
      column = columns[term];
      factor += coefficients[term];
    }
    if (!isSingle || factor === 0) continue;
    fixed.columns[entry] = column;
    fixed.values[entry] = (value - constant) / factor;
  }
  return fixed;
}
