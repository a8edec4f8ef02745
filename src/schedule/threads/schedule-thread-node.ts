import type { ScheduleThread, ThreadListeners } from "./schedule-thread.js";
import { scheduleThreadSettings } from "./schedule-threads.js";

// Node's modules are asked for at run time, so that a bundler for browsers has nothing to resolve here.
type NodeThreads = ReturnType<typeof process.getBuiltinModule<"node:worker_threads">>;

/** Node's threads; null elsewhere. */
export function nodeThreads(): NodeThreads | null {
  return globalThis.process?.getBuiltinModule?.("node:worker_threads") ?? null;
}

/** Starts a thread of Node's. */
export function startNodeThread<Sent, Heard>(listeners: ThreadListeners<Heard>): ScheduleThread<Sent> {
  const { Worker } = nodeThreads()!;
  // Not a literal: bundlers would copy the script without what it imports.
  const beside = "./schedule-worker.js";
  const script = new URL(scheduleThreadSettings().workerUrl ?? new URL(beside, import.meta.url));
  const worker = new Worker(script, { name: "foresolve schedule", execArgv: [] });
  let reason: string | null = null;
  worker.on("error", (error) => (reason ??= error.message.slice(0, 300)));
  worker.on("exit", (code) => listeners.onEnd(reason ?? `it ended with code ${code}`));
  worker.on("message", listeners.onMessage);
  return {
    post: (message) => worker.postMessage(message, []),
    terminate: () => void worker.terminate(),
  };
}
