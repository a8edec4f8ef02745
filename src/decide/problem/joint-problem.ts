import { ForesolveError } from "../../errors.js";
import { entryCount, type Target } from "../../learn/index.js";
import {
  standardForm,
  uncertainParameter,
  type Model,
  type StandardForm,
  type UncertainParameter,
} from "../../model/index.js";
import { HighsSession, isCostOnly, linearOracle, type Oracle } from "../../solve/index.js";
import type { DecisionProblem } from "./decision-problem.js";
import { instanceOracle } from "./instance-oracle.js";
import { ofExample } from "./of-example.js";
import { notCostOnly } from "./not-cost-only.js";
import {
  blockPlaces,
  jointSet,
  parametersOfBlocks,
  slotsOf,
  withSlotOrder,
  type BlockParameters,
  type BlockPlace,
  type Blocks,
  type JointSets,
  type KnownBlock,
} from "./parameter-blocks.js";
import { recourseForm, type RecourseOptions, type Stages } from "./recourse.js";

/** Known parameters by name. */
export type KnownBlocks = Readonly<Record<string, KnownBlock>>;

/** Options of `decisionProblem` with several uncertain parameters. */
export interface JointProblemOptions<B extends Blocks, K extends KnownBlocks> {
  /** What is unknown when deciding, by name; it may occur in costs, right-hand sides and coefficients. */
  readonly uncertain: B;
  /** What is known when deciding, but differs from row to row: `of` takes it from the row. It may occur anywhere, too. */
  readonly known?: K;
  /** Builds the model around the parameters. Called once: a new row only changes numbers. */
  build(parameters: BlockParameters<B & K>): Model;
  /** What happens when the truth makes a plan infeasible. Without it that is an error. */
  readonly recourse?: RecourseOptions;
}

/**
 * A decision problem with several uncertain parameters, wherever they occur. Its predictors predict all entries in one list (the
 * `target`), in the order in which the parameters were declared; `jointPredictor` makes one of a predictor for each parameter.
 * Truths of examples are lists of the same order.
 *
 * With `recourse`, a plan is judged by what it costs once the truth is known: the first stage stays as decided, the second is
 * decided anew, and what then is still missing is paid for.
 */
export interface JointProblem<B extends Blocks = Blocks> extends DecisionProblem<JointSets, string> {
  /** What a joint predictor predicts. */
  readonly target: Target<JointSets, string>;
  /** The uncertain parameters as declared. */
  readonly blocks: B;
  /** Where each uncertain parameter's entries are in the list. */
  readonly places: readonly BlockPlace[];
  slotsOf(values: ArrayLike<number>, row: unknown): Float64Array;
}

/** {@link JointProblem} from its options. */
export function jointProblem<B extends Blocks, K extends KnownBlocks>(
  options: JointProblemOptions<B, K>,
): JointProblem<B> {
  const { known: knownBlocks = {}, recourse } = options;
  const places = blockPlaces(options.uncertain);
  const known = blockPlaces(knownBlocks);
  requireDistinct(places, known);
  const parameters = parametersOfBlocks([...places, ...known]);
  const model = options.build(
    Object.fromEntries(
      parameters.map((parameter) => [parameter.name, parameter]),
    ) as unknown as BlockParameters<B & K>,
  );
  const plain = withSlotOrder(standardForm(model), parameters);
  const { form, ...stages } = recourseForm(plain, recourse ?? {});
  const over: JointSets = [jointSet(places)];
  const dimension = entryCount({ over });
  return {
    name: model.name,
    uncertain: uncertainParameter("uncertain", { over }) as UncertainParameter<JointSets, string>,
    target: { over },
    blocks: options.uncertain,
    places,
    model,
    form,
    stages,
    slotsOf: (values, row) => slotsOf(model.name, values, known, row),
    async open() {
      const solver = await HighsSession.open(form);
      let oracle: Oracle | null = null;
      // Made when it is asked for, by losses that need it: where unknowns are in constraints there is none.
      return {
        solver,
        get oracle() {
          if (known.length > 0) throw noCommonOracle(model.name);
          requireOracle(form, dimension, stages);
          return (oracle ??= linearOracle(solver));
        },
        ...(known.length > 0 && {
          oracleOver(rows: readonly unknown[]) {
            requireOracle(form, dimension, stages);
            const unset = new Float64Array(dimension);
            const slots = rows.map((row, example) =>
              ofExample(example, () => slotsOf(model.name, unset, known, row)),
            );
            return instanceOracle(solver, dimension, slots);
          },
        }),
        dispose: () => solver.dispose(),
      };
    },
  };
}

function requireDistinct(uncertain: readonly BlockPlace[], known: readonly BlockPlace[]): void {
  const twice = known.find(({ name }) => uncertain.some((place) => place.name === name));
  if (uncertain.length > 0 && twice === undefined) return;
  throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message:
      twice === undefined
        ? "A decision problem has no uncertain parameter."
        : `The parameter "${twice.name}" of a decision problem is uncertain and known.`,
    fix: "Declare what is unknown under `uncertain` and what the row says under `known`, each once.",
    data: { option: "uncertain", ...(twice === undefined ? {} : { name: twice.name }) },
  });
}

/** What there is where there is no oracle. */
const OUTCOMES =
  "Train with scoreFunction(), which needs realised costs only; judge with evaluateRegret, backtest or openJudge(problem).";

/** Refuses what costs alone do not tell the worth of. */
function requireOracle(form: StandardForm, dimension: number, { hasSecondStage }: Stages): void {
  if (!isCostOnly(form, dimension)) throw notCostOnly(form, OUTCOMES, dimension);
  if (!hasSecondStage) return;
  throw new ForesolveError("FS_SOLVE_NOT_COST_ONLY", {
    message: `Model "${form.name}" has variables that are decided once the truth is known; an oracle over uncertain costs decides everything at once.`,
    fix: OUTCOMES,
    data: { model: form.name },
  });
}

function noCommonOracle(model: string): ForesolveError {
  return new ForesolveError("FS_SOLVE_NOT_COST_ONLY", {
    message: `Model "${model}" has known parameters that differ from row to row; one oracle over uncertain costs for all rows does not take them.`,
    fix: "Train with train(), which tells rows apart; judge with evaluateRegret, backtest or openJudge(problem).",
    data: { model },
  });
}
