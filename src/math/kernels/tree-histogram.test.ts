import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../random-stream.js";
import { arenaBytes, kernelArena, type KernelMode } from "./kernel-arena.js";
import { treeHistogram } from "./tree-histogram.js";

const cases = fc.record({
  seed: fc.nat(),
  rows: fc.integer({ min: 2, max: 60 }),
  columns: fc.integer({ min: 1, max: 9 }),
  values: fc.integer({ min: 1, max: 12 }),
  lanes: fc.constantFrom(2, 4, 6),
  wide: fc.boolean(),
  missing: fc.boolean(),
  lambda: fc.constantFrom(0, 0.5),
});
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

/** One node's work: two histograms, their difference, its best split and the rows parted by it. */
function run(mode: KernelMode, { seed, rows, columns, values, lanes, wide, missing, lambda }: Case) {
  const arena = kernelArena(1 << 20, mode);
  expect(arenaBytes(rows * columns, 4)).toBeLessThan(1 << 18);
  const kernels = treeHistogram(arena);
  const stream = randomStream(seed);
  const places = wide ? arena.uint32(rows * columns) : arena.uint16(rows * columns);
  const codes = Array.from({ length: columns }, () => arena.uint8(rows));
  const offsets = arena.int32(columns + 1);
  for (let column = 0; column < columns; column++) {
    offsets[column + 1] = offsets[column]! + values + 1;
    for (let row = 0; row < rows; row++) {
      const code = missing ? stream.integer(values + 1) : 1 + stream.integer(values);
      codes[column]![row] = code;
      places[row * columns + column] = offsets[column]! + code;
    }
  }
  const bins = offsets[columns]!;
  const statistics = arena.float64(rows * lanes);
  for (let at = 0; at < statistics.length; at++)
    statistics[at] = at % lanes === 0 ? stream.normal() : stream.uniform() + 0.1;
  const order = arena.int32(rows);
  order.set(stream.permutation(rows));
  const middle = stream.integer(rows);
  const all = arena.float64(bins * lanes);
  const some = arena.float64(bins * lanes);
  kernels.fill(all, lanes, places, columns, order, 0, rows, statistics);
  kernels.fill(some, lanes, places, columns, order, middle, rows, statistics);
  const [filled, counted] = [all.slice(), some.slice()];
  kernels.subtract(some, all);
  const best = arena.float64(8);
  const searched = arena.uint8(columns).fill(1);
  const limits = arena.float64(8);
  const totals = [0, 1, 2].map((lane) =>
    order.reduce((sum, row) => sum + statistics[row * lanes + Math.min(lane, lanes === 2 ? 1 : 2)]!, 0),
  );
  limits.set([...totals, lambda, 1, 0.5, totals[0]! ** 2 / (totals[1]! + lambda), 0]);
  const scalar = lanes === 4 ? 4 : 2;
  if (lanes < 6) kernels.search(all, scalar, offsets, searched, columns, limits, best);
  const goesLeft = arena.uint8(256);
  for (let code = 0; code <= values; code++) goesLeft[code] = stream.integer(2);
  const parted = order.slice();
  const cut = kernels.partition(order, 1, rows, codes[0]!, goesLeft, arena.int32(rows));
  return {
    filled,
    counted,
    difference: some.slice(),
    best: best.slice(),
    cut,
    order: order.slice(),
    parted,
    codes: codes[0]!.slice(),
    goesLeft,
    places: places.slice(),
    statistics: statistics.slice(),
  };
}

test("histograms, splits and partitions have the same bits in WebAssembly and in TypeScript", () => {
  fc.assert(
    fc.property(cases, (given) => {
      expect({ ...run("wasm", given), goesLeft: 0 }).toEqual({ ...run("typescript", given), goesLeft: 0 });
    }),
    { numRuns: 200 },
  );
});

test("histograms are sums by bin; a partition keeps both orders", () => {
  fc.assert(
    fc.property(cases, (given) => {
      const found = run("wasm", given);
      const expected = new Float64Array(found.filled.length);
      for (const row of found.parted)
        for (let column = 0; column < given.columns; column++)
          for (let lane = 0; lane < given.lanes; lane++)
            expected[found.places[row * given.columns + column]! * given.lanes + lane]! +=
              found.statistics[row * given.lanes + lane]!;
      expect(found.filled).toEqual(expected);
      expect(found.difference).toEqual(found.counted.map((value, at) => value - found.filled[at]!));
      const goes = (row: number): boolean => found.goesLeft[found.codes[row]!] === 1;
      const movable = [...found.parted.subarray(1)];
      expect([...found.order.subarray(1)]).toEqual([
        ...movable.filter(goes),
        ...movable.filter((row) => !goes(row)),
      ]);
      expect(found.cut).toBe(1 + movable.filter(goes).length);
    }),
    { numRuns: 200 },
  );
});
