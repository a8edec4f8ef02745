import { startBrowserThread } from "./solver-thread-browser.js";
import { nodeThreads, startNodeThread } from "./solver-thread-node.js";
import type { FromSolver, ToSolver } from "./solver-message.js";

/** A thread with a solver in it, in Node or in a browser. */
export interface SolverThread {
  post(message: ToSolver): void;
  /** One listener: of messages. */
  onMessage(listener: (message: FromSolver) => void): void;
  /** One listener: of its end, whatever brought it about. */
  onEnd(listener: (reason: string) => void): void;
  /** Whether the process has to wait for it; an idle thread must not keep a program from ending. */
  setKeepsAlive(keepsAlive: boolean): void;
  terminate(): void;
}

/** Starts a thread, which is ready once it says so. Throws where this platform has none. */
export function startSolverThread(): SolverThread {
  return nodeThreads() === null ? startBrowserThread() : startNodeThread();
}

/** Processors that this machine has for us. */
export function processors(): number {
  const navigatorCount = globalThis.navigator?.hardwareConcurrency;
  const node = globalThis.process?.getBuiltinModule?.("node:os");
  return node?.availableParallelism() ?? navigatorCount ?? 1;
}
