import { expect } from "vitest";
import type { RandomStream } from "../src/math/index.js";
import {
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  total,
  uncertainParameter,
} from "../src/model/index.js";
import { HighsSession, linearOracle, oracleBatch, type Oracle } from "../src/solve/index.js";
import { dot, type Sense } from "./small-problems.js";

export const SENSES: readonly Sense[] = ["minimize", "maximize"];

/** Costs of several rows: small whole numbers with many ties and zeros, numbers of both signs, positive ones. */
export function randomCosts(stream: RandomStream, rows: number, dimension: number): Float64Array {
  const costs = new Float64Array(rows * dimension);
  for (let row = 0; row < rows; row++) {
    const kind = stream.integer(4);
    for (let k = 0; k < dimension; k++) {
      costs[row * dimension + k] =
        kind === 0
          ? stream.integer(7) - 3
          : kind === 1
            ? stream.integer(3)
            : kind === 2
              ? stream.normal()
              : stream.uniform();
    }
  }
  return costs;
}

/** Every decision of a family, as 0/1 vectors that a test accepts. */
export function decisionsWhere(dimension: number, isFeasible: (decision: number[]) => boolean): number[][] {
  const decisions: number[][] = [];
  for (let set = 0; set < 2 ** dimension; set++) {
    const decision = Array.from({ length: dimension }, (_, k) => (set >> k) & 1);
    if (isFeasible(decision)) decisions.push(decision);
  }
  return decisions;
}

/** An oracle's objectives and decisions for these costs, one call for all rows; checked against one call per row. */
export function solvedRows(
  oracle: Oracle,
  costs: Float64Array,
): { readonly objectives: Float64Array; readonly decisions: readonly number[][] } {
  const { dimension } = oracle;
  const rows = costs.length / dimension;
  const batch = oracleBatch(rows, dimension);
  // What an earlier batch left behind must not shine through.
  batch.exposures.fill(7);
  batch.fixedCosts.fill(7);
  const before = oracle.solves;
  oracle.solveBatch(costs, batch);
  expect(oracle.solves - before).toBe(rows);
  expect(batch.fixedCosts).toEqual(new Float64Array(rows));
  const decisions = Array.from({ length: rows }, (_, row) =>
    Array.from(batch.exposures.subarray(row * dimension, (row + 1) * dimension)),
  );
  const single = oracleBatch(1, dimension);
  for (let row = rows - 1; row >= 0; row--) {
    const own = costs.subarray(row * dimension, (row + 1) * dimension);
    oracle.solveBatch(own, single);
    expect(Array.from(single.exposures)).toEqual(decisions[row]);
    expect(single.objectives[0]).toBe(batch.objectives[row]);
    expect(batch.objectives[row]).toBeCloseTo(dot(decisions[row], own), 8);
  }
  return { objectives: batch.objectives, decisions };
}

/**
 * Demands that an oracle's decisions are among all feasible ones, and that none of those is better. Returns the number
 * of rows that were checked.
 */
export function expectBestOf(oracle: Oracle, feasible: readonly number[][], costs: Float64Array): number {
  const { objectives, decisions } = solvedRows(oracle, costs);
  const known = new Set(feasible.map(String));
  const sign = oracle.sense === "minimize" ? 1 : -1;
  for (const [row, decision] of decisions.entries()) {
    expect(known).toContain(String(decision));
    const own = costs.subarray(row * oracle.dimension, (row + 1) * oracle.dimension);
    let best = Infinity;
    for (const other of feasible) best = Math.min(best, sign * dot(other, own));
    expect(sign * objectives[row]).toBeCloseTo(best, 8);
  }
  return decisions.length;
}

/** A row of a linear formulation: coefficients [dimension], and the right side it must equal or not exceed. */
export interface LinearRow {
  readonly coefficients: readonly number[];
  readonly relation: "equal" | "atMost";
  readonly right: number;
}

/** The same problem as a linear or integer model, through a session of HiGHS. */
export async function linearTwin(options: {
  readonly sense: Sense;
  readonly domain: "real" | "integer";
  readonly upper: ArrayLike<number>;
  readonly rows: readonly LinearRow[];
}): Promise<{ readonly oracle: Oracle; dispose(): void }> {
  const { sense, domain, upper, rows } = options;
  const entry = indexSet("entry", upper.length);
  const m = model("twin");
  const x = m.variable("x", { over: [entry], domain, lower: 0, upper });
  for (const relation of ["equal", "atMost"] as const) {
    const own = rows.filter((candidate) => candidate.relation === relation);
    if (own.length === 0) continue;
    const row = indexSet(`${relation} row`, own.length);
    const matrix = parameter({ over: [row, entry], data: own.flatMap(({ coefficients }) => coefficients) });
    const right = parameter({ over: [row], data: own.map((one) => one.right) });
    const left = sum(mul(matrix, x), entry);
    m.require(relation, relation === "equal" ? equal(left, right) : atMost(left, right));
  }
  m[sense](total(mul(uncertainParameter("cost", { over: [entry] }), x)));
  const session = await HighsSession.open(standardForm(m));
  return { oracle: linearOracle(session), dispose: () => session.dispose() };
}

/**
 * Demands the same objectives as the linear model's, and decisions that satisfy its rows and bounds. Returns the number
 * of rows that were checked.
 */
export async function expectLikeHighs(
  oracle: Oracle,
  costs: Float64Array,
  twin: Omit<Parameters<typeof linearTwin>[0], "sense">,
): Promise<number> {
  const { objectives, decisions } = solvedRows(oracle, costs);
  for (const decision of decisions) {
    for (const [k, value] of decision.entries()) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(twin.upper[k] + 1e-9);
    }
    for (const { coefficients, relation, right } of twin.rows) {
      const excess = dot(coefficients, decision) - right;
      expect(relation === "equal" ? Math.abs(excess) : excess).toBeLessThanOrEqual(1e-9);
    }
  }
  const linear = await linearTwin({ ...twin, sense: oracle.sense });
  try {
    const expected = oracleBatch(objectives.length, oracle.dimension);
    linear.oracle.solveBatch(costs, expected);
    for (const [row, objective] of expected.objectives.entries())
      expect(Math.abs(objectives[row] - objective)).toBeLessThanOrEqual(
        1e-6 * Math.max(1, Math.abs(objective)),
      );
  } finally {
    linear.dispose();
  }
  return decisions.length;
}

/** Rows of flow conservation: what leaves a node minus what enters it equals its supply. */
export function conservation(
  nodes: number,
  tails: ArrayLike<number>,
  heads: ArrayLike<number>,
  supplies: ArrayLike<number>,
): LinearRow[] {
  return Array.from({ length: nodes }, (_, node) => ({
    coefficients: Array.from(
      { length: tails.length },
      (_unused, arc) => (tails[arc] === node ? 1 : 0) - (heads[arc] === node ? 1 : 0),
    ),
    relation: "equal",
    right: supplies[node],
  }));
}
