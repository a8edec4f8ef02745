import { ForesolveError } from "../errors.js";
import { broadcastMap, entryCount, unionOf } from "./axes.js";
import { expression, type Expression } from "./expression.js";
import type { IndexSets } from "./index-set.js";
import type { Model } from "./model.js";
import { mergeUncertain, slotMap } from "./slots.js";
import { constantTerms, copyTerm, emptyTerms, NONE, requireFinite, type Terms } from "./terms.js";
import { commonUnit, unitProduct, type AgreeingUnit, type UnitProduct } from "./unit.js";

/** A plain number as an expression without index sets or unit. */
export function asExpression(operand: Expression | number): Expression {
  if (typeof operand !== "number") return operand;
  requireFinite("A number in an expression", operand);
  return expression({
    over: [],
    unit: undefined,
    terms: constantTerms([operand]),
    model: null,
    uncertain: [],
  });
}

/**
 * Adds expressions and numbers, broadcasting by the names of index sets: an operand that lacks a set counts for each
 * of its members. Units must agree.
 *
 * @throws ForesolveError `FS_MODEL_UNIT_MISMATCH`, `FS_MODEL_LABEL_MISMATCH`, `FS_MODEL_FOREIGN_VARIABLE`,
 * `FS_MODEL_NOT_FINITE`.
 * @example
 * import { add, indexSet, model } from "foresolve/model";
 *
 * const m = model("plan");
 * const hour = indexSet("hour", 24);
 * const charge = m.variable("charge", { over: [hour], unit: "MWh" });
 * const losses = m.variable("losses", { over: [], unit: "MWh" });
 * add(charge, losses, 5).over.map((set) => set.name); // => ["hour"]
 */
export function add<A extends string, U extends string, B extends string = never, V extends string = never>(
  first: Expression<A, U>,
  ...others: readonly (Expression<B, AgreeingUnit<U, V>> | number)[]
): Expression<A | B, U> {
  return linearCombination("add", [first, ...others.map(asExpression)], []) as Expression<A | B, U>;
}

/**
 * The difference of two expressions, under the rules of {@link add}.
 *
 * @example
 * import { indexSet, model, subtract } from "foresolve/model";
 *
 * const m = model("battery");
 * const hour = indexSet("hour", 24);
 * const discharge = m.variable("discharge", { over: [hour], unit: "MWh" });
 * const charge = m.variable("charge", { over: [hour], unit: "MWh" });
 * const delivered = subtract(discharge, charge);
 * [...delivered.terms.coefficients.slice(0, 2)]; // => [1, -1]
 */
export function subtract<
  A extends string,
  U extends string,
  B extends string = never,
  V extends string = never,
>(first: Expression<A, U>, second: Expression<B, AgreeingUnit<U, V>> | number): Expression<A | B, U> {
  return linearCombination("subtract", [first, asExpression(second)], [1, -1]) as Expression<A | B, U>;
}

/**
 * The product of two expressions, entry by entry, broadcasting by name. Two factors with variables make a quadratic
 * expression; see `square` for the convex kind that solvers take.
 *
 * @throws ForesolveError `FS_MODEL_NOT_LINEAR` when more than two factors have variables, two have uncertain parameters,
 * or two have variables and one is uncertain; `FS_MODEL_LABEL_MISMATCH`, `FS_MODEL_FOREIGN_VARIABLE`.
 * @example
 * import { indexSet, model, mul, parameter } from "foresolve/model";
 *
 * const m = model("plan");
 * const hour = indexSet("hour", 2);
 * const output = m.variable("output", { over: [hour], unit: "MWh" });
 * const price = parameter({ over: [hour], unit: "EUR/MWh", data: [30, 50] });
 * mul(price, output).unit; // => "EUR"
 */
export function mul<A extends string, B extends string, U extends string, V extends string>(
  factor: Expression<A, U>,
  other: Expression<B, V>,
): Expression<A | B, UnitProduct<U, V>>;
export function mul<B extends string, V extends string>(
  factor: number,
  other: Expression<B, V>,
): Expression<B, V>;
export function mul(factor: Expression | number, other: Expression): Expression {
  const first = asExpression(factor);
  const over = unionOf(first.over, other.over);
  const uncertain = mergeUncertain([first, other]);
  return expression({
    over,
    unit: unitProduct(first.unit, other.unit),
    terms: productTerms(over, [first, other], slotMap(other.uncertain, uncertain)),
    model: commonModel([first, other]),
    uncertain,
  });
}

/** The one model whose variables occur among the operands; two models cannot meet in an expression. */
export function commonModel(operands: readonly Expression[]): Model | null {
  let found: Model | null = null;
  for (const { model } of operands) {
    if (model === null || model === found) continue;
    if (found !== null) {
      throw new ForesolveError("FS_MODEL_FOREIGN_VARIABLE", {
        message: `An expression mixes variables of model "${found.name}" and model "${model.name}".`,
        fix: "Build all parts of an expression from variables of one model.",
        data: { models: [found.name, model.name] },
      });
    }
    found = model;
  }
  return found;
}

