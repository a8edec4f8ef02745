import { ForesolveError } from "../errors.js";
import type { verifier } from "../solve/index.js";
import type { DecisionProblem } from "./decision-problem.js";
import { slackened } from "./judge.js";
import { PlanPool } from "./plan-pool.js";
import { PlanRepair } from "./plan-repair.js";

/** Where a plan that needed no solver comes from. */
export type StandbyKind = "last" | "last-repaired" | "proxy" | "proxy-repaired" | "rule" | "rule-repaired";

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

/** Keeps plans at hand for when the solver has no time: each is checked for the values of the day, and repaired if need be. */
export class Standby {
  readonly #problem: DecisionProblem;
  readonly #check: ReturnType<typeof verifier>;
  readonly #pool = new PlanPool();
  #repair: PlanRepair | null = null;
  #last: Float64Array | null = null;

  constructor(problem: DecisionProblem, check: ReturnType<typeof verifier>) {
    this.#problem = problem;
    this.#check = check;
  }

  get hasPlan(): boolean {
    return this.#last !== null;
  }

  /** Notes what was decided for these values [slots]. */
  remember(parameters: Float64Array, columnValues: Float64Array): void {
    this.#last = columnValues;
    this.#pool.add({ parameters: parameters.slice(), columnValues });
  }

  /** A plan for these values, or null where there is none; `endsMs` by `performance.now()`. */
  planFor(
    parameters: Float64Array,
    fallback: "last" | "proxy" | (() => ArrayLike<number>),
    endsMs: number,
  ): StandbyPlan | null {
    const started = performance.now();
    const repairEndsMs =
      endsMs === Infinity ? Infinity : started + Math.max(0, REPAIR_SHARE * (endsMs - started));
    if (typeof fallback === "function") {
      const plan = this.#verified("rule", this.#columnsOf(fallback()), parameters, repairEndsMs);
      if (plan !== null) return plan;
    }
    const last = this.#last === null ? null : this.#verified("last", this.#last, parameters, repairEndsMs);
    if (fallback !== "proxy") return last;
    let best = last;
    const sign = this.#problem.form.sense === "minimize" ? 1 : -1;
    for (const { columnValues } of this.#pool.nearest(parameters, NEIGHBOURS)) {
      if (columnValues === this.#last) continue;
      if (best !== null && performance.now() >= repairEndsMs) break;
      const plan = this.#verified("proxy", columnValues, parameters, repairEndsMs);
      if (plan !== null && (best === null || sign * (plan.objective - best.objective) < 0)) best = plan;
    }
    return best;
  }

  #verified(
    kind: "last" | "proxy" | "rule",
    plan: Float64Array,
    parameters: Float64Array,
    endsMs: number,
  ): StandbyPlan | null {
    // Penalties are what these values make of them, not those of another day.
    const asIs = slackened(this.#problem, plan, parameters);
    const { ok, objective } = this.#check(parameters, asIs);
    if (ok) return { kind, columnValues: asIs, objective };
    this.#repair ??= new PlanRepair(this.#problem.form);
    const repaired = this.#repair.repair(parameters, asIs, endsMs);
    if (repaired === null) return null;
    const verification = this.#check(parameters, repaired);
    if (!verification.ok) return null;
    return { kind: `${kind}-repaired`, columnValues: repaired, objective: verification.objective };
  }

  /** Values of all variables as a plan; columns that pay for broken rows are for us to fill. */
  #columnsOf(values: ArrayLike<number>): Float64Array {
    const { form, model } = this.#problem;
    if (values.length !== form.columns && values.length !== model.columns) {
      throw new ForesolveError("FS_DECIDE_INFEASIBLE_PLAN", {
        message: `The fallback rule returned ${values.length} value(s), but model "${form.name}" has ${model.columns} column(s).`,
        fix: "Return one value per entry of every variable, in the order in which the variables were added.",
        data: { values: values.length, columns: model.columns },
      });
    }
    const plan = new Float64Array(form.columns);
    plan.set(values);
    return plan;
  }
}
