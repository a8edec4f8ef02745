import { NonNegativeCombination } from "../../math/index.js";
import type { StandardForm } from "../../model/index.js";
import type { ProblemSession } from "../problem/decision-problem.js";
import type { LossContext } from "./loss.js";
import { costScale } from "./perturbation.js";
import { SolutionPool } from "./solution-pool.js";
import { isAt } from "./adjacent-vertices.js";
import { neighbourhoods } from "./neighbourhoods.js";

const LOWER = 1;
const UPPER = 2;

/**
 * The cones of costs for which each training example's best decision is best: y lies in it when no decision w has y . w above
 * y . w*(c). Costs are written as `y`, which points where decisions are to go: minus the costs of a problem that minimises.
 */
export interface NormalCones {
  /** Length of y. */
  readonly dimension: number;
  /** Writes y for the prediction that starts at `from`. */
  objective(predictions: Float64Array, from: number, y: Float64Array): void;
  /** Writes the derivative by the prediction, given that by y. */
  pullBack(slope: Float64Array, cotangents: Float64Array, from: number): void;
  /** Writes the middle of the cone of an example: a direction inside. */
  middle(example: number, out: Float64Array): void;
  /** Writes the point of the example's cone that is nearest to y, exactly or after so many steps. */
  project(example: number, y: Float64Array, mostSteps: number, out: Float64Array): void;
}

/**
 * Cones of a model's columns, spanned by the outward normals of the rows and bounds that bind at the best decision (an equation binds on
 * both sides). For linear models that is the cone of all costs for which the decision is best; for integer models it is part of it.
 * Solves once for each distinct best decision.
 */
export function modelCones(
  { oracle, truths, optima, random }: LossContext,
  session: ProblemSession,
): NormalCones {
  const { solver } = session;
  const { form } = solver;
  const { columns, rows, matrix } = form;
  const slots = oracle.dimension;
  const sign = oracle.sense === "minimize" ? -1 : 1;
  const examples = optima.objectives.length;
  const best = SolutionPool.of(optima, oracle, random.split("pool"), Math.max(1, examples));
  const lists = new Int32Array(examples);
  const binding: (Uint8Array | undefined)[] = [];
  let mostNormals = 0;
  for (let example = 0; example < examples; example++) {
    const list = best.find(optima.exposures, example * slots);
    lists[example] = list;
    if (binding[list] !== undefined) continue;
    solver.setParameters(truths.subarray(example * slots, (example + 1) * slots));
    solver.run();
    const sides = bindingSides(form, solver.columnValues);
    binding[list] = sides;
    mostNormals = Math.max(mostNormals, normalCount(sides));
  }
  const normals = new Float64Array(mostNormals * columns);
  const combination = new NonNegativeCombination(columns, mostNormals);
  // Predictions for which a decision is best differ little in which normals bound them.
  const supports: Int32Array[] = binding.map(() => new Int32Array(0));
  const { slots: costSlots, targets, coefficients } = form.slots.cost;

  /** Fills `normals` with unit vectors; returns how many. */
  const span = (example: number): number => {
    const sides = binding[lists[example]]!;
    let count = 0;
    for (let k = 0; k < columns + rows; k++) {
      for (let side = LOWER; side <= UPPER; side++) {
        if ((sides[k] & side) === 0) continue;
        const at = count * columns;
        const outward = side === UPPER ? 1 : -1;
        normals.fill(0, at, at + columns);
        if (k < columns) normals[at + k] = outward;
        else {
          const row = k - columns;
          let squares = 0;
          for (let term = matrix.starts[row]; term < matrix.starts[row + 1]; term++) {
            normals[at + matrix.columns[term]] += outward * matrix.values[term];
            squares += matrix.values[term] ** 2;
          }
          const length = Math.sqrt(squares) || 1;
          for (let column = at; column < at + columns; column++) normals[column] /= length;
        }
        count++;
      }
    }
    return count;
  };

  return {
    dimension: columns,
    objective(predictions, from, y) {
      for (let column = 0; column < columns; column++) y[column] = sign * form.cost[column];
      for (let k = 0; k < costSlots.length; k++)
        y[targets[k]] += sign * coefficients[k] * predictions[from + costSlots[k]];
    },
    pullBack(slope, cotangents, from) {
      for (let slot = from; slot < from + slots; slot++) cotangents[slot] = 0;
      for (let k = 0; k < costSlots.length; k++)
        cotangents[from + costSlots[k]] += sign * coefficients[k] * slope[targets[k]];
    },
    middle(example, out) {
      const count = span(example);
      out.fill(0);
      for (let k = 0; k < count; k++)
        for (let column = 0; column < columns; column++) out[column] += normals[k * columns + column];
    },
    project(example, y, mostSteps, out) {
      const list = lists[example];
      const start = mostSteps === Infinity ? supports[list] : null;
      combination.solve(normals, span(example), y, mostSteps, start);
      supports[list] = combination.support();
      out.set(combination.point);
    },
  };
}

