import { EXIT } from "./exit-code.js";

/**
 * Turns Ctrl-C into a signal: the first one asks the work to finish with what it has, the second ends the process.
 * Call `release` when the work is done.
 */
export function onInterrupt(note: (text: string) => void): {
  readonly signal: AbortSignal;
  readonly release: () => void;
} {
  const controller = new AbortController();
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    note("stopping: finishing with what there is; press Ctrl-C again to quit at once");
    controller.abort(new DOMException("Interrupted.", "AbortError"));
  };
  process.on("SIGINT", handler);
  return { signal: controller.signal, release: () => process.off("SIGINT", handler) };
}
