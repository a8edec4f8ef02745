import { ForesolveError } from "../../errors.js";
import { requireDistinctSets, unionOf } from "../axes.js";
import type { Constraint, Sense } from "../constraint.js";
import type { Expression } from "../expression.js";
import type { IndexSet, IndexSets } from "../index-set.js";
import type { Model } from "../model.js";
import { parameter } from "../parameter.js";
import { picked } from "../reshape.js";
import { NONE } from "../terms.js";
import type { Domain, Variable } from "../variable.js";

// The place where a result is used must not decide over which sets it is: only its operands do (hence NoInfer).
/** A variable that a reformulation added: an expression over the sets `N`, whose value a solution can be asked for. */
export type Derived<N extends string, U extends string> = Variable<readonly IndexSet<NoInfer<N>>[], U>;

/** What an auxiliary variable is like. */
interface AuxiliaryOptions {
  readonly unit?: string | undefined;
  readonly domain?: Domain;
  readonly lower?: number | Float64Array;
  readonly upper?: number | Float64Array;
}

/** Adds a variable over sets whose names are known to the caller's types only. */
export function auxiliary<N extends string, U extends string>(
  model: Model,
  name: string,
  over: IndexSets,
  { unit, ...options }: AuxiliaryOptions = {},
): Derived<N, U> {
  return model.variable(name, {
    over: over as readonly IndexSet<N>[],
    ...options,
    ...(unit === undefined ? {} : { unit: unit as U }),
  });
}

/** Adds the rows `difference` at most (at least, equal to) zero. */
export function addRows(model: Model, name: string, difference: Expression, sense: Sense): Constraint {
  return model.require(name, { difference, sense });
}

/**
 * What must hold before a reformulation touches its model, so that one that is refused leaves nothing behind: no
 * operand of another model, names that are still free, and every set once.
 */
export function requireReady(model: Model, name: string, operands: readonly Expression[]): IndexSets {
  const foreign = operands.find((operand) => operand.model !== null && operand.model !== model)?.model;
  if (foreign !== undefined && foreign !== null) {
    throw new ForesolveError("FS_MODEL_FOREIGN_VARIABLE", {
      message: `In model "${model.name}", "${name}" uses variables of model "${foreign.name}".`,
      fix: "Use only variables that were made with this model's variable(...).",
      data: { model: model.name, foreign: foreign.name },
    });
  }
  for (const [kind, existing] of [
    ["variable", model.variables],
    ["constraint", model.constraints],
  ] as const) {
    const taken = existing.find((known) => known.name === name || known.name.startsWith(`${name}: `));
    if (taken === undefined) continue;
    throw new ForesolveError("FS_MODEL_DUPLICATE_NAME", {
      message: `Model "${model.name}" already has a ${kind} "${taken.name}".`,
      fix: `Give "${name}" another name; what it adds to the model is named after it.`,
      data: { model: model.name, kind, name: taken.name },
    });
  }
  let over: IndexSets = [];
  for (const operand of operands) over = unionOf(over, operand.over);
  requireDistinctSets(`"${name}"`, over);
  return over;
}

/** Refuses a function of several expressions that is given none. */
export function requireOperands(name: string, operands: readonly unknown[]): void {
  if (operands.length > 0) return;
  throw new ForesolveError("FS_MODEL_NO_OPERANDS", {
    message: `"${name}" is a function of several expressions, but none is given.`,
    fix: "Pass at least one expression; leave the function out where the list is empty.",
    data: { name },
  });
}

/** A known number per entry. */
export function numbers(over: IndexSets, data: Float64Array): Expression {
  return parameter({ over, data });
}

/** The operand with the entries that are not kept at zero: their rows are empty and hold always. */
export function keepEntries(operand: Expression, keep: Uint8Array): Expression {
  if (!keep.includes(0)) return operand;
  const source = new Int32Array(keep.length);
  // A gap becomes one constant term of zero.
  for (let entry = 0; entry < keep.length; entry++) source[entry] = keep[entry] === 1 ? entry : NONE;
  return picked(operand, operand.over, source);
}
