import type { SlotTerms, StandardForm } from "../../model/index.js";
import { FEASIBILITY_TOLERANCE } from "../../solve/index.js";

/** Violations within this share of the verifier's tolerance count as none. */
const SAFE_SHARE = 0.1;
/** A repair that takes more moves than this many times the columns goes round in circles. */
const MOVES_PER_COLUMN = 8;
/** Looking at the clock costs something, too. */
const MOVES_PER_LOOK = 16;

/** A row is stuck for good after so many doublings of its weight. */
const MOST_WEIGHT = 2 ** 24;

/**
 * Makes a plan feasible for new numbers, move by move: of the most violated row the column is moved that takes away most violation
 * for what it costs. Where no move helps, the row weighs twice as much, so that others give way (the breakout local search of Morris
 * 1993, with the jumps of Luteberget and Sartor, "Feasibility Jump", 2023). A heuristic, quick and without a promise: null when it
 * finds no way. Linear rows only.
 */
export class PlanRepair {
  readonly #form: StandardForm;
  /** The matrix by columns: rows and positions of its coefficients. */
  readonly #starts: Int32Array;
  readonly #rows: Int32Array;
  readonly #positions: Int32Array;

  constructor(form: StandardForm) {
    this.#form = form;
    const { starts, columns } = form.matrix;
    this.#starts = new Int32Array(form.columns + 1);
    for (const column of columns) this.#starts[column + 1]++;
    for (let column = 0; column < form.columns; column++) this.#starts[column + 1] += this.#starts[column];
    const next = this.#starts.slice();
    this.#rows = new Int32Array(columns.length);
    this.#positions = new Int32Array(columns.length);
    for (let row = 0; row < form.rows; row++) {
      for (let k = starts[row]; k < starts[row + 1]; k++) {
        const at = next[columns[k]]++;
        this.#rows[at] = row;
        this.#positions[at] = k;
      }
    }
  }

