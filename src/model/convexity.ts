import { ForesolveError } from "../errors.js";
import type { QuadraticRows, QuadraticTerms } from "./quadratic-terms.js";
import { semidefiniteFactor, type SparseVector } from "./semidefinite-factor.js";
import type { StandardForm } from "./standard-form.js";

/**
 * Refuses a form whose quadratic objective or rows are not convex: what is minimised must curve upwards, what is maximised
 * downwards, at-most rows upwards, at-least rows downwards, and a quadratic equation is never convex. The message names the
 * objective or row and a direction that shows it. Curvature within 1e-9 of none (with all variables scaled alike) counts
 * as rounding. Integrality plays no part: a product of two binaries is refused too.
 *
 * @throws ForesolveError `FS_MODEL_NOT_CONVEX`.
 * @example
 * import { model, mul, requireConvex, square, standardForm } from "foresolve/model";
 *
 * const m = model("sell");
 * const price = m.variable("price", { over: [], unit: "EUR/MWh", lower: 0, upper: 90 });
 * m.maximize(mul(-1, square(price)));
 * requireConvex(standardForm(m)); // => undefined
 */
export function requireConvex(form: StandardForm): void {
  const { objective, rows } = form.quadratic;
  if (objective.values.length > 0) {
    const sign = form.sense === "minimize" ? 1 : -1;
    const { witness } = semidefiniteFactor(objective, sign);
    if (witness !== null) throw notConvex(form, null, objective, sign, witness);
  }
  for (const { row, terms } of quadraticRowsOf(rows)) {
    const sign = directionOf(form, row);
    if (sign === 0) continue;
    const { witness } = semidefiniteFactor(terms, sign);
    if (witness !== null) throw notConvex(form, row, terms, sign, witness);
  }
}

/** The quadratic rows one by one. */
export function quadraticRowsOf({
  rows,
  first,
  second,
  values,
}: QuadraticRows): readonly { readonly row: number; readonly terms: QuadraticTerms }[] {
  const found: { readonly row: number; readonly terms: QuadraticTerms }[] = [];
  for (let from = 0, to = 0; from < rows.length; from = to) {
    while (to < rows.length && rows[to] === rows[from]) to++;
    found.push({
      row: rows[from],
      terms: {
        first: first.subarray(from, to),
        second: second.subarray(from, to),
        values: values.subarray(from, to),
      },
    });
  }
  return found;
}

/** 1 where a row must curve upwards, -1 where downwards, 0 where it has no limit; refuses quadratic equations and ranges. */
export function directionOf(form: StandardForm, row: number): 1 | -1 | 0 {
  const [lower, upper] = [form.rowLower[row], form.rowUpper[row]];
  if (lower === -Infinity && upper === Infinity) return 0;
  if (lower === -Infinity) return 1;
  if (upper === Infinity) return -1;
  throw new ForesolveError("FS_MODEL_NOT_CONVEX", {
    message: `Constraint ${form.rowName(row)} of model "${form.name}" has products of variables and ${lower === upper ? "is an equation" : "limits on both sides"}: its solutions are not a convex set.`,
    fix: "Use atMost where the expression curves upwards, or approximate it with piecewiseLinear.",
    data: { model: form.name, row: form.rowName(row), direction: [] },
  });
}

function notConvex(
  form: StandardForm,
  row: number | null,
  terms: QuadraticTerms,
  sign: 1 | -1,
  { columns, values }: SparseVector,
): ForesolveError {
  const largest = Math.max(...values.map(Math.abs));
  const direction = columns
    .map((column, k) => [form.columnName(column), values[k] / largest] as const)
    .toSorted(([, first], [, second]) => Math.abs(second) - Math.abs(first));
  const along = direction
    .slice(0, 4)
    .map(([name, value]) => `${name} by ${Number(value.toPrecision(3))}`)
    .join(", ");
  const at = new Map(columns.map((column, k) => [column, values[k] / largest]));
  let curvature = 0;
  for (let term = 0; term < terms.values.length; term++)
    curvature += terms.values[term] * (at.get(terms.first[term]) ?? 0) * (at.get(terms.second[term]) ?? 0);
  const what = row === null ? "objective" : `constraint ${form.rowName(row)}`;
  const needed =
    row === null ? `what is ${form.sense}d` : sign === 1 ? "an at-most constraint" : "an at-least constraint";
  return new ForesolveError("FS_MODEL_NOT_CONVEX", {
    message:
      `The ${what} of model "${form.name}" is not convex: ${needed} must curve ${sign === 1 ? "upwards" : "downwards"}, ` +
      `but moving ${along}${direction.length > 4 ? `, and ${direction.length - 4} more` : ""} curves it ${sign === 1 ? "downwards" : "upwards"}.`,
    fix: "Check the sign of the quadratic terms; write products with a binary as product(...) and other curves with piecewiseLinear(...).",
    data: {
      model: form.name,
      row: row === null ? null : form.rowName(row),
      direction: direction.map(([name, value]) => [name, value]),
      curvature,
    },
  });
}
