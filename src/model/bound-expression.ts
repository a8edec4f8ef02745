import { ForesolveError } from "../errors.js";
import { describeSets, entryCount, requireSameLabels } from "./axes.js";
import type { Expression } from "./expression.js";
import type { IndexSets } from "./index-set.js";
import { broadcastTo } from "./reshape.js";
import { NONE } from "./terms.js";
import { commonUnit } from "./unit.js";
import type { Variable } from "./variable.js";

/** A bound that was given as an expression, over the sets of its variable. */
export interface ExpressedBound {
  /** [entries] the numbers, with every slot at zero */
  readonly values: Float64Array;
  /** Null where no uncertain parameter occurs: then the numbers are all there is. */
  readonly uncertain: Expression | null;
}

/**
 * Lays a bound out over the sets of its variable.
 *
 * @throws ForesolveError `FS_MODEL_INVALID_BOUNDS` when it has variables, `FS_MODEL_UNKNOWN_SET` when it has sets that the
 * variable has not, `FS_MODEL_LABEL_MISMATCH`, `FS_MODEL_UNIT_MISMATCH`.
 */
export function expressedBound(
  what: string,
  over: IndexSets,
  unit: string | undefined,
  bound: Expression,
): ExpressedBound {
  if (bound.terms.columns.some((column) => column !== NONE)) {
    throw new ForesolveError("FS_MODEL_INVALID_BOUNDS", {
      message: `The ${what} has variables in it.`,
      fix: "Write it as a constraint: atMost(variable, ...) or atLeast(variable, ...).",
      data: { what },
    });
  }
  const foreign = bound.over.find(({ name }) => !over.some((set) => set.name === name));
  if (foreign !== undefined) {
    throw new ForesolveError("FS_MODEL_UNKNOWN_SET", {
      message: `The ${what} is indexed over ${describeSets(bound.over)}, but the variable over ${describeSets(over)}.`,
      fix: `Select or sum out "${foreign.name}", or index the variable over it.`,
      data: { set: foreign.name, over: over.map(({ name }) => name) },
    });
  }
  for (const set of bound.over)
    requireSameLabels(
      over.find(({ name }) => name === set.name)!,
      set,
    );
  commonUnit("bound", unit, bound.unit);
  const laidOut = broadcastTo<string, string>(bound, over);
  const { starts, coefficients, slots } = laidOut.terms;
  const values = new Float64Array(entryCount(over));
  let isUncertain = false;
  for (let entry = 0; entry < values.length; entry++) {
    for (let term = starts[entry]; term < starts[entry + 1]; term++) {
      if (slots === null || slots[term] === NONE) values[entry] += coefficients[term];
      else isUncertain = true;
    }
  }
  return { values, uncertain: isUncertain ? laidOut : null };
}

/** Every bound that hangs on an uncertain parameter. */
export function boundExpressions(variables: readonly Variable[]): Expression[] {
  return variables.flatMap(({ uncertainBounds: { lower, upper } }) =>
    [lower, upper].filter((bound) => bound !== null),
  );
}
