import type { StandardForm } from "../../model/index.js";
import { requireExplainable } from "./answerable.js";
import { startClock, type Clock } from "./clock.js";
import { conflictMembers, type ConflictMember } from "./conflict-member.js";
import { FeasibilityProbe, type ProbeAnswer } from "./feasibility-probe.js";
import { fixedForm, type Explainable, type ParameterValues } from "./fixed-form.js";
import { minimalConflict, type Conflict } from "./minimal-conflict.js";
import { withNativeModel } from "./native-model.js";
import { isDiscrete, RequirementSet, SEMICONTINUOUS } from "./requirement-set.js";

/** Options of an explanation. */
export interface ExplainOptions {
  /** Values of the model's uncertain parameters; required for each that occurs. */
  readonly values?: ParameterValues;
  /** All solves of the explanation together stop after this many milliseconds. */
  readonly deadlineMs?: number;
}

/** Why no plan exists, or that one does; plain data. */
export type InfeasibilityExplanation =
  | {
      readonly status: "infeasible";
      /** Requirements that contradict each other, in the order of the model. */
      readonly members: readonly ConflictMember[];
      /** True when it was shown, for each member, that the others can be satisfied together. */
      readonly isMinimal: boolean;
      /**
       * "certificate": multipliers of the members, checked apart from the solver, add up to a contradiction. "search":
       * the solver's search over whole numbers ended without a plan.
       */
      readonly proof: "certificate" | "search";
      readonly text: string;
    }
  /** There is a plan. */
  | { readonly status: "feasible"; readonly text: string }
  /** The deadline passed, or the solver gave no answer, before either was known. */
  | { readonly status: "unknown"; readonly text: string };

/**
 * Names a minimal set of constraints, bounds and whole-number requirements that no plan can satisfy together. There may
 * be several such sets: after one is resolved, ask again. Costs play no part.
 *
 * Linear models and integer models whose linear relaxation is contradictory are answered by dual rays, which are
 * checked; other integer models by a search for each member, cut off at 2,000 nodes (then `isMinimal` is false). How
 * the set is shrunk: {@link https://doi.org/10.1287/ijoc.3.2.157 | Chinneck and Dravnieks 1991}.
 *
 * @throws ForesolveError `FS_MODEL_NO_OBJECTIVE`, `FS_MODEL_NO_VARIABLES`, `FS_SOLVE_WRONG_PARAMETERS`,
 * `FS_SOLVE_INVALID_DEADLINE`, `FS_SOLVE_BACKEND_FAILED`.
 * @example
 * import { atLeast, indexSet, model, parameter, sum, total } from "foresolve/model";
 * import { explainInfeasibility } from "foresolve/solve";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const hour = indexSet("hour", ["h1", "h2", "h3"]);
 * const demand = parameter({ over: [hour], unit: "MWh", data: [60, 80, 120] });
 * const m = model("dispatch");
 * const output = m.variable("output", { over: [unit, hour], unit: "MWh", lower: 0, upper: 50 });
 * m.require("meet demand", atLeast(sum(output, unit), demand));
 * m.minimize(total(output));
 *
 * const why = await explainInfeasibility(m);
 * if (why.status !== "infeasible") throw new Error(why.text);
 * why.members.map(({ title }) => title);
 * // => ["meet demand[hour=h3]", "upper bound of output[unit=coal, hour=h3]", "upper bound of output[unit=gas, hour=h3]"]
 * why.members[1].sentence; // => "output[unit=coal, hour=h3] must be at most 50 MWh."
 */
export async function explainInfeasibility(
  subject: Explainable,
  options: ExplainOptions = {},
): Promise<InfeasibilityExplanation> {
  const form = fixedForm(subject, options.values);
  requireExplainable("Why nothing is feasible", form, "linear rows");
  return explainConflict(form, startClock(options.deadlineMs));
}

