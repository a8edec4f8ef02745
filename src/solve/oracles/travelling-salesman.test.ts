import { expect, test } from "vitest";
import {
  expectBestOf,
  linearTwin,
  randomCosts,
  SENSES,
  solvedRows,
  type LinearRow,
} from "../../../test/oracle-checks.js";
import { randomStream, type RandomStream } from "../../math/index.js";
import { oracleBatch, travellingSalesmanOracle } from "../index.js";

/** The ends of each edge, in the oracle's order. */
function edgesOf(nodes: number): (readonly [number, number])[] {
  const edges: (readonly [number, number])[] = [];
  for (let first = 0; first < nodes; first++)
    for (let second = first + 1; second < nodes; second++) edges.push([first, second]);
  return edges;
}

function allTours(nodes: number): number[][] {
  const edges = edgesOf(nodes);
  const tours = new Map<string, number[]>();
  const extend = (path: readonly number[]): void => {
    for (let node = 1; node < nodes; node++) if (!path.includes(node)) extend([...path, node]);
    if (path.length < nodes) return;
    const next = (k: number): number => path[(k + 1) % nodes];
    const tour = edges.map(
      ([a, b]) => +path.some((node, k) => (node === a && next(k) === b) || (node === b && next(k) === a)),
    );
    tours.set(String(tour), tour);
  };
  extend([0]);
  return [...tours.values()];
}

/** Length of the shortest tour by dynamic programming over subsets (Bellman, Held and Karp 1962). */
function shortestTour(nodes: number, costs: Float64Array): number {
  const matrix = Array.from({ length: nodes }, () => new Float64Array(nodes));
  for (const [edge, [a, b]] of edgesOf(nodes).entries()) matrix[a][b] = matrix[b][a] = costs[edge];
  const last = nodes - 1;
  const lengths = new Float64Array(2 ** last * last).fill(Infinity);
  for (let node = 0; node < last; node++) lengths[(1 << node) * last + node] = matrix[last][node];
  for (let set = 1; set < 2 ** last; set++)
    for (let end = 0; end < last; end++) {
      const length = lengths[set * last + end];
      for (let next = 0; next < last; next++) {
        const place = (set | (1 << next)) * last + next;
        if (((set >> next) & 1) === 0) lengths[place] = Math.min(lengths[place], length + matrix[end][next]);
      }
    }
  let shortest = Infinity;
  for (let end = 0; end < last; end++)
    shortest = Math.min(shortest, lengths[(2 ** last - 1) * last + end] + matrix[end][last]);
  return shortest;
}

/** The groups of nodes that the chosen edges connect. */
function groupsOf(nodes: number, decision: ArrayLike<number>): number[][] {
  const label = Array.from({ length: nodes }, (_, node) => node);
  for (const [edge, [a, b]] of edgesOf(nodes).entries()) {
    const [kept, gone] = [label[a], label[b]];
    if (decision[edge] > 0.5) for (const [node, own] of label.entries()) if (own === gone) label[node] = kept;
  }
  return [...new Set(label)].map((own) => label.flatMap((other, node) => (other === own ? [node] : [])));
}

function expectTour(nodes: number, decision: readonly number[]): void {
  const degrees = Array.from({ length: nodes }, () => 0);
  for (const [edge, [a, b]] of edgesOf(nodes).entries()) {
    degrees[a] += decision[edge];
    degrees[b] += decision[edge];
  }
  expect(new Set(degrees)).toEqual(new Set([2]));
  expect(groupsOf(nodes, decision)).toHaveLength(1);
}

/** Distances of points in a square, as they are or rounded to a few whole numbers. */
function distances(stream: RandomStream, nodes: number): Float64Array {
  const points = Array.from({ length: nodes }, () => [stream.uniform(), stream.uniform()]);
  const isWhole = stream.integer(2) === 0;
  return Float64Array.from(edgesOf(nodes), ([a, b]) => {
    const distance = Math.hypot(points[a][0] - points[b][0], points[a][1] - points[b][1]);
    return isWhole ? Math.round(10 * distance) : distance;
  });
}

test.each([3, 4, 5, 6, 7])("%i nodes: the best of all tours", (nodes) => {
  let checked = 0;
  const stream = randomStream(nodes);
  const tours = allTours(nodes);
  for (const sense of SENSES) {
    const oracle = travellingSalesmanOracle({ nodes, sense });
    checked += expectBestOf(oracle, tours, randomCosts(stream, 150, oracle.dimension));
  }
  expect(checked).toBe(300);
});

test("8 to 13 nodes: like dynamic programming over subsets", () => {
  const stream = randomStream(1);
  for (const [nodes, instances] of [
    [8, 60],
    [10, 40],
    [11, 30],
    [13, 12],
  ] as const) {
    const oracle = travellingSalesmanOracle({ nodes });
    const { dimension } = oracle;
    const costs = randomCosts(stream, instances, dimension);
    for (let row = 0; row < instances; row += 3) costs.set(distances(stream, nodes), row * dimension);
    const { objectives, decisions } = solvedRows(oracle, costs);
    for (const [row, decision] of decisions.entries()) {
      expectTour(nodes, decision);
      const own = costs.subarray(row * dimension, (row + 1) * dimension);
      expect(objectives[row]).toBeCloseTo(shortestTour(nodes, own), 8);
    }
  }
});

test("20 nodes: like an integer program with subtours cut off", async () => {
  const stream = randomStream(2);
  const nodes = 20;
  const edges = edgesOf(nodes);
  const row = (
    nodesOfRow: (a: number, b: number) => boolean,
    relation: LinearRow["relation"],
    right: number,
  ): LinearRow => ({ coefficients: edges.map(([a, b]) => +nodesOfRow(a, b)), relation, right });
  for (const sense of SENSES) {
    const oracle = travellingSalesmanOracle({ nodes, sense });
    const costs = new Float64Array(4 * edges.length);
    for (const [k, one] of [
      distances(stream, nodes),
      distances(stream, nodes),
      randomCosts(stream, 1, edges.length),
      new Float64Array(edges.length).map(() => stream.normal()),
    ].entries())
      costs.set(one, k * edges.length);
    const { objectives, decisions } = solvedRows(oracle, costs);
    for (const [k, decision] of decisions.entries()) {
      expectTour(nodes, decision);
      const rows = Array.from({ length: nodes }, (_, node) =>
        row((a, b) => a === node || b === node, "equal", 2),
      );
      const batch = oracleBatch(1, edges.length);
      for (let groups: number[][] = []; groups.length !== 1;) {
        const twin = await linearTwin({
          sense,
          domain: "integer",
          upper: new Float64Array(edges.length).fill(1),
          rows,
        });
        twin.oracle.solveBatch(costs.subarray(k * edges.length, (k + 1) * edges.length), batch);
        twin.dispose();
        groups = groupsOf(nodes, batch.exposures);
        for (const group of groups)
          rows.push(row((a, b) => group.includes(a) && group.includes(b), "atMost", group.length - 1));
      }
      expect(objectives[k]).toBeCloseTo(batch.objectives[0], 6);
    }
  }
});

test("too many nodes are refused by code, too few by another", () => {
  expect(() => travellingSalesmanOracle({ nodes: 21 })).toThrow(
    expect.objectContaining({ code: "FS_SOLVE_TOO_MANY_NODES", data: { nodes: 21, most: 20 } }),
  );
  for (const nodes of [2, 0, 4.5])
    expect(() => travellingSalesmanOracle({ nodes })).toThrow(
      expect.objectContaining({ code: "FS_SOLVE_INVALID_STRUCTURE" }),
    );
});
