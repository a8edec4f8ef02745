import { requireLength } from "./invalid-argument.js";

/** A gradient below this share of the lengths involved counts as 0. */
const GRADIENT_TOLERANCE = 1e-11;
/** What a vector adds to the span of others must be at least this share of its squared length. */
const INDEPENDENCE_TOLERANCE = 1e-10;

/** Working memory for {@link NonNegativeCombination.solve}, used again and again. */
export class NonNegativeCombination {
  readonly dimension: number;
  /** [mostVectors] the weights that the last run found, none of them negative */
  readonly weights: Float64Array;
  /** [dimension] the combination itself: the point of the cone of all vectors that is nearest to the target */
  readonly point: Float64Array;
  readonly #isPassive: Uint8Array;
  readonly #isRefused: Uint8Array;
  /** The vectors with weights above 0, in the order of the factor's rows. */
  readonly #passive: Int32Array;
  #size = 0;
  /** Lower triangular L with L Lᵀ the Gram matrix of the passive vectors, [dimension, dimension]. */
  readonly #factor: Float64Array;
  readonly #right: Float64Array;
  readonly #candidate: Float64Array;

  constructor(dimension: number, mostVectors: number) {
    this.dimension = dimension;
    this.weights = new Float64Array(mostVectors);
    this.point = new Float64Array(dimension);
    this.#isPassive = new Uint8Array(mostVectors);
    this.#isRefused = new Uint8Array(mostVectors);
    this.#passive = new Int32Array(dimension);
    this.#factor = new Float64Array(dimension * dimension);
    this.#right = new Float64Array(dimension);
    this.#candidate = new Float64Array(dimension);
  }

  /**
   * Finds weights >= 0 that make ‖Σ weights[k] vectors[k] − target‖ least. Returns the number of vectors that entered.
   *
   * @param vectors [count, dimension] row-major
   * @param target [dimension]
   * @param mostSteps ends the search when so many vectors have entered: then the point lies in the cone, but there
   * may be a nearer one
   * @param start positions of vectors that probably have weights above 0, which shortens the search; `support` of an earlier run
   */
  solve(
    vectors: Float64Array,
    count: number,
    target: Float64Array,
    mostSteps: number = Infinity,
    start: Int32Array | null = null,
  ): number {
    const { dimension, weights, point } = this;
    weights.fill(0, 0, count);
    point.fill(0);
    this.#isPassive.fill(0, 0, count);
    this.#isRefused.fill(0, 0, count);
    this.#size = 0;
    const length = Math.sqrt(dotAt(target, 0, target, 0, dimension));
    // Each vector that enters brings the point nearer, so that no set comes back; the limit guards against rounding.
    const limit = Math.min(mostSteps, 3 * (count + dimension));
    let steps = 0;
    if (start !== null) this.#startFrom(vectors, count, target, start);
    while (steps < limit && this.#size < dimension) {
      const entering = this.#steepest(vectors, count, target, length);
      if (entering < 0) break;
      if (!this.#enter(vectors, entering)) {
        this.#isRefused[entering] = 1;
        continue;
      }
      steps++;
      this.#settle(vectors, target);
      this.#isRefused.fill(0, 0, count);
      // Entered and thrown out again by rounding: once more would only repeat it.
      if (weights[entering] === 0) this.#isRefused[entering] = 1;
      this.#combine(vectors);
    }
    return steps;
  }

  /** The positions of the vectors that the last run gave a weight above 0. */
  support(): Int32Array {
    return this.#passive.slice(0, this.#size);
  }

