import { entryCount, entryName, entryOf } from "./axes.js";
import { expression, type Expression } from "./expression.js";
import { ForesolveError } from "../errors.js";
import type { IndexSets, LabelsOf, NamesOf } from "./index-set.js";
import type { Model } from "./model.js";
import { valuesOver } from "./parameter.js";
import { constantTerms } from "./terms.js";

/** What values a variable may take between its bounds; a semicontinuous one may also be zero. */
export type Domain = "real" | "integer" | "binary" | "semicontinuous";
/** One bound for all entries, or one per entry: a row-major list, or a function of the labels. */
export type BoundData<S extends IndexSets> =
  | number
  | ArrayLike<number>
  | ((...labels: LabelsOf<S>) => number);

/** Options of `model.variable`. */
export interface VariableOptions<S extends IndexSets, U extends string> {
  readonly over: S;
  readonly unit?: U;
  /**
   * Default "real". A binary variable has the bounds 0 and 1. A semicontinuous one is zero or between its bounds, of
   * which the lower one is at least 0 and the upper one at most 100 000.
   */
  readonly domain?: Domain;
  /** Default minus infinity (0 for a binary or semicontinuous variable). */
  readonly lower?: BoundData<S>;
  /** Default infinity (1 for a binary variable). */
  readonly upper?: BoundData<S>;
}

/** A decision variable: one unknown per entry, and an expression that can be used at once. */
export interface Variable<S extends IndexSets = IndexSets, U extends string = string> extends Expression<
  NamesOf<S>,
  U
> {
  readonly name: string;
  readonly over: S;
  readonly model: Model;
  readonly domain: Domain;
  /** Column of the first entry; the entries' columns are consecutive. */
  readonly firstColumn: number;
  /** [entries] */
  readonly lower: Float64Array;
  /** [entries] */
  readonly upper: Float64Array;
  /** The expression of one entry. Throws `FS_MODEL_UNKNOWN_LABEL`. */
  at(...labels: LabelsOf<S>): Expression<never, U>;
}

/** HiGHS gives up on semicontinuous variables with larger bounds: better to hear of it here, by name. */
const LARGEST_SEMICONTINUOUS = 1e5;

/** Makes a variable of a model; called by `model.variable` only. */
export function makeVariable<S extends IndexSets, U extends string>(
  model: Model,
  name: string,
  firstColumn: number,
  options: VariableOptions<S, U>,
): Variable<S, U> {
  const { over, unit, domain = "real" } = options;
  const binary = domain === "binary";
  const semicontinuous = domain === "semicontinuous";
  const lower = boundValues(
    `lower bound of ${name}`,
    over,
    options.lower ?? (binary || semicontinuous ? 0 : -Infinity),
  );
  const upper = boundValues(`upper bound of ${name}`, over, options.upper ?? (binary ? 1 : Infinity));
  for (let entry = 0; entry < lower.length; entry++) {
    const empty = lower[entry] > upper[entry] || lower[entry] === Infinity || upper[entry] === -Infinity;
    const unfit =
      (binary && (lower[entry] < 0 || upper[entry] > 1)) ||
      (semicontinuous && (lower[entry] < 0 || upper[entry] > LARGEST_SEMICONTINUOUS));
    if (empty || unfit) {
      throw new ForesolveError("FS_MODEL_INVALID_BOUNDS", {
        message: `Variable ${entryName(name, over, entry)} has the bounds ${lower[entry]} to ${upper[entry]}${empty ? "" : `, but it is ${domain}`}.`,
        fix: empty
          ? "Make the lower bound at most the upper one, and at least one number lie between them."
          : binary
            ? "Keep a binary variable's bounds within 0 and 1."
            : `Give a semicontinuous variable a lower bound of at least 0 and an upper bound of at most ${LARGEST_SEMICONTINUOUS}, in a larger unit if need be.`,
        data: { variable: name, entry, lower: lower[entry], upper: upper[entry] },
      });
    }
  }
  const terms = constantTerms(new Float64Array(entryCount(over)).fill(1));
  for (let entry = 0; entry < terms.columns.length; entry++) terms.columns[entry] = firstColumn + entry;
  return {
    ...expression<NamesOf<S>, U>({ over, unit, terms, model, uncertain: [] }),
    name,
    over,
    model,
    domain,
    firstColumn,
    lower,
    upper,
    at(...labels) {
      const column = firstColumn + entryOf(`variable "${name}"`, over, labels);
      const single = constantTerms([1]);
      single.columns[0] = column;
      return expression({ over: [], unit, terms: single, model, uncertain: [] });
    },
  };
}

function boundValues<S extends IndexSets>(name: string, over: S, data: BoundData<S>): Float64Array {
  if (typeof data === "number") {
    return valuesOver(name, over, new Float64Array(entryCount(over)).fill(data), true);
  }
  return valuesOver(name, over, data as (...labels: string[]) => number, true);
}
