import type { IndexSets, Variable } from "../../model/index.js";
import type { EntryValues } from "../../solve/index.js";
import type { LearnedProxy } from "./learned-proxy.js";
import type { StandbyKind } from "./standby.js";

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
   * "optimal": best for the prediction. "incumbent": the best found in time. "fallback": what was there without the solver.
   * "plan": a fixed plan that asks for no prediction. Whatever it is has passed the verifier.
   */
  readonly source: "optimal" | "incumbent" | "fallback" | "plan";
  /** Which fallback it is; absent unless `source` is "fallback". */
  readonly fallback?: FallbackKind;
  /** Why the solver or the rule took no part in an answer under a deadline: what it threw. Absent unless that happened. */
  readonly failure?: unknown;
  /** Objective of the decision under the prediction; null when the decision needs no prediction. */
  readonly predictedObjective: number | null;
  /** No decision can be better than this under the prediction; null when nothing is proven. */
  readonly bound: number | null;
  /** [entries] what the decision was based on; null when it needs no prediction. */
  readonly prediction: Float64Array | null;
  value<S extends IndexSets>(variable: Variable<S>): EntryValues<S>;
  /** [columns] all variables' values */
  readonly columnValues: Float64Array;
  /**
   * [slots] derivative of the decision's objective by the uncertain values. Where they occur in the objective only, its realised
   * objective is `exposure . truth + fixedCost`; where they do not, {@link openJudge} knows it.
   */
  readonly exposure: Float64Array;
  readonly fixedCost: number;
  /** The constraints that shape an optimal decision of a linear model, dearest first; empty otherwise. */
  readonly because: readonly BindingConstraint[];
  readonly elapsedMs: number;
}

/** Options of `policy.decide`. */
export interface DecideOptions<Row = never> {
  /**
   * Answer after this many milliseconds, with the best there is. By how much the solver overruns its time on this model is learned
   * from decision to decision and kept back. The first decision of a policy that is not open starts to open it, and does not wait
   * for that longer than its deadline.
   */
  readonly deadlineMs?: number;
  /**
   * What to answer with when the deadline leaves nothing better. "last" (default): the plan decided before. "proxy": the best of the
   * plans that were decided on when the values were most alike. A {@link LearnedProxy}: a model of the decisions, fitted to past ones.
   * A function: a rule of one's own, the values of all variables of the model, [columns]. Plans that are not feasible for the row are
   * repaired; where one cannot be repaired, or a rule throws, it gives way to the last plan, and where there is none, to one that is
   * built from nothing.
   */
  readonly fallback?: "last" | "proxy" | LearnedProxy<Row> | RuleFallback<Row>;
}

/** A planner's rule: row and predicted values [entries] in, the values of all variables [columns] out. */
export type RuleFallback<Row> = (row: Row, prediction: Float64Array) => ArrayLike<number>;

/**
 * "last", "proxy", "learned", "rule": what the option named, as it was. "last-repaired" and so on: made feasible for this row, and what
 * room was left put to use. "built": there was no plan yet, and one was made without the solver.
 */
export type FallbackKind = StandbyKind;

/** Row in, decision out. */
export interface Policy<Row> {
  readonly name: string;
  readonly kind: PolicyKind;
  /**
   * Builds the model in the solver and solves once (for a second at most), so that later decisions are quick and have
   * a plan to fall back on. `decide` does it if need be.
   */
  open(): Promise<void>;
  decide(row: Row, options?: DecideOptions<Row>): Promise<Decision>;
  /** Gives the solver's memory back; `decide` may be called again and opens anew. */
  dispose(): void;
}
