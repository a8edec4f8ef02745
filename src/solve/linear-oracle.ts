import { ForesolveError } from "../errors.js";
import type { StandardForm } from "../model/index.js";
import { BestPoint } from "./best-point.js";
import { conclude } from "./conclusion.js";
import { gapOf, OBJECTIVE_TOLERANCE } from "./gap.js";
import type { HighsSession } from "./highs-session.js";
import type { Oracle, OracleBatch } from "./oracle.js";
import type { RunnableSession } from "./solve.js";
import type { Solution } from "./solution.js";
import { verifier } from "./verifier.js";

/** How a row of costs becomes values of all slots, where some of these are known and differ from row to row. */
export interface RowSlots {
  /** Number of uncertain values; their slots come first. */
  readonly dimension: number;
  /** The values of all slots [slots] for the costs [dimension] of a row of the batch. */
  slotsOf(costs: Float64Array, row: number): Float64Array;
}

/**
 * Any linear or integer model whose uncertain values occur in the objective only, as an oracle: one warm session,
 * only costs change, every answer is verified. With `rows`, what is known of a row may change with it, anywhere in the model.
 *
 * @throws ForesolveError `FS_SOLVE_NOT_COST_ONLY` when an uncertain value occurs in a constraint. `solveBatch` throws
 * `FS_SOLVE_NO_OPTIMUM` for a row without an optimal decision, `FS_SOLVE_VERIFICATION_FAILED` for one whose decision
 * the verifier refuses, and `FS_SOLVE_WRONG_PARAMETERS` when costs and results do not fit together.
 * @example
 * import { indexSet, model, mul, standardForm, total, uncertainParameter } from "foresolve/model";
 * import { HighsSession, linearOracle, oracleBatch } from "foresolve/solve";
 *
 * const hour = indexSet("hour", 2);
 * const price = uncertainParameter("price", { over: [hour] });
 * const m = model("sell");
 * const output = m.variable("output", { over: [hour], lower: 0, upper: 3 });
 * m.maximize(total(mul(price, output)));
 *
 * const session = await HighsSession.open(standardForm(m));
 * const oracle = linearOracle(session);
 * const batch = oracleBatch(2, oracle.dimension);
 * oracle.solveBatch(Float64Array.of(5, -1, 2, 2), batch);
 * [...batch.objectives]; // => [15, 12]
 * session.dispose();
 */
export function linearOracle(
  session: RunnableSession & Pick<HighsSession, "setParameters">,
  rows: RowSlots = { dimension: session.form.slots.count, slotsOf: (costs) => costs },
): Oracle {
  const { form } = session;
  const { dimension } = rows;
  requireCostOnly(form, dimension);
  const check = verifier(form);
  const exposure = new Float64Array(form.slots.count);
  const uncertainExposure = exposure.subarray(0, dimension);
  let solves = 0;
  return {
    dimension,
    sense: form.sense,
    get solves() {
      return solves;
    },
    solveBatch(costs, out) {
      const count = requireBatch(form, dimension, costs, out);
      for (let row = 0; row < count; row++) {
        const from = row * dimension;
        const slots = rows.slotsOf(costs.subarray(from, from + dimension), row);
        session.setParameters(slots);
        const outcome = session.run();
        solves++;
        const { columnValues, rowDuals, parameters } = session;
        const verify = (point: Float64Array): ReturnType<typeof check> => check(parameters, point);
        const verification = outcome.status === "optimal" ? verify(columnValues) : null;
        // What `conclude` calls optimal, without making a solution of it for every row.
        if (verification?.ok !== true || gapOf(verification.objective, outcome.bound) > OBJECTIVE_TOLERANCE) {
          const best = new BestPoint(form, verify, performance.now(), undefined);
          throw noOptimum(form, row, conclude(best, { ...outcome, columnValues, rowDuals }, 0));
        }
        writeExposure(form, columnValues, exposure);
        out.exposures.set(uncertainExposure, from);
        out.objectives[row] = verification.objective;
        let fixedCost = fixedCostOf(form, columnValues);
        for (let slot = dimension; slot < exposure.length; slot++) fixedCost += exposure[slot] * slots[slot];
        out.fixedCosts[row] = fixedCost;
      }
    },
  };
}

