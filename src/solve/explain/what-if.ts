import type { StandardForm } from "../../model/index.js";
import { ForesolveError } from "../../errors.js";
import { isSolved, type Solved, type Unsolved } from "../solution.js";
import { verifier } from "../verifier.js";
import { requireExplainable } from "./answerable.js";
import { startClock, type Clock } from "./clock.js";
import { closestPlan, solveForm } from "./closest-plan.js";
import { boundMember, forcedMember, integralityMember } from "./conflict-member.js";
import { signed } from "./constraint-fact.js";
import { fixedForm, type Explainable } from "./fixed-form.js";
import { explainConflict, type ExplainOptions, type InfeasibilityExplanation } from "./infeasibility.js";
import { columnReference, listed, quantity, type EntryReference } from "./member.js";
import { SEMICONTINUOUS } from "./requirement-set.js";
import { objectiveUnit } from "./solution-explanation.js";
import { admitted, withWholeNumbers } from "./whole-numbers.js";

/** A variable entry that another plan sets otherwise. */
export interface ChangedEntry extends EntryReference {
  readonly from: number;
  readonly to: number;
}

/** What follows when decisions are forced; plain data. */
export type WhatIf =
  | {
      readonly status: "changed";
      /** Objective of the best plan without and with the forced decisions. */
      readonly before: number;
      readonly after: number;
      /** after - before */
      readonly difference: number;
      /** True when both plans are proven optimal, so that the difference is what the forced decisions cost. */
      readonly isProven: boolean;
      /** Forced entries included; of all best plans with the forced decisions, one that is close to the plan before. */
      readonly changes: readonly ChangedEntry[];
      /** [columns] the plan with the forced decisions, checked */
      readonly columnValues: Float64Array;
      readonly text: string;
    }
  | {
      /** No plan has these decisions, and why. */
      readonly status: "infeasible";
      readonly conflict: InfeasibilityExplanation;
      readonly text: string;
    }
  | {
      /** The model has no best plan to compare with ("baseline"), or none was found with the forced decisions ("forced"). */
      readonly status: "unsolved";
      readonly which: "baseline" | "forced";
      readonly reason: Unsolved["status"];
      readonly text: string;
    };

/** Options of {@link whatIf}. */
export interface WhatIfOptions extends ExplainOptions {
  /** The best plan without forced decisions, if it is known already; else it is solved for. */
  readonly baseline?: Pick<Solved, "columnValues" | "status">;
}

/**
 * Forces variable entries, by name as in `output[unit=coal, hour=3]`, to values and solves again: what it costs and
 * what else changes, or why it cannot be. Meant for integer models, where no shadow price answers this; works for all.
 *
 * @throws ForesolveError `FS_SOLVE_UNKNOWN_VARIABLE` for a name that the model does not have, `FS_MODEL_NOT_FINITE` for
 * a value that is not a finite number, and what {@link explainInfeasibility} throws.
 * @example
 * import { atMost, indexSet, model, mul, parameter, total } from "foresolve/model";
 * import { whatIf } from "foresolve/solve";
 *
 * const item = indexSet("item", ["lamp", "tent", "stove"]);
 * const value = parameter({ over: [item], unit: "EUR", data: [5, 8, 6] });
 * const weight = parameter({ over: [item], unit: "kg", data: [2, 4, 3] });
 * const m = model("pack");
 * const take = m.variable("take", { over: [item], domain: "binary" });
 * m.require("carry", atMost(total(mul(weight, take)), 6));
 * m.maximize(total(mul(value, take)));
 *
 * const answer = await whatIf(m, { "take[item=stove]": 1 });
 * if (answer.status !== "changed") throw new Error(answer.text);
 * answer.difference; // => -2
 * answer.changes.map(({ name, to }) => [name, to]); // => [["take[item=tent]", 0], ["take[item=stove]", 1]]
 */
export async function whatIf(
  subject: Explainable,
  forced: Readonly<Record<string, number>>,
  options: WhatIfOptions = {},
): Promise<WhatIf> {
  const form = fixedForm(subject, options.values);
  requireExplainable("What a forced decision changes", form, "linear rows");
  const clock = startClock(options.deadlineMs);
  const columns = forcedColumns(form, forced);
  const baseline = await baselineOf(form, options.baseline, clock);
  if ("reason" in baseline) return unsolved(form, "baseline", baseline);

  const outside = refusal(form, columns);
  if (outside !== null) return impossible(form, columns, outside);
  const forcedForm = withForced(form, columns);
  const solution = await solveForm(forcedForm, clock);
  if (solution.status === "infeasible") {
    return impossible(form, columns, await explainConflict(forcedForm, clock, columns));
  }
  if (!isSolved(solution)) return unsolved(form, "forced", solution);

  const closest = await closestPlan(forcedForm, solution, baseline.columnValues, clock);
  const planBefore = withWholeNumbers(form, baseline.columnValues);
  const { objective: before } = verifier(form)([], planBefore);
  const { objective: after } = verifier(form)([], closest);
  const changes = changesOf(form, planBefore, closest);
  const isProven = baseline.status === "optimal" && solution.status === "optimal";
  return {
    status: "changed",
    before,
    after,
    difference: after - before,
    isProven,
    changes,
    columnValues: closest,
    text: textOf(form, columns, before, after, changes, isProven),
  };
}