/**
 * Cones of exposures, bounded by the neighbours of each best decision: all y for which none of them is better. Each neighbour that is
 * left out makes the cone larger than the true one. Where known costs differ between decisions, y has one more entry, the weight of
 * the known costs, which predictions do not change.
 */
export function neighbourCones(context: LossContext, mostNeighbours: number): NormalCones {
  const { oracle, truths, optima } = context;
  const slots = oracle.dimension;
  const sign = oracle.sense === "minimize" ? -1 : 1;
  // Neighbours of a model that is not linear are those among the best decisions, as for an oracle alone.
  const { pool, lists, neighbours } = neighbourhoods({ ...context, session: null }, mostNeighbours);
  const knownCostsDiffer = optima.fixedCosts.some((cost) => cost !== optima.fixedCosts[0]);
  // Known costs are counted in an entry of about the size of the others, so that they neither vanish nor drown these.
  const weight = costScale(truths);
  const dimension = slots + (knownCostsDiffer ? 1 : 0);
  const most = neighbours.reduce((sum, list) => Math.max(sum, list.length), 1);
  const differences = new Float64Array(most * dimension);
  const combination = new NonNegativeCombination(dimension, most);

  /** Fills `differences` with what leads from the best decision to its neighbours; returns how many. */
  const span = (example: number): number => {
    const list = neighbours[lists[example]];
    for (let k = 0; k < list.length; k++) {
      const at = k * dimension;
      for (let d = 0; d < slots; d++)
        differences[at + d] = pool.exposures[list[k] * slots + d] - optima.exposures[example * slots + d];
      if (knownCostsDiffer)
        differences[at + slots] = (pool.fixedCosts[list[k]] - optima.fixedCosts[example]) / weight;
    }
    return list.length;
  };

  return {
    dimension,
    objective(predictions, from, y) {
      for (let d = 0; d < slots; d++) y[d] = sign * predictions[from + d];
      if (knownCostsDiffer) y[slots] = sign * weight;
    },
    pullBack(slope, cotangents, from) {
      for (let d = 0; d < slots; d++) cotangents[from + d] = sign * slope[d];
    },
    middle(example, out) {
      const count = span(example);
      out.fill(0);
      for (let k = 0; k < count; k++)
        for (let d = 0; d < dimension; d++) out[d] -= differences[k * dimension + d] / count;
    },
    project(example, y, mostSteps, out) {
      // Moreau: what is left of y when its projection onto the cone of the differences is taken away.
      combination.solve(differences, span(example), y, mostSteps);
      for (let d = 0; d < dimension; d++) out[d] = y[d] - combination.point[d];
    },
  };
}

/** [columns + rows] which sides of each column and row bind at a point. */
function bindingSides(form: StandardForm, columnValues: Float64Array): Uint8Array {
  const { columns, rows, matrix } = form;
  const sides = new Uint8Array(columns + rows);
  const sideOf = (value: number, lower: number, upper: number): number =>
    (isAt(value, lower) ? LOWER : 0) + (isAt(value, upper) ? UPPER : 0);
  for (let column = 0; column < columns; column++)
    sides[column] = sideOf(columnValues[column], form.columnLower[column], form.columnUpper[column]);
  for (let row = 0; row < rows; row++) {
    let activity = 0;
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
      activity += matrix.values[k] * columnValues[matrix.columns[k]];
    sides[columns + row] = sideOf(activity, form.rowLower[row], form.rowUpper[row]);
  }
  return sides;
}

function normalCount(sides: Uint8Array): number {
  let count = 0;
  for (const side of sides) count += (side & LOWER) + (side >> 1);
  return count;
}
