import { invalidArgument } from "../invalid-argument.js";

/**
 * How kernels run: `"wasm"` is WebAssembly with SIMD, `"typescript"` their plain twins, which give the same bits where
 * the kernel says so.
 */
export type KernelMode = "wasm" | "typescript";

/**
 * The arrays that kernels work on. In WebAssembly they are views of one memory, and a view's `byteOffset` is the
 * pointer that a kernel is passed; in plain TypeScript they are ordinary arrays. An arena is made in one size and
 * filled from the bottom; it never grows, so that views stay valid, and goes when nothing refers to it any more.
 */
export interface KernelArena {
  readonly mode: KernelMode;
  /** The memory under the arrays; null in plain TypeScript. */
  readonly memory: WebAssembly.Memory | null;
  float32(length: number): Float32Array;
  float64(length: number): Float64Array;
  int32(length: number): Int32Array;
  uint32(length: number): Uint32Array;
  uint16(length: number): Uint16Array;
  uint8(length: number): Uint8Array;
}

/** `(func (drop (i32x4.splat (i32.const 0))))`: the smallest module that needs SIMD. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 10, 9, 1, 7, 0, 65, 0, 253, 17, 26, 11,
]);
const PAGE = 65536;
const ALIGNMENT = 16;

let best: KernelMode | undefined;

/** The fastest way that this JavaScript engine has. */
export function bestKernelMode(): KernelMode {
  best ??= typeof WebAssembly === "object" && WebAssembly.validate(SIMD_PROBE) ? "wasm" : "typescript";
  return best;
}

/** Bytes that an array of so many values takes in an arena, alignment included. */
export function arenaBytes(length: number, bytesPerValue: number): number {
  return Math.ceil((length * bytesPerValue) / ALIGNMENT) * ALIGNMENT;
}

/**
 * An arena of the given size, all zero.
 *
 * To add a kernel:
 * 1. `kernels/NAME.ts`, in AssemblyScript: exported functions over pointers (`usize`) and plain numbers, no classes,
 *    strings or allocation. `npm run kernels` writes `src/math/kernels/NAME.wasm.ts`; commit both. A test
 *    demands that the one follows from the other.
 * 2. `src/math/kernels/NAME.ts`: an interface of functions over typed arrays, and one function
 *    `(arena: KernelArena) => Interface` that gives `kernelModule(nameWasm, arena.memory)` wrapped so
 *    that arrays become their `byteOffset`, or the twin when `arena.memory` is null. Kernels are called often: take
 *    arrays and numbers, allocate nothing.
 * 3. `NAME.test.ts`: the same input through `kernelArena(bytes, "wasm")` and `kernelArena(bytes, "typescript")`, equal
 *    to the bit where both sum in the same order, and against a naive version.
 * 4. Export it from `src/math/index.ts`. Users add up `arenaBytes(...)` of their arrays, make one arena, take
 *    their arrays from it and keep them; every array passed to a kernel comes from the kernel's own arena.
 *
 * @param bytes sum of {@link arenaBytes} over the arrays that will be taken
 * @throws FS_MATH_INVALID_ARGUMENT when more is taken than asked for here.
 */
export function kernelArena(bytes: number, mode: KernelMode = bestKernelMode()): KernelArena {
  if (mode === "typescript") return plainArena();
  const memory = new WebAssembly.Memory({ initial: Math.max(1, Math.ceil((bytes + ALIGNMENT) / PAGE)) });
  // Address 0 stays free.
  let used = ALIGNMENT;
  const take = (length: number, bytesPerValue: number): [ArrayBuffer, number, number] => {
    const start = used;
    used += arenaBytes(length, bytesPerValue);
    if (used > memory.buffer.byteLength)
      throw invalidArgument(
        `a kernel arena of ${bytes} bytes was asked for ${used - ALIGNMENT}.`,
        "Make the arena with the sum of arenaBytes over all its arrays.",
        { bytes, asked: used - ALIGNMENT },
      );
    return [memory.buffer, start, length];
  };
  return {
    mode,
    memory,
    float32: (length) => new Float32Array(...take(length, 4)),
    float64: (length) => new Float64Array(...take(length, 8)),
    int32: (length) => new Int32Array(...take(length, 4)),
    uint32: (length) => new Uint32Array(...take(length, 4)),
    uint16: (length) => new Uint16Array(...take(length, 2)),
    uint8: (length) => new Uint8Array(...take(length, 1)),
  };
}

function plainArena(): KernelArena {
  return {
    mode: "typescript",
    memory: null,
    float32: (length) => new Float32Array(length),
    float64: (length) => new Float64Array(length),
    int32: (length) => new Int32Array(length),
    uint32: (length) => new Uint32Array(length),
    uint16: (length) => new Uint16Array(length),
    uint8: (length) => new Uint8Array(length),
  };
}

const modules = new Map<string, WebAssembly.Module>();

/**
 * The exports of a kernel's module over an arena's memory. Modules are a few kilobytes: they are compiled once, at
 * their first use, without waiting.
 *
 * @param base64 the bytes, from NAME.wasm.ts
 */
export function kernelModule<Exports>(base64: string, memory: WebAssembly.Memory): Exports {
  let module = modules.get(base64);
  if (!module) {
    module = new WebAssembly.Module(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
    modules.set(base64, module);
  }
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Exports;
}
