import fc from "fast-check";
import { expect, test } from "vitest";
import { FastRandom } from "../job-shop/fast-random.js";
import { firstSchedule } from "./first-schedule.js";
import { FlexibleGraph } from "./flexible-graph.js";
import type { FlexibleJobShop } from "./flexible-job-shop.js";
import { shops } from "./flexible-shops.test-support.js";
import { longestPaths } from "./longest-paths.test-support.js";
import { ReassignmentMoves } from "./reassignment-moves.js";
import { SequenceMoves } from "./sequence-moves.js";

const someShops = shops({ jobs: 5, machines: 4, length: 4 });

function graphOf(shop: FlexibleJobShop, seed: number): FlexibleGraph {
  const graph = new FlexibleGraph(shop);
  const { modes, order } = firstSchedule(shop, new FastRandom(seed, "moves"), 2);
  graph.load(modes, order);
  return graph;
}

/** Length of the longest path through an operation. */
const through = (graph: FlexibleGraph, operation: number): number =>
  graph.head[operation] + graph.duration[operation] + graph.tail[operation];

test("places on other machines close no cycle, their values bound the path from above, and none is better", () => {
  let tried = 0;
  fc.assert(
    fc.property(someShops, fc.nat(), (shop, seed) => {
      for (let operation = 0; operation < shop.operations; operation++)
        for (let mode = shop.modeStarts[operation]; mode < shop.modeStarts[operation + 1]; mode++) {
          const graph = graphOf(shop, seed);
          if (graph.mode[operation] === mode) continue;
          tried++;
          const moves = new ReassignmentMoves(graph);
          const old = graph.makespan;
          const takesTime = graph.duration[operation] > 0;
          moves.findPlace(operation, mode);
          expect(graph.move(operation, mode, moves.place)).toBe(true);
          const found = through(graph, operation);
          expect(found).toBeLessThanOrEqual(moves.value);
          expect(graph.makespan).toBeLessThanOrEqual(Math.max(old, moves.value));
          // What is claimed: of all places without a cycle none has a shorter path by the same heads and tails.
          const places = takesTime ? graph.counts[shop.modeMachine[mode]] : 0;
          let least = Infinity;
          for (let place = 0; place < places; place++) {
            const other = graphOf(shop, seed);
            const value = valueAt(other, operation, mode, place);
            if (other.move(operation, mode, place)) least = Math.min(least, value);
          }
          expect(moves.value).toBeLessThanOrEqual(least);
        }
    }),
    { numRuns: 60 },
  );
  expect(tried).toBeGreaterThan(50);
});

/** Path through an operation at a place of another machine, by the heads and tails of the graph with it in it. */
function valueAt(graph: FlexibleGraph, operation: number, mode: number, place: number): number {
  const { shop, head, tail, duration, jobBefore, jobAfter, sequence, sequenceStarts, counts } = graph;
  const machine = shop.modeMachine[mode];
  const start = sequenceStarts[machine];
  const before = place > 0 ? sequence[start + place - 1] : graph.source;
  const after = place < counts[machine] ? sequence[start + place] : graph.sink;
  const end = (one: number): number => head[one] + duration[one];
  const rest = (one: number): number => tail[one] + duration[one];
  return (
    Math.max(end(jobBefore[operation]), end(before)) +
    shop.modeDuration[mode] +
    Math.max(rest(jobAfter[operation]), rest(after))
  );
}

test("moves within a machine that are called safe close no cycle, and the estimate of a swap is exact", () => {
  let swaps = 0;
  fc.assert(
    fc.property(someShops, fc.nat(), (shop, seed) => {
      const probe = graphOf(shop, seed);
      for (let machine = 0; machine < shop.machines; machine++)
        for (let from = 0; from < probe.counts[machine]; from++)
          for (let to = 0; to < probe.counts[machine]; to++) {
            const graph = graphOf(shop, seed);
            const moves = new SequenceMoves(graph);
            if (from === to || !moves.isSafe(machine, from, to)) continue;
            const start = graph.sequenceStarts[machine];
            const operation = graph.sequence[start + from];
            const other = graph.sequence[start + to];
            const estimate = moves.estimate(machine, from, to);
            expect(graph.move(operation, graph.mode[operation], to)).toBe(true);
            expect(longestPaths(graph).makespan).toBe(graph.makespan);
            const isSwap = Math.abs(from - to) === 1;
            swaps += isSwap ? 1 : 0;
            const real = Math.max(through(graph, operation), through(graph, other));
            expect(isSwap ? estimate : real).toBe(real);
          }
    }),
    { numRuns: 60 },
  );
  expect(swaps).toBeGreaterThan(50);
});
