import { expect, test } from "vitest";
import {
  conservation,
  expectBestOf,
  expectLikeHighs,
  randomCosts,
  SENSES,
} from "../../../test/oracle-checks.js";
import { randomStream, type RandomStream } from "../../math/index.js";
import { gridGraph, oracleBatch, shortestPathOracle, type ShortestPathStructure } from "../index.js";

/** All simple paths from source to target. */
function allPaths({ tails, heads, source, target }: ShortestPathStructure): number[][] {
  const paths: number[][] = [];
  const path = Array.from({ length: tails.length }, () => 0);
  const visited = new Set([source]);
  const walk = (node: number): void => {
    if (node === target) paths.push([...path]);
    else
      for (let arc = 0; arc < tails.length; arc++) {
        if (tails[arc] !== node || visited.has(heads[arc])) continue;
        path[arc] = 1;
        visited.add(heads[arc]);
        walk(heads[arc]);
        visited.delete(heads[arc]);
        path[arc] = 0;
      }
  };
  walk(source);
  return paths;
}

/** Random arcs, in random order; forwards only, or in both directions with loops and parallel arcs. */
function randomGraph(stream: RandomStream, hasCycles: boolean): ShortestPathStructure {
  const nodes = 2 + stream.integer(6);
  const names = stream.permutation(nodes);
  const tails: number[] = [];
  const heads: number[] = [];
  const arc = (tail: number, head: number): void => {
    tails.push(names[tail]);
    heads.push(names[head]);
  };
  for (let k = 2 + stream.integer(3 * nodes); k > 0; k--) {
    const [first, second] = [stream.integer(nodes), stream.integer(nodes)];
    if (hasCycles) arc(first, second);
    else if (first !== second) arc(Math.min(first, second), Math.max(first, second));
  }
  // One path at least: the way through a random node.
  const middle = stream.integer(nodes);
  if (middle > 0) arc(0, middle);
  if (middle < nodes - 1) arc(middle, nodes - 1);
  return { nodes, tails, heads, source: names[0], target: names[nodes - 1] };
}

test("in graphs without cycles: the best of all paths, whatever the costs", () => {
  let checked = 0;
  const stream = randomStream(1);
  for (let instance = 0; instance < 400; instance++) {
    const graph = randomGraph(stream, false);
    for (const sense of SENSES) {
      const oracle = shortestPathOracle({ ...graph, sense });
      checked += expectBestOf(oracle, allPaths(graph), randomCosts(stream, 4, oracle.dimension));
    }
  }
  expect(checked).toBe(3200);
});

test("in graphs with cycles: the best of all paths where no cycle gains, with and without negative costs", () => {
  let checked = 0;
  const stream = randomStream(2);
  for (let instance = 0; instance < 400; instance++) {
    const graph = randomGraph(stream, true);
    const paths = allPaths(graph);
    for (const sense of SENSES) {
      const oracle = shortestPathOracle({ ...graph, sense });
      const sign = sense === "minimize" ? 1 : -1;
      const plain = randomCosts(stream, 2, oracle.dimension).map((cost) => sign * Math.abs(cost));
      checked += expectBestOf(oracle, paths, plain);
      // Differences of a potential add up to nothing around every cycle, but make arcs negative.
      const height = Array.from({ length: graph.nodes }, () => stream.normal());
      const level = plain.map((_, k) => {
        const arc = k % oracle.dimension;
        return height[graph.heads[arc]] - height[graph.tails[arc]];
      });
      checked += expectBestOf(
        oracle,
        paths,
        plain.map((cost, k) => cost + level[k]),
      );
      // Nothing but the potential: all cycles cost zero, up to rounding.
      checked += expectBestOf(oracle, paths, level);
    }
  }
  expect(checked).toBe(4800);
});

test("random costs on graphs with cycles: either the best of all paths, or a cycle that gains", () => {
  let checked = 0;
  const stream = randomStream(3);
  let cycles = 0;
  for (let instance = 0; instance < 600; instance++) {
    const graph = randomGraph(stream, true);
    const oracle = shortestPathOracle(graph);
    const costs = randomCosts(stream, 1, oracle.dimension);
    let nodes: readonly number[] = [];
    try {
      oracle.solveBatch(costs, oracleBatch(1, oracle.dimension));
    } catch (error) {
      nodes = (error as { data: { nodes: number[] } }).data.nodes;
    }
    if (nodes.length === 0) {
      checked += expectBestOf(oracle, allPaths(graph), costs);
      continue;
    }
    cycles++;
    let around = 0;
    for (const [k, node] of nodes.entries()) {
      const next = nodes[(k + 1) % nodes.length];
      around += Math.min(
        ...Array.from(costs).filter((_, arc) => graph.tails[arc] === node && graph.heads[arc] === next),
      );
    }
    expect(around).toBeLessThan(0);
  }
  expect(cycles).toBeGreaterThan(50);
  expect(checked + cycles).toBe(600);
});

