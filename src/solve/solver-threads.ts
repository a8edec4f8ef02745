/** Where solver threads come from, for applications that bundle or that want more of them. */
export interface SolverThreadOptions {
  /** Threads at most, for the whole application. 2, or 1 on a machine with one processor. */
  readonly size?: number;
  /** The script that a thread runs, where a bundler has moved it: `foresolve/solve/worker`. */
  readonly workerUrl?: string | URL;
  /** The solver's WebAssembly file, where a bundler has moved it: `highs/runtime`. */
  readonly wasmUrl?: string | URL;
  /** Clarabel's WebAssembly file, where a bundler has moved it: `clarabel-wasm/clarabel_wasm_bg.wasm`. */
  readonly clarabelUrl?: string | URL;
}

const settings: {
  size: number | null;
  workerUrl: string | null;
  wasmUrl: string | null;
  clarabelUrl: string | null;
} = { size: null, workerUrl: null, wasmUrl: null, clarabelUrl: null };

/**
 * Says where solver threads come from. Call it before the first solve: threads that run already are kept.
 *
 * @example
 * import { model } from "foresolve/model";
 * import { configureSolverThreads, solve } from "foresolve/solve";
 *
 * configureSolverThreads({ size: 1 });
 * const m = model("small");
 * m.maximize(m.variable("x", { over: [], upper: 3 }));
 * (await solve(m, { thread: "worker" })).thread; // => "worker"
 */
export function configureSolverThreads(options: SolverThreadOptions): void {
  if (options.size !== undefined) settings.size = Math.max(1, Math.floor(options.size));
  if (options.workerUrl !== undefined) settings.workerUrl = String(options.workerUrl);
  if (options.wasmUrl !== undefined) settings.wasmUrl = String(options.wasmUrl);
  if (options.clarabelUrl !== undefined) settings.clarabelUrl = String(options.clarabelUrl);
}

/** What was configured; null where nothing was. */
export function solverThreadSettings(): Readonly<typeof settings> {
  return settings;
}
