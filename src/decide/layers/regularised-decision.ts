import { oracleBatch, type Oracle, type OracleBatch } from "../../solve/index.js";
import { invalidOption } from "../invalid-option.js";

/** Keeps systems solvable whose vertices are not in general position, which known costs make possible. */
const RIDGE = 1e-13;
/** Weights below this have left the active vertices. */
const NO_WEIGHT = 1e-12;
/** Best decisions asked for per row, times the number of entries, before rounding is taken for the reason. */
const PATIENCE = 20;

/**
 * The decision of a problem with a squared regulariser, over all mixtures of decisions: to minimise
 *
 *     p . w + f + strength / 2 ||w||²,    (w, f) = sum_i weight_i (exposures, fixed cost) of decision i,
 *
 * and to maximise with the regulariser subtracted. Fully corrective Frank-Wolfe steps (for a quadratic: Wolfe, "Finding the Nearest
 * Point in a Polytope", Mathematical Programming 11, 1976): the oracle brings the decision that is best against the slope, and weights over
 * the active decisions are then exactly optimal, with those dropped (away steps) whose weight reaches 0. It ends when the Frank-Wolfe gap, which
 * bounds the error of the objective, is within the tolerance. The active decisions are affinely independent, so that the
 * derivative by p can be read off them.
 */
export class RegularisedDecision {
  /** [dimension] exposures of the mixture */
  readonly exposures: Float64Array;
  /** Fixed cost of the mixture. */
  fixedCost = 0;
  /** Number of active decisions. */
  active = 0;
  /** Frank-Wolfe gap: the objective is at most this far from the best. */
  gap = 0;
  readonly #oracle: Oracle;
  readonly #strength: number;
  readonly #tolerance: number;
  readonly #sign: number;
  readonly #capacity: number;
  readonly #costs: Float64Array;
  readonly #found: OracleBatch;
  /** [capacity, dimension] */
  readonly #vertices: Float64Array;
  readonly #fixedCosts: Float64Array;
  readonly #weights: Float64Array;
  /** [capacity, capacity] inner products of the active decisions' exposures */
  readonly #gram: Float64Array;
  /** [capacity, capacity] lower triangular factor of the system in the weights */
  readonly #factor: Float64Array;
  readonly #linear: Float64Array;
  readonly #best: Float64Array;
  readonly #ones: Float64Array;

  /** `strength` in the unit of costs per exposure, `tolerance` in that of the objective. */
  constructor(oracle: Oracle, strength: number, tolerance: number) {
    const { dimension } = oracle;
    const capacity = dimension + 3;
    this.#oracle = oracle;
    this.#strength = strength;
    this.#tolerance = tolerance;
    this.#sign = oracle.sense === "minimize" ? 1 : -1;
    this.#capacity = capacity;
    this.exposures = new Float64Array(dimension);
    this.#costs = new Float64Array(dimension);
    this.#found = oracleBatch(1, dimension);
    this.#vertices = new Float64Array(capacity * dimension);
    this.#fixedCosts = new Float64Array(capacity);
    this.#weights = new Float64Array(capacity);
    this.#gram = new Float64Array(capacity * capacity);
    this.#factor = new Float64Array(capacity * capacity);
    this.#linear = new Float64Array(capacity);
    this.#best = new Float64Array(capacity);
    this.#ones = new Float64Array(capacity);
  }