test("larger graphs: like a linear program", async () => {
  let checked = 0;
  const stream = randomStream(4);
  for (const [rows, columns] of [
    [2, 9],
    [5, 5],
    [8, 6],
  ] as const) {
    const grid = gridGraph(rows, columns);
    const supplies = new Float64Array(grid.nodes);
    supplies[grid.source] = 1;
    supplies[grid.target] = -1;
    for (const sense of SENSES) {
      const oracle = shortestPathOracle({ ...grid, sense });
      checked += await expectLikeHighs(oracle, randomCosts(stream, 60, oracle.dimension), {
        domain: "real",
        upper: new Float64Array(oracle.dimension).fill(1),
        rows: conservation(grid.nodes, grid.tails, grid.heads, supplies),
      });
    }
    // There and back: with cycles, and positive costs.
    const tails = Int32Array.from([...grid.tails, ...grid.heads]);
    const heads = Int32Array.from([...grid.heads, ...grid.tails]);
    const both = shortestPathOracle({ ...grid, tails, heads });
    checked += await expectLikeHighs(both, randomCosts(stream, 60, both.dimension).map(Math.abs), {
      domain: "real",
      upper: new Float64Array(both.dimension).fill(1),
      rows: conservation(grid.nodes, tails, heads, supplies),
    });
  }
  expect(checked).toBe(540);
});

test("a cycle that gains is an error that names its nodes and the row, one that no path can touch is not", () => {
  const ring = { nodes: 6, tails: [0, 1, 2, 3, 3], heads: [1, 2, 3, 1, 4], source: 0, target: 4 };
  const oracle = shortestPathOracle(ring);
  const batch = oracleBatch(2, 5);
  expect(() => oracle.solveBatch(Float64Array.of(1, 1, 1, 1, 1, 1, 1, 1, -3, 1), batch)).toThrow(
    expect.objectContaining({
      code: "FS_SOLVE_NEGATIVE_CYCLE",
      message: expect.stringContaining(
        "Row 1 of a batch has no shortest path: going round the nodes 1, 2, 3 ",
      ),
      data: { row: 1, nodes: [1, 2, 3] },
    }),
  );
  const longest = shortestPathOracle({ ...ring, sense: "maximize" });
  expect(() => longest.solveBatch(Float64Array.of(1, 1, 1, 1, 1), oracleBatch(1, 5))).toThrow(
    expect.objectContaining({ message: expect.stringContaining("no longest path") }),
  );
  const aside = shortestPathOracle({
    nodes: 4,
    tails: [0, 0, 2, 3],
    heads: [1, 2, 3, 2],
    source: 0,
    target: 1,
  });
  aside.solveBatch(Float64Array.of(5, 1, -2, 1), batch);
  expect(batch.objectives[0]).toBe(5);
});

test("structures that are none, and targets out of reach", () => {
  const arc = { nodes: 2, tails: [0], heads: [1], source: 0, target: 1 };
  const invalid = expect.objectContaining({ code: "FS_SOLVE_INVALID_STRUCTURE" });
  for (const wrong of [
    { target: 0 },
    { target: 2 },
    { source: -1 },
    { source: 0.5 },
    { nodes: 1 },
    { tails: [] },
    { heads: [0, 1] },
    { heads: [2] },
    { tails: [Number.NaN] },
  ])
    expect(() => shortestPathOracle({ ...arc, ...wrong })).toThrow(invalid);
  expect(() => shortestPathOracle({ ...arc, source: 1, target: 0 })).toThrow(
    expect.objectContaining({ code: "FS_SOLVE_NO_DECISION", data: { source: 1, target: 0 } }),
  );
  expect(() => gridGraph(0, 3)).toThrow(invalid);
  expect(() => gridGraph(1, 1)).toThrow(invalid);
});

test("costs and results that do not fit together are refused before anything is solved", () => {
  const oracle = shortestPathOracle(gridGraph(2, 2));
  const wrong = expect.objectContaining({ code: "FS_SOLVE_WRONG_PARAMETERS" });
  expect(() => oracle.solveBatch(new Float64Array(6), oracleBatch(2, 4))).toThrow(wrong);
  expect(() => oracle.solveBatch(new Float64Array(8), oracleBatch(1, 4))).toThrow(wrong);
  for (const bad of [Number.NaN, Infinity, -Infinity]) {
    expect(() => oracle.solveBatch(Float64Array.of(1, 2, bad, 4), oracleBatch(1, 4))).toThrow(
      expect.objectContaining({ code: "FS_SOLVE_WRONG_PARAMETERS", data: { row: 0, entry: 2, value: bad } }),
    );
  }
  expect(oracle.solves).toBe(0);
  // Room to spare is fine: buffers are used again for smaller batches.
  oracle.solveBatch(new Float64Array(4), oracleBatch(3, 4));
  expect(oracle.solves).toBe(1);
});

test("the grid has its arcs in the order of the benchmark: each row's to the right, then those down", () => {
  const { nodes, source, target, tails, heads } = gridGraph(3, 3);
  expect([nodes, source, target]).toEqual([9, 0, 8]);
  expect([...tails]).toEqual([0, 1, 0, 1, 2, 3, 4, 3, 4, 5, 6, 7]);
  expect([...heads]).toEqual([1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 7, 8]);
});
