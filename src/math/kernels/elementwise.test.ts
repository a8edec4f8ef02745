import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../random-stream.js";
import { elementwise, elementwise64, type Elementwise } from "./elementwise.js";
import { arenaBytes, kernelArena, type KernelMode } from "./kernel-arena.js";

const STEP = {
  meanDecay: 0.9,
  squareDecay: 0.999,
  epsilon: 1e-8,
  scale: 0.01,
  correction: 3.7,
  shrink: 0.99,
};
type Values = Float32Array | Float64Array;

/** Everything that the steps leave behind, over random arrays. */
function run<V extends Values>(
  steps: Elementwise<V>,
  take: (length: number) => V,
  seed: number,
  rows: number,
  columns: number,
) {
  const stream = randomStream(seed);
  const length = rows * columns;
  const fill = (count: number, scale = 1) => {
    const array = take(count);
    for (let index = 0; index < count; index++) array[index] = scale * stream.normal();
    return array;
  };
  const [row, sums, rectified, slope] = [fill(columns), fill(columns), fill(length), fill(length)];
  rectified[0] = Number.NaN;
  if (length > 5) rectified[5] = -0;
  const out = take(length);
  steps.broadcast(row, out, rows, columns);
  steps.addColumnSums(slope, sums, rows, columns);
  steps.rectify(rectified, length);
  steps.rectifySlope(rectified, slope, length);
  const [parameters, gradient, means] = [fill(length), fill(length), fill(length)];
  const squares = fill(length).map((value) => value * value) as V;
  const held = take(length);
  held.set(squares);
  steps.adam(parameters, gradient, means, held, length, STEP);
  return [row, out, sums, rectified, slope, parameters, means, held].map((array) => Array.from(array));
}

const inMode = (mode: KernelMode, seed: number, rows: number, columns: number) => {
  const arena = kernelArena(9 * arenaBytes(rows * columns, 4) + 2 * arenaBytes(columns, 4), mode);
  return run(elementwise(arena), (length) => arena.float32(length), seed, rows, columns);
};

test("WebAssembly and TypeScript give the same bits, and those of float64 to its rounding", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 37 }),
      (seed, rows, columns) => {
        const wasm = inMode("wasm", seed, rows, columns);
        expect(inMode("typescript", seed, rows, columns)).toEqual(wasm);
        const exact = run(elementwise64, (length) => new Float64Array(length), seed, rows, columns).flat();
        for (const [at, value] of wasm.flat().entries())
          expect(Object.is(value, exact[at]) || Math.abs(value - exact[at]!) < 1e-5).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test("rows are copied, columns summed, negative values cut", () => {
  const row = Float64Array.of(1, 2);
  const out = new Float64Array(4);
  elementwise64.broadcast(row, out, 2, 2);
  expect([...out]).toEqual([1, 2, 1, 2]);
  elementwise64.addColumnSums(out, row, 2, 2);
  expect([...row]).toEqual([3, 6]);
  const x = Float64Array.of(-1, 0, 2);
  elementwise64.rectify(x, 3);
  expect([...x]).toEqual([0, 0, 2]);
  const slope = Float64Array.of(5, 5, 5);
  elementwise64.rectifySlope(x, slope, 3);
  expect([...slope]).toEqual([0, 0, 5]);
});

test("Adam's first step has the length of the learning rate, whatever the gradient's", () => {
  const parameters = Float64Array.of(1, 1);
  const step = { ...STEP, scale: 0.01 / 0.1, correction: 1 / (1 - 0.999), shrink: 1 };
  elementwise64.adam(parameters, Float64Array.of(3, -500), new Float64Array(2), new Float64Array(2), 2, step);
  expect([...parameters].map((value) => value.toFixed(6))).toEqual(["0.990000", "1.010000"]);
});