function forcedColumns(form: StandardForm, forced: Readonly<Record<string, number>>): Map<number, number> {
  const names = new Map<string, number>();
  for (let column = 0; column < form.columns; column++) names.set(form.columnName(column), column);
  return new Map(
    Object.entries(forced).map(([name, value]) => {
      const column = names.get(name);
      if (column === undefined) {
        throw new ForesolveError("FS_SOLVE_UNKNOWN_VARIABLE", {
          message: `Model "${form.name}" has no variable entry "${name}".`,
          fix: `Write the entry with its labels, such as "${form.columnName(0)}".`,
          data: { model: form.name, name },
        });
      }
      if (Number.isFinite(value)) return [column, admitted(form, column, value)];
      throw new ForesolveError("FS_MODEL_NOT_FINITE", {
        message: `The value to force ${name} to is ${value}.`,
        fix: "Force a variable to a finite number.",
        data: { name, value },
      });
    }),
  );
}

async function baselineOf(
  form: StandardForm,
  given: WhatIfOptions["baseline"],
  clock: Clock,
): Promise<Pick<Solved, "columnValues" | "status"> | Unsolved> {
  if (given === undefined) return solveForm(form, clock);
  const { ok, worst } = verifier(form)([], given.columnValues);
  if (ok) return given;
  throw new ForesolveError("FS_SOLVE_VERIFICATION_FAILED", {
    message: `The baseline violates ${worst!.name} of model "${form.name}" by ${worst!.violation} (${worst!.kind}).`,
    fix: "Pass a solution of this very model, and the values of the uncertain parameters that it was solved with.",
    data: { model: form.name, name: worst!.name, violation: worst!.violation },
  });
}

function withForced(form: StandardForm, columns: ReadonlyMap<number, number>): StandardForm {
  const columnLower = form.columnLower.slice();
  const columnUpper = form.columnUpper.slice();
  for (const [column, value] of columns) {
    columnLower[column] = value;
    columnUpper[column] = value;
  }
  const integrality = form.integrality.map((kind, column) =>
    kind === SEMICONTINUOUS && columns.has(column) ? 0 : kind,
  );
  return { ...form, columnLower, columnUpper, integrality };
}

/** A value that its own variable does not admit needs no solver to be refused. */
function refusal(form: StandardForm, columns: ReadonlyMap<number, number>): InfeasibilityExplanation | null {
  for (const [column, value] of columns) {
    const [lower, upper] = [form.columnLower[column], form.columnUpper[column]];
    const isOff = form.integrality[column] === SEMICONTINUOUS && value === 0;
    const isOutside = !isOff && (value < lower || value > upper);
    const isBroken = form.integrality[column] === 1 && !Number.isInteger(value);
    if (!isOutside && !isBroken) continue;
    const side = value < lower ? "lower" : "upper";
    const members = [
      forcedMember(form, column, value),
      isOutside && form.integrality[column] !== SEMICONTINUOUS
        ? boundMember(form, column, side, side === "lower" ? lower : upper)
        : integralityMember(form, column),
    ];
    const text = members.map(({ sentence }) => `- ${sentence}`).join("\n");
    return { status: "infeasible", members, isMinimal: true, proof: "certificate", text };
  }
  return null;
}

function changesOf(form: StandardForm, before: Float64Array, after: Float64Array): ChangedEntry[] {
  const changes: ChangedEntry[] = [];
  for (let column = 0; column < form.columns; column++) {
    const [from, to] = [before[column], after[column]];
    if (Math.abs(to - from) <= 1e-6 * Math.max(1, Math.abs(from))) continue;
    changes.push({ ...columnReference(form, column), from, to });
  }
  return changes;
}

function impossible(
  form: StandardForm,
  columns: ReadonlyMap<number, number>,
  conflict: InfeasibilityExplanation,
): WhatIf {
  const text = `"${form.name}" has no plan with ${forcedWords(form, columns)}.\n${conflict.text}`;
  return { status: "infeasible", conflict, text };
}

function unsolved(form: StandardForm, which: "baseline" | "forced", { status, reason }: Unsolved): WhatIf {
  const text =
    which === "baseline"
      ? `There is no best plan of "${form.name}" to compare with. ${reason}`
      : `No plan of "${form.name}" with the forced decisions was found. ${reason}`;
  return { status: "unsolved", which, reason: status, text };
}

function forcedWords(form: StandardForm, columns: ReadonlyMap<number, number>): string {
  return listed(
    [...columns].map(([column, value]) => {
      const { name, unit } = columnReference(form, column);
      return `${name} = ${quantity(value, unit)}`;
    }),
  );
}

function textOf(
  form: StandardForm,
  columns: ReadonlyMap<number, number>,
  before: number,
  after: number,
  changes: readonly ChangedEntry[],
  isProven: boolean,
): string {
  const unit = objectiveUnit(form);
  const isNone = Math.abs(after - before) <= 1e-9 * Math.max(1, Math.abs(before));
  const effect = isNone
    ? `leaves the objective at ${quantity(before, unit)}`
    : `changes the objective by ${signed(after - before, unit)}, from ${quantity(before, unit)} to ${quantity(after, unit)}`;
  const others = changes.filter(
    ({ name }) => ![...columns.keys()].some((column) => form.columnName(column) === name),
  );
  const consequence =
    others.length === 0
      ? "Nothing else changes."
      : `Also changed: ${listed(others.map((entry) => `${entry.name} (${quantity(entry.from, entry.unit)} to ${quantity(entry.to, entry.unit)})`))}.`;
  const doubt = isProven
    ? ""
    : " One of the two plans is not proven to be the best, so that the difference may be off.";
  return `Forcing ${forcedWords(form, columns)} ${effect}. ${consequence}${doubt}`;
}
