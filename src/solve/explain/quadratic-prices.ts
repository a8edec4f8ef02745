import type { StandardForm } from "../../model/index.js";
import { ClarabelSession } from "../clarabel/clarabel-session.js";
import { verifier } from "../verifier.js";
import type { Clock } from "./clock.js";
import type { LinearPrices } from "./linear-prices.js";

/** What an interior-point solver leaves of a price that is nothing, relative to the largest one. */
const NOISE = 1e-6;

/**
 * Duals of a convex form with linear rows and a quadratic objective; null when there is no optimum in time. They are slopes: no range
 * goes with them in which they would stay as they are.
 */
export async function quadraticPrices(form: StandardForm, clock: Clock): Promise<LinearPrices | null> {
  const session = await ClarabelSession.open(form);
  try {
    const left = clock.left();
    if (left <= 0) return null;
    const { status } = session.run(Number.isFinite(left) ? { deadlineMs: left } : {});
    const { columnValues } = session;
    if (status !== "optimal" || !verifier(form)([], columnValues).ok) return null;
    const rowDuals = session.rowDuals.slice();
    const columnDuals = gradientAt(form, columnValues);
    for (let row = 0; row < form.rows; row++) {
      const { starts, columns, values } = form.matrix;
      for (let k = starts[row]; k < starts[row + 1]; k++)
        columnDuals[columns[k]] -= values[k] * rowDuals[row];
    }
    const room = NOISE * Math.max(1, ...rowDuals.map(Math.abs), ...columnDuals.map(Math.abs));
    const cleaned = (dual: number): number => (Math.abs(dual) <= room ? 0 : dual);
    return {
      columnValues,
      rowDuals: rowDuals.map(cleaned),
      columnDuals: columnDuals.map(cleaned),
      rowIsNonbasic: [],
      rightSides: null,
      costs: null,
      isDegenerate: null,
      hasTies: null,
    };
  } finally {
    session.dispose();
  }
}

/** [columns] derivative of the objective */
function gradientAt(form: StandardForm, columnValues: Float64Array): Float64Array {
  const gradient = form.cost.slice();
  const { first, second, values } = form.quadratic.objective;
  for (let term = 0; term < values.length; term++) {
    gradient[first[term]] += values[term] * columnValues[second[term]];
    gradient[second[term]] += values[term] * columnValues[first[term]];
  }
  return gradient;
}
