import { add, mul, subtract } from "../arithmetic.js";
import type { Constraint, Relation } from "../constraint.js";
import type { Expression } from "../expression.js";
import { boundsWhere, missingBound, type BoundsOptions } from "../expression-bounds.js";
import type { Model } from "../model.js";
import { broadcastTo } from "../reshape.js";
import { addRows, numbers, requireReady } from "./auxiliary.js";
import { columnsWhere, requireBinary } from "./binary.js";

/** Options of {@link indicator}. */
export interface IndicatorOptions extends BoundsOptions {
  /** The value of the binary that switches the relation on; default 1. */
  readonly when?: 0 | 1;
}

/**
 * A relation that must hold where a binary expression is 1 (or 0, see `when`), entry by entry, broadcasting by name:
 * adds constraints named after `name` and returns them, one for a comparison, two for an equality. The big-M of each
 * entry is the largest violation that bounds allow while the relation is switched off (Bonami et al. 2015, On
 * mathematical programming with indicator constraints, section 2).
 *
 * @throws ForesolveError `FS_MODEL_NOT_BINARY`, `FS_MODEL_MISSING_BOUND` when the relation's expression lacks a bound,
 * `FS_MODEL_UNCERTAIN_RANGE`, `FS_MODEL_FOREIGN_VARIABLE`, `FS_MODEL_DUPLICATE_NAME`, `FS_MODEL_LABEL_MISMATCH`.
 * @example
 * import { atLeast, indexSet, indicator, model, mul, subtract, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("commitment");
 * const unit = indexSet("unit", ["coal", "gas"]);
 * const output = m.variable("output", { over: [unit], unit: "MW", lower: 0, upper: [80, 50] });
 * const isOn = m.variable("is on", { over: [unit], domain: "binary" });
 * indicator(m, "minimum load", isOn, atLeast(output, 30));
 * m.maximize(subtract(total(mul(50, isOn)), total(output)));
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(output).toRecord(); // => { coal: 30, gas: 30 }
 */
export function indicator<A extends string, B extends string>(
  model: Model,
  name: string,
  binary: Expression<A>,
  relation: Relation<B>,
  { when = 1, ...options }: IndicatorOptions = {},
): readonly Constraint[] {
  const { sense } = relation;
  const what = `The indicator "${name}"`;
  const over = requireReady(model, name, [relation.difference, binary]);
  requireBinary(what, binary);
  const difference = broadcastTo<string, string>(relation.difference, over);
  const flag = broadcastTo<string, string>(binary, over);
  // Zero where the relation is on, one where it is off.
  const isOff = when === 1 ? subtract(mul(-1, flag), -1) : flag;
  const bounds = boundsWhere(difference, options, columnsWhere(flag, when === 1 ? 0 : 1));
  const rows: { readonly sense: "atMost" | "atLeast"; readonly big: Float64Array }[] = [];
  for (const side of ["upper", "lower"] as const) {
    const direction = side === "upper" ? "atMost" : "atLeast";
    if (sense !== "equal" && sense !== direction) continue;
    const entry = bounds[side].findIndex((value) => !Number.isFinite(value));
    if (entry >= 0) throw missingBound(difference, { what, side, entry }, options);
    const limit = side === "upper" ? Math.max : Math.min;
    rows.push({ sense: direction, big: bounds[side].map((value) => limit(0, value)) });
  }
  return rows.map((row) => {
    const words = row.sense === "atMost" ? "at most" : "at least";
    const loose = subtract(difference, mul(numbers(over, row.big), isOff));
    return addRows(model, rows.length === 1 ? name : `${name}: ${words}`, add(loose), row.sense);
  });
}
