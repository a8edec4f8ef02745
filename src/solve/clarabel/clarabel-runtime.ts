import { ForesolveError } from "../../errors.js";
import { solverThreadSettings } from "../solver-threads.js";

/** What a solve of Clarabel answers; `x` and `z` are there for an optimum only. */
export interface ClarabelAnswer {
  readonly status: string;
  readonly x?: ArrayLike<number>;
  readonly z?: ArrayLike<number>;
  readonly iterations: number;
}

/** The one function of the WebAssembly module that is used. */
export interface Clarabel {
  solve(
    quadraticStarts: Uint32Array,
    quadraticRows: Uint32Array,
    quadraticValues: Float64Array,
    linear: Float64Array,
    matrixStarts: Uint32Array,
    matrixRows: Uint32Array,
    matrixValues: Float64Array,
    sides: Float64Array,
    columns: number,
    rows: number,
    conesJson: string,
    settingsJson: string,
  ): ClarabelAnswer;
}

/** What the package's glue code exports; every other export is an import of the WebAssembly module. */
interface Glue extends Clarabel, WebAssembly.ModuleImports {
  __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

/**
 * The package's glue code knows one WebAssembly instance only: a second one, loaded by a second copy of this file, would be given
 * the first one's memory. So that all copies in a thread share one.
 */
const shared = globalThis as { [key: symbol]: Promise<Clarabel> | undefined };
const LOADING = Symbol.for("foresolve.clarabel");

/**
 * Clarabel's WebAssembly module (270 kB), loaded by the first model that needs it, once per thread. It comes with the package
 * cvxjs, of which nothing else is used.
 *
 * @throws ForesolveError `FS_SOLVE_BACKEND_MISSING` when the package or its file is not to be found.
 */
export function clarabelRuntime(): Promise<Clarabel> {
  shared[LOADING] ??= load().catch((cause: unknown) => {
    shared[LOADING] = undefined;
    const text = cause instanceof Error ? cause.message : String(cause);
    throw new ForesolveError("FS_SOLVE_BACKEND_MISSING", {
      message: `Clarabel could not be loaded: ${text.slice(0, 300)}`,
      fix: "Install cvxjs 0.1.4 beside foresolve; in a bundled application name its file with configureSolverThreads({ clarabelUrl }).",
      data: { solver: "clarabel" },
      cause,
    });
  });
  return shared[LOADING];
}

async function load(): Promise<Clarabel> {
  const [glue, wasm] = await Promise.all([loadGlue(), loadBytes()]);
  const { instance } = (await WebAssembly.instantiate(wasm, {
    "./clarabel_wasm_bg.js": glue,
  })) as unknown as WebAssembly.WebAssemblyInstantiatedSource;
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  return glue;
}

/** Node's way to find files; null elsewhere. */
function nodeModule(): ReturnType<typeof process.getBuiltinModule<"node:module">> | null {
  return globalThis.process?.getBuiltinModule?.("node:module") ?? null;
}

async function loadGlue(): Promise<Glue> {
  try {
    // Bundlers look for this very expression.
    // @ts-expect-error the package declares no types for this file
    return (await import("clarabel-wasm/clarabel_wasm_bg.js")) as Glue;
  } catch (error) {
    const file = insidePackage("clarabel_wasm_bg.js");
    if (file === null) throw error;
    return (await import(file.href)) as Glue;
  }
}

async function loadBytes(): Promise<BufferSource> {
  const { clarabelUrl } = solverThreadSettings();
  const node = nodeModule();
  if (node === null) {
    // Bundlers look for this expression too, and put the file beside the application.
    const url = clarabelUrl ?? new URL("clarabel-wasm/clarabel_wasm_bg.wasm", import.meta.url);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${String(url)} answers ${response.status}.`);
    return await response.arrayBuffer();
  }
  const { readFile } = globalThis.process.getBuiltinModule("node:fs/promises");
  if (clarabelUrl !== null) return await readFile(new URL(clarabelUrl));
  const inside = insidePackage("clarabel_wasm_bg.wasm");
  return await readFile(
    inside ?? node.createRequire(import.meta.url).resolve("clarabel-wasm/clarabel_wasm_bg.wasm"),
  );
}

/**
 * A file of the module inside the package cvxjs. Its own way, a link beside it that the installer has to make, is one that not
 * every package manager goes. Null outside Node, and where there is no such package.
 */
function insidePackage(name: string): URL | null {
  const node = nodeModule();
  if (node === null) return null;
  try {
    const { pathToFileURL } = globalThis.process.getBuiltinModule("node:url");
    const entry = pathToFileURL(node.createRequire(import.meta.url).resolve("cvxjs"));
    return new URL(`../wasm/pkg/bundler/${name}`, entry);
  } catch {
    return null;
  }
}
