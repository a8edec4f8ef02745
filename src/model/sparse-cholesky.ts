/** A column of a Cholesky factor; the first member is its pivot. */
export interface CholeskyColumn {
  readonly members: readonly number[];
  readonly values: readonly number[];
}

/** Columns in the order of elimination, or a vector v with v'Av <= 0, [size]. */
export type SparseCholesky =
  | { readonly columns: readonly CholeskyColumn[]; readonly witness: null }
  | { readonly columns: null; readonly witness: Float64Array };

/** A symmetric matrix that the factorisation consumes. */
export interface SymmetricRows {
  /** [size] */
  readonly diagonal: Float64Array;
  /** [size] entries beside the diagonal, each in both of its rows */
  readonly rows: readonly Map<number, number>[];
}

/** From this share of neighbours among what is left on, maps are slower than a dense array. */
const DENSE = 0.3;

/**
 * Cholesky factorisation of a sparse symmetric matrix in minimum degree order (Tinney and Walker 1967), the rest dense once
 * it has filled up; or, where a pivot is not positive, a direction that shows why.
 */
export function sparseCholesky({ diagonal, rows }: SymmetricRows): SparseCholesky {
  const columns: CholeskyColumn[] = [];
  const isLeft = new Uint8Array(diagonal.length).fill(1);
  const byDegree: number[][] = [];
  const enqueue = (node: number): void => {
    (byDegree[rows[node].size] ??= []).push(node);
  };
  for (let node = 0; node < diagonal.length; node++) enqueue(node);
  let left = diagonal.length;
  for (let degree = 0; degree < byDegree.length;) {
    const node = byDegree[degree]?.pop();
    if (node === undefined) {
      degree++;
      continue;
    }
    if (isLeft[node] === 0 || rows[node].size !== degree) continue;
    if (degree > 8 && degree > DENSE * left) break;
    if (!(diagonal[node] > 0)) return { columns: null, witness: witnessOf(diagonal.length, columns, node) };
    isLeft[node] = 0;
    left--;
    const column = eliminate(node, diagonal, rows);
    columns.push(column);
    for (let k = 1; k < column.members.length; k++) {
      const { size } = rows[column.members[k]];
      enqueue(column.members[k]);
      degree = Math.min(degree, size);
    }
  }
  const rest = [...isLeft.keys()].filter((node) => isLeft[node] === 1);
  const failed = denseColumns(rest, diagonal, rows, columns);
  if (failed !== null) return { columns: null, witness: witnessOf(diagonal.length, columns, failed) };
  return { columns, witness: null };
}

/** Takes a node out of the graph and adds its update to its neighbours. */
function eliminate(
  node: number,
  diagonal: Float64Array,
  rows: readonly Map<number, number>[],
): CholeskyColumn {
  const pivot = Math.sqrt(diagonal[node]);
  const members = [node];
  const values = [pivot];
  for (const [neighbour, value] of rows[node]) {
    members.push(neighbour);
    values.push(value / pivot);
  }
  for (let i = 1; i < members.length; i++) {
    const row = rows[members[i]];
    row.delete(node);
    diagonal[members[i]] -= values[i] * values[i];
    for (let j = 1; j < members.length; j++) {
      if (i !== j) row.set(members[j], (row.get(members[j]) ?? 0) - values[i] * values[j]);
    }
  }
  return { members, values };
}

/** Factors what is left as a dense matrix; the node whose pivot is not positive, or null. */
function denseColumns(
  nodes: readonly number[],
  diagonal: Float64Array,
  rows: readonly Map<number, number>[],
  columns: CholeskyColumn[],
): number | null {
  const size = nodes.length;
  const matrix = new Float64Array(size * size);
  for (const [i, node] of nodes.entries()) {
    matrix[i * size + i] = diagonal[node];
    for (let j = 0; j < i; j++) matrix[i * size + j] = rows[node].get(nodes[j]) ?? 0;
  }
  for (let k = 0; k < size; k++) {
    if (!(matrix[k * size + k] > 0)) return nodes[k];
    const pivot = Math.sqrt(matrix[k * size + k]);
    const values = [pivot];
    for (let i = k + 1; i < size; i++) values.push(matrix[i * size + k] / pivot);
    for (let i = k + 1; i < size; i++) {
      const factor = values[i - k];
      if (factor === 0) continue;
      for (let j = k + 1; j <= i; j++) matrix[i * size + j] -= factor * values[j - k];
    }
    columns.push({ members: nodes.slice(k), values });
  }
  return null;
}

/** v with one at the failed node and L'v = 0 in the columns before: v'Av is the pivot that failed. */
function witnessOf(size: number, columns: readonly CholeskyColumn[], failed: number): Float64Array {
  const witness = new Float64Array(size);
  witness[failed] = 1;
  for (const { members, values } of columns.toReversed()) {
    let product = 0;
    for (let k = 1; k < members.length; k++) product += values[k] * witness[members[k]];
    witness[members[0]] = -product / values[0];
  }
  return witness;
}
