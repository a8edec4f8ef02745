import highsModule, { type Highs } from "highs";
import { ForesolveError } from "../errors.js";
import { compiledForNode, nodeThreads } from "./solver-thread-node.js";
import { solverThreadSettings } from "./solver-threads.js";

// The package ships one declaration file, written for CommonJS: its ES module exports the loader itself.
const loadModule = highsModule as unknown as typeof highsModule.default;

let loading: Promise<Highs> | null = null;
let memory: WebAssembly.Memory | null = null;

/**
 * The HiGHS WebAssembly module, loaded once per thread (about 0.1 s of CPU time, less when `wasmModule` is compiled
 * already).
 *
 * @throws ForesolveError `FS_SOLVE_BACKEND_FAILED` when the module cannot be loaded.
 */
export function highsRuntime(wasmModule?: WebAssembly.Module | null): Promise<Highs> {
  loading ??= load(wasmModule ?? null).catch((cause: unknown) => {
    loading = null;
    throw backendFailure("loading HiGHS", cause);
  });
  return loading;
}

/** The memory that HiGHS computes in; null where the package keeps it to itself (a browser without `wasmModule`). */
export function highsMemory(): WebAssembly.Memory | null {
  return memory;
}

async function load(given: WebAssembly.Module | null): Promise<Highs> {
  const { wasmUrl } = solverThreadSettings();
  // The loader knows best where a browser finds its file; in Node we do.
  const compiled = given ?? (nodeThreads() === null ? null : await compiledForNode());
  return await new Promise((resolve, reject) => {
    // The package documents an option `wasmModule`, which its loader ignores; this is Emscripten's own way.
    const instantiateWasm = (imports: WebAssembly.Imports, receive: (instance: object) => void): void => {
      WebAssembly.instantiate(compiled!, imports).then((instance) => {
        memory = memoryOf(instance);
        receive(instance);
      }, reject);
    };
    loadModule({
      // Its log would go to stdout, which belongs to the caller's result.
      print() {},
      printErr() {},
      ...(compiled === null ? {} : { instantiateWasm }),
      ...(wasmUrl === null ? {} : { locateFile: () => wasmUrl }),
    }).then(resolve, reject);
  });
}

function memoryOf(instance: WebAssembly.Instance): WebAssembly.Memory | null {
  const exported = Object.values(instance.exports);
  return (exported.find((value) => value instanceof WebAssembly.Memory) as WebAssembly.Memory) ?? null;
}

/** Wraps an exception of the solver: its own text can be a whole minified source line, so that only a start is kept. */
export function backendFailure(during: string, cause: unknown): ForesolveError {
  const text = cause instanceof Error ? cause.message : String(cause);
  return new ForesolveError("FS_SOLVE_BACKEND_FAILED", {
    message: `HiGHS failed while ${during}: ${text.slice(0, 300)}`,
    fix: "Check the model for extreme coefficients; if it is well scaled, please report it with the model.",
    data: { during },
    cause,
  });
}
