import { expect, test } from "vitest";
import { arenaBytes, bestKernelMode, kernelArena } from "./kernel-arena.js";

test("this engine has WebAssembly with SIMD", () => {
  expect(bestKernelMode()).toBe("wasm");
});

test.each(["wasm", "typescript"] as const)("arrays of a %s arena are zero and do not overlap", (mode) => {
  const arena = kernelArena(arenaBytes(3, 1) + arenaBytes(5, 8) + arenaBytes(1, 4), mode);
  const bytes = arena.uint8(3);
  const numbers = arena.float64(5);
  const words = arena.int32(1);
  bytes.fill(255);
  words.fill(-1);
  expect([...numbers]).toEqual([0, 0, 0, 0, 0]);
  numbers.fill(1);
  expect([...bytes, ...words]).toEqual([255, 255, 255, -1]);
});

test("arrays start at multiples of 16 bytes, and never at address 0", () => {
  const arena = kernelArena(arenaBytes(3, 1) + arenaBytes(1, 8), "wasm");
  expect([arena.uint8(3).byteOffset, arena.float64(1).byteOffset]).toEqual([16, 32]);
});

test("an arena that is asked for more than its size says so", () => {
  const arena = kernelArena(1000, "wasm");
  expect(() => arena.float64(65536)).toThrowError(
    expect.objectContaining({ code: "FS_MATH_INVALID_ARGUMENT" }),
  );
});
