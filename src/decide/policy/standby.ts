import { ForesolveError } from "../../errors.js";
import type { verifier } from "../../solve/index.js";
import type { DecisionProblem } from "../problem/decision-problem.js";
import { slackened } from "../problem/judge.js";
import { PlanPool } from "./plan-pool.js";
import { PlanRepair } from "./plan-repair.js";

/** Where a plan that needed no solver comes from. */
export type StandbyKind =
  | "last"
  | "last-repaired"
  | "proxy"
  | "proxy-repaired"
  | "learned"
  | "learned-repaired"
  | "rule"
  | "rule-repaired"
  | "built";

/** Who is asked for a plan, and how; null where the asked one has none. */
export interface PlanSource {
  readonly kind: "learned" | "rule";
  /** [columns] */
  plan(): ArrayLike<number> | null;
}

/** A plan that is verified for the values at hand. */
export interface StandbyPlan {
  readonly kind: StandbyKind;
  /** [columns] */
  readonly columnValues: Float64Array;
  readonly objective: number;
}

/** Past plans that a proxy looks at; plans for other values that must be repaired cost some time each. */
const NEIGHBOURS = 16;
/** Share of the time that is left which repairs may take. */
const REPAIR_SHARE = 0.3;
/** So long a repaired plan is improved whatever the time: what was repaired is seldom worth much as it is. */
const IMPROVEMENT_MS = 1;

/** Keeps plans at hand for when the solver has no time: each is checked for the values of the day, and repaired if need be. */
export class Standby {
  readonly #problem: DecisionProblem;
  readonly #check: ReturnType<typeof verifier>;
  readonly #pool = new PlanPool();
  #repair: PlanRepair | null = null;
  #last: Float64Array | null = null;
  /** A plan for other numbers than any row's, to build from where nothing was decided yet. */
  #seed: Float64Array | null = null;

  constructor(problem: DecisionProblem, check: ReturnType<typeof verifier>) {
    this.#problem = problem;
    this.#check = check;
  }

  /** Notes some plan [columns] of the model, whatever its values. */
  startFrom(columnValues: Float64Array): void {
    this.#seed = columnValues;
  }

  /** Notes what was decided for these values [slots]. */
  remember(parameters: Float64Array, columnValues: Float64Array): void {
    this.#last = columnValues;
    this.#pool.add({ parameters: parameters.slice(), columnValues });
  }

  /** A plan for these values, or null where there is none; `endsMs` by `performance.now()`. */
  planFor(
    parameters: Float64Array,
    fallback: "last" | "proxy" | PlanSource,
    endsMs: number,
  ): StandbyPlan | null {
    const started = performance.now();
    const repairEndsMs =
      endsMs === Infinity ? Infinity : started + Math.max(0, REPAIR_SHARE * (endsMs - started));
    if (typeof fallback === "object") {
      const given = fallback.plan();
      const plan =
        given === null
          ? null
          : this.#verified(fallback.kind, this.#columnsOf(given), parameters, repairEndsMs);
      if (plan !== null) return plan;
    }
    let best = this.#last === null ? null : this.#verified("last", this.#last, parameters, repairEndsMs);
    if (fallback === "proxy") {
      for (const { columnValues } of this.#pool.nearest(parameters, NEIGHBOURS)) {
        if (columnValues === this.#last) continue;
        if (best !== null && performance.now() >= repairEndsMs) break;
        best = this.better(best, this.#verified("proxy", columnValues, parameters, repairEndsMs));
      }
    }
    // With a plan that is only to be repaired, that is what is asked for, late or not.
    const isOnlyHope = this.#last === null && typeof fallback === "string";
    return best ?? (isOnlyHope || endsMs === Infinity ? this.built(parameters, repairEndsMs) : null);
  }

  /** A plan for these values from the one found when opening, or from nothing. */
  built(parameters: Float64Array, endsMs: number): StandbyPlan | null {
    let best: StandbyPlan | null = null;
    for (const from of [this.#seed, new Float64Array(this.#problem.form.columns)]) {
      if (from === null || (best !== null && performance.now() >= endsMs)) continue;
      best = this.better(best, this.#verified("built", from, parameters, endsMs));
    }
    return best;
  }

  /** The better of two plans for the same values. */
  better(first: StandbyPlan | null, second: StandbyPlan | null): StandbyPlan | null {
    if (first === null || second === null) return first ?? second;
    const sign = this.#problem.form.sense === "minimize" ? 1 : -1;
    return sign * (second.objective - first.objective) < 0 ? second : first;
  }

  /** The plan as it is where it holds, else repaired; one that is no decision of anybody's is improved, too. */
  #verified(
    kind: "last" | "proxy" | "learned" | "rule" | "built",
    plan: Float64Array,
    parameters: Float64Array,
    endsMs: number,
  ): StandbyPlan | null {
    // Penalties are what these values make of them, not those of another day.
    const asIs = slackened(this.#problem, plan, parameters);
    const { ok, objective } = this.#check(parameters, asIs);
    if (ok && kind !== "built") return { kind, columnValues: asIs, objective };
    this.#repair ??= new PlanRepair(this.#problem.form);
    const repaired = ok ? asIs : this.#repair.repair(parameters, asIs, endsMs);
    if (repaired === null) return null;
    const named = kind === "built" ? kind : (`${kind}-repaired` as const);
    const planOf = (columnValues: Float64Array | null): StandbyPlan | null => {
      if (columnValues === null) return null;
      const verification = this.#check(parameters, columnValues);
      return verification.ok ? { kind: named, columnValues, objective: verification.objective } : null;
    };
    const improvedByMs = Math.max(endsMs, performance.now() + IMPROVEMENT_MS);
    const improved = this.#repair.improve(parameters, repaired, improvedByMs);
    return this.better(planOf(repaired), planOf(improved));
  }

  /** Values of all variables as a plan; columns that pay for broken rows are for us to fill. */
  #columnsOf(values: ArrayLike<number>): Float64Array {
    const { form, model } = this.#problem;
    const length = (values as ArrayLike<number> | undefined)?.length;
    if (length !== form.columns && length !== model.columns) {
      throw new ForesolveError("FS_DECIDE_INFEASIBLE_PLAN", {
        message: `The fallback rule returned ${length ?? "no"} value(s), but model "${form.name}" has ${model.columns} column(s).`,
        fix: "Return one value per entry of every variable, in the order in which the variables were added.",
        data: { values: length ?? null, columns: model.columns },
      });
    }
    const plan = new Float64Array(form.columns);
    plan.set(values);
    return plan;
  }
}
