import type { Model as HighsModel } from "highs";
import type { StandardForm } from "../../model/index.js";
import { verifier } from "../verifier.js";
import type { Clock } from "./clock.js";
import { checkInfeasibilityProof } from "./farkas.js";
import { allow, MODEL_STATUS } from "./native-model.js";
import { isDiscrete, type RequirementSet } from "./requirement-set.js";

/** Whether a subset of requirements can be satisfied; "unknown" when the solver was stopped or its claim failed. */
export type ProbeAnswer =
  | { readonly status: "feasible" }
  /** `support`: requirements that contradict each other alone, by a checked proof; null without one. */
  | { readonly status: "infeasible"; readonly support: readonly number[] | null }
  | { readonly status: "unknown" };

/** Limits of one probe. */
export interface ProbeLimits {
  readonly clock: Clock;
  /** Nodes of branch and bound; without a limit a search over unbounded whole numbers need not end. */
  readonly nodes: number;
}

/** Asks again and again whether subsets of a form's requirements can be satisfied; costs play no part. */
export class FeasibilityProbe {
  readonly #requirements: RequirementSet;
  readonly #native: HighsModel;

  /** `native` must have been built from the form of `requirements`, with all costs zero. */
  constructor(requirements: RequirementSet, native: HighsModel) {
    this.#requirements = requirements;
    this.#native = native;
    native.options.set("mip_heuristic_run_feasibility_jump", false);
  }

  /** Whether all of these requirements can be satisfied together. */
  ask(subset: readonly number[], limits: ProbeLimits): ProbeAnswer {
    const left = limits.clock.left();
    if (left <= 0) return { status: "unknown" };
    const form = this.#requirements.restricted(subset);
    const native = this.#native;
    allow(native, left);
    if (form.rows > 0) {
      native.changeRowsBounds({ kind: "range", from: 0, to: form.rows - 1 }, form.rowLower, form.rowUpper);
    }
    const columns = { kind: "range", from: 0, to: form.columns - 1 } as const;
    native.changeColsBounds(columns, form.columnLower, form.columnUpper);
    if (isDiscrete(this.#requirements.form)) {
      native.changeColsIntegrality(columns, Int32Array.from(form.integrality) as never);
      native.clearSolver();
    }
    const isInteger = isDiscrete(form);
    native.options.set({ presolve: isInteger ? "choose" : "off", mip_max_nodes: limits.nodes });
    const answer = this.#interpret(native.run().modelStatus, form);
    // Without presolve a warm start can be led astray; a fresh start with presolve has the last word.
    if (answer.status !== "unknown" || isInteger || limits.clock.left() <= 0) return answer;
    native.clearSolver();
    native.options.set("presolve", "choose");
    return this.#interpret(native.run().modelStatus, form);
  }

  #interpret(modelStatus: number, form: StandardForm): ProbeAnswer {
    if (modelStatus === MODEL_STATUS.optimal) {
      const { ok } = verifier(form)([], this.#native.getSolution().colValue);
      return { status: ok ? "feasible" : "unknown" };
    }
    // Without costs nothing is unbounded.
    const isInfeasible =
      modelStatus === MODEL_STATUS.infeasible || modelStatus === MODEL_STATUS.unboundedOrInfeasible;
    if (!isInfeasible) return { status: "unknown" };
    return { status: "infeasible", support: isDiscrete(form) ? null : this.#support(form) };
  }

  #support(form: StandardForm): readonly number[] | null {
    const ray = this.#native.getDualRay()?.values;
    const proof = ray === undefined ? null : checkInfeasibilityProof(form, ray);
    if (proof === null) return null;
    const support: number[] = [];
    proof.rows.forEach((side, row) => {
      if (side !== 0) support.push(this.#requirements.numberOf(side > 0 ? "rowLower" : "rowUpper", row));
    });
    proof.columns.forEach((side, column) => {
      if (side !== 0)
        support.push(this.#requirements.numberOf(side > 0 ? "columnLower" : "columnUpper", column));
    });
    return support;
  }
}
