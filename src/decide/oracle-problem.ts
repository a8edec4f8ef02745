import { uncertainParameter, type IndexSets, type UncertainParameter } from "../model/index.js";
import type { Oracle } from "../solve/index.js";
import type { TrainableProblem } from "./decision-problem.js";

/** Options of {@link oracleProblem}. */
export interface OracleProblemOptions<S extends IndexSets, U extends string> {
  readonly name: string;
  /** What is unknown when deciding: as many entries as the oracle has uncertain values, in its order. */
  readonly uncertain: { readonly over: S; readonly unit?: U };
  /** Makes the oracle; called for each training or evaluation. */
  oracle(): Oracle;
}

/**
 * A problem of a family that has an exact oracle of its own (shortest paths, knapsacks, tours, ...): a predictor can be trained
 * through it and judged by it without a model. To decide with deadlines, plans and explanations, write the model too:
 * `decisionProblem({ build, oracle })`.
 *
 * @example
 * import { oracleProblem } from "foresolve/decide";
 * import { indexSet } from "foresolve/model";
 * import { topKOracle } from "foresolve/solve";
 *
 * const item = indexSet("item", 5);
 * const best = oracleProblem({
 *   name: "best two of five",
 *   uncertain: { over: [item], unit: "EUR" },
 *   oracle: () => topKOracle({ items: 5, count: 2, sense: "maximize" }),
 * });
 * (await best.open()).oracle.dimension; // => 5
 */
export function oracleProblem<const S extends IndexSets, const U extends string = string>(
  options: OracleProblemOptions<S, U>,
): TrainableProblem<S, U> {
  const { name, uncertain } = options;
  const { over, unit } = uncertain;
  return {
    name,
    uncertain: uncertainParameter(name, unit === undefined ? { over } : { over, unit }) as UncertainParameter<
      S,
      U
    >,
    open: () => Promise.resolve({ oracle: options.oracle(), dispose: () => {} }),
  };
}