  /** Begins with the best combination of some vectors in which all weights are above 0. */
  #startFrom(vectors: Float64Array, count: number, target: Float64Array, start: Int32Array): void {
    for (let k = 0; k < start.length && this.#size < this.dimension; k++)
      if (start[k]! < count && this.#isPassive[start[k]!] === 0) this.#enter(vectors, start[k]!);
    for (;;) {
      this.#unconstrained(vectors, target);
      let leaves = false;
      for (let i = 0; i < this.#size; i++) {
        if (this.#candidate[i]! > 0) continue;
        this.#isPassive[this.#passive[i]!] = 0;
        leaves = true;
      }
      if (!leaves) break;
      this.#refactor(vectors);
    }
    for (let i = 0; i < this.#size; i++) this.weights[this.#passive[i]!] = this.#candidate[i]!;
    this.#combine(vectors);
  }

  /** The vector along which the distance falls fastest per unit of its length; −1 when it falls along none. */
  #steepest(vectors: Float64Array, count: number, target: Float64Array, length: number): number {
    const { dimension, point } = this;
    let steepest = -1;
    let best = GRADIENT_TOLERANCE * length;
    for (let k = 0; k < count; k++) {
      if (this.#isPassive[k] + this.#isRefused[k] > 0) continue;
      let slope = 0;
      let squares = 0;
      for (let d = 0, at = k * dimension; d < dimension; d++, at++) {
        const entry = vectors[at]!;
        if (entry === 0) continue;
        slope += entry * (target[d]! - point[d]!);
        squares += entry * entry;
      }
      if (slope <= 0 || slope * slope <= best * best * squares) continue;
      best = slope / Math.sqrt(squares);
      steepest = k;
    }
    return steepest;
  }

  /** Adds a vector to the factor; false when it depends on those that are there. */
  #enter(vectors: Float64Array, vector: number): boolean {
    const { dimension } = this;
    const size = this.#size;
    const row = size * dimension;
    const at = vector * dimension;
    const squares = dotAt(vectors, at, vectors, at, dimension);
    let pivot = squares;
    for (let i = 0; i < size; i++) {
      let sum = dotAt(vectors, at, vectors, this.#passive[i]! * dimension, dimension);
      for (let k = 0; k < i; k++) sum -= this.#factor[row + k]! * this.#factor[i * dimension + k]!;
      const entry = sum / this.#factor[i * dimension + i]!;
      this.#factor[row + i] = entry;
      pivot -= entry * entry;
    }
    if (!(pivot > INDEPENDENCE_TOLERANCE * squares)) return false;
    this.#factor[row + size] = Math.sqrt(pivot);
    this.#passive[size] = vector;
    this.#isPassive[vector] = 1;
    this.#size++;
    return true;
  }

  /** Moves to the best combination of the passive vectors, leaving out those that would get negative weights. */
  #settle(vectors: Float64Array, target: Float64Array): void {
    const { weights } = this;
    for (;;) {
      this.#unconstrained(vectors, target);
      let share = 1;
      let first = -1;
      for (let i = 0; i < this.#size; i++) {
        if (this.#candidate[i]! > 0) continue;
        const weight = weights[this.#passive[i]!]!;
        const reached = weight > 0 ? weight / (weight - this.#candidate[i]!) : 0;
        if (first >= 0 && reached >= share) continue;
        share = reached;
        first = i;
      }
      for (let i = 0; i < this.#size; i++) {
        const vector = this.#passive[i]!;
        const moved = weights[vector]! + share * (this.#candidate[i]! - weights[vector]!);
        const leaves = i === first || (this.#candidate[i]! <= 0 && moved <= 0);
        weights[vector] = leaves ? 0 : moved;
        if (leaves) this.#isPassive[vector] = 0;
      }
      if (first < 0) return;
      this.#refactor(vectors);
    }
  }

  /** Leaves the vectors that are passive no more out of the factor. */
  #refactor(vectors: Float64Array): void {
    const before = this.#size;
    this.#size = 0;
    for (let i = 0; i < before; i++) {
      const vector = this.#passive[i]!;
      if (this.#isPassive[vector] === 0 || this.#enter(vectors, vector)) continue;
      this.#isPassive[vector] = 0;
      this.weights[vector] = 0;
    }
  }

  #unconstrained(vectors: Float64Array, target: Float64Array): void {
    const { dimension } = this;
    const size = this.#size;
    const [factor, right, candidate] = [this.#factor, this.#right, this.#candidate];
    for (let i = 0; i < size; i++) {
      let sum = dotAt(vectors, this.#passive[i]! * dimension, target, 0, dimension);
      for (let k = 0; k < i; k++) sum -= factor[i * dimension + k]! * right[k]!;
      right[i] = sum / factor[i * dimension + i]!;
    }
    for (let i = size - 1; i >= 0; i--) {
      let sum = right[i]!;
      for (let k = i + 1; k < size; k++) sum -= factor[k * dimension + i]! * candidate[k]!;
      candidate[i] = sum / factor[i * dimension + i]!;
    }
  }

  #combine(vectors: Float64Array): void {
    const { dimension, point, weights } = this;
    point.fill(0);
    for (let i = 0; i < this.#size; i++) {
      const vector = this.#passive[i]!;
      const weight = weights[vector]!;
      for (let d = 0, at = vector * dimension; d < dimension; d++, at++) point[d]! += weight * vectors[at]!;
    }
  }
}

/**
 * The x ≥ 0 that makes ‖A x − b‖ least, exact up to rounding: Lawson and Hanson, "Solving least squares problems", 1974,
 * algorithm NNLS of chapter 23.
 *
 * @param matrix A, [rows, columns] row-major
 * @param right b, [rows]
 * @returns x, [columns]
 * @throws FS_MATH_INVALID_ARGUMENT when an array does not have the stated shape.
 *
 * @example
 * import { nonNegativeLeastSquares } from "foresolve/math";
 *
 * // Without the sign the answer would be [-1, 2].
 * const found = nonNegativeLeastSquares(Float64Array.of(1, 1, 0, 1), Float64Array.of(1, 2), 2, 2);
 * [...found].map((value) => value.toFixed(6)); // => ["0.000000", "1.500000"]
 */
export function nonNegativeLeastSquares(
  matrix: Float64Array,
  right: Float64Array,
  rows: number,
  columns: number,
): Float64Array {
  requireLength("matrix", matrix, rows * columns);
  requireLength("right", right, rows);
  const vectors = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      vectors[column * rows + row] = matrix[row * columns + column]!;
  const combination = new NonNegativeCombination(rows, columns);
  combination.solve(vectors, columns, right);
  return combination.weights;
}

function dotAt(
  first: Float64Array,
  firstAt: number,
  second: Float64Array,
  secondAt: number,
  count: number,
): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += first[firstAt + k]! * second[secondAt + k]!;
  return sum;
}
