import { startBrowserThread } from "./schedule-thread-browser.js";
import { nodeThreads, startNodeThread } from "./schedule-thread-node.js";

/** A thread with a search in it, in Node or in a browser. */
export interface ScheduleThread<Sent> {
  post(message: Sent): void;
  terminate(): void;
}

/** Who hears a thread. */
export interface ThreadListeners<Heard> {
  onMessage(message: Heard): void;
  /** Of its end, whatever brought it about. */
  onEnd(reason: string): void;
}

/** Starts a thread that runs `schedule-worker.ts`. Throws where this platform has none. */
export function startScheduleThread<Sent, Heard>(listeners: ThreadListeners<Heard>): ScheduleThread<Sent> {
  return nodeThreads() === null ? startBrowserThread(listeners) : startNodeThread(listeners);
}
