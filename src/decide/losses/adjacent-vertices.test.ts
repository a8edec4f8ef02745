import { expect, test } from "vitest";
import { luFactor, luSolve, randomStream, type RandomStream } from "../../math/index.js";
import {
  add,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  standardForm,
  sum,
  total,
  type StandardForm,
} from "../../model/index.js";
import { gridGraph, type GridGraph } from "../../solve/index.js";
import { adjacentVertices } from "./adjacent-vertices.js";

interface Limit {
  readonly normal: readonly number[];
  readonly bound: number;
}

/** normal . x <= bound for every limit of a form. */
function limitsOf(form: StandardForm): Limit[] {
  const limits: Limit[] = [];
  const between = (normal: number[], lower: number, upper: number): void => {
    if (Number.isFinite(upper)) limits.push({ normal, bound: upper });
    if (Number.isFinite(lower)) limits.push({ normal: normal.map((value) => -value), bound: -lower });
  };
  for (let column = 0; column < form.columns; column++) {
    const unit = Array.from({ length: form.columns }, (_, k) => (k === column ? 1 : 0));
    between(unit, form.columnLower[column]!, form.columnUpper[column]!);
  }
  for (let row = 0; row < form.rows; row++) {
    const normal = Array.from({ length: form.columns }, () => 0);
    for (let k = form.matrix.starts[row]!; k < form.matrix.starts[row + 1]!; k++)
      normal[form.matrix.columns[k]!]! += form.matrix.values[k]!;
    between(normal, form.rowLower[row]!, form.rowUpper[row]!);
  }
  return limits;
}

function rankOf(rows: readonly (readonly number[])[]): number {
  const left = rows.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < (rows[0]?.length ?? 0); column++) {
    const pivot = left.findIndex((row, k) => k >= rank && Math.abs(row[column]!) > 1e-7);
    if (pivot < 0) continue;
    [left[rank], left[pivot]] = [left[pivot]!, left[rank]!];
    const top = left[rank]!;
    for (let k = rank + 1; k < left.length; k++) {
      const factor = left[k]![column]! / top[column]!;
      left[k] = left[k]!.map((value, d) => value - factor * top[d]!);
    }
    rank++;
  }
  return rank;
}

const slack = ({ normal, bound }: Limit, x: readonly number[]): number =>
  bound - normal.reduce((activity, value, k) => activity + value * x[k]!, 0);

/** All vertices of a form in three columns: the feasible points where three limits meet. */
function verticesOf(limits: readonly Limit[]): number[][] {
  const vertices: number[][] = [];
  for (let i = 0; i < limits.length; i++) {
    for (let j = i + 1; j < limits.length; j++) {
      for (let k = j + 1; k < limits.length; k++) {
        const three = [limits[i]!, limits[j]!, limits[k]!];
        if (rankOf(three.map(({ normal }) => normal)) < 3) continue;
        const factor = luFactor(Float64Array.from(three.flatMap(({ normal }) => normal)), 3);
        const x = [...luSolve(factor, Float64Array.from(three.map(({ bound }) => bound)), 1)];
        if (limits.some((limit) => slack(limit, x) < -1e-8)) continue;
        if (vertices.every((other) => other.some((value, d) => Math.abs(value - x[d]!) > 1e-6)))
          vertices.push(x);
      }
    }
  }
  return vertices;
}

/** Two vertices are adjacent when the limits that bind at both leave one degree of freedom. */
function areAdjacent(limits: readonly Limit[], first: readonly number[], second: readonly number[]): boolean {
  const both = limits.filter((limit) => slack(limit, first) < 1e-7 && slack(limit, second) < 1e-7);
  return rankOf(both.map(({ normal }) => normal)) === first.length - 1;
}

function randomForm(stream: RandomStream, isDegenerate: boolean): StandardForm {
  const axis = indexSet("axis", 3);
  const m = model("polytope");
  const x = m.variable("x", { over: [axis], lower: 0, upper: isDegenerate ? 1 : 1 + stream.uniform() });
  for (let row = 0; row < 3; row++) {
    const data = Float64Array.from({ length: 3 }, () =>
      isDegenerate ? stream.integer(3) - 1 : stream.normal(),
    );
    m.require(
      `limit ${row}`,
      atMost(total(mul(parameter({ over: [axis], data }), x)), isDegenerate ? 1 : 0.8),
    );
  }
  m.minimize(total(x));
  return standardForm(m);
}

