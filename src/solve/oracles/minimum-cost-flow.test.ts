import { expect, test } from "vitest";
import {
  conservation,
  expectBestOf,
  expectLikeHighs,
  randomCosts,
  SENSES,
} from "../../../test/oracle-checks.js";
import { dot } from "../../../test/small-problems.js";
import type { ForesolveError } from "../../errors.js";
import { randomStream, type RandomStream } from "../../math/index.js";
import { minimumCostFlowOracle, oracleBatch, type FlowStructure, type Oracle } from "../index.js";

/** A network whose supplies some flow within its capacities can carry: they are made from one. */
function randomNetwork(
  stream: RandomStream,
  nodes: number,
  arcs: number,
  draw: () => number,
): FlowStructure & { readonly capacities: number[]; readonly supplies: number[] } {
  const tails = Array.from({ length: arcs }, () => stream.integer(nodes));
  const heads = Array.from({ length: arcs }, () => stream.integer(nodes));
  const supplies = Array.from({ length: nodes }, () => 0);
  const capacities = tails.map((tail, arc) => {
    const flow = draw();
    supplies[tail] += flow;
    supplies[heads[arc]] -= flow;
    return flow + draw();
  });
  return { nodes, tails, heads, capacities, supplies };
}

/** All whole flows. */
function allFlows({ nodes, tails, heads, capacities, supplies }: FlowStructure): number[][] {
  let flows: number[][] = [[]];
  for (const capacity of Array.from(capacities))
    flows = flows.flatMap((flow) => Array.from({ length: capacity + 1 }, (_, amount) => [...flow, amount]));
  const rows = conservation(nodes, tails, heads, supplies);
  return flows.filter((flow) => rows.every(({ coefficients, right }) => dot(coefficients, flow) === right));
}

/** The error with which an oracle refuses costs, if it does. */
function refusalOf(oracle: Oracle, costs: Float64Array): ForesolveError | null {
  try {
    oracle.solveBatch(costs, oracleBatch(1, oracle.dimension));
    return null;
  } catch (error) {
    return error as ForesolveError;
  }
}

/** What the named cycle of arcs without limit costs per round; infinite where there is no such cycle. */
function gainAround(
  { tails, heads, capacities }: FlowStructure,
  costs: Float64Array,
  error: ForesolveError,
): number {
  if (error.code !== "FS_SOLVE_NO_OPTIMUM" || error.data["status"] !== "unbounded") return Infinity;
  const nodes = error.data["nodes"] as number[];
  let around = 0;
  for (const [k, node] of nodes.entries()) {
    const next = nodes[(k + 1) % nodes.length];
    const free = Array.from(costs).filter(
      (_, arc) => tails[arc] === node && heads[arc] === next && capacities[arc] === Infinity,
    );
    around += Math.min(...free);
  }
  return around;
}

test("whole supplies and capacities: the best of all whole flows, with loops, parallel arcs and cycles", () => {
  let checked = 0;
  const stream = randomStream(1);
  for (let instance = 0; instance < 250; instance++) {
    const network = randomNetwork(stream, 2 + stream.integer(4), 1 + stream.integer(6), () =>
      stream.integer(3),
    );
    const flows = allFlows(network);
    for (const sense of SENSES) {
      const oracle = minimumCostFlowOracle({ ...network, sense });
      checked += expectBestOf(oracle, flows, randomCosts(stream, 5, oracle.dimension));
    }
  }
  expect(checked).toBe(2500);
});

test("larger networks, whole and broken numbers: like a linear program", async () => {
  let checked = 0;
  const stream = randomStream(2);
  for (let instance = 0; instance < 12; instance++) {
    const draw = instance % 2 === 0 ? () => stream.integer(9) : () => stream.uniform();
    const network = randomNetwork(stream, 12, 40, draw);
    for (const sense of SENSES) {
      const oracle = minimumCostFlowOracle({ ...network, sense });
      checked += await expectLikeHighs(oracle, randomCosts(stream, 20, 40), {
        domain: "real",
        upper: network.capacities,
        rows: conservation(12, network.tails, network.heads, network.supplies),
      });
    }
  }
  expect(checked).toBe(480);
});

test("arcs without limit: like a linear program where no cycle of them gains, else unbounded", async () => {
  let checked = 0;
  const stream = randomStream(3);
  const gains: number[] = [];
  for (let instance = 0; instance < 30; instance++) {
    const network = randomNetwork(stream, 6, 14, () => stream.integer(5));
    const capacities = network.capacities.map((capacity) => (stream.integer(3) === 0 ? Infinity : capacity));
    const oracle = minimumCostFlowOracle({ ...network, capacities });
    const costs = randomCosts(stream, 20, 14);
    const rows = Array.from({ length: 20 }, (_, row) => costs.subarray(row * 14, (row + 1) * 14));
    const solved: number[] = [];
    for (const row of rows) {
      const error = refusalOf(oracle, row);
      if (error === null) solved.push(...row);
      else gains.push(gainAround({ ...network, capacities }, row, error));
    }
    checked += await expectLikeHighs(oracle, Float64Array.from(solved), {
      domain: "real",
      upper: capacities,
      rows: conservation(6, network.tails, network.heads, network.supplies),
    });
  }
  expect(gains.length).toBeGreaterThan(20);
  expect(Math.max(...gains)).toBeLessThan(0);
  expect(checked + gains.length).toBe(600);
});

test("networks that are none, and such that cannot carry their supplies", () => {
  const arc = { nodes: 2, tails: [0], heads: [1], supplies: [2, -2], capacities: [3] };
  for (const wrong of [
    { supplies: [2, -1] },
    { supplies: [2] },
    { supplies: [Number.NaN, 0] },
    { supplies: [Infinity, -Infinity] },
    { capacities: [] },
    { capacities: [-1] },
    { capacities: [Number.NaN] },
    { heads: [5] },
  ])
    expect(() => minimumCostFlowOracle({ ...arc, ...wrong })).toThrow(
      expect.objectContaining({ code: "FS_SOLVE_INVALID_STRUCTURE" }),
    );
  for (const wrong of [{ capacities: [1.5] }, { tails: [1], heads: [0] }])
    expect(() => minimumCostFlowOracle({ ...arc, ...wrong })).toThrow(
      expect.objectContaining({ code: "FS_SOLVE_NO_DECISION" }),
    );
});