/** How much of each uncertain value a decision takes: the derivative of its objective by the slots. */
export function writeExposure(form: StandardForm, columnValues: Float64Array, out: Float64Array): void {
  out.fill(0);
  const { cost, offset } = form.slots;
  for (let k = 0; k < cost.slots.length; k++)
    out[cost.slots[k]] += cost.coefficients[k] * columnValues[cost.targets[k]];
  for (let k = 0; k < offset.slots.length; k++) out[offset.slots[k]] += offset.coefficients[k];
}

/** Whether uncertain values occur in the objective only: those of the first slots, or of all. */
export function isCostOnly(form: StandardForm, uncertain: number = form.slots.count): boolean {
  return placeOutsideObjective(form, uncertain) === null;
}

/** Where a value of the first slots occurs outside the objective; null for nowhere. */
function placeOutsideObjective(form: StandardForm, uncertain: number): string | null {
  const { columnLower, columnUpper, rowBounds, matrix } = form.slots;
  const isUncertain = (slot: number): boolean => slot < uncertain;
  for (const { slots, targets } of [columnLower, columnUpper]) {
    const term = slots.findIndex(isUncertain);
    if (term >= 0) return `a bound of ${form.columnName(targets[term])}`;
  }
  const term = rowBounds.slots.findIndex(isUncertain);
  if (term >= 0) return form.rowName(rowBounds.targets[term]);
  return matrix.slots.some(isUncertain) ? "a coefficient of a constraint" : null;
}

/** Refuses a form whose uncertain values, those of the first slots or of all, occur outside the objective. */
export function requireCostOnly(form: StandardForm, uncertain: number = form.slots.count): void {
  const place = placeOutsideObjective(form, uncertain);
  if (place === null) return;
  throw new ForesolveError("FS_SOLVE_NOT_COST_ONLY", {
    message: `Model "${form.name}" has an uncertain value in ${place}; regret and decision losses need it in the objective only.`,
    fix: "Move the uncertain parameter into the objective, or make it a known parameter.",
    data: { model: form.name },
  });
}

/** The part of a decision's objective that does not hang on slots, quadratic terms included. */
export function fixedCostOf(form: StandardForm, columnValues: Float64Array): number {
  let fixedCost = form.offset;
  for (let column = 0; column < form.columns; column++) fixedCost += form.cost[column] * columnValues[column];
  const { first, second, values } = form.quadratic.objective;
  for (let term = 0; term < values.length; term++)
    fixedCost += values[term] * columnValues[first[term]] * columnValues[second[term]];
  return fixedCost;
}

/** Number of rows of a batch whose costs and results fit together. */
function requireBatch(form: StandardForm, dimension: number, costs: Float64Array, out: OracleBatch): number {
  const rows = dimension === 0 ? 0 : costs.length / dimension;
  const room = Math.min(out.objectives.length, out.fixedCosts.length);
  if (Number.isInteger(rows) && room >= rows && out.exposures.length >= costs.length) return rows;
  throw new ForesolveError("FS_SOLVE_WRONG_PARAMETERS", {
    message: `A batch of ${costs.length} costs for ${dimension} uncertain value(s) of model "${form.name}" and room for ${room} row(s) do not fit together.`,
    fix: "Pass costs of rows x dimension numbers, and oracleBatch(rows, dimension) for the results.",
    data: { model: form.name, costs: costs.length, dimension, room },
  });
}

function noOptimum(form: StandardForm, row: number, solution: Solution): ForesolveError {
  if (solution.status === "unverified" || solution.status === "feasible") {
    const reason =
      solution.status === "unverified"
        ? solution.reason
        : `The solver called its point of "${form.name}" optimal, but its objective is not the one it claims.`;
    return new ForesolveError("FS_SOLVE_VERIFICATION_FAILED", {
      message: `Row ${row} of a batch has no verified decision. ${reason}`,
      fix: "Check the model for coefficients of very different size; scale its units so that numbers are moderate.",
      data: { model: form.name, row, status: solution.status },
    });
  }
  const reason = "reason" in solution ? solution.reason : `The solver was stopped (${solution.status}).`;
  return new ForesolveError("FS_SOLVE_NO_OPTIMUM", {
    message: `Row ${row} of a batch has no optimal decision. ${reason}`,
    fix: "Bound every variable that has a cost, and make sure that some decision satisfies all constraints.",
    data: { model: form.name, row, status: solution.status },
  });
}
