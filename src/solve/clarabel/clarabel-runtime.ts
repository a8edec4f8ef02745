import { ForesolveError } from "../../errors.js";
import { solverThreadSettings } from "../solver-threads.js";
import { instantiateClarabel, type Clarabel } from "./clarabel-glue.js";

const FILE = "clarabel-wasm/clarabel_wasm_bg.wasm";

let loading: Promise<Clarabel> | null = null;

/**
 * Clarabel's WebAssembly module (270 kB), loaded by the first model that needs it, once per thread. The package cvxjs ships the
 * file, of which nothing else is used.
 *
 * @throws ForesolveError `FS_SOLVE_BACKEND_MISSING` when the file is not to be found, or is another one than we know.
 */
export function clarabelRuntime(): Promise<Clarabel> {
  loading ??= clarabelBytes()
    .then(instantiateClarabel)
    .catch((cause: unknown) => {
      loading = null;
      const text = cause instanceof Error ? cause.message : String(cause);
      throw new ForesolveError("FS_SOLVE_BACKEND_MISSING", {
        message: `Clarabel could not be loaded: ${text.slice(0, 300)}`,
        fix: "Install cvxjs 0.1.4 beside foresolve; in a browser or a bundled application name its file with configureSolverThreads({ clarabelUrl }).",
        data: { solver: "clarabel" },
        cause,
      });
    });
  return loading;
}

/** Where a browser finds the file, as far as the calling thread knows: import maps, for one, do not reach its workers. */
export function clarabelLocation(): string | null {
  const { clarabelUrl } = solverThreadSettings();
  if (clarabelUrl !== null || nodeModule() !== null) return clarabelUrl;
  try {
    return import.meta.resolve(FILE);
  } catch {
    return null;
  }
}

/** Node's way to find files; null elsewhere. */
function nodeModule(): ReturnType<typeof process.getBuiltinModule<"node:module">> | null {
  return globalThis.process?.getBuiltinModule?.("node:module") ?? null;
}

async function clarabelBytes(): Promise<BufferSource> {
  const location = clarabelLocation();
  const node = nodeModule();
  if (node === null) {
    // Bundlers look for this very expression, and put the file beside the application.
    const url = location ?? new URL("clarabel-wasm/clarabel_wasm_bg.wasm", import.meta.url);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${String(url)} answers ${response.status}.`);
    return await response.arrayBuffer();
  }
  const { readFile } = globalThis.process.getBuiltinModule("node:fs/promises");
  if (location !== null) return await readFile(new URL(location));
  return await readFile(insidePackage() ?? node.createRequire(import.meta.url).resolve(FILE));
}

/**
 * The file inside the package cvxjs. Its own way, a link beside it that the installer has to make, is one that not every package
 * manager goes. Null where there is no such package.
 */
function insidePackage(): URL | null {
  const { createRequire } = globalThis.process.getBuiltinModule("node:module");
  const { pathToFileURL } = globalThis.process.getBuiltinModule("node:url");
  try {
    const entry = pathToFileURL(createRequire(import.meta.url).resolve("cvxjs"));
    return new URL("../wasm/pkg/bundler/clarabel_wasm_bg.wasm", entry);
  } catch {
    return null;
  }
}
