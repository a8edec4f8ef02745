import { quadraticRowsOf } from "./convexity.js";
import { withValues, type ParameterValues } from "./files/known-numbers.js";
import { MagnitudeCollector, type MagnitudeRange } from "./magnitude-range.js";
import type { StandardForm } from "./standard-form.js";

/** A row whose numbers lie too far apart, or are too large, for a solver's tolerances. */
export interface ScalingWarning {
  readonly kind: "large coefficient" | "wide row" | "large cost" | "wide objective" | "large right-hand side";
  /** Name of the row; "objective" for costs. */
  readonly row: string;
  readonly smallest: number;
  readonly largest: number;
  /** One sentence for people, with names and numbers. */
  readonly message: string;
}

/** Largest quotient of two coefficients of one row that is not warned about. */
const WIDEST_RATIO = 1e8;
/** Numbers from here on are warned about: a double keeps 16 digits, and solvers check sums to 1e-6. */
const LARGE = 1e12;
/** HiGHS counts sides from here on as infinite. */
const INFINITE = 1e20;

/**
 * Rows and costs whose numbers a solver cannot handle within its tolerances: a coefficient, cost or right-hand side of at
 * least 1e12, or numbers more than 1e8 times apart in one row. Uncertain parameters without values count as zero.
 *
 * @throws ForesolveError `FS_MODEL_VALUES_MISSING`, `FS_MODEL_NOT_FINITE`, as `modelStatistics`.
 * @example
 * import { add, atMost, model, mul, scalingWarnings, standardForm } from "foresolve/model";
 *
 * const m = model("plan");
 * const grams = m.variable("grams", { over: [], lower: 0 });
 * const tonnes = m.variable("tonnes", { over: [], lower: 0 });
 * m.require("limit", atMost(add(mul(1e-3, grams), mul(1e6, tonnes)), 7));
 * m.maximize(grams);
 * scalingWarnings(standardForm(m)).map(({ kind, row }) => `${row}: ${kind}`); // => ["limit: wide row"]
 */
export function scalingWarnings(form: StandardForm, values?: ParameterValues): readonly ScalingWarning[] {
  const known = values === undefined ? form : withValues(form, values);
  const warnings: ScalingWarning[] = [];
  const { matrix } = known;
  const costs = new MagnitudeCollector();
  for (const cost of known.cost) costs.add(cost);
  judge(costs.range(), "objective", "cost", ["large cost", "wide objective"], warnings);
  const collector = new MagnitudeCollector();
  for (const value of known.quadratic.objective.values) collector.add(value);
  judge(collector.range(), "objective", "quadratic cost", ["large cost", "wide objective"], warnings);
  for (const { row, terms } of quadraticRowsOf(known.quadratic.rows)) {
    collector.clear();
    for (const value of terms.values) collector.add(value);
    const kinds = ["large coefficient", "wide row"] as const;
    judge(collector.range(), () => known.rowName(row), "quadratic coefficient", kinds, warnings);
  }
  for (let row = 0; row < known.rows; row++) {
    collector.clear();
    for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++) collector.add(matrix.values[k]);
    const name = (): string => known.rowName(row);
    judge(collector.range(), name, "coefficient", ["large coefficient", "wide row"], warnings);
    collector.clear();
    collector.add(known.rowLower[row]);
    collector.add(known.rowUpper[row]);
    const sides = collector.range();
    if (sides === null || sides.largest < LARGE || sides.largest >= INFINITE) continue;
    warnings.push({
      kind: "large right-hand side",
      row: name(),
      ...sides,
      message: `Row "${name()}" has a right-hand side of ${sides.largest}: choose a larger unit for it.`,
    });
  }
  return warnings;
}

function judge(
  range: MagnitudeRange | null,
  name: string | (() => string),
  what: string,
  kinds: readonly [ScalingWarning["kind"], ScalingWarning["kind"]],
  warnings: ScalingWarning[],
): void {
  if (range === null) return;
  const isLarge = range.largest >= LARGE;
  if (!isLarge && range.largest / range.smallest <= WIDEST_RATIO) return;
  const row = typeof name === "string" ? name : name();
  const where = row === "objective" && typeof name === "string" ? "The objective" : `Row "${row}"`;
  const message = isLarge
    ? `${where} has a ${what} of magnitude ${range.largest}: choose a larger unit for what it measures.`
    : `${where} has ${what}s from ${range.smallest} to ${range.largest}: choose units in which they lie closer together.`;
  warnings.push({ kind: kinds[isLarge ? 0 : 1], row, ...range, message });
}
