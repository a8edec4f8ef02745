import { ForesolveError } from "../errors.js";
import type { FittedPredictor } from "../learn/index.js";
import type { IndexSets, Variable } from "../model/index.js";
import {
  isSolved,
  solutionOf,
  valuesOf,
  verifier,
  type EntryValues,
  type Solution,
  type Solved,
} from "../solve/index.js";
import { exposureOf } from "./exposure.js";
import type { DecisionProblem, ProblemSession } from "./decision-problem.js";
import { requireSameTarget } from "./target-check.js";

/** What a policy is compared as. Perfect hindsight is no policy: nobody can follow it. */
export type PolicyKind = "baseline" | "two-stage" | "decision-focused";

/** A binding constraint and what one more unit of its right-hand side would be worth. */
export interface BindingConstraint {
  /** In the user's words: `meet demand[hour=3]`. */
  readonly constraint: string;
  readonly shadowPrice: number;
}

/** What a policy answers. */
export interface Decision {
  /**
   * "optimal": best for the prediction. "incumbent": the best found in time. "fallback": an earlier plan. "plan": a
   * fixed plan that asks for no prediction.
   */
  readonly source: "optimal" | "incumbent" | "fallback" | "plan";
  /** Objective of the decision under the prediction; null when the decision needs no prediction. */
  readonly predictedObjective: number | null;
  /** No decision can be better than this under the prediction; null when nothing is proven. */
  readonly bound: number | null;
  /** [entries] what the decision was based on; null when it needs no prediction. */
  readonly prediction: Float64Array | null;
  value<S extends IndexSets>(variable: Variable<S>): EntryValues<S>;
  /** [columns] all variables' values */
  readonly columnValues: Float64Array;
  /** [entries] derivative of the decision's objective by the uncertain values: its realised objective is `exposure . truth + fixedCost` */
  readonly exposure: Float64Array;
  readonly fixedCost: number;
  /** The constraints that shape an optimal decision of a linear model, dearest first; empty otherwise. */
  readonly because: readonly BindingConstraint[];
  readonly elapsedMs: number;
}

/** Options of `policy.decide`. */
export interface DecideOptions {
  /**
   * Answer after this many milliseconds at the latest, with the best there is. The first decision of a policy that is
   * not open takes longer: opening comes before.
   */
  readonly deadlineMs?: number;
  /** What to answer with when the deadline leaves nothing better. "last" (default): the plan decided before. */
  readonly fallback?: "last";
}

/** Row in, decision out. */
export interface Policy<Row> {
  readonly name: string;
  readonly kind: PolicyKind;
  /**
   * Builds the model in the solver and solves once (for a second at most), so that later decisions are quick and have
   * a plan to fall back on. `decide` does it if need be.
   */
  open(): Promise<void>;
  decide(row: Row, options?: DecideOptions): Promise<Decision>;
  /** Gives the solver's memory back; `decide` may be called again and opens anew. */
  dispose(): void;
}

/** Options of {@link policy}. */
export interface PolicyOptions<Row, S extends IndexSets, U extends string> {
  readonly predictor: FittedPredictor<Row, S, U>;
  readonly problem: DecisionProblem<NoInfer<S>, NoInfer<U>>;
  /** Default: the predictor's name. */
  readonly name?: string;
  /** Default "two-stage". */
  readonly kind?: PolicyKind;
}

/**
 * Joins a fitted predictor and a decision problem: predict, then optimise, in a warm solver. A passed deadline is not
 * an error: the decision says where it comes from.
 *
 * @throws ForesolveError `FS_DECIDE_TARGET_MISMATCH` at once; `decide` throws `FS_DECIDE_NO_DECISION` when the problem
 * has no feasible decision at all or is unbounded for the prediction, `FS_DECIDE_INVALID_OPTION` for a deadline that is
 * no number, `FS_SOLVE_WRONG_PARAMETERS` for predictions that are not finite, and what the predictor throws for a bad
 * row.
 * @example
 * import { indexSet, model, mul, total } from "foresolve/model";
 * import { rulePredictor } from "foresolve/learn";
 * import { decisionProblem, policy } from "foresolve/decide";
 *
 * const hour = indexSet("hour", 3);
 * const sale = decisionProblem({
 *   uncertain: { over: [hour], unit: "EUR/MWh" },
 *   build(price) {
 *     const m = model("sale");
 *     m.maximize(total(mul(price, m.variable("output", { over: [hour], unit: "MWh", lower: 0, upper: 2 }))));
 *     return m;
 *   },
 * });
 * const asYesterday = rulePredictor({
 *   name: "as yesterday",
 *   target: { over: [hour], unit: "EUR/MWh" },
 *   predict: (row: { yesterday: number[] }) => row.yesterday,
 * });
 * const live = policy({ predictor: asYesterday, problem: sale });
 * const decision = await live.decide({ yesterday: [30, -5, 20] }, { deadlineMs: 200, fallback: "last" });
 * [...decision.columnValues]; // => [2, 0, 2]
 * live.dispose();
 */
export function policy<Row, const S extends IndexSets, const U extends string>(
  options: PolicyOptions<Row, S, U>,
): Policy<Row> {
  const problem = options.problem as unknown as DecisionProblem;
  requireSameTarget(options.predictor, problem);
  return new PredictThenOptimise(
    options.name ?? options.predictor.name,
    options.kind ?? "two-stage",
    options.predictor,
    problem,
  );
}

/** Shadow prices below this are the solver's rounding. */
const NEGLIGIBLE_PRICE = 1e-9;

/** Longest solve when a policy opens: an integer model may take hours, but seldom long to find some plan. */
const WARM_UP_MS = 1000;

