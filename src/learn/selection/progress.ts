/** How far a search has come, and how long it will still take if the rest goes as the part done. */
export interface SearchProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
  /** Null before anything is done. */
  readonly leftMs: number | null;
}

/** Reports progress with the time left. */
export function progressClock(
  phase: string,
  total: number,
  onProgress: ((progress: SearchProgress) => void) | undefined,
): (done: number) => void {
  const startedMs = performance.now();
  return (done) => {
    const elapsedMs = performance.now() - startedMs;
    onProgress?.({
      phase,
      done,
      total,
      elapsedMs,
      leftMs: done === 0 ? null : (elapsedMs / done) * (total - done),
    });
  };
}
