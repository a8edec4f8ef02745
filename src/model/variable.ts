import { ForesolveError } from "../errors.js";
import { entryCount, entryName, entryOf } from "./axes.js";
import { expressedBound } from "./bound-expression.js";
import { expression, type Expression } from "./expression.js";
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
  /**
   * Default minus infinity (0 for a binary or semicontinuous variable). A real or integer variable may also have an
   * expression of parameters in its unit, uncertain ones among them, over some of its sets: a slot that is filled
   * before every solve.
   */
  readonly lower?: BoundData<S> | Expression<NamesOf<S>>;
  /** Default infinity (1 for a binary variable); otherwise like `lower`. */
  readonly upper?: BoundData<S> | Expression<NamesOf<S>>;
}

/** Bounds that hang on uncertain parameters, over the sets of their variable; null where a bound is known. */
export interface UncertainBounds {
  readonly lower: Expression | null;
  readonly upper: Expression | null;
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
  /** [entries] what is known of the lower bounds: minus infinity where they are uncertain */
  readonly lower: Float64Array;
  /** [entries] infinity where they are uncertain */
  readonly upper: Float64Array;
  readonly uncertainBounds: UncertainBounds;
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
  const least = boundOf(`lower bound of ${name}`, options, options.lower, -Infinity);
  const most = boundOf(`upper bound of ${name}`, options, options.upper, Infinity);
  const { known: lower } = least;
  const { known: upper } = most;
  if ((least.uncertain !== null || most.uncertain !== null) && (binary || semicontinuous)) {
    throw new ForesolveError("FS_MODEL_INVALID_BOUNDS", {
      message: `Variable "${name}" has an uncertain bound, but it is ${domain}.`,
      fix: binary
        ? "Write the bound as a constraint: atMost(variable, parameter)."
        : "Make it a real variable with a binary one beside it, joined by constraints.",
      data: { variable: name, domain },
    });
  }
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
    uncertainBounds: { lower: least.uncertain, upper: most.uncertain },
    at(...labels) {
      const column = firstColumn + entryOf(`variable "${name}"`, over, labels);
      const single = constantTerms([1]);
      single.columns[0] = column;
      return expression({ over: [], unit, terms: single, model, uncertain: [] });
    },
  };
}

/** What is known of a bound, and what is uncertain; `unlimited` stands for a bound that may be anything. */
function boundOf<S extends IndexSets>(
  what: string,
  { over, unit, domain }: VariableOptions<S, string>,
  given: VariableOptions<S, string>["lower"],
  unlimited: number,
): { readonly known: Float64Array; readonly uncertain: Expression | null } {
  const inDomain = domain === "binary" || domain === "semicontinuous" ? Math.max(0, unlimited) : unlimited;
  const data = given ?? (domain === "binary" ? Math.min(1, inDomain) : inDomain);
  if (typeof data === "object" && "terms" in data) {
    const { values, uncertain } = expressedBound(what, over, unit, data);
    return { known: uncertain === null ? values : values.fill(unlimited), uncertain };
  }
  const list = typeof data === "number" ? new Float64Array(entryCount(over)).fill(data) : data;
  return { known: valuesOver(what, over, list as (...labels: string[]) => number, true), uncertain: null };
}
