import type { BinaryProgram } from "./binary-program.js";

const PIVOT = 1e-9;
const FEASIBLE = 1e-9;
/** A tableau that was updated this often has gathered rounding errors. */
const PIVOTS_BEFORE_RESET = 3000;

/**
 * The linear relaxation of a small binary program in a dense tableau, solved by the dual simplex method with bounded variables.
 * Any basis stays dual feasible when variables are fixed and freed, so that each node of a search starts from the last one
 * with a few pivots. What the tableau says is not believed where a branch would be cut off: `safeBound` and `isProvenInfeasible`
 * are computed from the original numbers.
 *
 * Variables are counted 0 to n - 1 (y), then the activities of the rows, n to n + m - 1.
 *
 * Source: Koberstein, "The dual simplex method, techniques for a fast and stable implementation" (2005), chapter 3.
 */
export class DualSimplex {
  /** [n] value of each y at the last basis */
  readonly values: Float64Array;
  /** [n] reduced costs for the multipliers of the last `safeBound` */
  readonly reducedCosts: Float64Array;
  pivots = 0;
  readonly #program: BinaryProgram;
  /** [m, n] basic variable = tableau row . nonbasic variables */
  readonly #tableau: Float64Array;
  readonly #basic: Int32Array;
  readonly #nonbasic: Int32Array;
  /** [n + m] place among the nonbasic variables; -1 - row for basic ones */
  readonly #place: Int32Array;
  readonly #lower: Float64Array;
  readonly #upper: Float64Array;
  /** [m] */
  readonly #basicValues: Float64Array;
  /** [n] */
  readonly #nonbasicValues: Float64Array;
  /** [n] */
  readonly #duals: Float64Array;
  readonly #weights: Float64Array;
  #pivotsSinceReset = 0;

  constructor(program: BinaryProgram) {
    const { variables: n, rows: m } = program;
    this.#program = program;
    this.values = new Float64Array(n);
    this.reducedCosts = new Float64Array(n);
    this.#tableau = new Float64Array(n * m);
    this.#basic = new Int32Array(m);
    this.#nonbasic = new Int32Array(n);
    this.#place = new Int32Array(n + m);
    this.#lower = new Float64Array(n + m);
    this.#upper = new Float64Array(n + m);
    this.#upper.fill(1, 0, n);
    this.#lower.set(program.rowLower, n);
    this.#upper.set(program.rowUpper, n);
    this.#basicValues = new Float64Array(m);
    this.#nonbasicValues = new Float64Array(n);
    this.#duals = new Float64Array(n);
    this.#weights = new Float64Array(m);
    this.reset();
  }

  /** Back to the basis of the rows, which is exact. */
  reset(): void {
    const { variables: n, rows: m, matrix, cost } = this.#program;
    this.#tableau.set(matrix);
    this.#duals.set(cost);
    for (let k = 0; k < n; k++) {
      this.#nonbasic[k] = k;
      this.#place[k] = k;
      this.#nonbasicValues[k] = this.#lower[k];
    }
    for (let row = 0; row < m; row++) {
      this.#basic[row] = n + row;
      this.#place[n + row] = -1 - row;
    }
    this.#pivotsSinceReset = 0;
    this.#computeBasicValues();
  }

  /** Sets the bounds of a y: 0, 0 or 1, 1 fixes it, 0, 1 frees it. */
  setBounds(variable: number, lower: number, upper: number): void {
    this.#lower[variable] = lower;
    this.#upper[variable] = upper;
    const place = this.#place[variable];
    if (place < 0) return;
    const value = lower === upper ? lower : this.#duals[place] >= 0 ? lower : upper;
    const change = value - this.#nonbasicValues[place];
    if (change === 0) return;
    this.#nonbasicValues[place] = value;
    const { variables: n, rows: m } = this.#program;
    for (let row = 0; row < m; row++) this.#basicValues[row] += change * this.#tableau[row * n + place];
  }