test.each([false, true])(
  "finds exactly the adjacent vertices of random polytopes; degenerate: %s",
  (isDegenerate) => {
    const stream = randomStream(`polytopes ${isDegenerate}`);
    let pairs = 0;
    for (let instance = 0; instance < 25; instance++) {
      const form = randomForm(stream, isDegenerate);
      const limits = limitsOf(form);
      const vertices = verticesOf(limits);
      for (const vertex of vertices) {
        const { points, count, isComplete } = adjacentVertices(form, Float64Array.from(vertex));
        const found = Array.from({ length: count }, (_, k) => [...points.subarray(3 * k, 3 * k + 3)]);
        const expected = vertices.filter((other) => other !== vertex && areAdjacent(limits, vertex, other));
        expect(isComplete).toBe(true);
        expect(found.length).toBe(expected.length);
        for (const other of expected) {
          const isFound = found.some((point) =>
            point.every((value, d) => Math.abs(value - other[d]!) < 1e-6),
          );
          expect(isFound).toBe(true);
        }
        pairs += count;
      }
    }
    expect(pairs).toBeGreaterThan(300);
  },
);

function pathForm({ nodes, tails, heads, source, target }: GridGraph): StandardForm {
  const [arc, node] = [indexSet("arc", tails.length), indexSet("node", nodes)];
  const incidence = new Float64Array(nodes * tails.length);
  tails.forEach((tail, k) => (incidence[tail * tails.length + k] = 1));
  heads.forEach((head, k) => (incidence[head * tails.length + k] = -1));
  const supply = new Float64Array(nodes);
  supply[source] = 1;
  supply[target] = -1;
  const m = model("path");
  const use = m.variable("use", { over: [arc], lower: 0, upper: 1 });
  const out = sum(mul(parameter({ over: [node, arc], data: incidence }), use), arc);
  m.require("conserve", equal(out, parameter({ over: [node], data: supply })));
  m.minimize(total(use));
  return standardForm(m);
}

test("of a path in a grid, whose vertices are degenerate: all paths that differ by one detour", () => {
  const graph = gridGraph(3, 3);
  const form = pathForm(graph);
  // Right, right, down, down: over the top right corner.
  const corner = new Float64Array(12);
  for (const [tail, head] of [
    [0, 1],
    [1, 2],
    [2, 5],
    [5, 8],
  ] as const)
    corner[graph.tails.findIndex((from, k) => from === tail && graph.heads[k] === head)] = 1;
  const { points, count, isComplete } = adjacentVertices(form, corner, { mostBases: 5000 });
  expect(isComplete).toBe(true);
  // Every other path leaves this one once and comes back once.
  expect(count).toBe(5);
  for (let k = 0; k < count; k++) {
    const path = points.subarray(12 * k, 12 * (k + 1));
    expect(path.every((use) => Math.abs(use) < 1e-9 || Math.abs(use - 1) < 1e-9)).toBe(true);
  }
  const few = adjacentVertices(form, corner, { mostBases: 1 });
  expect(few.isComplete).toBe(false);
  expect(few.count).toBeLessThan(5);
  expect(adjacentVertices(form, corner, { mostBases: 5000, mostVertices: 2 })).toMatchObject({
    count: 2,
    isComplete: false,
  });
});

test("a point that is no vertex has none, and an unbounded edge leads to none", () => {
  const axis = indexSet("axis", 2);
  const m = model("corner");
  const x = m.variable("x", { over: [axis], lower: 0 });
  m.require("limit", atMost(add(x.at("0"), mul(-1, x.at("1"))), 1));
  m.minimize(total(x));
  const form = standardForm(m);
  expect(adjacentVertices(form, Float64Array.of(0.5, 0.5))).toMatchObject({ count: 0, isComplete: false });
  const { points, isComplete } = adjacentVertices(form, Float64Array.of(0, 0));
  expect([[...points], isComplete]).toEqual([[1, 0], false]);
});
