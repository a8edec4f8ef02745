import { SparseLdl } from "../math/index.js";
import type { StandardForm } from "../model/index.js";
import { Limited } from "./limited.js";

const MOST_STEPS = 60;
/** Residuals and gap, as shares of the size of what they are residuals of. */
const ACCURATE = 1e-10;
/** Step to the boundary. */
const BACK = 0.995;
/** Keeps equations that depend on each other apart. */
const RIDGE = 1e-10;
/** Curvature of what must not move. */
const FIXED = 1e14;

/**
 * Interior points for many convex quadratic programs with linear rows that share one pattern, as one is solved for each row of a
 * training: predictor and corrector (Mehrotra, "On the implementation of a primal-dual interior point method", SIAM Journal on
 * Optimization 2, 1992, doi:10.1137/0802028) over the quasidefinite system of columns and rows, whose order of elimination is found
 * once. Bounds of columns and limits of rows are diagonal in it. Whole numbers and cones are not looked at. It does not prove that
 * there is no optimum: it then just does not arrive. To solve a model once, use `solve`.
 *
 * @example
 * import { equal, indexSet, model, square, standardForm, total } from "foresolve/model";
 * import { InteriorPoint } from "foresolve/solve";
 *
 * // As even as can be, with at least 2 in the first.
 * const place = indexSet("place", 3);
 * const m = model("shares");
 * const share = m.variable("share", { over: [place], lower: [2, 0, 0] });
 * m.require("all", equal(total(share), 3));
 * m.minimize(total(square(share)));
 * const form = standardForm(m);
 * const point = new InteriorPoint(form, 0);
 * point.solve(form); // => true
 * point.columnValues.map((value) => Math.round(value * 1e6) / 1e6); // => new Float64Array([2, 0.5, 0.5])
 */
export class InteriorPoint {
  /** [columns] */
  columnValues: Float64Array = new Float64Array(0);
  /** [rows] change of the objective, in the sense of the form, per unit of each row's limits */
  rowDuals: Float64Array = new Float64Array(0);
  /** Of the last solve. */
  steps = 0;
  readonly #strength: number;
  readonly #ldl: SparseLdl;
  readonly #entries: Float64Array;
  readonly #columns: Limited;
  readonly #rows: Limited;
  readonly #prices: Float64Array;
  readonly #priceSteps: Float64Array;
  readonly #right: Float64Array;
  readonly #slope: Float64Array;

  /**
   * @param form any of the programs: its pattern counts, its numbers do not
   * @param strength curvature in all columns beside the form's own, in objective units per square; at least 0
   */
  constructor(form: StandardForm, strength: number) {
    const { columns, rows, matrix, quadratic } = form;
    this.#strength = strength;
    const at: [number[], number[]] = [[], []];
    const place = (row: number, column: number): void => {
      at[0].push(row);
      at[1].push(column);
    };
    for (let k = 0; k < columns + rows; k++) place(k, k);
    const { first, second } = quadratic.objective;
    for (let k = 0; k < first.length; k++) place(first[k], second[k]);
    for (let row = 0; row < rows; row++)
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
        place(columns + row, matrix.columns[k]);
    this.#ldl = new SparseLdl(columns + rows, Int32Array.from(at[0]), Int32Array.from(at[1]));
    this.#entries = new Float64Array(at[0].length);
    this.#columns = new Limited(columns);
    this.#rows = new Limited(rows);
    this.#prices = new Float64Array(rows);
    this.#priceSteps = new Float64Array(rows);
    this.#right = new Float64Array(columns + rows);
    this.#slope = new Float64Array(columns);
  }

