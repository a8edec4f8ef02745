import { ForesolveError } from "../../errors.js";
import { entryName } from "../axes.js";
import { sum } from "../aggregation.js";
import { add, mul, subtract } from "../arithmetic.js";
import type { Expression } from "../expression.js";
import { expressionBounds, type BoundsOptions, type ExpressionBounds } from "../expression-bounds.js";
import { indexSet, type IndexSet, type IndexSets } from "../index-set.js";
import type { Model } from "../model.js";
import { filter, select } from "../selection.js";
import { addRows, auxiliary, numbers, requireReady, type Derived } from "./auxiliary.js";
import { curveRange, curvesOf, requireCurvature, slopeOf, type CurvePoints, type Curves } from "./curve.js";

/** Options of {@link piecewiseLinear}. */
export interface PiecewiseLinearOptions<U extends string> extends BoundsOptions {
  /** Unit of the function's values. */
  readonly unit?: U;
  /**
   * "exact" (default) holds whatever the model does with the result, with binaries. "minimized" (convex functions) and
   * "maximized" (concave ones) add none, but bound the result from one side only: right where the model makes it as
   * small (large) as it can.
   */
  readonly use?: "exact" | "minimized" | "maximized";
  /**
   * How "exact" finds the segment: "logarithmic" (default) takes a binary per bit of the segment's number, "sos2" one
   * per segment.
   */
  readonly method?: "logarithmic" | "sos2";
  /**
   * What becomes of arguments outside of the points: "refuse" (default) demands bounds that exclude them, "forbid" adds
   * their exclusion to the model.
   */
  readonly outside?: "refuse" | "forbid";
}

/**
 * A piecewise linear function of an expression, entry by entry: adds the variable `name` and returns it. The points
 * are one list [x, y] for all entries, or a function of the labels. "exact" writes the argument as a combination of
 * two neighbouring points (SOS2; Dantzig 1960), in the logarithmic form by Gray codes of Vielma and Nemhauser (2011,
 * Modeling disjunctive constraints with a logarithmic number of binary variables and constraints, Math. Program. 128).
 *
 * @throws ForesolveError `FS_MODEL_INVALID_POINTS` unless there are two or more finite points ascending in x,
 * `FS_MODEL_WRONG_CURVATURE` when "minimized" ("maximized") is asked of a function that is not convex (concave),
 * `FS_MODEL_OUTSIDE_POINTS` when the argument's bounds reach beyond the points, `FS_MODEL_FOREIGN_VARIABLE`,
 * `FS_MODEL_DUPLICATE_NAME`.
 * @example
 * import { indexSet, model, piecewiseLinear, subtract, total } from "foresolve/model";
 * import { solve } from "foresolve/solve";
 *
 * const m = model("turbine");
 * const water = m.variable("water", { over: [indexSet("hour", 2)], lower: 0, upper: [4, 10] });
 * const power = piecewiseLinear(m, "power", water, [[0, 0], [2, 1], [6, 9], [10, 10]], { unit: "MW" });
 * m.maximize(subtract(total(power), total(water)));
 * const solution = await solve(m);
 * if (solution.status !== "optimal") throw new Error(solution.status);
 * solution.value(power).toRecord(); // => { "0": 5, "1": 9 }
 */
export function piecewiseLinear<N extends string, const U extends string = string>(
  model: Model,
  name: string,
  argument: Expression<N>,
  points: CurvePoints | ((...labels: string[]) => CurvePoints),
  options: PiecewiseLinearOptions<U> = {},
): Derived<N, U> {
  const { use = "exact", method = "logarithmic" } = options;
  const over = requireReady(model, name, [argument]);
  const curves = curvesOf(name, over, points);
  if (use !== "exact") requireCurvature(name, over, curves, use === "minimized" ? 1 : -1);
  const bounds = expressionBounds(argument, options);
  if (options.outside !== "forbid") requireInside(name, over, curves, bounds);
  const least = new Float64Array(curves.counts.length);
  const most = new Float64Array(curves.counts.length);
  for (let entry = 0; entry < least.length; entry++)
    [least[entry], most[entry]] = curveRange(curves, entry, bounds.lower[entry], bounds.upper[entry]);
  const result = auxiliary<N, U>(model, name, over, { unit: options.unit, lower: least, upper: most });
  const plan = { model, name, over, curves, argument, result };
  if (use === "exact") combinePoints(plan, method);
  else boundBySegments(plan, use, options.outside === "forbid");
  return result;
}

interface Plan {
  readonly model: Model;
  readonly name: string;
  readonly over: IndexSets;
  readonly curves: Curves;
  readonly argument: Expression;
  readonly result: Expression;
}

/** The result above (below) the line through every segment. */
function boundBySegments(plan: Plan, use: "minimized" | "maximized", forbid: boolean): void {
  const { model, name, over, curves, argument, result } = plan;
  const segments = indexSet(`${name} segment`, curves.width - 1);
  const slopes = new Float64Array(curves.counts.length * segments.keys.length);
  const constants = new Float64Array(slopes.length);
  for (let at = 0; at < slopes.length; at++) {
    const entry = Math.floor(at / segments.keys.length);
    const segment = Math.min(at % segments.keys.length, curves.counts[entry] - 2);
    const k = entry * curves.width + segment;
    slopes[at] = slopeOf(curves, entry, segment);
    constants[at] = curves.y[k] - slopes[at] * curves.x[k];
  }
  const lines = add(product([...over, segments], slopes, argument), numbers([...over, segments], constants));
  const [words, sense] =
    use === "minimized" ? (["at least", "atLeast"] as const) : (["at most", "atMost"] as const);
  addRows(model, `${name}: ${words}`, subtract(bare(result), lines), sense);
  if (!forbid) return;
  const ends = [0, curves.width - 1].map((k) =>
    numbers(
      over,
      Float64Array.from(curves.counts, (_, entry) => curves.x[entry * curves.width + k]),
    ),
  );
  addRows(model, `${name}: first point`, subtract(bare(argument), ends[0]), "atLeast");
  addRows(model, `${name}: last point`, subtract(bare(argument), ends[1]), "atMost");
}

