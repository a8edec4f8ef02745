/** How many of the last runs count. */
const MEMORY = 256;
/** Share of runs that must come back in time. */
const LEVEL = 0.99;
/** What is needed besides the solver: checking the answer, garbage collection, timers; in milliseconds. */
const FLOOR_MS = 1.5;
/** Before anything is known of a model: this share of the time is kept back. */
const UNKNOWN_SHARE = 0.25;
/** A shorter run than this finds nothing. */
const SHORTEST_RUN_MS = 0.5;
/** After so many runs that were not tried, the worst run is forgotten: it may have been the machine's fault. */
const FORGETS_AFTER = 500;

/**
 * Learns by how much a solver overruns its time on one model, and keeps that much back. A solver looks at its clock between steps
 * only, and how long a step takes hangs on the model: presolving a large one can take longer than the whole deadline.
 */
export class DeadlineMargin {
  readonly #overruns: number[] = [];
  #next = 0;
  #skipped = 0;

  /** Milliseconds to give the solver of those that are left; 0 when it had better not start. */
  runMs(remainingMs: number): number {
    if (remainingMs === Infinity) return Infinity;
    const runMs = remainingMs - this.reserveMs(remainingMs);
    if (runMs >= SHORTEST_RUN_MS) return runMs;
    if (remainingMs > 2 * FLOOR_MS && ++this.#skipped >= FORGETS_AFTER) this.#forgetWorst();
    return 0;
  }

  /** Milliseconds to keep back. */
  reserveMs(remainingMs: number): number {
    const known = this.#overruns.length;
    if (known === 0) return Math.max(FLOOR_MS, UNKNOWN_SHARE * remainingMs);
    const sorted = this.#overruns.toSorted((a, b) => a - b);
    return FLOOR_MS + sorted[Math.min(known - 1, Math.ceil(LEVEL * known) - 1)];
  }

  /** Tells of a run: how long it was given and how long it took. */
  note(givenMs: number, tookMs: number): void {
    this.#overruns[this.#next] = Math.max(0, tookMs - givenMs);
    this.#next = (this.#next + 1) % MEMORY;
  }

  #forgetWorst(): void {
    this.#skipped = 0;
    const worst = this.#overruns.indexOf(Math.max(...this.#overruns));
    this.#overruns.splice(worst, 1);
    this.#next = this.#overruns.length % MEMORY;
  }
}
