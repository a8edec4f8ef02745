/** How many of the last runs count. */
const MEMORY = 256;
/** Share of the runs that may come back later than what is kept back for them; at least one of them may. */
const LATE_SHARE = 0.02;
/** What is needed besides the solver: checking the answer, garbage collection, timers; in milliseconds. */
const FLOOR_MS = 1.5;
/** Before anything is known of a model: this share of the time is kept back. */
const UNKNOWN_SHARE = 0.25;
/** A shorter run than this finds nothing. */
const SHORTEST_RUN_MS = 0.5;
/** After so many decisions without the solver it is tried again; after each trial that is late, twice as many. */
const FIRST_PAUSE = 8;
const LONGEST_PAUSE = 2048;

/**
 * Learns by how much a solver overruns its time on one model, and keeps that much back. A solver looks at its clock between steps
 * only, and how long a step takes hangs on the model: presolving a large one can take longer than the whole deadline. Where there
 * is no time for it the solver pauses, and is tried again now and then: it may have been the machine that was slow.
 */
export class DeadlineMargin {
  readonly #overruns: number[] = [];
  #next = 0;
  #skipped = 0;
  #pause = FIRST_PAUSE;
  #isTrial = false;

  /** Milliseconds to give the solver of those that are left; 0 when it had better not start. */
  runMs(remainingMs: number): number {
    this.#isTrial = false;
    if (remainingMs === Infinity) return Infinity;
    const runMs = remainingMs - this.reserveMs(remainingMs);
    if (runMs >= SHORTEST_RUN_MS) return runMs;
    if (remainingMs < 2 * FLOOR_MS || ++this.#skipped < this.#pause) return 0;
    this.#skipped = 0;
    this.#isTrial = true;
    return remainingMs / 4;
  }

  /** Milliseconds to keep back. */
  reserveMs(remainingMs: number): number {
    const known = this.#overruns.length;
    if (known === 0) return Math.max(FLOOR_MS, UNKNOWN_SHARE * remainingMs);
    const late = Math.max(1, Math.floor(LATE_SHARE * known));
    const sorted = this.#overruns.toSorted((a, b) => b - a);
    return FLOOR_MS + sorted[Math.min(known - 1, late)];
  }

  /** Tells of a run: how long it was given and how long it took. */
  note(givenMs: number, tookMs: number): void {
    if (givenMs === Infinity) return;
    const overrunMs = Math.max(0, tookMs - givenMs);
    const worst = this.#overruns.length === 0 ? 0 : Math.max(...this.#overruns);
    if (this.#isTrial && overrunMs < worst / 2) {
      // Better than what it was paused for: the worst is forgotten.
      this.#overruns[this.#overruns.indexOf(worst)] = overrunMs;
      this.#pause = FIRST_PAUSE;
      return;
    }
    if (this.#isTrial) this.#pause = Math.min(LONGEST_PAUSE, 2 * this.#pause);
    this.#overruns[this.#next] = overrunMs;
    this.#next = (this.#next + 1) % MEMORY;
  }
}
