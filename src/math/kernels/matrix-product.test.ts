import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../random-stream.js";
import { arenaBytes, kernelArena, type KernelMode } from "./kernel-arena.js";
import { matrixProduct, type MatrixProduct } from "./matrix-product.js";

type Shape = { rows: number; inner: number; columns: number; accumulate: boolean; seed: number };
const shapes: fc.Arbitrary<Shape> = fc.record({
  rows: fc.integer({ min: 1, max: 11 }),
  inner: fc.integer({ min: 0, max: 300 }),
  columns: fc.integer({ min: 1, max: 21 }),
  accumulate: fc.boolean(),
  seed: fc.nat(),
});

/** One of the three products of random matrices, and the same sums without any blocking. */
function run(kind: keyof MatrixProduct, mode: KernelMode, { rows, inner, columns, accumulate, seed }: Shape) {
  const arena = kernelArena(
    arenaBytes(rows * inner, 4) + 2 * arenaBytes(inner * columns, 4) + arenaBytes(rows * columns, 4),
    mode,
  );
  const stream = randomStream(seed);
  const fill = (length: number) => {
    const array = arena.float32(length);
    for (let index = 0; index < length; index++) array[index] = stream.normal();
    return array;
  };
  const a = fill(rows * inner);
  const b = fill(inner * columns);
  const c = fill(rows * columns);
  const expected = c.slice();
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++) {
      let sum = accumulate ? c[i * columns + j]! : 0;
      for (let p = 0; p < inner; p++) {
        const left = kind === "transposedProduct" ? a[p * rows + i]! : a[i * inner + p]!;
        const right = kind === "productTransposed" ? b[j * inner + p]! : b[p * columns + j]!;
        sum = Math.fround(sum + Math.fround(left * right));
      }
      expected[i * columns + j] = sum;
    }
  const scratch = arena.float32(inner * columns);
  matrixProduct(arena)[kind](a, b, c, rows, inner, columns, accumulate, scratch);
  return { got: c.slice(), expected };
}

test.each(["product", "transposedProduct", "productTransposed"] as const)(
  "%s gives the bits of the plain sum, in WebAssembly and in TypeScript",
  (kind) => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const wasm = run(kind, "wasm", shape);
        expect(wasm.got).toEqual(wasm.expected);
        const twin = run(kind, "typescript", shape);
        expect(twin.got).toEqual(twin.expected);
        expect(twin.got).toEqual(wasm.got);
      }),
      { numRuns: 150 },
    );
  },
);