function linearCombination(
  operation: string,
  operands: readonly Expression[],
  factors: readonly number[],
): Expression {
  let over: IndexSets = [];
  let unit: string | undefined;
  for (const operand of operands) {
    over = unionOf(over, operand.over);
    unit = commonUnit(operation, unit, operand.unit);
  }
  const uncertain = mergeUncertain(operands);
  const entries = entryCount(over);
  const maps = operands.map((operand) => broadcastMap(over, operand.over));
  const starts = new Int32Array(entries + 1);
  for (let entry = 0; entry < entries; entry++) {
    let count = starts[entry];
    for (let k = 0; k < operands.length; k++) {
      const from = sourceOf(maps[k], entry);
      count += operands[k].terms.starts[from + 1] - operands[k].terms.starts[from];
    }
    starts[entry + 1] = count;
  }
  const terms = emptyTerms(
    starts,
    uncertain.length > 0,
    operands.some((operand) => operand.terms.others !== null),
  );
  const slotMaps = operands.map((operand) => slotMap(operand.uncertain, uncertain));
  for (let entry = 0, at = 0; entry < entries; entry++) {
    for (let k = 0; k < operands.length; k++) {
      const source = operands[k].terms;
      const from = sourceOf(maps[k], entry);
      const factor = factors[k] ?? 1;
      for (let term = source.starts[from]; term < source.starts[from + 1]; term++, at++) {
        copyTerm(source, term, terms, at, slotMaps[k]);
        terms.coefficients[at] *= factor;
      }
    }
  }
  return expression({ over, unit, terms, model: commonModel(operands), uncertain });
}

function productTerms(
  over: IndexSets,
  operands: readonly [Expression, Expression],
  secondSlots: Int32Array | null,
): Terms {
  const [first, second] = operands.map((operand) => operand.terms) as [Terms, Terms];
  const [firstMap, secondMap] = operands.map((operand) => broadcastMap(over, operand.over));
  const entries = entryCount(over);
  const starts = new Int32Array(entries + 1);
  for (let entry = 0; entry < entries; entry++) {
    const a = sourceOf(firstMap, entry);
    const b = sourceOf(secondMap, entry);
    starts[entry + 1] =
      starts[entry] + (first.starts[a + 1] - first.starts[a]) * (second.starts[b + 1] - second.starts[b]);
  }
  const isQuadratic = operands.every((operand) => operand.model !== null);
  const product = emptyTerms(
    starts,
    first.slots !== null || second.slots !== null,
    isQuadratic || first.others !== null || second.others !== null,
  );
  for (let entry = 0, at = 0; entry < entries; entry++) {
    const a = sourceOf(firstMap, entry);
    const b = sourceOf(secondMap, entry);
    for (let i = first.starts[a]; i < first.starts[a + 1]; i++) {
      for (let j = second.starts[b]; j < second.starts[b + 1]; j++, at++) {
        copyTerm(second, j, product, at, secondSlots);
        product.coefficients[at] *= first.coefficients[i];
        if (first.columns[i] !== NONE) {
          if (product.columns[at] !== NONE) {
            if (first.others !== null && first.others[i] !== NONE)
              throw notLinear("three decision variables");
            if (product.others![at] !== NONE) throw notLinear("three decision variables");
            product.others![at] = product.columns[at];
          } else if (first.others !== null) product.others![at] = first.others[i];
          product.columns[at] = first.columns[i];
        }
        const slot = first.slots === null ? NONE : first.slots[i];
        if (slot !== NONE) {
          if (product.slots![at] !== NONE) throw notLinear("two uncertain parameters");
          // The first operand's parameters come first in the product, so that its slots keep their numbers.
          product.slots![at] = slot;
        }
        if (isUncertainSquare(product, at))
          throw notLinear("two decision variables and an uncertain parameter");
      }
    }
  }
  return product;
}

/** A coefficient of a quadratic term is a number: only what is linear can hang on a slot. */
function isUncertainSquare({ others, slots }: Terms, term: number): boolean {
  return others !== null && slots !== null && others[term] !== NONE && slots[term] !== NONE;
}

function notLinear(what: string): ForesolveError {
  return new ForesolveError("FS_MODEL_NOT_LINEAR", {
    message: `A product of ${what} is neither linear nor quadratic with known coefficients.`,
    fix: "Keep at most two factors with variables, or one with variables and one with uncertain parameters; fold the rest into known parameters, or introduce a variable for a part of the product.",
    data: { factors: what },
  });
}

/** The operand's entry that an entry of the result is broadcast from. */
function sourceOf(map: Int32Array | null, entry: number): number {
  return map === null ? entry : map[entry];
}
