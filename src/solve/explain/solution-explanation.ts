import type { StandardForm } from "../../model/index.js";
import { ForesolveError } from "../../errors.js";
import { verifier } from "../verifier.js";
import { requireExplainable } from "./answerable.js";
import { startClock } from "./clock.js";
import { constraintFacts, type ConstraintFact } from "./constraint-fact.js";
import { fixedForm, type Explainable } from "./fixed-form.js";
import type { ExplainOptions } from "./infeasibility.js";
import { linearPrices, type LinearPrices } from "./linear-prices.js";
import { quantity } from "./member.js";
import { quadraticPrices } from "./quadratic-prices.js";
import { isDiscrete, SEMICONTINUOUS } from "./requirement-set.js";
import { variableFacts, type VariableFact } from "./variable-fact.js";

/** Why a plan is as it is; plain data. */
export interface SolutionExplanation {
  readonly sense: StandardForm["sense"];
  /** Recomputed from the plan. */
  readonly objective: number;
  readonly objectiveUnit: string | null;
  /**
   * What prices and ranges are about. "linear": the model. "integersFixed": the model with its whole-number decisions
   * held as they are in the plan. "quadratic": the model; they are slopes, for small changes, and have no ranges. null: there are none, because the plan is not optimal, or time was up.
   */
  readonly prices: "linear" | "integersFixed" | "quadratic" | null;
  /**
   * True when more limits meet in the plan than are needed to determine it. Then shadow prices are not unique: the
   * price of one unit more may differ from that of one unit less, and ranges may be wider than stated.
   */
  readonly isDegenerate: boolean | null;
  /** True when other plans may be just as good. */
  readonly mayHaveOtherOptima: boolean | null;
  /** One per row that has variables and a limit, in the order of the model. */
  readonly constraints: readonly ConstraintFact[];
  /** One per variable entry, in the order of the model. */
  readonly variables: readonly VariableFact[];
  /** The result, the limits that cost most, and what to be careful about. */
  readonly text: string;
}

/**
 * Explains a plan: which constraints bind and what their limits are worth, what the others have to spare, what variables
 * at a bound would cost or bring per unit, and how far each right-hand side or cost may move, alone, before its price or
 * the plan changes. With a quadratic objective there are prices, but no ranges. Prices follow the convention of `shadowPrice`: change of the objective per unit of the limit.
 *
 * @throws ForesolveError `FS_SOLVE_VERIFICATION_FAILED` when the plan does not satisfy the model (with these values), and
 * what {@link explainInfeasibility} throws.
 * @example
 * import { equal, indexSet, model, mul, parameter, sum, total } from "foresolve/model";
 * import { explainSolution, isSolved, solve } from "foresolve/solve";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const cost = parameter({ over: [unit], unit: "EUR/MWh", data: [20, 35] });
 * const m = model("dispatch");
 * const output = m.variable("output", { over: [unit], unit: "MWh", lower: 0, upper: 50 });
 * m.require("meet demand", equal(sum(output, unit), 60));
 * m.minimize(total(mul(cost, output)));
 *
 * const solution = await solve(m);
 * if (!isSolved(solution)) throw new Error(solution.reason);
 * const why = await explainSolution(m, solution);
 * why.constraints[0].sentence;
 * // => "meet demand binds at 60 MWh: one MWh more changes the objective by +35 EUR (from 50 MWh to 100 MWh)."
 * why.variables[0].sentence;
 * // => "output[unit=coal] is at its upper bound of 50 MWh: one MWh more would change the objective by -15 EUR."
 */
