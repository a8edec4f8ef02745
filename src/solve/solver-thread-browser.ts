import type { FromSolver } from "./solver-message.js";
import type { SolverThread } from "./solver-thread.js";
import { solverThreadSettings } from "./solver-threads.js";

/** Starts a Web Worker. Throws where there are none. */
export function startBrowserThread(): SolverThread {
  const { workerUrl } = solverThreadSettings();
  // Bundlers look for this very expression, and put the worker beside the application.
  const worker =
    workerUrl === null
      ? new Worker(new URL("./solver-worker.js", import.meta.url), { type: "module" })
      : new Worker(workerUrl, { type: "module" });
  let end: ((reason: string) => void) | null = null;
  const finish = (reason: string): void => {
    worker.terminate();
    end?.(reason);
  };
  worker.addEventListener("error", (event) => finish(event.message || "its script did not load"));
  return {
    post: (message) => worker.postMessage(message, []),
    onMessage: (listener) =>
      worker.addEventListener("message", (event: MessageEvent<FromSolver>) => listener(event.data)),
    onEnd: (listener) => (end = listener),
    setKeepsAlive() {},
    terminate: () => finish("it was ended"),
  };
}
