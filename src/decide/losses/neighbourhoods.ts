import type { StandardForm } from "../../model/index.js";
import { exposureOf } from "../problem/exposure.js";
import type { ProblemSession } from "../problem/decision-problem.js";
import type { LossContext } from "./loss.js";
import { SolutionPool } from "./solution-pool.js";
import { adjacentVertices } from "./adjacent-vertices.js";
import { poolNeighbours } from "./pool-neighbours.js";

/** The decisions next to the best ones of all training examples. */
export interface Neighbourhoods {
  /** Holds all neighbours. */
  readonly pool: SolutionPool;
  /** [examples] which list is each example's */
  readonly lists: Int32Array;
  /** Positions in the pool, for each distinct best decision. */
  readonly neighbours: readonly Int32Array[];
}

/** Neighbours of all best decisions together, when they are vertices of a model. */
const MOST_VERTICES = 5000;

/**
 * Finds the neighbours of each example's best decision: for linear models the vertices that are one pivot away, completed
 * by neighbours among the other examples' best decisions where the pivots did not reach all; for oracles alone and for integer models
 * those among the other examples' best decisions. Solves once for each distinct best decision of a linear model, else not at all.
 *
 * @param most neighbours of a decision among the other examples' best decisions, and vertices of a linear model beside it, at most
 */
export function neighbourhoods(
  { oracle, session, truths, optima, random }: LossContext,
  most: number,
): Neighbourhoods {
  const { dimension, sense } = oracle;
  const examples = optima.objectives.length;
  const best = SolutionPool.of(optima, oracle, random.split("pool"), Math.max(1, examples));
  const lists = new Int32Array(examples);
  const firsts = new Int32Array(best.size).fill(-1);
  for (let example = 0; example < examples; example++) {
    lists[example] = best.find(optima.exposures, example * dimension);
    if (firsts[lists[example]] < 0) firsts[lists[example]] = example;
  }
  if (session === null || !isLinear(session)) {
    const neighbours = Array.from({ length: best.size }, (_, k) => poolNeighbours(best, k, most));
    return { pool: best, lists, neighbours };
  }
  const pool = new SolutionPool({ dimension, sense, mostSolutions: MOST_VERTICES });
  const met = (exposures: Float64Array, from: number, fixedCost: number): number[] =>
    pool.size < MOST_VERTICES || pool.find(exposures, from) >= 0
      ? [pool.add(exposures, from, fixedCost)]
      : [];
  const neighbours = Array.from(firsts, (example, k) => {
    const { solver } = session;
    solver.setParameters(truths.subarray(example * dimension, (example + 1) * dimension));
    solver.run();
    const { form } = solver;
    const { points, count, isComplete } = adjacentVertices(form, solver.columnValues, { mostVertices: most });
    const positions = new Set<number>();
    for (let point = 0; point < count; point++) {
      const { exposure, fixedCost } = exposureOf(
        form,
        points.subarray(point * form.columns, (point + 1) * form.columns),
      );
      for (const position of met(exposure, 0, fixedCost)) positions.add(position);
    }
    if (!isComplete) {
      for (const other of poolNeighbours(best, k, most))
        for (const position of met(best.exposures, other * dimension, best.fixedCosts[other]))
          positions.add(position);
    }
    return Int32Array.from(positions);
  });
  return { pool, lists, neighbours };
}

function isLinear({ solver }: ProblemSession): boolean {
  return isPolyhedral(solver.form) && solver.form.integrality.every((kind) => kind === 0);
}

/** True for models without quadratic terms and cones, integer ones too. */
export function isPolyhedral({ quadratic, cones }: StandardForm): boolean {
  return quadratic.objective.values.length + quadratic.rows.values.length + cones.length === 0;
}
