import * as fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../math/index.js";
import { rejection } from "../../test/small-problems.js";
import {
  add,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  subtract,
  total,
  uncertainParameter,
  type Expression,
  type Model,
  type Variable,
} from "../model/index.js";
import { solve, solveLazily, type LazyOptions } from "./index.js";

/** A tour through all nodes, one variable per edge, without the constraints against subtours. */
interface Tour {
  readonly m: Model;
  readonly edges: readonly (readonly [number, number])[];
  readonly take: Variable;
}

function tourOf(nodes: number, lengths: readonly number[]): Tour {
  const edges: (readonly [number, number])[] = [];
  for (let a = 0; a < nodes; a++) for (let b = a + 1; b < nodes; b++) edges.push([a, b]);
  const edge = indexSet("edge", edges.length);
  const m = model("tour");
  const take = m.variable("take", { over: [edge], domain: "binary" });
  for (let node = 0; node < nodes; node++) {
    const touches = parameter({
      over: [edge],
      data: edges.map(([a, b]) => (a === node || b === node ? 1 : 0)),
    });
    m.require(`two edges at ${node}`, equal(total(mul(touches, take)), 2));
  }
  m.minimize(total(mul(parameter({ over: [edge], data: lengths }), take)));
  return { m, edges, take: take as unknown as Variable };
}

/** The nodes that can be reached from node 0. */
function partOf(nodes: number, { edges }: Tour, chosen: ArrayLike<number>): Set<number> {
  const part = new Set([0]);
  for (let round = 0; round < nodes; round++) {
    for (const [k, [a, b]] of edges.entries()) {
      if (chosen[k] > 0.5 && part.has(a) !== part.has(b)) part.add(a).add(b);
    }
  }
  return part;
}

function subtours(nodes: number, tour: Tour): LazyOptions["separate"] {
  return ({ columnValues }) => {
    const part = partOf(nodes, tour, columnValues);
    if (part.size === nodes) return [];
    const inside = tour.edges.map(([a, b]) => (part.has(a) && part.has(b) ? 1 : 0));
    const within = total(
      mul(parameter({ over: tour.take.over, data: inside }), tour.take),
    ) as Expression<never>;
    return [[`no tour of ${[...part].toSorted().join()} only`, atMost(within, part.size - 1)]];
  };
}

/** Shortest tour by dynamic programming over subsets (Held and Karp 1962). */
function heldKarp(nodes: number, length: (a: number, b: number) => number): number {
  const full = 2 ** (nodes - 1);
  const best = new Float64Array(full * nodes).fill(Infinity);
  for (let last = 1; last < nodes; last++) best[2 ** (last - 1) * nodes + last] = length(0, last);
  for (let set = 1; set < full; set++) {
    for (let last = 1; last < nodes; last++) {
      const soFar = best[set * nodes + last];
      for (let next = 1; next < nodes; next++) {
        if ((set >> (next - 1)) & 1) continue;
        const place = (set | (2 ** (next - 1))) * nodes + next;
        best[place] = Math.min(best[place], soFar + length(last, next));
      }
    }
  }
  let shortest = Infinity;
  for (let last = 1; last < nodes; last++) {
    shortest = Math.min(shortest, best[(full - 1) * nodes + last] + length(last, 0));
  }
  return shortest;
}

test("the shortest tours, with subtours forbidden as they turn up, are those of dynamic programming", async () => {
  let rounds = 0;
  for (let seed = 0; seed < 12; seed++) {
    const nodes = 7 + (seed % 4);
    const stream = randomStream(seed);
    const places = Array.from({ length: nodes }, () => [100 * stream.uniform(), 100 * stream.uniform()]);
    const length = (a: number, b: number): number =>
      Math.round(Math.hypot(places[a][0] - places[b][0], places[a][1] - places[b][1]));
    const lengths: number[] = [];
    for (let a = 0; a < nodes; a++) for (let b = a + 1; b < nodes; b++) lengths.push(length(a, b));
    const tour = tourOf(nodes, lengths);
    const solution = await solveLazily(tour.m, { separate: subtours(nodes, tour) });
    if (solution.status !== "optimal") throw new Error(solution.status);
    expect(solution.objective).toBeCloseTo(heldKarp(nodes, length), 6);
    expect(solution.allLazyConstraintsHold).toBe(true);
    expect(partOf(nodes, tour, solution.columnValues).size).toBe(nodes);
    expect(solution.rounds).toBe(solution.added.length + 1);
    rounds += solution.rounds;
  }
  // Without a subtour in any of them nothing would have been tested.
  expect(rounds).toBeGreaterThan(12);
});

