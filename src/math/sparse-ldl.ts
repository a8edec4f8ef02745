/** From this share of neighbours among what is left on, any order is as good. */
const DENSE = 0.3;

/**
 * L D L' of sparse symmetric matrices that share one pattern, such as the systems of a model whose numbers change: the order of
 * elimination (minimum degree, Tinney and Walker 1967) and the pattern of L are found once. Up-looking factorisation (Davis, "Algorithm 849: a
 * concise sparse Cholesky factorization package", ACM TOMS 31, 2005). Pivots are taken as they come, which is safe for positive definite
 * matrices and for quasidefinite ones, [H A'; A -G] with H and G positive definite (Vanderbei, SIAM Journal on Optimization 5, 1995).
 *
 * @example
 * import { SparseLdl } from "foresolve/math";
 *
 * // 4 2 0
 * // 2 5 1
 * // 0 1 -3
 * const ldl = new SparseLdl(3, Int32Array.of(0, 1, 1, 2, 2), Int32Array.of(0, 0, 1, 1, 2));
 * ldl.factor(Float64Array.of(4, 2, 5, 1, -3)); // => true
 * const right = Float64Array.of(8, 15, -7);
 * ldl.solve(right);
 * [...right].map(Math.round); // => [1, 2, 3]
 */
export class SparseLdl {
  readonly size: number;
  /** [size] position of each row of the matrix in the order of elimination */
  readonly #places: Int32Array;
  /** The upper triangle in the order of elimination, by columns: where each begins, which rows it has, and whose values they are. */
  readonly #starts: Int32Array;
  readonly #rows: Int32Array;
  readonly #sources: Int32Array;
  /** [size] where the columns of L are joined; -1 at roots */
  readonly #parents: Int32Array;
  readonly #lowerStarts: Int32Array;
  readonly #lowerRows: Int32Array;
  readonly #lower: Float64Array;
  readonly #pivots: Float64Array;
  readonly #work: Float64Array;
  readonly #lengths: Int32Array;
  readonly #flags: Int32Array;
  readonly #path: Int32Array;

