import { ForesolveError } from "../../errors.js";
import {
  standardForm,
  uncertainParameter,
  type IndexSets,
  type Model,
  type StandardForm,
  type UncertainParameter,
} from "../../model/index.js";
import { HighsSession, isCostOnly, linearOracle, type Oracle } from "../../solve/index.js";
import { checkedOracle } from "./checked-oracle.js";
import type { InstanceOracle } from "./instance-oracle.js";
import {
  jointProblem,
  type JointProblem,
  type JointProblemOptions,
  type KnownBlocks,
} from "./joint-problem.js";
import { notCostOnly } from "./not-cost-only.js";
import type { Blocks } from "./parameter-blocks.js";
import type { Stages } from "./recourse.js";

/** Options of {@link decisionProblem}. */
export interface DecisionProblemOptions<S extends IndexSets, U extends string> {
  /** What is unknown when deciding. */
  readonly uncertain: { readonly over: S; readonly unit?: U; readonly name?: string };
  /** Builds the model around the uncertain parameter. Called once: a new row only changes numbers. */
  build(uncertain: UncertainParameter<S, U>): Model;
  /**
   * An exact oracle of the same problem that is faster than its model: for training and for measuring regret. Its answers to
   * the first rows it is given are compared with the solver's.
   */
  oracle?(): Oracle;
}

/** An uncertain parameter and the model in which it occurs: what a predictor is judged and trained by. */
export interface DecisionProblem<
  S extends IndexSets = IndexSets,
  U extends string = string,
> extends TrainableProblem<S, U> {
  readonly uncertain: UncertainParameter<S, U>;
  readonly model: Model;
  readonly form: StandardForm;
  /** What is decided when, and what may be broken at a price; absent where everything is decided at once and must hold. */
  readonly stages?: Stages;
  /**
   * The values of all slots of the form: the uncertain ones, [entries], and behind them the known ones of the row. Absent where
   * there are only uncertain ones.
   */
  slotsOf?(values: ArrayLike<number>, row: unknown): Float64Array;
  /** Builds the model in a solver. Dispose of the session when done. */
  open(): Promise<ProblemSession>;
}

/** What a predictor can be trained through: an uncertain parameter, and an exact oracle of the decisions. */
export interface TrainableProblem<S extends IndexSets = IndexSets, U extends string = string> {
  readonly name: string;
  readonly uncertain: UncertainParameter<S, U>;
  /** Makes the oracle ready. Dispose of the session when done. */
  open(): Promise<OracleSession>;
}

/** An oracle at work. */
export interface OracleSession {
  readonly oracle: Oracle;
  /**
   * Where rows differ in what is known of them: an oracle over these, which takes the place of `oracle`. Absent where rows differ
   * in their costs alone.
   */
  oracleOver?(rows: readonly unknown[]): InstanceOracle;
  /** The model in its solver; absent for problems that are given by an oracle alone. */
  readonly solver?: HighsSession;
  /** Gives the model, where HiGHS does not hold it. */
  form?(): StandardForm;
  dispose(): void;
}

/** A decision problem in a warm solver. */
export interface ProblemSession extends OracleSession {
  readonly solver: HighsSession;
}

/** What a decision loss may know of a problem beside its oracle. */
export function modelOf(session: OracleSession): {
  readonly session: ProblemSession | null;
  readonly form: (() => StandardForm) | null;
} {
  const own = isProblemSession(session) ? session : null;
  return { session: own, form: own === null ? (session.form ?? null) : () => own.solver.form };
}

/** Whether an oracle at work has its model in a solver too. */
function isProblemSession(session: OracleSession): session is ProblemSession {
  return session.solver !== undefined;
}

/**
 * Declares a decision problem. With one uncertain parameter, `uncertain: { over, unit }`, its values occur in the objective
 * only, and predictors can be trained through it by every loss. With several by name, `uncertain: { price: {...}, demand: {...}
 * }`, they may occur anywhere: see {@link JointProblem}.
 *
 * @throws ForesolveError `FS_DECIDE_NO_UNCERTAIN_PARAMETER` when the model does not use an uncertain parameter,
 * `FS_SOLVE_NOT_COST_ONLY` when the single one occurs outside the objective, `FS_DECIDE_INVALID_OPTION` for a recourse that names what
 * the model does not have, and what building the model throws.
 * @example
 * import { indexSet, model, mul, total } from "foresolve/model";
 * import { decisionProblem } from "foresolve/decide";
 *
 * const hour = indexSet("hour", 24);
 * const sale = decisionProblem({
 *   uncertain: { over: [hour], unit: "EUR/MWh" },
 *   build(price) {
 *     const m = model("sale");
 *     const output = m.variable("output", { over: [hour], unit: "MWh", lower: 0, upper: 1 });
 *     m.maximize(total(mul(price, output)));
 *     return m;
 *   },
 * });
 * sale.form.slots.count; // => 24
 */
export function decisionProblem<
  const B extends Blocks,
  const K extends KnownBlocks = Readonly<Record<never, never>>,
>(options: JointProblemOptions<B, K>): JointProblem<B>;
export function decisionProblem<const S extends IndexSets, const U extends string = string>(
  options: DecisionProblemOptions<S, U>,
): DecisionProblem<S, U>;
export function decisionProblem(
  options: DecisionProblemOptions<IndexSets, string> | JointProblemOptions<Blocks, KnownBlocks>,
): DecisionProblem {
  return isJoint(options) ? (jointProblem(options) as unknown as DecisionProblem) : singleProblem(options);
}

/** A parameter's index sets are a list; a parameter that is named "over" is an object. */
function isJoint(
  options: DecisionProblemOptions<IndexSets, string> | JointProblemOptions<Blocks, KnownBlocks>,
): options is JointProblemOptions<Blocks, KnownBlocks> {
  return !Array.isArray(options.uncertain["over"]);
}

function singleProblem<const S extends IndexSets, const U extends string>(
  options: DecisionProblemOptions<S, U>,
): DecisionProblem<S, U> {
  const { over, unit, name = "uncertain" } = options.uncertain;
  const uncertain = uncertainParameter(
    name,
    unit === undefined ? { over } : { over, unit },
  ) as UncertainParameter<S, U>;
  const model = options.build(uncertain);
  const form = standardForm(model);
  if (form.uncertain.length !== 1 || (form.uncertain[0] as unknown) !== uncertain) {
    throw new ForesolveError("FS_DECIDE_NO_UNCERTAIN_PARAMETER", {
      message: `Model "${model.name}" uses ${form.uncertain.length === 0 ? "no uncertain parameter" : "other uncertain parameters than the one passed to build"}.`,
      fix: "Use the argument of build, and only it, where the unknown values occur.",
      data: { model: model.name },
    });
  }
  if (!isCostOnly(form))
    throw notCostOnly(
      form,
      "Declare it by a name, `uncertain: { demand: { over, unit } }`: then it may occur anywhere, and a recourse says what a broken plan costs.",
    );
  return {
    name: model.name,
    uncertain,
    model,
    form,
    async open() {
      const solver = await HighsSession.open(form);
      const linear = linearOracle(solver);
      const oracle =
        options.oracle === undefined ? linear : checkedOracle(options.oracle(), linear, model.name);
      return { solver, oracle, dispose: () => solver.dispose() };
    },
  };
}
