import {
  arenaBytes,
  elementwise,
  elementwise64,
  kernelArena,
  matrixProduct,
  matrixProduct64,
  type Elementwise,
  type KernelMode,
  type MatrixProduct,
} from "../../math/index.js";

/** Numbers of a network in either precision. */
export type Values = Float32Array | Float64Array;

/** `"float32"` computes in WebAssembly with SIMD where there is any; `"float64"` in plain TypeScript. */
export type Precision = "float32" | "float64";

/** Where a network takes its arrays from, and the arithmetic over them. */
export interface Workspace<V extends Values> {
  take(length: number): V;
  readonly product: MatrixProduct<V>;
  readonly steps: Elementwise<V>;
}

/** Runs `build` in float64. */
export function workspace64<T>(build: (workspace: Workspace<Float64Array>) => T): T {
  return build({
    take: (length) => new Float64Array(length),
    product: matrixProduct64,
    steps: elementwise64,
  });
}

/**
 * Runs `build` in float32 over an arena of just the size it needs: a first run, over ordinary arrays, counts what it
 * takes. `build` must do nothing but take arrays and close over them.
 */
export function workspace32<T>(
  build: (workspace: Workspace<Float32Array>) => T,
  mode: KernelMode | undefined,
): T {
  const plain = kernelArena(0, "typescript");
  const over = (arena: typeof plain, take: (length: number) => Float32Array): T =>
    build({ take, product: matrixProduct(arena), steps: elementwise(arena) });
  let bytes = 0;
  over(plain, (length) => {
    bytes += arenaBytes(length, 4);
    return new Float32Array(length);
  });
  const arena = kernelArena(bytes, mode);
  return over(arena, (length) => arena.float32(length));
}