  /**
   * Decides on the predictions from position `from` on.
   *
   * @throws ForesolveError `FS_DECIDE_INVALID_OPTION` when rounding keeps the gap above the tolerance.
   */
  solve(predictions: Float64Array, from: number): void {
    const { dimension } = this.#oracle;
    for (let k = 0; k < dimension; k++) this.#costs[k] = predictions[from + k];
    this.#oracle.solveBatch(this.#costs, this.#found);
    this.active = 0;
    this.#append(predictions, from);
    this.#weights[0] = 1;
    for (let steps = PATIENCE * (dimension + 10); steps > 0; steps--) {
      this.#mix();
      let slope = this.fixedCost;
      for (let k = 0; k < dimension; k++) {
        const cost = predictions[from + k] + this.#sign * this.#strength * this.exposures[k];
        this.#costs[k] = cost;
        slope += cost * this.exposures[k];
      }
      this.#oracle.solveBatch(this.#costs, this.#found);
      this.gap = this.#sign * (slope - this.#found.objectives[0]);
      if (this.gap <= this.#tolerance) return;
      if (this.active === this.#capacity) break;
      this.#append(predictions, from);
      this.#correct();
    }
    throw invalidOption(
      "a regularised decision",
      "tolerance",
      this.#tolerance,
      `a larger one: rounding keeps the gap at ${this.gap.toPrecision(2)}`,
    );
  }

  /**
   * Writes to `out`, from `at` on, the derivative by the predictions of a loss that depends linearly on the decision: its slope by the
   * exposures is `slopes` [dimension] from `from` on, by the fixed cost `fixedSlope`. To be called after `solve`, before the next.
   */
  pullBack(slopes: Float64Array, from: number, fixedSlope: number, out: Float64Array, at: number): void {
    const { dimension } = this.#oracle;
    const count = this.active;
    const values = this.#best;
    for (let i = 0; i < count; i++) {
      let value = fixedSlope * this.#fixedCosts[i];
      for (let k = 0; k < dimension; k++) value += slopes[from + k] * this.#vertices[i * dimension + k];
      values[i] = value;
    }
    this.#factorize();
    this.#solveFactor(values);
    this.#ones.fill(1, 0, count);
    this.#solveFactor(this.#ones);
    // Weights move among themselves: their changes sum to 0.
    const level = sumOf(values, count) / sumOf(this.#ones, count);
    out.fill(0, at, at + dimension);
    for (let i = 0; i < count; i++) {
      const change = -this.#sign * (values[i] - level * this.#ones[i]);
      for (let k = 0; k < dimension; k++) out[at + k] += change * this.#vertices[i * dimension + k];
    }
  }

  /** Takes the oracle's last answer among the active decisions, with weight 0. */
  #append(predictions: Float64Array, from: number): void {
    const { dimension } = this.#oracle;
    const { exposures, fixedCosts } = this.#found;
    const vertices = this.#vertices;
    const last = this.active++;
    this.#weights[last] = 0;
    this.#fixedCosts[last] = fixedCosts[0];
    let linear = fixedCosts[0];
    for (let k = 0; k < dimension; k++) {
      vertices[last * dimension + k] = exposures[k];
      linear += predictions[from + k] * exposures[k];
    }
    this.#linear[last] = this.#sign * linear;
    for (let i = 0; i <= last; i++) {
      let product = 0;
      for (let k = 0; k < dimension; k++) product += vertices[i * dimension + k] * exposures[k];
      this.#gram[i * this.#capacity + last] = product;
      this.#gram[last * this.#capacity + i] = product;
    }
  }

  /** Makes the weights optimal, dropping decisions on the way. */
  #correct(): void {
    const weights = this.#weights;
    const best = this.#best;
    while (this.active > 1) {
      this.#bestAffineWeights();
      let step = 1;
      for (let i = 0; i < this.active; i++)
        if (best[i] < NO_WEIGHT) step = Math.min(step, weights[i] / (weights[i] - best[i]));
      if (step === 1 && allAbove(best, this.active, NO_WEIGHT)) {
        for (let i = 0; i < this.active; i++) weights[i] = best[i];
        return;
      }
      for (let i = 0; i < this.active; i++) weights[i] += step * (best[i] - weights[i]);
      for (let i = this.active - 1; i >= 0; i--) if (weights[i] <= NO_WEIGHT) this.#drop(i);
    }
    weights[0] = 1;
  }

  /** Weights that sum to 1 and are best when none has to stay above 0. */
  #bestAffineWeights(): void {
    const count = this.active;
    this.#factorize();
    for (let i = 0; i < count; i++) this.#best[i] = -this.#linear[i];
    this.#solveFactor(this.#best);
    this.#ones.fill(1, 0, count);
    this.#solveFactor(this.#ones);
    const level = (1 - sumOf(this.#best, count)) / sumOf(this.#ones, count);
    for (let i = 0; i < count; i++) this.#best[i] += level * this.#ones[i];
  }

  /**
   * Factors strength * (gram + t 1 1ᵀ), t being the mean diagonal entry: the term is constant where weights sum to 1, and
   * makes the matrix positive definite for affinely independent vertices.
   */
  #factorize(): void {
    const count = this.active;
    const stride = this.#capacity;
    const gram = this.#gram;
    const factor = this.#factor;
    let lift = 0;
    for (let i = 0; i < count; i++) lift += gram[i * stride + i] / count;
    if (lift === 0) lift = 1;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        let rest = this.#strength * (gram[i * stride + j] + lift);
        if (i === j) rest += RIDGE * this.#strength * lift;
        for (let k = 0; k < j; k++) rest -= factor[i * stride + k] * factor[j * stride + k];
        factor[i * stride + j] =
          i === j ? Math.sqrt(Math.max(rest, RIDGE * this.#strength * lift)) : rest / factor[j * stride + j];
      }
    }
  }

  #solveFactor(values: Float64Array): void {
    const count = this.active;
    const stride = this.#capacity;
    const factor = this.#factor;
    for (let i = 0; i < count; i++) {
      for (let k = 0; k < i; k++) values[i] -= factor[i * stride + k] * values[k];
      values[i] /= factor[i * stride + i];
    }
    for (let i = count - 1; i >= 0; i--) {
      for (let k = i + 1; k < count; k++) values[i] -= factor[k * stride + i] * values[k];
      values[i] /= factor[i * stride + i];
    }
  }

