import fc from "fast-check";
import { expect, test } from "vitest";
import { FastRandom } from "../job-shop/fast-random.js";
import { CriticalPath } from "./critical-path.js";
import { firstSchedule } from "./first-schedule.js";
import { FlexibleGraph } from "./flexible-graph.js";
import { shops } from "./flexible-shops.test-support.js";
import { longestPaths } from "./longest-paths.test-support.js";

const someShops = shops({ jobs: 6, machines: 4, length: 5 });

/** A graph of a schedule from scratch. */
function graphOf(shop: ConstructorParameters<typeof FlexibleGraph>[0], random: FastRandom): FlexibleGraph {
  const graph = new FlexibleGraph(shop);
  const { modes, order } = firstSchedule(shop, random, 2);
  graph.load(modes, order);
  return graph;
}

test("heads, tails, order and sequences stay right through random moves, and cycles are refused", () => {
  let refused = 0;
  let made = 0;
  fc.assert(
    fc.property(someShops, fc.nat(), (shop, seed) => {
      const random = new FastRandom(seed, "moves");
      let graph = graphOf(shop, random);
      for (let move = 0; move < 20; move++) {
        const operation = random.below(shop.operations);
        const modes = shop.modeStarts[operation + 1] - shop.modeStarts[operation];
        const mode = shop.modeStarts[operation] + random.below(modes);
        const machine = shop.modeMachine[mode];
        const others = graph.counts[machine] - (graph.machine[operation] === machine ? 1 : 0);
        const isAcyclic = graph.move(operation, mode, random.below(others + 1));
        const { heads, tails, makespan } = longestPaths(graph);
        expect(isAcyclic).toBe(makespan !== null);
        if (!isAcyclic) {
          refused++;
          graph = graphOf(shop, random);
          continue;
        }
        made++;
        expect([...graph.head.subarray(0, shop.operations)]).toEqual(heads);
        expect([...graph.tail.subarray(0, shop.operations)]).toEqual(tails);
        expect(graph.makespan).toBe(makespan);
        expect(graph.mode[operation]).toBe(mode);
        const isOrdered = [...graph.order].every(
          (one, at) =>
            graph.orderPlace[one] === at &&
            graph.orderPlace[graph.jobBefore[one]] < at &&
            graph.orderPlace[graph.machineBefore[one]] < at &&
            graph.sequence[graph.sequenceStarts[graph.machine[one]] + graph.place[one]] === one,
        );
        expect(isOrdered).toBe(true);
      }
    }),
    { numRuns: 30 },
  );
  expect(refused).toBeGreaterThan(20);
  expect(made).toBeGreaterThan(200);
});

test("a drawn path is critical throughout, and what is in all longest paths is on each of them", () => {
  fc.assert(
    fc.property(someShops, fc.nat(), (shop, seed) => {
      const random = new FastRandom(seed, "paths");
      const graph = graphOf(shop, random);
      const path = new CriticalPath(graph);
      const shared = new Set<number>();
      const drawn: Set<number>[] = [];
      for (let draw = 0; draw < 12; draw++) {
        path.draw(random);
        const drawnPath = path.operations.subarray(0, path.length);
        let time = graph.head[drawnPath[0]];
        let isCritical = true;
        for (const [at, operation] of drawnPath.entries()) {
          isCritical &&= graph.head[operation] === time;
          time += graph.duration[operation];
          isCritical &&= time + graph.tail[operation] === graph.makespan;
          if (path.isInAll[at] === 1 && graph.duration[operation] > 0) shared.add(operation);
        }
        expect([isCritical, time]).toEqual([true, graph.makespan]);
        drawn.push(new Set(drawnPath));
      }
      for (const operation of shared)
        expect(drawn.every((operations) => operations.has(operation))).toBe(true);
    }),
  );
});