/** The explanation of a form without slots, in which some columns may be forced to a value. */
export async function explainConflict(
  form: StandardForm,
  clock: Clock,
  forced: ReadonlyMap<number, number> = new Map(),
): Promise<InfeasibilityExplanation> {
  const requirements = new RequirementSet(form);
  const found = await findConflict(requirements, clock);
  if (found === "feasible") {
    return {
      status: "feasible",
      text: `Model "${form.name}" is feasible: there is a plan that satisfies all of it.`,
    };
  }
  if (found === "unknown") {
    const text = `It was not found out in time whether "${form.name}" has a feasible plan.`;
    return { status: "unknown", text };
  }
  const members = conflictMembers(requirements, found.members, forced);
  const { isMinimal, proof } = found;
  return { status: "infeasible", members, isMinimal, proof, text: textOf(form, members, isMinimal) };
}

/** Nodes per search after the first one, so that a hopeless search ends and the answer does not hang on the clock. */
const NODES_PER_PROBE = 2000;
const WHOLE_NUMBER_TOLERANCE = 1e-6;

type Found = "feasible" | "unknown" | (Conflict & { readonly proof: "certificate" | "search" });

async function findConflict(requirements: RequirementSet, clock: Clock): Promise<Found> {
  const { form } = requirements;
  const noWholeNumber = form.integrality.findIndex(
    (isInteger, column) =>
      isInteger === 1 &&
      Math.ceil(form.columnLower[column] - WHOLE_NUMBER_TOLERANCE) >
        Math.floor(form.columnUpper[column] + WHOLE_NUMBER_TOLERANCE),
  );
  if (noWholeNumber >= 0) {
    const kinds = ["columnLower", "columnUpper", "integrality"] as const;
    const members = kinds.map((kind) => requirements.numberOf(kind, noWholeNumber));
    return { members, isMinimal: true, proof: "search" };
  }
  // Zero or between bounds is more than the bounds say, so that they make no relaxation.
  if (form.integrality.includes(SEMICONTINUOUS)) return findIn(requirements, clock);
  const relaxation = { ...form, integrality: new Uint8Array(form.columns) };
  const linear = await findIn(new RequirementSet(relaxation), clock);
  return linear !== "feasible" || !isDiscrete(form) ? linear : findIn(requirements, clock);
}

function findIn(requirements: RequirementSet, clock: Clock): Promise<Found> {
  const { form, all } = requirements;
  const choice = {
    integrality: isDiscrete(form) ? form.integrality : null,
    cost: new Float64Array(form.columns),
  };
  return withNativeModel(form, choice, (native): Found => {
    const probe = new FeasibilityProbe(requirements, native);
    const first = probe.ask(all, { clock, nodes: MAXIMUM_NODES });
    if (first.status !== "infeasible") return first.status;
    const limits = { clock, nodes: NODES_PER_PROBE };
    let isCertified = first.support !== null;
    const ask = (subset: readonly number[]): ProbeAnswer => {
      const answer = probe.ask(subset, limits);
      if (answer.status === "infeasible") isCertified = answer.support !== null;
      return answer;
    };
    // What a dual ray of the simplex method rests on is minimal but for ties and rounding.
    const conflict =
      first.support === null ? minimalConflict(all, ask) : minimalConflict(first.support, ask, 1);
    return { ...conflict, proof: isCertified ? "certificate" : "search" };
  });
}

/** The largest value that the solver's option takes: no limit. */
const MAXIMUM_NODES = 2 ** 31 - 1;

function textOf(form: StandardForm, members: readonly ConflictMember[], isMinimal: boolean): string {
  const count = members.length;
  const heading =
    count === 1
      ? `No plan of "${form.name}" can satisfy this requirement:`
      : `No plan of "${form.name}" can satisfy these ${count} requirements together:`;
  const ending = !isMinimal
    ? "Some of them may not be needed for the contradiction: that was not found out in time."
    : count === 1
      ? "It contradicts itself."
      : "Without any one of them, the others can be satisfied together.";
  return [heading, ...members.map(({ sentence }) => `- ${sentence}`), ending].join("\n");
}
