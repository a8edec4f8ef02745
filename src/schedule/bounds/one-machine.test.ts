import fc from "fast-check";
import { expect, test } from "vitest";
import { preemptiveMakespan, shortestRemainingEnds } from "./one-machine.js";

const pieces = fc.array(
  fc.record({ head: fc.nat(8), work: fc.integer({ min: 1, max: 3 }), tail: fc.nat(8) }),
  { minLength: 1, maxLength: 4 },
);

/** All ways to give each unit of time to one of the pieces that are there: ends of the pieces. */
function* allPreemptive(heads: readonly number[], works: readonly number[]): Generator<readonly number[]> {
  const left = [...works];
  const ends = works.map(() => 0);
  function* step(time: number): Generator<readonly number[]> {
    if (left.every((work) => work === 0)) {
      yield ends;
      return;
    }
    const there = left.flatMap((work, piece) => (work > 0 && heads[piece]! <= time ? [piece] : []));
    if (there.length === 0) yield* step(time + 1);
    for (const piece of there) {
      left[piece]!--;
      if (left[piece] === 0) ends[piece] = time + 1;
      yield* step(time + 1);
      left[piece]!++;
    }
  }
  yield* step(0);
}

test("the largest tail first is the least makespan of all interrupted schedules", () => {
  fc.assert(
    fc.property(pieces, (list) => {
      const heads = list.map(({ head }) => head);
      const works = list.map(({ work }) => work);
      const tails = list.map(({ tail }) => tail);
      let least = Infinity;
      for (const ends of allPreemptive(heads, works))
        least = Math.min(least, Math.max(...ends.map((end, piece) => end + tails[piece]!)));
      expect(preemptiveMakespan(heads, works, tails)).toBe(least);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("the least work left first ends each place in order no later than any interrupted schedule", () => {
  fc.assert(
    fc.property(pieces, (list) => {
      const heads = list.map(({ head }) => head);
      const works = list.map(({ work }) => work);
      const least = heads.map(() => Infinity);
      for (const ends of allPreemptive(heads, works))
        for (const [place, end] of ends.toSorted((a, b) => a - b).entries())
          least[place] = Math.min(least[place]!, end);
      expect([...shortestRemainingEnds(heads, works)]).toEqual(least);
    }),
    { numRuns: 60, seed: 2 },
  );
});

test("interrupting gains a unit where a schedule that does not interrupt has to wait", () => {
  const heads = [10, 13, 11, 20, 30, 0, 30];
  const works = [5, 6, 7, 4, 3, 6, 2];
  const tails = [7, 26, 24, 21, 8, 17, 0];
  const leastFrom = (left: readonly number[], time: number, latest: number): number =>
    left.reduce(
      (least, piece) => {
        const end = Math.max(time, heads[piece]!) + works[piece]!;
        const rest = left.filter((other) => other !== piece);
        return Math.min(least, leastFrom(rest, end, Math.max(latest, end + tails[piece]!)));
      },
      left.length === 0 ? latest : Infinity,
    );
  expect(leastFrom([0, 1, 2, 3, 4, 5, 6], 0, 0)).toBe(50);
  expect(preemptiveMakespan(heads, works, tails)).toBe(49);
});