test("rows that come one after the other give what all at once give, in continuous models too", async () => {
  const numbers = fc.array(fc.integer({ min: -4, max: 6 }), { minLength: 12, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      numbers,
      numbers,
      fc.constantFrom("real" as const, "integer" as const),
      async (entries, sides, domain) => {
        const column = indexSet("column", 3);
        const price = uncertainParameter("price", { over: [column] });
        const limit = uncertainParameter("limit", { over: [] });
        const build = (): [Model, { name: string; left: Expression<never>; side: number }[]] => {
          const m = model("rows");
          const x = m.variable("x", { over: [column], domain, lower: 0, upper: 9 });
          m.require("limit", atMost(total(x), limit));
          m.maximize(total(mul(price, x)));
          const rows = [0, 1, 2, 3].map((row) => {
            const data = entries.slice(3 * row, 3 * row + 3);
            const left = total(mul(parameter({ over: [column], data }), x));
            return { name: `row ${row}`, left, side: sides[row] };
          });
          return [m, rows];
        };
        const values = [
          [price, sides.slice(4, 7)],
          [limit, [12]],
        ] as const;
        const [whole, all] = build();
        for (const { name, left, side } of all) whole.require(name, atMost(left, side));
        const expected = await solve(whole, { values, thread: "caller" });

        const [m, rows] = build();
        const found = await solveLazily(m, {
          values,
          separate: ({ columnValues }) =>
            rows.flatMap(({ name, left, side }, row) => {
              const activity = columnValues.reduce(
                (partial, value, k) => partial + value * entries[3 * row + k],
                0,
              );
              return activity > side + 1e-6 ? [[name, atMost(left, side)] as const] : [];
            }),
        });
        expect(found.status).toBe(expected.status);
        expect("objective" in found ? found.objective : 0).toBeCloseTo(
          "objective" in expected ? expected.objective : 0,
          6,
        );
        expect(m.constraints.length).toBe(1);
      },
    ),
    { numRuns: 100 },
  );
});

test("an answer that violates lazy constraints is never a decision", async () => {
  const nodes = 6;
  // Two far triangles: the first answer is two tours of three.
  const length = (a: number, b: number): number => (a < 3 === b < 3 ? 1 : 100);
  const lengths: number[] = [];
  for (let a = 0; a < nodes; a++) for (let b = a + 1; b < nodes; b++) lengths.push(length(a, b));
  const tour = tourOf(nodes, lengths);
  const separate = subtours(nodes, tour);
  expect(await solveLazily(tour.m, { separate, maxRounds: 1 })).toMatchObject({
    status: "no-solution",
    allLazyConstraintsHold: false,
    rounds: 1,
    reason: expect.stringContaining("violated 1 lazy constraint(s)"),
  });
  expect(await solveLazily(tour.m, { separate, signal: AbortSignal.abort() })).toMatchObject({
    status: "no-solution",
    rounds: 0,
  });
  const stop = new AbortController();
  const stopped = await solveLazily(tour.m, {
    signal: stop.signal,
    separate(candidate) {
      stop.abort();
      return separate(candidate);
    },
  });
  expect(stopped).toMatchObject({ status: "no-solution", allLazyConstraintsHold: false, rounds: 1 });
  const whole = await solveLazily(tour.m, { separate });
  expect(whole).toMatchObject({ status: "optimal", objective: 204, allLazyConstraintsHold: true, rounds: 2 });
});

test("contradictions are proven, a missing limit is not", async () => {
  const m = model("far");
  const x = m.variable("x", { over: [], lower: 0 });
  m.maximize(x);
  expect(await solveLazily(m, { separate: () => [] })).toMatchObject({
    status: "no-solution",
    reason: expect.stringContaining("no limit"),
  });
  const bounded = model("near");
  const y = bounded.variable("y", { over: [], lower: 2, upper: 5 });
  bounded.maximize(y);
  expect(
    await solveLazily(bounded, { separate: () => [["below what it must be", atMost(y, 1)]] }),
  ).toMatchObject({ status: "infeasible", rounds: 2, allLazyConstraintsHold: false });
});

test("lazy constraints of one name or of another model are refused", async () => {
  const m = model("names");
  const x = m.variable("x", { over: [], lower: 0, upper: 9 });
  m.maximize(x);
  m.require("taken", atMost(x, 8));
  const of = (name: string, left: Expression<never>): Promise<unknown> =>
    rejection(solveLazily(m, { separate: () => [[name, atMost(left, 7)]] }));
  expect(await of("taken", x)).toMatchObject({ code: "FS_MODEL_DUPLICATE_NAME" });
  expect(await of("twice", add(x, 1))).toMatchObject({ code: "FS_MODEL_DUPLICATE_NAME" });
  const other = model("other").variable("x", { over: [] });
  expect(await of("new", subtract(other, 1))).toMatchObject({ code: "FS_MODEL_FOREIGN_VARIABLE" });
});