  /** `endsMs` by `performance.now()`. */
  repair(parameters: Float64Array, plan: Float64Array, endsMs: number): Float64Array | null {
    const form = this.#form;
    if (!isLinear(form)) return null;
    const { matrix, integrality, rows } = form;
    const { x, activity, values, cost, lower, upper, rowLower, rowUpper } = this.#at(parameters, plan);
    /** How far an activity is outside its row, relative to the row's limit. */
    const violation = (row: number, at: number): number => {
      const low = rowLower[row];
      const high = rowUpper[row];
      if (at < low) return (low - at) / Math.max(1, Math.abs(low));
      return at > high ? (at - high) / Math.max(1, Math.abs(high)) : 0;
    };
    const weights = new Float64Array(rows).fill(1);
    const safe = SAFE_SHARE * FEASIBILITY_TOLERANCE;
    for (let move = 0; move < MOVES_PER_COLUMN * (form.columns + rows); move++) {
      if (move % MOVES_PER_LOOK === 0 && performance.now() >= endsMs) return null;
      let worst = -1;
      let most = safe;
      for (let row = 0; row < rows; row++) {
        const own = violation(row, activity[row]);
        if (own > most) [worst, most] = [row, own];
      }
      if (worst < 0) return x;
      const need =
        activity[worst] > rowUpper[worst]
          ? rowUpper[worst] - activity[worst]
          : rowLower[worst] - activity[worst];
      let best = -1;
      let bestStep = 0;
      let bestScore = Infinity;
      for (let k = matrix.starts[worst]; k < matrix.starts[worst + 1]; k++) {
        const column = matrix.columns[k];
        if (values[k] === 0 || integrality[column] === 2) continue;
        const wanted = need / values[k];
        const room = wanted > 0 ? upper[column] - x[column] : lower[column] - x[column];
        let step = wanted > 0 ? Math.min(wanted, room) : Math.max(wanted, room);
        if (integrality[column] === 1) {
          // Away from zero: a fraction too little would leave the row violated.
          const whole = wanted > 0 ? Math.ceil(step - safe) : Math.floor(step + safe);
          step =
            wanted > 0 ? Math.min(whole, Math.floor(room + safe)) : Math.max(whole, Math.ceil(room - safe));
        }
        if (step === 0) continue;
        let gained = 0;
        for (let c = this.#starts[column]; c < this.#starts[column + 1]; c++) {
          const row = this.#rows[c];
          const after = activity[row] + values[this.#positions[c]] * step;
          gained += weights[row] * (violation(row, activity[row]) - violation(row, after));
        }
        if (gained <= safe) continue;
        const score = (cost[column] * step) / gained;
        if (score < bestScore) [best, bestStep, bestScore] = [column, step, score];
      }
      if (best < 0) {
        weights[worst] *= 2;
        if (weights[worst] > MOST_WEIGHT) return null;
        continue;
      }
      x[best] += bestStep;
      for (let c = this.#starts[best]; c < this.#starts[best + 1]; c++)
        activity[this.#rows[c]] += values[this.#positions[c]] * bestStep;
    }
    return null;
  }

  /**
   * A feasible plan with what room it leaves put to use: each column is moved once, as far as its bounds and rows let it, those first
   * that gain most for the room they take (the pseudo-utility of Senju and Toyoda, "An approach to linear programming with 0-1
   * variables", Management Science 15, 1968). Null where nothing can be moved.
   */
  improve(parameters: Float64Array, plan: Float64Array, endsMs: number): Float64Array | null {
    const { integrality } = this.#form;
    if (!isLinear(this.#form)) return null;
    const state = this.#at(parameters, plan);
    const { x, activity, cost, lower, upper } = state;
    const utility = new Float64Array(x.length);
    const candidates: number[] = [];
    for (let column = 0; column < x.length; column++) {
      if (cost[column] === 0 || integrality[column] === 2) continue;
      const room = cost[column] > 0 ? x[column] - lower[column] : upper[column] - x[column];
      const { most, taken } = this.#roomFor(state, column, -cost[column]);
      if (!(Math.min(room, most) > (integrality[column] === 1 ? 0.5 : 0))) continue;
      utility[column] = Math.abs(cost[column]) / taken;
      candidates.push(column);
    }
    candidates.sort((a, b) => utility[b] - utility[a]);
    let isMoved = false;
    for (const [k, column] of candidates.entries()) {
      if (k % MOVES_PER_LOOK === MOVES_PER_LOOK - 1 && performance.now() >= endsMs) break;
      const direction = -Math.sign(cost[column]);
      const room = direction > 0 ? upper[column] - x[column] : x[column] - lower[column];
      let step = Math.min(room, this.#roomFor(state, column, direction).most);
      if (integrality[column] === 1) step = Math.floor(step + SAFE_SHARE * FEASIBILITY_TOLERANCE);
      if (!(step > 0 && step < Infinity)) continue;
      isMoved = true;
      x[column] += direction * step;
      for (let c = this.#starts[column]; c < this.#starts[column + 1]; c++)
        activity[this.#rows[c]] += state.values[this.#positions[c]] * direction * step;
    }
    return isMoved ? x : null;
  }

  /** How far the rows let a column go, and what share of their room one unit of it takes. */
  #roomFor(
    { activity, values, rowLower, rowUpper }: PlanState,
    column: number,
    direction: number,
  ): { readonly most: number; readonly taken: number } {
    let most = Infinity;
    let taken = Number.MIN_VALUE;
    for (let c = this.#starts[column]; c < this.#starts[column + 1]; c++) {
      const row = this.#rows[c];
      const value = values[this.#positions[c]];
      if (value === 0) continue;
      const room = value * direction > 0 ? rowUpper[row] - activity[row] : activity[row] - rowLower[row];
      most = Math.min(most, room / Math.abs(value));
      taken += Math.abs(value) / Math.max(room, Number.MIN_VALUE);
    }
    return { most, taken };
  }

  /** Everything that a plan's moves look at, for these parameters. */
  #at(parameters: Float64Array, plan: Float64Array): PlanState {
    const { matrix, slots, integrality, rows, sense, ...form } = this.#form;
    const values = withSlots(matrix.values, slots.matrix, parameters);
    const lower = withSlots(form.columnLower, slots.columnLower, parameters);
    const upper = withSlots(form.columnUpper, slots.columnUpper, parameters);
    const x = plan.slice();
    for (let column = 0; column < x.length; column++) {
      if (integrality[column] === 2) continue;
      if (integrality[column] === 1) x[column] = Math.round(x[column]);
      x[column] = Math.min(upper[column], Math.max(lower[column], x[column]));
    }
    const activity = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      for (let k = matrix.starts[row]; k < matrix.starts[row + 1]; k++)
        activity[row] += values[k] * x[matrix.columns[k]];
    }
    const cost = withSlots(form.cost, slots.cost, parameters);
    return {
      x,
      activity,
      values,
      cost: sense === "minimize" ? cost : cost.map((gain) => -gain),
      lower,
      upper,
      rowLower: withSlots(form.rowLower, slots.rowBounds, parameters),
      rowUpper: withSlots(form.rowUpper, slots.rowBounds, parameters),
    };
  }
}

/** A plan and the numbers of its model. */
interface PlanState {
  /** [columns] within their bounds */
  readonly x: Float64Array;
  /** [rows] */
  readonly activity: Float64Array;
  /** Of the matrix. */
  readonly values: Float64Array;
  /** [columns] to be kept low, whatever the sense */
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
}

function isLinear(form: StandardForm): boolean {
  return form.quadratic.rows.values.length === 0 && form.cones.length === 0;
}

function withSlots(base: Float64Array, terms: SlotTerms, parameters: Float64Array): Float64Array {
  if (terms.slots.length === 0) return base;
  const values = base.slice();
  for (let k = 0; k < terms.slots.length; k++)
    values[terms.targets[k]] += terms.coefficients[k] * parameters[terms.slots[k]];
  return values;
}
