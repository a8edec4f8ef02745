import { clarabelLocation } from "./clarabel/clarabel-runtime.js";
import type { LoadMessage } from "./solver-message.js";
import { SolverPool } from "./solver-pool.js";
import { compiledForNode, nodeThreads } from "./solver-thread-node.js";
import { processors, startSolverThread } from "./solver-thread.js";
import { solverThreadSettings } from "./solver-threads.js";

let pool: SolverPool | null = null;
let compiling: Promise<WebAssembly.Module | null> | null = null;

/** The threads of this application: started when the first solve asks for one. */
export function sharedPool(): SolverPool {
  const size = solverThreadSettings().size ?? Math.min(2, processors());
  pool ??= new SolverPool(size, startSolverThread, loadMessage);
  return pool;
}

/**
 * Starts the solver threads now, so that the first solve with a short deadline need not wait for one (some tenths of
 * a second). Idle threads do not keep a process from ending.
 *
 * @example
 * import { model } from "foresolve/model";
 * import { closeSolverThreads, solve, startSolverThreads } from "foresolve/solve";
 *
 * startSolverThreads();
 * const m = model("small");
 * m.maximize(m.variable("x", { over: [], domain: "integer", upper: 3.5 }));
 * const solution = await solve(m, { deadlineMs: 60_000 });
 * solution.status === "optimal" && solution.objective; // => 3
 * closeSolverThreads();
 */
export function startSolverThreads(): void {
  sharedPool().warmUp();
}

/** Ends the solver threads and gives their memory back; solves in them are rejected. The next solve starts new ones. */
export function closeSolverThreads(): void {
  pool?.close();
  pool = null;
}

/** What a thread needs first: the solver, compiled once for all. */
export async function loadMessage(): Promise<LoadMessage> {
  compiling ??= nodeThreads() === null ? Promise.resolve(null) : compiledForNode();
  const { wasmUrl } = solverThreadSettings();
  return { kind: "load", wasmModule: await compiling, wasmUrl, clarabelUrl: clarabelLocation() };
}