  /**
   * Solves the relaxation. "cut": its optimum is at least `cutoff`; "infeasible": it has none; both as far as the tableau
   * goes. "given up": too many pivots.
   */
  solve(cutoff: number): "optimal" | "cut" | "infeasible" | "given up" {
    const { variables: n, rows: m } = this.#program;
    if (this.#pivotsSinceReset > PIVOTS_BEFORE_RESET) this.reset();
    const limit = 50 + 10 * (n + m);
    for (let pivot = 0; pivot < limit; pivot++) {
      const row = this.#leavingRow();
      if (row < 0) {
        this.#readValues();
        return "optimal";
      }
      const variable = this.#basic[row];
      const isBelow = this.#basicValues[row] < this.#lower[variable];
      const place = this.#enteringPlace(row, isBelow);
      if (place < 0) {
        this.#noteWeights(row);
        return "infeasible";
      }
      this.#pivot(row, place, isBelow ? this.#lower[variable] : this.#upper[variable]);
      // Looked at now and then only: it costs as much as a pivot.
      if ((pivot & 3) === 3 && this.#objective() >= cutoff) {
        this.#readValues();
        return "cut";
      }
    }
    this.#readValues();
    return "given up";
  }

  /**
   * A bound that holds whatever the rounding errors of the tableau: the Lagrangian bound of its multipliers, computed from the
   * original numbers (Geoffrion 1974).
   */
  safeBound(): number {
    const { variables: n, rows: m, matrix, cost } = this.#program;
    const reduced = this.reducedCosts;
    reduced.set(cost);
    let bound = 0;
    for (let row = 0; row < m; row++) {
      const place = this.#place[n + row];
      if (place < 0) continue;
      const multiplier = this.#duals[place];
      const side = multiplier > 0 ? this.#lower[n + row] : this.#upper[n + row];
      if (multiplier === 0 || !Number.isFinite(side)) continue;
      bound += multiplier * side;
      const first = row * n;
      for (let k = 0; k < n; k++) reduced[k] -= multiplier * matrix[first + k];
    }
    for (let k = 0; k < n; k++) bound += reduced[k] * (reduced[k] >= 0 ? this.#lower[k] : this.#upper[k]);
    return bound;
  }

  /** Whether the row that `solve` called infeasible proves it with the original numbers. */
  isProvenInfeasible(): boolean {
    const { variables: n, rows: m, matrix } = this.#program;
    let least = 0;
    let most = 0;
    let size = 1;
    for (let row = 0; row < m; row++) {
      const weight = this.#weights[row];
      if (weight === 0) continue;
      const [lower, upper] = [this.#lower[n + row], this.#upper[n + row]];
      least += weight > 0 ? weight * lower : weight * upper;
      most += weight > 0 ? weight * upper : weight * lower;
    }
    let smallest = 0;
    let largest = 0;
    for (let k = 0; k < n; k++) {
      let coefficient = 0;
      for (let row = 0; row < m; row++) coefficient += this.#weights[row] * matrix[row * n + k];
      smallest += coefficient * (coefficient > 0 ? this.#lower[k] : this.#upper[k]);
      largest += coefficient * (coefficient > 0 ? this.#upper[k] : this.#lower[k]);
      size += Math.abs(coefficient);
    }
    return largest < least - FEASIBLE * size || smallest > most + FEASIBLE * size;
  }

  #leavingRow(): number {
    let worst = FEASIBLE;
    let leaving = -1;
    for (let row = 0; row < this.#basic.length; row++) {
      const variable = this.#basic[row];
      const value = this.#basicValues[row];
      const violation = Math.max(this.#lower[variable] - value, value - this.#upper[variable]);
      if (violation > worst) {
        worst = violation;
        leaving = row;
      }
    }
    return leaving;
  }

  #enteringPlace(row: number, mustGrow: boolean): number {
    const n = this.#nonbasic.length;
    const first = row * n;
    let best = Infinity;
    let size = 0;
    let entering = -1;
    for (let place = 0; place < n; place++) {
      const variable = this.#nonbasic[place];
      const lower = this.#lower[variable];
      if (lower === this.#upper[variable]) continue;
      const slope = mustGrow ? this.#tableau[first + place] : -this.#tableau[first + place];
      const isAtLower = this.#nonbasicValues[place] === lower;
      if (isAtLower ? slope <= PIVOT : slope >= -PIVOT) continue;
      const magnitude = Math.abs(slope);
      const ratio = Math.abs(this.#duals[place]) / magnitude;
      // Among ties the largest pivot is the safest.
      if (ratio < best - 1e-12 || (ratio <= best + 1e-12 && magnitude > size)) {
        best = ratio;
        size = magnitude;
        entering = place;
      }
    }
    return entering;
  }

  #pivot(row: number, place: number, target: number): void {
    const { variables: n, rows: m } = this.#program;
    const tableau = this.#tableau;
    const first = row * n;
    const pivot = tableau[first + place];
    const change = (target - this.#basicValues[row]) / pivot;
    for (let i = 0; i < m; i++) this.#basicValues[i] += change * tableau[i * n + place];
    const entering = this.#nonbasic[place];
    const leaving = this.#basic[row];
    this.#basicValues[row] = this.#nonbasicValues[place] + change;
    this.#nonbasicValues[place] = target;
    this.#basic[row] = entering;
    this.#nonbasic[place] = leaving;
    this.#place[entering] = -1 - row;
    this.#place[leaving] = place;

    const inverse = 1 / pivot;
    for (let k = 0; k < n; k++) tableau[first + k] *= -inverse;
    tableau[first + place] = inverse;
    for (let i = 0; i < m; i++) {
      if (i === row) continue;
      const factor = tableau[i * n + place];
      if (factor === 0) continue;
      const start = i * n;
      tableau[start + place] = 0;
      for (let k = 0; k < n; k++) tableau[start + k] += factor * tableau[first + k];
    }
    const factor = this.#duals[place];
    this.#duals[place] = 0;
    for (let k = 0; k < n; k++) this.#duals[k] += factor * tableau[first + k];
    this.pivots++;
    this.#pivotsSinceReset++;
  }

  #objective(): number {
    let sum = 0;
    for (let place = 0; place < this.#nonbasic.length; place++) {
      const value = this.#nonbasicValues[place];
      if (value !== 0) sum += this.#duals[place] * value;
    }
    return sum;
  }

  /** Weights of the rows whose sum contradicts the bounds, if the tableau is right. */
  #noteWeights(row: number): void {
    const { variables: n, rows: m } = this.#program;
    this.#weights.fill(0);
    for (let k = 0; k < m; k++) {
      const place = this.#place[n + k];
      if (place < 0) {
        if (-1 - place === row) this.#weights[k] = -1;
        continue;
      }
      const weight = this.#tableau[row * n + place];
      // Zeros that rounding has blurred would meet infinite sides.
      if (Math.abs(weight) > PIVOT) this.#weights[k] = weight;
    }
  }

  #readValues(): void {
    const n = this.values.length;
    for (let k = 0; k < n; k++) {
      const place = this.#place[k];
      this.values[k] = place < 0 ? this.#basicValues[-1 - place] : this.#nonbasicValues[place];
    }
  }

  #computeBasicValues(): void {
    const { variables: n, rows: m } = this.#program;
    for (let row = 0; row < m; row++) {
      let value = 0;
      for (let k = 0; k < n; k++) value += this.#tableau[row * n + k] * this.#nonbasicValues[k];
      this.#basicValues[row] = value;
    }
  }
}
