import { invalidArgument, requireLength } from "./invalid-argument.js";

/** Eigenvalues and eigenvectors of a symmetric matrix A = V·diag(values)·Vᵀ. */
export interface SymmetricEigen {
  /** In ascending order, [size]. */
  readonly values: Float64Array;
  /** V, [size, size] row-major: column k is the unit eigenvector of value k. */
  readonly vectors: Float64Array;
}

/**
 * Eigendecomposition of a symmetric matrix: Householder reduction to tridiagonal form, then QL steps with implicit
 * shifts (Golub and Van Loan, "Matrix Computations", sections 8.3.1 and 8.3.3).
 *
 * @param matrix A, [size, size] row-major; its lower triangle is read
 * @throws FS_MATH_INVALID_ARGUMENT when the array does not have the stated shape or has a value that is not finite.
 *
 * @example
 * import { symmetricEigen } from "foresolve/math";
 *
 * const { values } = symmetricEigen(new Float64Array([2, 1, 1, 2]), 2);
 * Array.from(values, (value) => Math.round(value * 1e9) / 1e9); // => [1, 3]
 */
export function symmetricEigen(matrix: Float64Array, size: number): SymmetricEigen {
  requireLength("matrix", matrix, size * size);
  let largest = 0;
  for (let index = 0; index < matrix.length; index++) {
    largest = Math.max(largest, Math.abs(matrix[index]!));
    if (!Number.isFinite(matrix[index]!))
      throw invalidArgument(
        `the matrix has ${matrix[index]} at row ${Math.floor(index / size)}, column ${index % size}.`,
        "Pass finite values only.",
        { row: Math.floor(index / size), column: index % size },
      );
  }
  // Scaled to entries of at most 1, so that squares neither overflow nor vanish.
  const unit = largest === 0 ? 1 : largest;
  const work = matrix.map((value) => value / unit);
  const diagonal = new Float64Array(size);
  const offDiagonal = new Float64Array(size);
  const transposed = tridiagonalise(work, size, diagonal, offDiagonal);
  diagonalise(transposed, size, diagonal, offDiagonal);
  return sortAscending(transposed, size, diagonal, unit);
}

/**
 * Reduces `work` to tridiagonal form T = QᵀAQ by Householder reflections from the first column on.
 * @returns Qᵀ, [size, size] row-major: rows are kept contiguous for the rotations that follow.
 */
function tridiagonalise(
  work: Float64Array,
  size: number,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): Float64Array {
  const reflections: Float64Array[] = [];
  const product = new Float64Array(size);
  for (let k = 0; k + 2 < size; k++) {
    let normSquared = 0;
    for (let i = k + 1; i < size; i++) normSquared += work[i * size + k]! ** 2;
    const first = work[(k + 1) * size + k]!;
    const reflection = new Float64Array(size);
    reflections.push(reflection);
    if (normSquared === first * first) continue;
    const alpha = first > 0 ? -Math.sqrt(normSquared) : Math.sqrt(normSquared);
    // |v|² = 2(normSquared − alpha·first): scaled so that the reflection is I − vvᵀ.
    const scale = 1 / Math.sqrt(normSquared - alpha * first);
    reflection[k + 1] = (first - alpha) * scale;
    for (let i = k + 2; i < size; i++) reflection[i] = work[i * size + k]! * scale;
    let projection = 0;
    for (let i = k + 1; i < size; i++) {
      let sum = 0;
      for (let j = k + 1; j <= i; j++) sum += work[i * size + j]! * reflection[j]!;
      for (let j = i + 1; j < size; j++) sum += work[j * size + i]! * reflection[j]!;
      product[i] = sum;
      projection += sum * reflection[i]!;
    }
    for (let i = k + 1; i < size; i++) product[i]! -= 0.5 * projection * reflection[i]!;
    for (let i = k + 1; i < size; i++) {
      const left = reflection[i]!;
      const right = product[i]!;
      for (let j = k + 1; j <= i; j++) work[i * size + j]! -= left * product[j]! + right * reflection[j]!;
    }
    work[(k + 1) * size + k] = alpha;
  }
  for (let i = 0; i < size; i++) {
    diagonal[i] = work[i * size + i]!;
    if (i > 0) offDiagonal[i - 1] = work[i * size + i - 1]!;
  }
  // Qᵀ = H_last … H_1, built from the left: each reflection meets only the rows it changes.
  const transposed = new Float64Array(size * size);
  for (let i = 0; i < size; i++) transposed[i * size + i] = 1;
  for (let k = reflections.length - 1; k >= 0; k--) {
    const reflection = reflections[k]!;
    for (let row = k + 1; row < size; row++) {
      const start = row * size;
      let sum = 0;
      for (let j = k + 1; j < size; j++) sum += transposed[start + j]! * reflection[j]!;
      if (sum === 0) continue;
      for (let j = k + 1; j < size; j++) transposed[start + j]! -= sum * reflection[j]!;
    }
  }
  return transposed;
}

