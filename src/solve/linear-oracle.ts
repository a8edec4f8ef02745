import { ForesolveError } from "../errors.js";
import type { StandardForm } from "../model/index.js";
import type { HighsSession } from "./highs-session.js";
import type { Oracle, OracleBatch } from "./oracle.js";
import { solutionOf } from "./solve.js";
import { isSolved, type Solved } from "./solution.js";
import { verifier } from "./verifier.js";

/**
 * Any linear or integer model whose uncertain values occur in the objective only, as an oracle: one warm session,
 * only costs change, every answer is verified.
 *
 * @throws ForesolveError `FS_SOLVE_NOT_COST_ONLY` when an uncertain value occurs in a constraint.
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
export function linearOracle(session: HighsSession): Oracle {
  const { form } = session;
  requireCostOnly(form);
  const check = verifier(form);
  const dimension = form.slots.count;
  let solves = 0;
  return {
    dimension,
    sense: form.sense,
    get solves() {
      return solves;
    },
    solveBatch(costs, out) {
      const rows = costs.length / dimension;
      for (let row = 0; row < rows; row++) {
        session.setParameters(costs.subarray(row * dimension, (row + 1) * dimension));
        const solution = solutionOf(session, {}, check);
        solves++;
        if (!isSolved(solution)) throw noOptimum(form, row, solution.reason);
        writeExposure(
          form,
          solution.columnValues,
          out.exposures.subarray(row * dimension, (row + 1) * dimension),
        );
        out.objectives[row] = solution.objective;
        out.fixedCosts[row] = fixedCost(solution, costs, out, row, dimension);
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

/** Refuses a form whose uncertain values occur outside the objective. */
export function requireCostOnly(form: StandardForm): void {
  const { rowBounds, matrix } = form.slots;
  if (rowBounds.slots.length === 0 && matrix.slots.length === 0) return;
  const row =
    rowBounds.slots.length > 0 ? form.rowName(rowBounds.targets[0]) : "a coefficient of a constraint";
  throw new ForesolveError("FS_SOLVE_NOT_COST_ONLY", {
    message: `Model "${form.name}" has an uncertain value in ${row}; regret and decision losses need it in the objective only.`,
    fix: "Move the uncertain parameter into the objective, or make it a known parameter.",
    data: { model: form.name },
  });
}

function fixedCost(
  solution: Solved,
  costs: Float64Array,
  out: OracleBatch,
  row: number,
  dimension: number,
): number {
  let uncertainPart = 0;
  for (let k = row * dimension; k < (row + 1) * dimension; k++) uncertainPart += out.exposures[k] * costs[k];
  return solution.objective - uncertainPart;
}

function noOptimum(form: StandardForm, row: number, reason: string): ForesolveError {
  return new ForesolveError("FS_SOLVE_NO_OPTIMUM", {
    message: `Row ${row} of a batch has no optimal decision. ${reason}`,
    fix: "Bound every variable that has a cost, and make sure that some decision satisfies all constraints.",
    data: { model: form.name, row },
  });
}
