import type { StandardForm } from "../../model/index.js";
import { HighsSession } from "../highs-session.js";
import { verifier } from "../verifier.js";
import { requireExplainable } from "./answerable.js";
import { startClock, timeLeft } from "./clock.js";
import { fixedForm, type Explainable } from "./fixed-form.js";
import { explainConflict, type ExplainOptions } from "./infeasibility.js";
import { leastChange } from "./least-change.js";
import { columnReference, listed, plain, quantity, type EntryReference } from "./member.js";

/** A variable that grows or falls without limit, together with the others. */
export interface Direction extends EntryReference {
  /** Change per step; the largest of all is 1 or -1. */
  readonly perStep: number;
}

/** Why an objective has no limit, or that it has one; plain data. */
export type UnboundednessExplanation =
  | {
      readonly status: "unbounded";
      /** From any feasible plan, steps in this direction stay feasible for ever and each improves the objective. */
      readonly directions: readonly Direction[];
      /** Change of the objective per step. */
      readonly objectivePerStep: number;
      readonly text: string;
    }
  /** No direction improves the objective for ever. */
  | { readonly status: "bounded"; readonly text: string }
  /** There is no plan at all. */
  | { readonly status: "infeasible"; readonly text: string }
  /** Not found out in time. */
  | { readonly status: "unknown"; readonly text: string };

/**
 * Names variables that can grow together without limit while the objective improves: a direction that every constraint
 * and bound allows for ever, the shortest one in the sum of absolute changes. It is checked apart from the solver.
 *
 * For integer models with rational numbers the direction of the linear relaxation is one of theirs: a multiple of it is
 * whole (Meyer, Mathematical Programming 7, 1974).
 *
 * @throws ForesolveError what {@link explainInfeasibility} throws.
 * @example
 * import { atLeast, model, subtract } from "foresolve/model";
 * import { explainUnboundedness } from "foresolve/solve";
 *
 * const m = model("trade");
 * const sold = m.variable("sold", { over: [], unit: "t", lower: 0 });
 * const bought = m.variable("bought", { over: [], unit: "t", lower: 0 });
 * m.require("deliver what is sold", atLeast(subtract(bought, sold), 0));
 * m.maximize(sold);
 *
 * const why = await explainUnboundedness(m);
 * if (why.status !== "unbounded") throw new Error(why.text);
 * why.directions.map(({ name, perStep }) => [name, perStep]); // => [["sold", 1], ["bought", 1]]
 */
export async function explainUnboundedness(
  subject: Explainable,
  options: ExplainOptions = {},
): Promise<UnboundednessExplanation> {
  const form = fixedForm(subject, options.values);
  requireExplainable("Why there is no best plan", form, "linear rows and objective");
  const clock = startClock(options.deadlineMs);
  const feasibility = await explainConflict(form, clock);
  if (feasibility.status === "infeasible") return { status: "infeasible", text: feasibility.text };
  if (feasibility.status === "unknown") return notFound(form);

  const cone = recessionCone(form);
  const session = await HighsSession.open(shortestImprovement(cone));
  try {
    const time = timeLeft(clock);
    const outcome = time === null ? null : session.run(time);
    if (outcome?.status === "infeasible") {
      const text = `The objective of "${form.name}" has a limit: no direction that improves it is allowed for ever.`;
      return { status: "bounded", text };
    }
    if (outcome?.status !== "optimal") return notFound(form);
    const step = session.columnValues.slice(0, form.columns);
    const largest = step.reduce((size, change) => Math.max(size, Math.abs(change)), 0);
    for (let column = 0; column < step.length; column++) {
      step[column] = Math.abs(step[column]) <= 1e-9 * largest ? 0 : step[column] / largest;
    }
    const { ok, objective } = verifier(cone)([], step);
    const improves = form.sense === "minimize" ? objective < 0 : objective > 0;
    return ok && improves ? unbounded(form, step, objective) : notFound(form);
  } finally {
    session.dispose();
  }
}

/** Directions that every limit allows for ever: each finite limit becomes 0. */
function recessionCone(form: StandardForm): StandardForm {
  const toZero = (limits: Float64Array): Float64Array =>
    limits.map((limit) => (Number.isFinite(limit) ? 0 : limit));
  return {
    ...form,
    offset: 0,
    integrality: new Uint8Array(form.columns),
    rowLower: toZero(form.rowLower),
    rowUpper: toZero(form.rowUpper),
    columnLower: toZero(form.columnLower),
    columnUpper: toZero(form.columnUpper),
  };
}

/** Smallest sum of absolute changes that improves the objective by 1: few variables, and none without need. */
function shortestImprovement(cone: StandardForm): StandardForm {
  const improvement = cone.sense === "minimize" ? -1 : 1;
  return leastChange(cone, new Float64Array(cone.columns), { lower: improvement, upper: improvement });
}

function unbounded(
  form: StandardForm,
  step: Float64Array,
  objectivePerStep: number,
): UnboundednessExplanation {
  const directions: Direction[] = [];
  step.forEach((perStep, column) => {
    if (perStep !== 0) directions.push({ ...columnReference(form, column), perStep });
  });
  const words = directions.map(
    ({ name, unit, perStep }) =>
      `${name} (${perStep > 0 ? "+" : "-"}${quantity(Math.abs(perStep), unit)} per step)`,
  );
  const verb = form.sense === "minimize" ? "falls" : "grows";
  const text =
    `The objective of "${form.name}" ${verb} without limit, by ${plain(Math.abs(objectivePerStep))} per step, ` +
    `when ${listed(words)} ${directions.length === 1 ? "changes" : "change together"}: no constraint or bound ever stops ${directions.length === 1 ? "it" : "them"}.`;
  return { status: "unbounded", directions, objectivePerStep, text };
}

function notFound(form: StandardForm): UnboundednessExplanation {
  return {
    status: "unknown",
    text: `It was not found out whether the objective of "${form.name}" has a limit.`,
  };
}
