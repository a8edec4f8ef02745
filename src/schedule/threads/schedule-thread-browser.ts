import type { ScheduleThread, ThreadListeners } from "./schedule-thread.js";
import { scheduleThreadSettings } from "./schedule-threads.js";

/** Starts a Web Worker. Throws where there are none. */
export function startBrowserThread<Sent, Heard>(listeners: ThreadListeners<Heard>): ScheduleThread<Sent> {
  const { workerUrl } = scheduleThreadSettings();
  // Bundlers look for this very expression, and put the worker beside the application.
  const worker =
    workerUrl === null
      ? new Worker(new URL("./schedule-worker.js", import.meta.url), { type: "module" })
      : new Worker(workerUrl, { type: "module" });
  const finish = (reason: string): void => {
    worker.terminate();
    listeners.onEnd(reason);
  };
  worker.addEventListener("error", (event) => finish(event.message || "its script did not load"));
  worker.addEventListener("message", (event: MessageEvent<Heard>) => listeners.onMessage(event.data));
  return {
    post: (message) => worker.postMessage(message, []),
    terminate: () => finish("it was ended"),
  };
}
