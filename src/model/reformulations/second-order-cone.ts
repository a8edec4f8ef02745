import { ForesolveError } from "../../errors.js";
import { asExpression, commonModel } from "../arithmetic.js";
import { describeSets, entryCount, entryName, requireDistinctSets, unionOf } from "../axes.js";
import type { ConeRelation } from "../constraint.js";
import { expression, type Expression } from "../expression.js";
import { indexSet, type IndexSet, type IndexSets } from "../index-set.js";
import { requireLinear } from "../linearity.js";
import { broadcastTo } from "../reshape.js";
import { mergeUncertain, slotMap } from "../slots.js";
import { copyTerm, emptyTerms } from "../terms.js";
import { commonUnit, type AgreeingUnit } from "../unit.js";
import { requireOperands } from "./auxiliary.js";

/** Options of {@link secondOrderCone}. */
export interface SecondOrderConeOptions {
  /** The index sets over which the norm is taken; by default all that the bound does not have. */
  readonly over?: readonly IndexSet[];
}

/**
 * The second-order cone `bound >= norm of the parts`: for `model.require`. The Euclidean norm runs over the entries of all
 * parts together, so that `[factor exposures, specific deviations]` is a portfolio's deviation; it has their unit. The
 * sets that are not normed over give one cone per entry (a part that lacks one of them counts in each). Rows are named
 * after the set "component": `"bound"` and the labels of the normed sets.
 *
 * @throws ForesolveError `FS_MODEL_NOT_LINEAR` when bound or parts are quadratic, `FS_MODEL_UNKNOWN_SET` when a set to norm
 * over is in no part or in the bound, `FS_MODEL_NO_OPERANDS`, `FS_MODEL_UNIT_MISMATCH`, `FS_MODEL_LABEL_MISMATCH`,
 * `FS_MODEL_FOREIGN_VARIABLE`, `FS_MODEL_DUPLICATE_SET`.
 * @example
 * import { indexSet, model, secondOrderCone } from "foresolve/model";
 *
 * const m = model("robot");
 * const axis = indexSet("axis", ["x", "y"]);
 * const step = indexSet("step", 3);
 * const force = m.variable("force", { over: [step, axis], unit: "N" });
 * const limit = m.variable("limit", { over: [step], unit: "N", upper: 10 });
 * const constraint = m.require("grip", secondOrderCone(limit, [force]));
 * constraint.over.map((set) => set.name); // => ["step", "component"]
 * m.rows; // => 9
 */
export function secondOrderCone<
  B extends string,
  A extends string,
  U extends string,
  V extends string = never,
>(
  bound: Expression<B, U> | number,
  parts: readonly Expression<A, AgreeingUnit<U, V>>[],
  options: SecondOrderConeOptions = {},
): ConeRelation<A | B | "component"> {
  requireOperands("secondOrderCone", parts);
  const radius = asExpression(bound);
  requireLinear("The bound of a second-order cone", radius);
  for (const part of parts) requireLinear("A part of a second-order cone", part);
  const { normed, kept } = splitSets(radius, parts, options.over);
  const operands: Expression[] = [radius, ...(parts as readonly Expression[])];
  const layouts = operands.map((operand, position) =>
    position === 0 ? [] : normed.filter(({ name }) => operand.over.some((set) => set.name === name)),
  );
  const labels = layouts.flatMap((sets, position) => componentLabels(position, sets, parts.length));
  const over = [...kept, indexSet("component", labels)];
  requireDistinctSets("a second-order cone", over);
  let unit: string | undefined;
  for (const operand of operands) unit = commonUnit("take the norm of", unit, operand.unit);
  const difference = stacked(operands, kept, layouts, over, unit);
  return { sense: "secondOrderCone", difference: difference as Expression<A | B | "component"> };
}

function splitSets(
  bound: Expression,
  parts: readonly Expression[],
  chosen: readonly IndexSet[] | undefined,
): { readonly normed: IndexSets; readonly kept: IndexSets } {
  let all: IndexSets = [];
  for (const part of parts) all = unionOf(all, part.over);
  unionOf(bound.over, all);
  const isBound = (set: IndexSet): boolean => bound.over.some(({ name }) => name === set.name);
  const normed = chosen ?? all.filter((set) => !isBound(set));
  for (const set of normed) {
    const known = all.some(({ name }) => name === set.name);
    if (known && !isBound(set)) {
      unionOf(all, [set]);
      continue;
    }
    throw new ForesolveError("FS_MODEL_UNKNOWN_SET", {
      message: known
        ? `A norm is to be taken over "${set.name}", but its bound is indexed over ${describeSets(bound.over)}.`
        : `A norm is to be taken over "${set.name}", but its parts are indexed over ${describeSets(all)}.`,
      fix: "Norm over sets that the parts have and the bound has not.",
      data: { set: set.name, over: all.map(({ name }) => name) },
    });
  }
  const rest = all.filter((set) => !normed.some(({ name }) => name === set.name));
  return { normed, kept: unionOf(bound.over, rest) };
}

/** `bound`, then `asset=A` and the like; several parts are numbered. */
function componentLabels(position: number, sets: IndexSets, parts: number): string[] {
  if (position === 0) return ["bound"];
  const prefix = parts === 1 ? "" : `part ${position}`;
  return Array.from({ length: entryCount(sets) }, (_, entry) => {
    const labels = sets.length === 0 ? "" : entryName("", sets, entry).slice(1, -1);
    return [prefix, labels].filter((text) => text !== "").join(" ") || "value";
  });
}

/** One cone after the other, its entries those of all operands. */
function stacked(
  operands: readonly Expression[],
  kept: IndexSets,
  layouts: readonly IndexSets[],
  over: IndexSets,
  unit: string | undefined,
): Expression {
  const uncertain = mergeUncertain(operands);
  const model = commonModel(operands);
  const laidOut = operands.map((operand, k) =>
    broadcastTo<string, string>(operand, [...kept, ...layouts[k]]),
  );
  const sizes = layouts.map((sets) => entryCount(sets));
  const slotMaps = operands.map((operand) => slotMap(operand.uncertain, uncertain));
  const starts = new Int32Array(entryCount(over) + 1);
  const forEachEntry = (visit: (operand: number, source: number, entry: number) => void): void => {
    let entry = 0;
    for (let cone = 0; cone < entryCount(kept); cone++) {
      for (const [k, size] of sizes.entries())
        for (let component = 0; component < size; component++) visit(k, cone * size + component, entry++);
    }
  };
  forEachEntry((k, source, entry) => {
    const { terms } = laidOut[k];
    starts[entry + 1] = starts[entry] + terms.starts[source + 1] - terms.starts[source];
  });
  const terms = emptyTerms(starts, uncertain.length > 0, false);
  // A part that is linear may still have room for quadratic terms, which the cone has not.
  const sources = laidOut.map(({ terms: own }) => ({ ...own, others: null }));
  forEachEntry((k, source, entry) => {
    const from = sources[k];
    for (let term = from.starts[source], at = starts[entry]; term < from.starts[source + 1]; term++, at++)
      copyTerm(from, term, terms, at, slotMaps[k]);
  });
  return expression({ over, unit, terms, model, uncertain });
}