  #drop(at: number): void {
    const { dimension } = this.#oracle;
    const stride = this.#capacity;
    const last = --this.active;
    // The last one takes its place.
    this.#weights[at] = this.#weights[last];
    this.#fixedCosts[at] = this.#fixedCosts[last];
    this.#linear[at] = this.#linear[last];
    this.#vertices.copyWithin(at * dimension, last * dimension, (last + 1) * dimension);
    this.#gram[at * stride + at] = this.#gram[last * stride + last];
    for (let i = 0; i < last; i++) {
      if (i === at) continue;
      this.#gram[at * stride + i] = this.#gram[last * stride + i];
      this.#gram[i * stride + at] = this.#gram[last * stride + i];
    }
  }

  #mix(): void {
    const { dimension } = this.#oracle;
    const total = sumOf(this.#weights, this.active);
    this.exposures.fill(0);
    this.fixedCost = 0;
    for (let i = 0; i < this.active; i++) {
      const weight = this.#weights[i] / total;
      this.#weights[i] = weight;
      this.fixedCost += weight * this.#fixedCosts[i];
      for (let k = 0; k < dimension; k++) this.exposures[k] += weight * this.#vertices[i * dimension + k];
    }
  }
}

/**
 * What regularisers are multiples of: with it as strength, the squared regulariser weighs half as much at the best decisions as what
 * they cost. In the unit of costs per exposure. And the mean size of that cost, for tolerances.
 */
export function regularisationScale(
  truths: Float64Array,
  optima: OracleBatch,
): { readonly strength: number; readonly objective: number } {
  const rows = optima.fixedCosts.length;
  const dimension = truths.length / rows;
  let sizes = 0;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    let cost = 0;
    for (let k = row * dimension; k < (row + 1) * dimension; k++) {
      cost += truths[k] * optima.exposures[k];
      squares += optima.exposures[k] * optima.exposures[k];
    }
    sizes += Math.abs(cost);
  }
  // Costs or decisions that are all 0 have no scale.
  if (sizes === 0 || squares === 0) return { strength: 1, objective: 1 };
  return { strength: sizes / squares, objective: sizes / rows };
}

function sumOf(values: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  return sum;
}

function allAbove(values: Float64Array, count: number, limit: number): boolean {
  for (let i = 0; i < count; i++) if (values[i] < limit) return false;
  return true;
}
