import highsModule, { type Highs } from "highs";
import { ForesolveError } from "../errors.js";
import { solverThreadSettings } from "./solver-threads.js";

// The package ships one declaration file, written for CommonJS: its ES module exports the loader itself.
const loadModule = highsModule as unknown as typeof highsModule.default;

let loading: Promise<Highs> | null = null;

/**
 * The HiGHS WebAssembly module, loaded once per thread (about 0.1 s of CPU time, less when `wasmModule` is compiled
 * already).
 *
 * @throws ForesolveError `FS_SOLVE_BACKEND_FAILED` when the module cannot be loaded.
 */
export function highsRuntime(wasmModule?: WebAssembly.Module | null): Promise<Highs> {
  const { wasmUrl } = solverThreadSettings();
  // Its log would go to stdout, which belongs to the caller's result.
  loading ??= loadModule({
    print() {},
    printErr() {},
    ...(wasmModule ? { wasmModule } : {}),
    ...(wasmUrl === null ? {} : { locateFile: () => wasmUrl }),
  }).catch((cause: unknown) => {
    loading = null;
    throw backendFailure("loading HiGHS", cause);
  });
  return loading;
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
