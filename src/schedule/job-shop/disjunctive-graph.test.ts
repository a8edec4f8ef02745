import fc from "fast-check";
import { expect, test } from "vitest";
import { routings } from "../../../test/job-shops.js";
import { DisjunctiveGraph } from "./disjunctive-graph.js";
import { FastRandom } from "./fast-random.js";
import { jobShopInstance, type JobShopInstance } from "./instance.js";
import { MoveEstimates } from "./move-estimates.js";
import { Neighbourhood } from "./neighbourhood.js";
import { PathRelinking } from "./path-relinking.js";
import { sequenceDistance } from "./sequence-distance.js";
import { dispatchedSequence, randomSequence } from "./starts.js";
import { TabuList } from "./tabu-list.js";

const shops = routings({ jobs: 6, machines: 4, longest: 6 });

/** Earliest ends and tails, from nothing but the sequences; null for a cycle. */
function pathsOf(
  instance: JobShopInstance,
  sequence: Int32Array,
): { readonly ends: number[]; readonly tails: number[]; readonly makespan: number } | null {
  const { operations, jobOf, machineOf, durations } = instance;
  const arcs: [number, number][] = [];
  for (let operation = 1; operation < operations; operation++)
    if (jobOf[operation] === jobOf[operation - 1]) arcs.push([operation - 1, operation]);
  for (let at = 1; at < operations; at++)
    if (machineOf[sequence[at]!] === machineOf[sequence[at - 1]!])
      arcs.push([sequence[at - 1]!, sequence[at]!]);
  const ends = [...durations];
  const tails = [...durations];
  for (let round = 0; round <= operations; round++) {
    let isStill = true;
    for (const [before, after] of arcs) {
      const end = Math.max(ends[after]!, ends[before]! + durations[after]!);
      const tail = Math.max(tails[before]!, tails[after]! + durations[before]!);
      if (end !== ends[after] || tail !== tails[before]) isStill = false;
      ends[after] = end;
      tails[before] = tail;
    }
    if (isStill) return { ends, tails, makespan: Math.max(...ends) };
  }
  return null;
}

function stateOf(graph: DisjunctiveGraph): ReturnType<typeof pathsOf> {
  const { operations, makespan } = graph;
  return {
    ends: [...graph.ends.subarray(0, operations)],
    tails: [...graph.tails.subarray(0, operations)],
    makespan,
  };
}

test("after any walk of chosen moves, ends, tails and makespan are those of the sequences", () => {
  fc.assert(
    fc.property(shops, fc.nat(1000), fc.constantFrom(0, 1000), (routings, seed, sweepUpTo) => {
      const instance = jobShopInstance("random", routings);
      const random = new FastRandom(seed, "walk");
      const graph = new DisjunctiveGraph(instance, sweepUpTo);
      const tabu = new TabuList(instance);
      const neighbourhood = new Neighbourhood(graph, tabu, random);
      expect(graph.load(randomSequence(instance, random))).toBe(true);
      for (let step = 0; step < 25 && neighbourhood.choose(graph.makespan); step++) {
        graph.move(neighbourhood.from, neighbourhood.to);
        tabu.now++;
        expect(stateOf(graph)).toEqual(pathsOf(instance, graph.sequence));
      }
    }),
    { numRuns: 150 },
  );
});

test("an estimate is not below the longest path through what the move passes, and exact for two neighbours", () => {
  fc.assert(
    fc.property(shops, fc.nat(1000), (routings, seed) => {
      const instance = jobShopInstance("random", routings);
      const random = new FastRandom(seed, "estimates");
      const graph = new DisjunctiveGraph(instance);
      const estimates = new MoveEstimates(graph);
      const neighbourhood = new Neighbourhood(graph, new TabuList(instance), random);
      graph.load(randomSequence(instance, random));
      for (let step = 0; step < 12 && neighbourhood.choose(0); step++) {
        const { from, to } = neighbourhood;
        const estimate =
          from < to ? estimates.later(from, to, Infinity) : estimates.earlier(from, to, Infinity);
        graph.move(from, to);
        let through = 0;
        for (let at = Math.min(from, to); at <= Math.max(from, to); at++) {
          const operation = graph.sequence[at]!;
          through = Math.max(
            through,
            graph.ends[operation]! + graph.tails[operation]! - graph.durations[operation]!,
          );
        }
        // With two neighbours exchanged nothing around them changes; else heads and tails are those of before.
        expect(estimate).toBeGreaterThanOrEqual(through);
        expect(Math.abs(from - to) > 1 || estimate === through).toBe(true);
        expect(through).toBeLessThanOrEqual(graph.makespan);
      }
    }),
    { numRuns: 150 },
  );
});

test("relinking reaches the guide without a cycle, one pair of orders at a time", () => {
  fc.assert(
    fc.property(shops, fc.nat(1000), (routings, seed) => {
      const instance = jobShopInstance("random", routings);
      const random = new FastRandom(seed, "relinking");
      const scratch = new Int32Array(instance.operations);
      const from = randomSequence(instance, random);
      const to = dispatchedSequence(instance, random, 1);
      const graph = new DisjunctiveGraph(instance);
      const relinking = new PathRelinking(graph, random);
      expect([graph.load(to), graph.load(from)]).toEqual([true, true]);
      const distance = sequenceDistance(instance, from, to, scratch);
      expect(sequenceDistance(instance, to, from, scratch)).toBe(distance);
      relinking.begin(to);
      const half = Math.floor(distance / 2);
      expect(relinking.walk(half)).toBe(half);
      expect(sequenceDistance(instance, graph.sequence, to, scratch)).toBe(distance - half);
      expect(sequenceDistance(instance, graph.sequence, from, scratch)).toBe(half);
      graph.refresh();
      expect(stateOf(graph)).toEqual(pathsOf(instance, graph.sequence));
      expect(relinking.walk(distance)).toBe(distance - half);
      expect([...graph.sequence]).toEqual([...to]);
    }),
    { numRuns: 200 },
  );
});

test("sequences that contradict the routings are refused", () => {
  const crossed = jobShopInstance("crossed", [
    [
      [0, 1],
      [1, 1],
    ],
    [
      [1, 1],
      [0, 1],
    ],
  ]);
  const graph = new DisjunctiveGraph(crossed);
  expect(graph.load(Int32Array.of(3, 0, 1, 2))).toBe(false);
  expect(graph.load(Int32Array.of(0, 3, 2, 1))).toBe(true);
});