export async function explainSolution(
  subject: Explainable,
  solution: { readonly columnValues: Float64Array },
  options: ExplainOptions = {},
): Promise<SolutionExplanation> {
  const form = fixedForm(subject, options.values);
  requireExplainable("Why a plan is best", form, "linear rows");
  const clock = startClock(options.deadlineMs);
  const { columnValues } = solution;
  const { ok, objective, worst } = verifier(form)([], columnValues);
  if (!ok) {
    throw new ForesolveError("FS_SOLVE_VERIFICATION_FAILED", {
      message: `The plan to be explained violates ${worst!.name} of model "${form.name}" by ${worst!.violation} (${worst!.kind}).`,
      fix: "Pass a solution of this very model, and the values of the uncertain parameters that it was solved with.",
      data: { model: form.name, name: worst!.name, violation: worst!.violation },
    });
  }
  const isInteger = isDiscrete(form);
  const linear = isInteger ? withIntegersFixed(form, columnValues) : form;
  const isQuadratic = form.quadratic.objective.values.length > 0;
  const found = await (isQuadratic ? quadraticPrices : linearPrices)(linear, clock);
  const prices = found !== null && isAsGood(form, found, objective) ? found : null;
  const unit = objectiveUnit(form);
  const scope = prices === null ? null : isInteger ? "integersFixed" : isQuadratic ? "quadratic" : "linear";
  const constraints = constraintFacts(form, columnValues, prices, unit);
  const variables = variableFacts(form, columnValues, prices, unit);
  const facts = {
    sense: form.sense,
    objective,
    objectiveUnit: unit,
    prices: scope,
    isDegenerate: prices?.isDegenerate ?? null,
    mayHaveOtherOptima: prices?.hasTies ?? null,
    constraints,
    variables,
  } as const;
  return { ...facts, text: textOf(form, facts) };
}

/** Duals are about optimal plans: they belong to every one of them, and to no other plan. */
function isAsGood(model: StandardForm, prices: LinearPrices, objective: number): boolean {
  const best = verifier({ ...model, integrality: new Uint8Array(model.columns) })([], prices.columnValues);
  // Whole numbers that the solver left a millionth off shift the objective by as much times their costs.
  const tolerance = isDiscrete(model) ? 1e-5 : 1e-6;
  return Math.abs(best.objective - objective) <= tolerance * Math.max(1, Math.abs(objective));
}

const WHOLE_NUMBER_TOLERANCE = 1e-6;

function withIntegersFixed(form: StandardForm, columnValues: Float64Array): StandardForm {
  const columnLower = form.columnLower.slice();
  const columnUpper = form.columnUpper.slice();
  for (let column = 0; column < form.columns; column++) {
    const isOn = form.integrality[column] === SEMICONTINUOUS && columnValues[column] > WHOLE_NUMBER_TOLERANCE;
    if (form.integrality[column] === 0 || isOn) continue;
    columnLower[column] = Math.round(columnValues[column]);
    columnUpper[column] = columnLower[column];
  }
  return { ...form, columnLower, columnUpper, integrality: new Uint8Array(form.columns) };
}

/** Unit of the objective, where one was declared. */
export function objectiveUnit(form: StandardForm): string | null {
  return form.variables[0].model.objective?.expression.unit ?? null;
}

const SHOWN = 10;

function textOf(form: StandardForm, facts: Omit<SolutionExplanation, "text">): string {
  const { constraints, variables, prices, isDegenerate, mayHaveOtherOptima } = facts;
  const binding = constraints
    .filter((fact) => fact.binding !== null)
    .toSorted((a, b) => Math.abs(b.shadowPrice ?? 0) - Math.abs(a.shadowPrice ?? 0));
  const atBounds = variables
    .filter((fact) => fact.atBound !== null && Math.abs(fact.reducedCost ?? 0) > 1e-9)
    .toSorted((a, b) => Math.abs(b.reducedCost!) - Math.abs(a.reducedCost!));
  const lines = [
    `The objective of "${form.name}" (${form.sense}) is ${quantity(facts.objective, facts.objectiveUnit)}. ${binding.length} of ${constraints.length} constraint entries bind.`,
    ...shown([...binding, ...atBounds].map(({ sentence }) => sentence)),
  ];
  if (prices === null) {
    lines.push("There are no shadow prices, because the plan is not proven to be optimal.");
  }
  if (prices === "integersFixed") {
    lines.push("Prices and ranges hold while all whole-number decisions stay as they are.");
  }
  if (prices === "quadratic") {
    lines.push("The objective is quadratic: prices are slopes, which hold for small changes.");
  }
  if (isDegenerate === true) {
    lines.push(
      "More limits meet here than are needed to determine the plan: shadow prices are not unique, and one unit more may be worth something else than one unit less.",
    );
  }
  if (mayHaveOtherOptima === true) lines.push("Other plans may be just as good.");
  return lines.join("\n");
}

function shown(sentences: readonly string[]): string[] {
  const lines = sentences.slice(0, SHOWN).map((sentence) => `- ${sentence}`);
  return sentences.length > SHOWN ? [...lines, `- ... and ${sentences.length - SHOWN} more.`] : lines;
}
