import { ForesolveError } from "../errors.js";
import { entryCount, entryName, labelsOf, requireDistinctSets } from "./axes.js";
import { expression, type Expression } from "./expression.js";
import type { IndexSets, LabelsOf, NamesOf } from "./index-set.js";
import { constantTerms, NONE } from "./terms.js";

/** Numbers known when the model is built. */
export interface ParameterOptions<S extends IndexSets, U extends string> {
  readonly over: S;
  readonly unit?: U;
  /** The values: row-major in the order of `over`, or computed from the labels. */
  readonly data: ArrayLike<number> | ((...labels: LabelsOf<S>) => number);
  /** Used in error messages. */
  readonly name?: string;
}

/**
 * A parameter whose values are known: an expression without variables.
 *
 * @throws ForesolveError `FS_MODEL_WRONG_LENGTH` when there are too few or too many values.
 * @throws ForesolveError `FS_MODEL_NOT_FINITE` when a value is NaN or infinite; names the entry.
 * @throws ForesolveError `FS_MODEL_DUPLICATE_SET` when `over` has two sets of one name.
 * @example
 * import { indexSet, parameter } from "foresolve/model";
 *
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const emission = parameter({ over: [unit], unit: "t/MWh", data: (label) => (label === "coal" ? 0.9 : 0.4) });
 * [...emission.terms.coefficients]; // => [0.9, 0.4]
 */
export function parameter<const S extends IndexSets, const U extends string = string>(
  options: ParameterOptions<S, U>,
): Expression<NamesOf<S>, U> {
  const { over, data, name = "parameter" } = options;
  return expression({
    over,
    unit: options.unit,
    terms: constantTerms(valuesOver(name, over, data as (...labels: string[]) => number)),
    model: null,
    uncertain: [],
  });
}

/**
 * A named array over index sets, with a unit, whose values are unknown when the model is built: each entry is a slot
 * that is filled before every solve.
 */
export interface UncertainParameter<
  S extends IndexSets = IndexSets,
  U extends string = string,
> extends Expression<NamesOf<S>, U> {
  readonly name: string;
  readonly over: S;
}

/**
 * Declares an uncertain parameter. `decisionProblem` does this for you and passes it to `build`.
 *
 * @throws ForesolveError `FS_MODEL_DUPLICATE_SET` when `over` has two sets of one name.
 * @example
 * import { indexSet, uncertainParameter } from "foresolve/model";
 *
 * const price = uncertainParameter("price", { over: [indexSet("hour", 24)], unit: "EUR/MWh" });
 * price.terms.coefficients.length; // => 24
 */
export function uncertainParameter<const S extends IndexSets, const U extends string = string>(
  name: string,
  options: { readonly over: S; readonly unit?: U },
): UncertainParameter<S, U> {
  requireDistinctSets(`uncertain parameter "${name}"`, options.over);
  const count = entryCount(options.over);
  const terms = constantTerms(new Float64Array(count).fill(1));
  const slots = new Int32Array(count);
  for (let slot = 0; slot < count; slot++) slots[slot] = slot;
  const self = {
    name,
    over: options.over,
    unit: options.unit,
    terms: { ...terms, slots, columns: new Int32Array(count).fill(NONE) },
    model: null,
    uncertain: [] as UncertainParameter[],
  };
  self.uncertain.push(self as unknown as UncertainParameter);
  return self as unknown as UncertainParameter<S, U>;
}

/** Values over index sets from a list or a function of the labels, checked for length and finiteness. */
export function valuesOver(
  name: string,
  over: IndexSets,
  data: ArrayLike<number> | ((...labels: string[]) => number),
  allowInfinite = false,
): Float64Array {
  requireDistinctSets(name, over);
  const count = entryCount(over);
  if (typeof data !== "function" && data.length !== count) {
    throw new ForesolveError("FS_MODEL_WRONG_LENGTH", {
      message: `${name} has ${data.length} value(s) but ${count} entries (${over.map((set) => `${set.name}: ${set.keys.length}`).join(", ")}).`,
      fix: "Pass one value per entry, row-major in the order of `over`.",
      data: { name, values: data.length, entries: count },
    });
  }
  const values = new Float64Array(count);
  for (let entry = 0; entry < count; entry++) {
    const value = typeof data === "function" ? data(...labelsOf(over, entry)) : data[entry];
    const bad =
      Number.isNaN(value) || typeof value !== "number" || (!allowInfinite && !Number.isFinite(value));
    if (bad) {
      throw new ForesolveError("FS_MODEL_NOT_FINITE", {
        message: `${entryName(name, over, entry)} is ${value}.`,
        fix: allowInfinite
          ? "Pass a number; leave the bound out where there is none."
          : "Pass a finite number; leave the entry's constraint out if it does not apply.",
        data: { name, entry: labelsOf(over, entry), value },
      });
    }
    values[entry] = value;
  }
  return values;
}
