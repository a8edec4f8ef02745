/** Lets the event loop run (abort signals, progress, other work) when the last breath is 50 ms ago or more. */
export interface Breath {
  due(): boolean;
  take(signal: AbortSignal | undefined): Promise<void>;
}

export function breath(): Breath {
  let last = performance.now();
  return {
    due: () => performance.now() - last >= 50,
    async take(signal) {
      await new Promise<void>((resolve) => {
        setTimeout(resolve, 0);
      });
      signal?.throwIfAborted();
      last = performance.now();
    },
  };
}
