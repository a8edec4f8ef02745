import type { ArcGraph } from "./arc-graph.js";
import { requireCount } from "./combinatorial-oracle.js";

/** A grid whose arcs lead right and down, from its top left to its bottom right corner. */
export interface GridGraph extends ArcGraph {
  readonly tails: Int32Array;
  readonly heads: Int32Array;
  readonly source: number;
  readonly target: number;
}

/**
 * The grid of the shortest-path benchmark of Elmachtoub and Grigas ("Smart 'Predict, then Optimize'", Management
 * Science 2022): nodes row by row; of each row first the arcs to the right, then those down to the next row.
 *
 * @throws ForesolveError `FS_SOLVE_INVALID_STRUCTURE` when there are no rows or columns, or only one node.
 * @example
 * import { gridGraph } from "foresolve/solve";
 *
 * const grid = gridGraph(2, 2);
 * [...grid.tails]; // => [0, 0, 1, 2]
 * [...grid.heads]; // => [1, 2, 3, 3]
 */
export function gridGraph(rows: number, columns: number): GridGraph {
  requireCount("The number of rows of a grid", rows, 1);
  requireCount("The number of columns of a grid", columns, rows === 1 ? 2 : 1);
  const tails: number[] = [];
  const heads: number[] = [];
  for (let row = 0; row < rows; row++) {
    const first = row * columns;
    for (let node = first; node < first + columns - 1; node++) {
      tails.push(node);
      heads.push(node + 1);
    }
    if (row === rows - 1) continue;
    for (let node = first; node < first + columns; node++) {
      tails.push(node);
      heads.push(node + columns);
    }
  }
  return {
    nodes: rows * columns,
    tails: Int32Array.from(tails),
    heads: Int32Array.from(heads),
    source: 0,
    target: rows * columns - 1,
  };
}