  /** The pattern of one triangle, in any order; an entry that comes twice counts twice. All of the diagonal is to be in it. */
  constructor(size: number, rows: Int32Array, columns: Int32Array) {
    this.size = size;
    const places = minimumDegreePlaces(size, rows, columns);
    this.#places = places;
    const starts = new Int32Array(size + 1);
    for (let k = 0; k < rows.length; k++) starts[Math.max(places[rows[k]!]!, places[columns[k]!]!) + 1]!++;
    for (let k = 0; k < size; k++) starts[k + 1]! += starts[k]!;
    const next = starts.slice();
    this.#starts = starts;
    this.#rows = new Int32Array(rows.length);
    this.#sources = new Int32Array(rows.length);
    for (let k = 0; k < rows.length; k++) {
      const [one, other] = [places[rows[k]!]!, places[columns[k]!]!];
      const at = next[Math.max(one, other)]!++;
      this.#rows[at] = Math.min(one, other);
      this.#sources[at] = k;
    }
    this.#parents = new Int32Array(size).fill(-1);
    this.#flags = new Int32Array(size);
    this.#lengths = new Int32Array(size);
    for (let column = 0; column < size; column++) {
      this.#flags[column] = column;
      for (let k = starts[column]!; k < starts[column + 1]!; k++)
        for (let row = this.#rows[k]!; this.#flags[row] !== column; row = this.#parents[row]!) {
          if (this.#parents[row] === -1) this.#parents[row] = column;
          this.#lengths[row]!++;
          this.#flags[row] = column;
        }
    }
    this.#lowerStarts = new Int32Array(size + 1);
    for (let k = 0; k < size; k++) this.#lowerStarts[k + 1] = this.#lowerStarts[k]! + this.#lengths[k]!;
    this.#lowerRows = new Int32Array(this.#lowerStarts[size]!);
    this.#lower = new Float64Array(this.#lowerStarts[size]!);
    this.#pivots = new Float64Array(size);
    this.#work = new Float64Array(size);
    this.#path = new Int32Array(size);
  }

  /** Factors the matrix with these values, in the order of the pattern; false where a pivot vanishes or is not finite. */
  factor(values: Float64Array): boolean {
    const { size } = this;
    const [work, flags, path, lengths, pivots] = [
      this.#work,
      this.#flags,
      this.#path,
      this.#lengths,
      this.#pivots,
    ];
    const [lower, lowerRows, lowerStarts] = [this.#lower, this.#lowerRows, this.#lowerStarts];
    work.fill(0);
    flags.fill(-1);
    lengths.fill(0);
    for (let column = 0; column < size; column++) {
      let top = size;
      flags[column] = column;
      for (let k = this.#starts[column]!; k < this.#starts[column + 1]!; k++) {
        let row = this.#rows[k]!;
        work[row]! += values[this.#sources[k]!]!;
        let length = 0;
        for (; flags[row] !== column; row = this.#parents[row]!) {
          path[length++] = row;
          flags[row] = column;
        }
        while (length > 0) path[--top] = path[--length]!;
      }
      let pivot = work[column]!;
      work[column] = 0;
      for (; top < size; top++) {
        const row = path[top]!;
        const value = work[row]!;
        work[row] = 0;
        const end = lowerStarts[row]! + lengths[row]!;
        for (let k = lowerStarts[row]!; k < end; k++) work[lowerRows[k]!]! -= lower[k]! * value;
        const share = value / pivots[row]!;
        pivot -= share * value;
        lowerRows[end] = column;
        lower[end] = share;
        lengths[row]!++;
      }
      if (pivot === 0 || !Number.isFinite(pivot)) return false;
      pivots[column] = pivot;
    }
    return true;
  }

  /** Overwrites a right-hand side [size] with the solution. */
  solve(right: Float64Array): void {
    const { size } = this;
    const [work, lower, lowerRows, lowerStarts] = [
      this.#work,
      this.#lower,
      this.#lowerRows,
      this.#lowerStarts,
    ];
    for (let k = 0; k < size; k++) work[this.#places[k]!] = right[k]!;
    for (let column = 0; column < size; column++) {
      const value = work[column]!;
      if (value === 0) continue;
      for (let k = lowerStarts[column]!; k < lowerStarts[column + 1]!; k++)
        work[lowerRows[k]!]! -= lower[k]! * value;
    }
    for (let column = size - 1; column >= 0; column--) {
      let value = work[column]! / this.#pivots[column]!;
      for (let k = lowerStarts[column]!; k < lowerStarts[column + 1]!; k++)
        value -= lower[k]! * work[lowerRows[k]!]!;
      work[column] = value;
    }
    for (let k = 0; k < size; k++) right[k] = work[this.#places[k]!]!;
  }
}

/** [size] where each row comes when the one with the fewest neighbours always goes first. */
function minimumDegreePlaces(size: number, rows: Int32Array, columns: Int32Array): Int32Array {
  const neighbours = Array.from({ length: size }, () => new Set<number>());
  for (let k = 0; k < rows.length; k++) {
    if (rows[k] === columns[k]) continue;
    neighbours[rows[k]!]!.add(columns[k]!);
    neighbours[columns[k]!]!.add(rows[k]!);
  }
  const places = new Int32Array(size).fill(-1);
  const byDegree: number[][] = [];
  const enqueue = (node: number): void => {
    (byDegree[neighbours[node]!.size] ??= []).push(node);
  };
  for (let node = size - 1; node >= 0; node--) enqueue(node);
  let place = 0;
  for (let degree = 0; degree < byDegree.length;) {
    const node = byDegree[degree]?.pop();
    if (node === undefined) {
      degree++;
      continue;
    }
    if (places[node] !== -1 || neighbours[node]!.size !== degree) continue;
    if (degree > 8 && degree > DENSE * (size - place)) break;
    places[node] = place++;
    const clique = [...neighbours[node]!];
    for (const one of clique) {
      neighbours[one]!.delete(node);
      for (const other of clique) if (other !== one) neighbours[one]!.add(other);
      enqueue(one);
      degree = Math.min(degree, neighbours[one]!.size);
    }
    neighbours[node]!.clear();
  }
  for (let node = 0; node < size; node++) if (places[node] === -1) places[node] = place++;
  return places;
}