class PredictThenOptimise<Row> implements Policy<Row> {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly #predictor: Pick<FittedPredictor<Row>, "predict">;
  readonly #problem: DecisionProblem;
  readonly #check: ReturnType<typeof verifier>;
  /** A promise, so that decisions that are asked for at the same time open one session between them. */
  #session: Promise<ProblemSession> | null = null;
  /** [columns] the last plan, or one that is merely feasible; feasible for every row, as only costs change */
  #lastPlan: Float64Array | null = null;

  constructor(
    name: string,
    kind: PolicyKind,
    predictor: Pick<FittedPredictor<Row>, "predict">,
    problem: DecisionProblem,
  ) {
    this.name = name;
    this.kind = kind;
    this.#predictor = predictor;
    this.#problem = problem;
    this.#check = verifier(problem.form);
  }

  async open(): Promise<void> {
    await this.#opened();
  }

  #opened(): Promise<ProblemSession> {
    if (this.#session !== null) return this.#session;
    const opening = this.#openWarm();
    this.#session = opening;
    // What failed to open may open the next time. (Whoever waits for `opening` sees the error.)
    opening.catch(() => {
      if (this.#session === opening) this.#session = null;
    });
    return opening;
  }

  async #openWarm(): Promise<ProblemSession> {
    const session = await this.#problem.open();
    try {
      session.solver.setParameters(new Float64Array(this.#problem.form.slots.count));
      const warmUp = solutionOf(session.solver, { deadlineMs: WARM_UP_MS }, this.#check);
      if (isSolved(warmUp)) this.#lastPlan ??= warmUp.columnValues;
      // Where the clock stopped the solver must not show in the decisions to come.
      if (warmUp.status !== "optimal") session.solver.reset();
      return session;
    } catch (error) {
      session.dispose();
      throw error;
    }
  }

  async decide(row: Row, options: DecideOptions = {}): Promise<Decision> {
    const started = performance.now();
    const { deadlineMs } = options;
    requireNumber(deadlineMs);
    const { solver } = await this.#opened();
    const prediction = this.#predictor.predict([row]);
    solver.setParameters(prediction);
    const remainingMs = deadlineMs === undefined ? undefined : deadlineMs - (performance.now() - started);
    const solution =
      remainingMs === undefined || remainingMs > 0
        ? solutionOf(solver, remainingMs === undefined ? {} : { deadlineMs: remainingMs }, this.#check)
        : null;
    const found = solution !== null && isSolved(solution) ? solution : null;
    const isAnswer = found !== null && !this.#lastPlanBeats(found, prediction);
    const columnValues = isAnswer ? found.columnValues : this.#fallbackPlan(solution);
    this.#lastPlan = columnValues;
    return {
      source: !isAnswer ? "fallback" : found.status === "optimal" ? "optimal" : "incumbent",
      predictedObjective: isAnswer ? found.objective : this.#check(prediction, columnValues).objective,
      bound: found !== null && Number.isFinite(found.bound) ? found.bound : null,
      prediction,
      columnValues,
      value: (variable) => valuesOf(this.#problem.form, columnValues, variable),
      ...exposureOf(this.#problem.form, columnValues),
      because: isAnswer ? bindingConstraints(this.#problem, found) : [],
      elapsedMs: performance.now() - started,
    };
  }

  /** Whether the deadline came before the solver found anything as good as the plan that is there already. */
  #lastPlanBeats({ status, objective }: Solved, prediction: Float64Array): boolean {
    if (status === "optimal" || this.#lastPlan === null) return false;
    const last = this.#check(prediction, this.#lastPlan).objective;
    return this.#problem.form.sense === "minimize" ? last < objective : last > objective;
  }

  /** The last plan is feasible for every row, because only costs change from row to row. */
  #fallbackPlan(solution: Solution | null): Float64Array {
    // An unbounded model is wrong, whatever the time: an old plan would hide it.
    if (this.#lastPlan !== null && solution?.status !== "unbounded") return this.#lastPlan;
    const reason =
      solution !== null && !isSolved(solution) ? solution.reason : "No plan was found before the deadline.";
    throw new ForesolveError("FS_DECIDE_NO_DECISION", {
      message: `Policy "${this.name}" has no decision to give. ${reason}`,
      fix: "Check that the model has a feasible, bounded decision; call open() before the first deadline counts.",
      data: { policy: this.name, model: this.#problem.model.name },
    });
  }

  dispose(): void {
    const session = this.#session;
    this.#session = null;
    session?.then(
      ({ dispose }) => dispose(),
      () => {},
    );
  }
}

/** Any time is a deadline, also one that has passed; NaN is a mistake on the way here. */
function requireNumber(deadlineMs: number | undefined): void {
  if (!Number.isNaN(deadlineMs)) return;
  throw new ForesolveError("FS_DECIDE_INVALID_OPTION", {
    message: "Option deadlineMs of a policy's decide is NaN.",
    fix: "Pass a number of milliseconds, or leave it out for no deadline.",
    data: { option: "deadlineMs", value: NaN },
  });
}

function bindingConstraints(problem: DecisionProblem, solution: Solved): BindingConstraint[] {
  const binding: BindingConstraint[] = [];
  for (const constraint of problem.model.constraints) {
    const prices = solution.shadowPrice(constraint);
    if (prices === null) return [];
    for (const [entry, shadowPrice] of prices.array.entries()) {
      if (Math.abs(shadowPrice) < NEGLIGIBLE_PRICE) continue;
      binding.push({ constraint: problem.form.rowName(constraint.firstRow + entry), shadowPrice });
    }
  }
  return binding.sort((a, b) => Math.abs(b.shadowPrice) - Math.abs(a.shadowPrice));
}
