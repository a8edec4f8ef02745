import {
  standardForm,
  uncertainParameter,
  type IndexSets,
  type Model,
  type StandardForm,
  type UncertainParameter,
} from "../../model/index.js";
import { requireCostOnly, type Oracle } from "../../solve/index.js";
import { decisionProblem, type DecisionProblem, type TrainableProblem } from "./decision-problem.js";

/** Options of {@link oracleProblem}. */
export interface OracleProblemOptions<S extends IndexSets, U extends string> {
  readonly name: string;
  /** What is unknown when deciding: as many entries as the oracle has uncertain values, in its order. */
  readonly uncertain: { readonly over: S; readonly unit?: U };
  /** Makes the oracle; called for each training or evaluation. */
  oracle(): Oracle;
  /**
   * The same problem as a model: for losses that ask for one beside the oracle, such as `quadraticLayer`, and for
   * `asDecisionProblem`.
   */
  build?(uncertain: UncertainParameter<S, U>): Model;
}

/** A problem that has an oracle of its own, and its model too. */
export interface ModelledProblem<S extends IndexSets, U extends string = string> extends TrainableProblem<
  S,
  U
> {
  /**
   * The same problem in a solver: for policies, deadlines, backtests and plans. What was trained through the one decides in the
   * other. The oracle's first answers are compared with the solver's (`FS_DECIDE_ORACLE_DISAGREES`).
   */
  asDecisionProblem(): DecisionProblem<S, U>;
}

/**
 * A problem of a family that has an exact oracle of its own (shortest paths, knapsacks, tours, ...): a predictor can be trained
 * through it and judged by it without a model. With `build` it has its model as well, and `asDecisionProblem()` decides with
 * deadlines, plans and explanations.
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
  options: OracleProblemOptions<S, U> & Required<Pick<OracleProblemOptions<S, U>, "build">>,
): ModelledProblem<S, U>;
export function oracleProblem<const S extends IndexSets, const U extends string = string>(
  options: OracleProblemOptions<S, U>,
): TrainableProblem<S, U>;
export function oracleProblem<const S extends IndexSets, const U extends string>(
  options: OracleProblemOptions<S, U>,
): TrainableProblem<S, U> {
  const { name, build } = options;
  const { over, unit } = options.uncertain;
  const uncertain = uncertainParameter(
    name,
    unit === undefined ? { over } : { over, unit },
  ) as UncertainParameter<S, U>;
  let known: StandardForm | null = null;
  const formOf = (model: NonNullable<typeof build>): StandardForm => {
    if (known !== null) return known;
    known = standardForm(model(uncertain));
    requireCostOnly(known);
    return known;
  };
  return {
    name,
    uncertain,
    ...(build !== undefined && {
      asDecisionProblem: () =>
        decisionProblem<S, U>({
          uncertain: unit === undefined ? { over, name } : { over, unit, name },
          build,
          oracle: options.oracle,
        }),
    }),
    open: () =>
      Promise.resolve({
        oracle: options.oracle(),
        ...(build !== undefined && { form: () => formOf(build) }),
        dispose: () => {},
      }),
  };
}
