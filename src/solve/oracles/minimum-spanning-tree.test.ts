import { expect, test } from "vitest";
import {
  decisionsWhere,
  expectBestOf,
  expectLikeHighs,
  randomCosts,
  SENSES,
} from "../../../test/oracle-checks.js";
import { randomStream } from "../../math/index.js";
import { minimumSpanningTreeOracle } from "../index.js";

/** Number of parts of the graph that the chosen edges leave. */
function parts(
  nodes: number,
  tails: readonly number[],
  heads: readonly number[],
  chosen: readonly number[],
): number {
  const label = Array.from({ length: nodes }, (_, node) => node);
  for (const [edge, isChosen] of chosen.entries()) {
    if (isChosen === 0) continue;
    const [kept, gone] = [label[tails[edge]], label[heads[edge]]];
    for (const [node, own] of label.entries()) if (own === gone) label[node] = kept;
  }
  return new Set(label).size;
}

test("the best of all spanning trees, with loops and parallel edges", () => {
  let checked = 0;
  const stream = randomStream(1);
  for (let instance = 0; instance < 250; instance++) {
    const nodes = 2 + stream.integer(4);
    const extra = stream.integer(5);
    const names = stream.permutation(nodes);
    const tails = Array.from({ length: nodes - 1 }, (_, k) => names[k + 1]);
    const heads = tails.map((_, k) => names[stream.integer(k + 1)]);
    for (let k = 0; k < extra; k++) {
      tails.unshift(stream.integer(nodes));
      heads.unshift(stream.integer(nodes));
    }
    const trees = decisionsWhere(
      tails.length,
      (chosen) => chosen.reduce((a, b) => a + b, 0) === nodes - 1 && parts(nodes, tails, heads, chosen) === 1,
    );
    for (const sense of SENSES) {
      const oracle = minimumSpanningTreeOracle({ nodes, tails, heads, sense });
      checked += expectBestOf(oracle, trees, randomCosts(stream, 5, tails.length));
    }
  }
  expect(checked).toBe(2500);
});

test("complete graphs: like the linear program over all subsets of nodes", async () => {
  let checked = 0;
  const stream = randomStream(2);
  const nodes = 7;
  const tails: number[] = [];
  const heads: number[] = [];
  for (let head = 1; head < nodes; head++)
    for (let tail = 0; tail < head; tail++) {
      tails.push(tail);
      heads.push(head);
    }
  const subsets = Array.from({ length: 2 ** nodes - 1 }, (_, k) => k + 1).filter(
    (set) => (set & (set - 1)) !== 0,
  );
  const rows = subsets.map((set) => {
    const size = Array.from({ length: nodes }, (_, node) => (set >> node) & 1).reduce((a, b) => a + b, 0);
    return {
      coefficients: tails.map((tail, edge) => (set >> tail) & (set >> heads[edge]) & 1),
      relation: size === nodes ? ("equal" as const) : ("atMost" as const),
      right: size - 1,
    };
  });
  for (const sense of SENSES) {
    const oracle = minimumSpanningTreeOracle({ nodes, tails, heads, sense });
    checked += await expectLikeHighs(oracle, randomCosts(stream, 60, tails.length), {
      domain: "real",
      upper: new Float64Array(tails.length).fill(1),
      rows,
    });
  }
  expect(checked).toBe(120);
});

test("a graph in several parts has no spanning tree, and wrong edges are refused", () => {
  expect(() => minimumSpanningTreeOracle({ nodes: 4, tails: [0, 2], heads: [1, 3] })).toThrow(
    expect.objectContaining({ code: "FS_SOLVE_NO_DECISION", data: { node: 2 } }),
  );
  expect(() => minimumSpanningTreeOracle({ nodes: 2, tails: [0], heads: [2] })).toThrow(
    expect.objectContaining({ code: "FS_SOLVE_INVALID_STRUCTURE" }),
  );
});
