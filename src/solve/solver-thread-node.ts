import type { SolverThread } from "./solver-thread.js";
import { solverThreadSettings } from "./solver-threads.js";

// Node's modules are asked for at run time, so that a bundler for browsers has nothing to resolve here.
type NodeThreads = ReturnType<typeof process.getBuiltinModule<"node:worker_threads">>;

/** Node's threads; null elsewhere. */
export function nodeThreads(): NodeThreads | null {
  return globalThis.process?.getBuiltinModule?.("node:worker_threads") ?? null;
}

/** Starts a thread of Node's. Throws where its script is not there. */
export function startNodeThread(): SolverThread {
  const { Worker } = nodeThreads()!;
  // A thread that prints would print into the caller's result; there is nothing in it that should.
  const worker = new Worker(nodeScript(), { name: "foresolve solver", execArgv: [] });
  let end: ((reason: string) => void) | null = null;
  let reason: string | null = null;
  worker.on("error", (error) => (reason ??= error.message.slice(0, 300)));
  worker.on("exit", (code) => end?.(reason ?? `it ended with code ${code}`));
  return {
    post: (message) => worker.postMessage(message, []),
    onMessage: (listener) => worker.on("message", listener),
    onEnd: (listener) => (end = listener),
    setKeepsAlive: (keepsAlive) => (keepsAlive ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}

/** The WebAssembly module compiled by this thread, for all threads; null where the file is not to be found. */
export async function compiledForNode(): Promise<WebAssembly.Module | null> {
  const { createRequire } = globalThis.process.getBuiltinModule("node:module");
  const { readFile } = globalThis.process.getBuiltinModule("node:fs/promises");
  const { wasmUrl } = solverThreadSettings();
  try {
    const file =
      wasmUrl === null ? createRequire(import.meta.url).resolve("highs/runtime") : new URL(wasmUrl);
    return await WebAssembly.compile(await readFile(file));
  } catch {
    // Each thread then looks for the file by itself, and says what is wrong.
    return null;
  }
}

function nodeScript(): URL {
  // Not a literal: bundlers would copy the script without what it imports.
  const beside = "./solver-worker.js";
  return new URL(solverThreadSettings().workerUrl ?? new URL(beside, import.meta.url));
}
