import { numpyRandomState } from "./numpy-random-state.js";
import { gridPathProblem, type Arcs } from "./shortest-path-case.js";
import {
  drawMatrix,
  linearScores,
  noiseFactor,
  requireSyntheticOptions,
  type SyntheticCase,
  type SyntheticOptions,
} from "./synthetic-case.js";

/** How the expected cost of an arc depends on the features. */
export type CostForm = "rising" | "valley" | "step" | "alike";

/** Shortest paths whose arcs depend on the features in different ways. */
export interface MixedFormsCase extends SyntheticCase<Arcs> {
  /** [dimension] */
  readonly forms: readonly CostForm[];
}

const FORMS: readonly CostForm[] = ["rising", "valley", "step", "alike"];

/** Where a step goes up. */
const STEP_AT = 0.3;

/**
 * Shortest paths in a grid for which no transform of the costs makes a linear model right: what an arc is expected to cost
 * depends on the features x in one of four ways, drawn for each arc. With a and b of zeros and ones for each arc, s = x . a / √columns and
 * t = x . b / √columns,
 *
 *     rising   ((s + 3) ^ degree + 1) / 3.5 ^ degree      the law of `shortestPathCase`
 *     valley   0.2 + 1.2 |s|
 *     step     1.6 where s > 0.3, else 0.4
 *     alike    0.6 + |t| where s and t are both above 0 or both not, else 0.4
 *
 * and each cost is that times a factor that is uniform on [1 - noise, 1 + noise]. Our own: the benchmarks of the literature all have a law that
 * some transform makes linear. Costs are rounded to single precision.
 *
 * @throws ForesolveError `FS_DECIDE_INVALID_OPTION`, `FS_SOLVE_INVALID_STRUCTURE`.
 * @example
 * import { mixedFormsCase } from "foresolve/decide";
 *
 * const { dimension, forms } = mixedFormsCase({ rows: 3, height: 2, width: 2, seed: 1 });
 * forms.length === dimension; // => true
 */
export function mixedFormsCase(
  options: SyntheticOptions & { readonly height?: number; readonly width?: number },
): MixedFormsCase {
  const { height = 5, width = 5 } = options;
  const problem = gridPathProblem({ height, width });
  const dimension = problem.uncertain.over[0].keys.length;
  const { rows, columns, degree, noise, seed } = requireSyntheticOptions("mixedFormsCase", options);
  const random = numpyRandomState(seed);
  const firstWeights = drawMatrix(dimension, columns, random.coin);
  const secondWeights = drawMatrix(dimension, columns, random.coin);
  const forms = Array.from({ length: dimension }, () => FORMS[2 * random.coin() + random.coin()]);
  const features = drawMatrix(rows, columns, random.normal);
  const first = linearScores(features, firstWeights, rows, columns);
  const second = linearScores(features, secondWeights, rows, columns);
  const conditionalMeans = first.map((score, at) => meanOf(forms[at % dimension], score, second[at], degree));
  const costs = conditionalMeans.map((mean) => Math.fround(mean * noiseFactor(random, noise)));
  return { problem, rows, columns, features, dimension, costs, conditionalMeans, forms };
}

function meanOf(form: CostForm, first: number, second: number, degree: number): number {
  switch (form) {
    case "rising":
      return ((first + 3) ** degree + 1) / 3.5 ** degree;
    case "valley":
      return 0.2 + 1.2 * Math.abs(first);
    case "step":
      return first > STEP_AT ? 1.6 : 0.4;
    case "alike":
      return first > 0 === second > 0 ? 0.6 + Math.abs(second) : 0.4;
  }
}