  /** Whether it came to the optimum (residuals and gap below 1e-10 of the sizes at hand) of a form with its slots filled. */
  solve(form: StandardForm): boolean {
    const [x, s, prices, right] = [this.#columns, this.#rows, this.#prices, this.#right];
    const sign = form.sense === "minimize" ? 1 : -1;
    x.lower.set(form.columnLower);
    x.upper.set(form.columnUpper);
    s.lower.set(form.rowLower);
    s.upper.set(form.rowUpper);
    const costs = largestOf(form.cost, 0);
    const bend = Math.max(this.#strength, 2 * largestOf(form.quadratic.objective.values, 0));
    const reach =
      Math.max(largestOf(x.lower, 0), largestOf(x.upper, 0), largestOf(s.lower, 0), largestOf(s.upper, 0)) ||
      1;
    x.value.fill(0);
    x.start(0.5 * reach, (costs || 1) * reach * 0.1);
    this.#activities(form, s.value);
    s.start(0.5 * reach, (costs || 1) * reach * 0.1);
    prices.fill(0);
    const activities = new Float64Array(s.size);
    const before = new Float64Array(x.size);
    const rowsBefore = new Float64Array(s.size);
    for (this.steps = 1; this.steps <= MOST_STEPS; this.steps++) {
      const { sum, count } = total(x.gap(0), s.gap(0));
      const level = count === 0 ? 0 : sum / count;
      this.#activities(form, activities);
      // Rows without limits are where they are.
      for (let row = 0; row < s.size; row++)
        if (s.lower[row] === -Infinity && s.upper[row] === Infinity) s.value[row] = activities[row];
      this.#writeSlope(form, sign);
      let [broken, slope] = [0, 0];
      for (let row = 0; row < s.size; row++)
        broken = Math.max(broken, Math.abs(activities[row] - s.value[row]));
      for (let column = 0; column < x.size; column++) {
        if (x.isEquation(column)) continue;
        const rest = this.#slope[column] - x.lowerPrice[column] + x.upperPrice[column];
        slope = Math.max(slope, Math.abs(rest));
      }
      const size = Math.max(largestOf(x.value, 0), 1e-3 * reach);
      const steepness = Math.max(costs, bend * size);
      if (
        broken <= ACCURATE * Math.max(size, reach) &&
        slope <= ACCURATE * steepness &&
        level <= ACCURATE * 0.1 * steepness * size
      ) {
        this.columnValues = x.value.map((value, k) => Math.min(Math.max(value, x.lower[k]), x.upper[k]));
        this.rowDuals = prices.map((price) => sign * price);
        return true;
      }
      if (!this.#factor(form, sign, (costs || bend) / reach)) return false;
      let target = 0;
      for (const corrects of [false, true]) {
        if (corrects) {
          const length = Math.min(x.longestStep(1), s.longestStep(1));
          const aimed = total(x.gap(length), s.gap(length)).sum / (sum || 1);
          target = level * Math.max(0, aimed) ** 3;
          before.set(x.step);
          rowsBefore.set(s.step);
        }
        x.aim(target, corrects);
        s.aim(target, corrects);
        for (let column = 0; column < x.size; column++) {
          const rest = this.#slope[column] - x.lowerPrice[column] + x.upperPrice[column];
          right[column] = x.isEquation(column) ? 0 : -rest + x.pull[column];
        }
        for (let row = 0; row < s.size; row++) {
          let rest = s.value[row] - activities[row];
          if (!s.isEquation(row)) {
            const dual = prices[row] - s.lowerPrice[row] + s.upperPrice[row];
            const curvature = s.curvature(row);
            rest += curvature === 0 ? 0 : (s.pull[row] - dual) / curvature;
          }
          right[x.size + row] = rest;
        }
        this.#ldl.solve(right);
        for (let column = 0; column < x.size; column++) x.step[column] = right[column];
        for (let row = 0; row < s.size; row++) {
          const step = -right[x.size + row];
          this.#priceSteps[row] = step;
          if (s.isEquation(row)) continue;
          const curvature = s.curvature(row);
          const dual = prices[row] - s.lowerPrice[row] + s.upperPrice[row];
          s.step[row] = curvature === 0 ? 0 : (s.pull[row] - dual - step) / curvature;
        }
        x.followSteps(target, corrects ? before : null);
        s.followSteps(target, corrects ? rowsBefore : null);
      }
      const length = Math.min(1, BACK * Math.min(x.longestStep(2), s.longestStep(2)));
      if (!(length > 1e-8)) return false;
      x.move(length);
      s.move(length);
      for (let row = 0; row < s.size; row++) prices[row] += length * this.#priceSteps[row];
    }
    return false;
  }

  /** [rows] */
  #activities({ matrix }: StandardForm, out: Float64Array): void {
    for (let row = 0; row < out.length; row++) {
      let sum = 0;
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
        sum += matrix.values[k] * this.#columns.value[matrix.columns[k]];
      out[row] = sum;
    }
  }

  /** H x + c - A'prices. */
  #writeSlope({ cost, matrix, quadratic }: StandardForm, sign: number): void {
    const slope = this.#slope;
    const x = this.#columns.value;
    for (let column = 0; column < slope.length; column++)
      slope[column] = sign * cost[column] + this.#strength * x[column];
    const { first, second, values } = quadratic.objective;
    for (let k = 0; k < values.length; k++) {
      slope[first[k]] += sign * values[k] * x[second[k]];
      slope[second[k]] += sign * values[k] * x[first[k]];
    }
    for (let row = 0; row < this.#prices.length; row++)
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
        slope[matrix.columns[k]] -= matrix.values[k] * this.#prices[row];
  }

  /** H and the limits' curvatures over A; false where that is too much for the numbers. */
  #factor({ matrix, quadratic }: StandardForm, sign: number, natural: number): boolean {
    const [x, s, entries] = [this.#columns, this.#rows, this.#entries];
    for (let column = 0; column < x.size; column++)
      entries[column] =
        this.#strength + RIDGE * natural + (x.isEquation(column) ? FIXED * natural : x.curvature(column));
    const steep = largestOf(matrix.values, 1) ** 2;
    for (let row = 0; row < s.size; row++) {
      const curvature = s.isEquation(row) ? Infinity : s.curvature(row);
      const give = curvature === 0 ? FIXED / natural : 1 / curvature;
      entries[x.size + row] = -give - (RIDGE * steep) / natural;
    }
    let at = x.size + s.size;
    const { first, second, values } = quadratic.objective;
    for (let k = 0; k < values.length; k++)
      entries[at++] = (first[k] === second[k] ? 2 : 1) * sign * values[k];
    entries.set(matrix.values, at);
    return this.#ldl.factor(entries);
  }
}

function total(...gaps: readonly { readonly sum: number; readonly count: number }[]): {
  readonly sum: number;
  readonly count: number;
} {
  return gaps.reduce((one, other) => ({ sum: one.sum + other.sum, count: one.count + other.count }));
}

/** The largest size of a finite number, at least `least`. */
function largestOf(values: Float64Array, least: number): number {
  let most = least;
  for (const value of values) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value));
  return most;
}