/** Argument and result as the same combination of points, of which only two neighbours count. */
function combinePoints(
  { model, name, over, curves, argument, result }: Plan,
  method: "logarithmic" | "sos2",
): void {
  const { width, counts } = curves;
  const pointSet = indexSet(`${name} point`, width);
  const whole = [...over, pointSet];
  const isPoint = (at: number): number => (at % width < counts[Math.floor(at / width)] ? 1 : 0);
  const weights: Expression = auxiliary(model, `${name}: weight`, whole, {
    lower: 0,
    upper: Float64Array.from(curves.x, (_, at) => isPoint(at)),
  });
  addRows(model, `${name}: weights`, subtract(sum(weights, pointSet), 1), "equal");
  addRows(
    model,
    `${name}: argument`,
    subtract(combination(whole, curves.x, weights, pointSet), bare(argument)),
    "equal",
  );
  addRows(
    model,
    `${name}: value`,
    subtract(combination(whole, curves.y, weights, pointSet), bare(result)),
    "equal",
  );
  if (width === 2) return;
  const plan = { model, name, over, curves, weights, pointSet };
  if (method === "sos2") chooseSegment(plan);
  else chooseBits(plan);
}

interface Choice {
  readonly model: Model;
  readonly name: string;
  readonly over: IndexSets;
  readonly curves: Curves;
  readonly weights: Expression;
  readonly pointSet: IndexSet<string, `${number}`>;
}

/** A binary per segment: a point counts only next to the chosen one. */
function chooseSegment({ model, name, over, curves: { width, counts }, weights, pointSet }: Choice): void {
  const segments = indexSet(`${name} segment`, width - 1);
  const chosen: Expression = auxiliary(model, `${name}: chosen`, [...over, segments], {
    domain: "binary",
    upper: Float64Array.from({ length: counts.length * (width - 1) }, (_, at) =>
      at % (width - 1) < counts[Math.floor(at / (width - 1))] - 1 ? 1 : 0,
    ),
  });
  addRows(model, `${name}: choose one`, subtract(sum(chosen, segments), 1), "equal");
  for (let k = 0; k < width; k++) {
    const weight: Expression = select(weights, pointSet, `${k}`);
    const beside = [k - 1, k]
      .filter((segment) => segment >= 0 && segment < width - 1)
      .map((segment) => select(chosen, segments, `${segment}`) as Expression);
    addRows(
      model,
      `${name}: beside point ${k}`,
      subtract(weight, add(beside[0], ...beside.slice(1))),
      "atMost",
    );
  }
}

/** A binary per bit of the segments' Gray code: it switches off the points that no segment with this bit touches. */
function chooseBits({ model, name, over, curves: { width }, weights, pointSet }: Choice): void {
  const segments = width - 1;
  const bits = indexSet(`${name} bit`, Math.ceil(Math.log2(segments)));
  const chosen: Expression = auxiliary(model, `${name}: bit`, [...over, bits], { domain: "binary" });
  for (const [position, bit] of bits.keys.entries()) {
    const bitOf = (segment: number): number => ((segment ^ (segment >> 1)) >> position) & 1;
    const touchesOnly = (label: string, value: number): boolean => {
      const point = Number(label);
      return [point - 1, point].every(
        (segment) => segment < 0 || segment >= segments || bitOf(segment) === value,
      );
    };
    for (const value of [1, 0]) {
      const side = filter(weights, pointSet, (label) => touchesOnly(label, value));
      const part = side.over.find((set) => set.name === pointSet.name)!;
      const on = select(chosen, bits, bit) as Expression;
      const allowed = value === 1 ? on : subtract(mul(-1, on), -1);
      addRows(model, `${name}: bit ${bit} is ${value}`, subtract(sum(side, part), allowed), "atMost");
    }
  }
}

function combination(
  over: IndexSets,
  coefficients: Float64Array,
  weights: Expression,
  pointSet: IndexSet,
): Expression {
  return sum(mul(numbers(over, coefficients), weights), pointSet);
}

function product(over: IndexSets, coefficients: Float64Array, operand: Expression): Expression {
  return bare(mul(numbers(over, coefficients), operand));
}

/** The same without its unit: the points join quantities of two units. */
function bare(operand: Expression): Expression {
  const { over, terms, model, uncertain } = operand;
  return { over, unit: undefined, terms, model, uncertain };
}

function requireInside(
  name: string,
  over: IndexSets,
  curves: Curves,
  { lower, upper }: ExpressionBounds,
): void {
  const { width, counts, x } = curves;
  for (let entry = 0; entry < counts.length; entry++) {
    const [first, last] = [x[entry * width], x[entry * width + counts[entry] - 1]];
    const slack = 1e-9 * Math.max(1, Math.abs(first), Math.abs(last));
    if (lower[entry] >= first - slack && upper[entry] <= last + slack) continue;
    throw new ForesolveError("FS_MODEL_OUTSIDE_POINTS", {
      message: `The argument of "${entryName(name, over, entry)}" can be ${lower[entry]} to ${upper[entry]}, but its points reach from ${first} to ${last}.`,
      fix: 'Add points, tighten the bounds of the argument, or pass outside: "forbid" to exclude such arguments.',
      data: { name, entry, lower: lower[entry], upper: upper[entry], first, last },
    });
  }
}