/** Turns the tridiagonal matrix into a diagonal one, applying every rotation to the rows of `transposed` too. */
function diagonalise(
  transposed: Float64Array,
  size: number,
  diagonal: Float64Array,
  offDiagonal: Float64Array,
): void {
  for (let low = 0; low < size; low++) {
    for (;;) {
      let high = low;
      for (; high + 1 < size; high++) {
        const neighbours = Math.abs(diagonal[high]!) + Math.abs(diagonal[high + 1]!);
        if (Math.abs(offDiagonal[high]!) <= Number.EPSILON * neighbours) break;
      }
      if (high === low) break;
      let shift = (diagonal[low + 1]! - diagonal[low]!) / (2 * offDiagonal[low]!);
      let radius = Math.hypot(shift, 1);
      shift =
        diagonal[high]! - diagonal[low]! + offDiagonal[low]! / (shift + (shift >= 0 ? radius : -radius));
      let sine = 1;
      let cosine = 1;
      let carry = 0;
      let k = high - 1;
      for (; k >= low; k--) {
        const bulge = sine * offDiagonal[k]!;
        const along = cosine * offDiagonal[k]!;
        radius = Math.hypot(bulge, shift);
        offDiagonal[k + 1] = radius;
        if (radius === 0) {
          // Underflow split the matrix: take back the last step and start again on the smaller part.
          diagonal[k + 1]! -= carry;
          offDiagonal[high] = 0;
          break;
        }
        sine = bulge / radius;
        cosine = shift / radius;
        const rest = diagonal[k + 1]! - carry;
        radius = (diagonal[k]! - rest) * sine + 2 * cosine * along;
        carry = sine * radius;
        diagonal[k + 1] = rest + carry;
        shift = cosine * radius - along;
        rotateRows(transposed, size, k, sine, cosine);
      }
      if (k >= low) continue;
      diagonal[low]! -= carry;
      offDiagonal[low] = shift;
      offDiagonal[high] = 0;
    }
  }
}

function rotateRows(transposed: Float64Array, size: number, row: number, sine: number, cosine: number): void {
  const upper = row * size;
  const lower = upper + size;
  for (let j = 0; j < size; j++) {
    const a = transposed[upper + j]!;
    const b = transposed[lower + j]!;
    transposed[lower + j] = sine * a + cosine * b;
    transposed[upper + j] = cosine * a - sine * b;
  }
}

function sortAscending(
  transposed: Float64Array,
  size: number,
  diagonal: Float64Array,
  unit: number,
): SymmetricEigen {
  const order = Array.from(diagonal.keys()).sort((a, b) => diagonal[a]! - diagonal[b]!);
  const values = new Float64Array(size);
  const vectors = new Float64Array(size * size);
  for (const [column, source] of order.entries()) {
    values[column] = diagonal[source]! * unit;
    for (let row = 0; row < size; row++) vectors[row * size + column] = transposed[source * size + row]!;
  }
  return { values, vectors };
}
