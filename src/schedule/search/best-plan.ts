import type { Score } from "../plan.js";
import { PlanState } from "./plan-state.js";
import type { Snapshot } from "./plan-state.js";

type Levels = readonly [broken: number, hard: number, medium: number, soft: number];

/** The best plan that a state has been in. */
export class BestPlan {
  readonly #state: PlanState;
  #snapshot: Snapshot | null = null;
  /** Remembering a huge plan takes long: while the state is the best plan it can wait until that is asked for. */
  #isNoted = true;
  #levels: Levels = [Number.POSITIVE_INFINITY, 0, 0, 0];
  #shown: PlanState | null = null;

  constructor(state: PlanState) {
    this.#state = state;
  }

  get broken(): number {
    return this.#levels[0];
  }

  get score(): Score {
    const [, hard, medium, soft] = this.#levels;
    return { hard, medium, soft };
  }

  /**
   * Takes the state where it is better. `notesLater`: the caller keeps the state as it is until `note`, or offers it again
   * when it is better still.
   */
  offer(notesLater: boolean): boolean {
    const { broken, hard, medium, soft } = this.#state;
    if (this.#snapshot !== null && !isBetter([broken, hard, medium, soft], this.#levels)) return false;
    if (notesLater) this.#isNoted = false;
    else this.#remember();
    const state = this.#state;
    this.#levels = [state.broken, state.hard, state.medium, state.soft];
    return true;
  }

  /** Remembers the state, if it was offered to be noted later. */
  note(): void {
    if (!this.#isNoted) this.#remember();
  }

  #remember(): void {
    this.#state.recount();
    this.#snapshot = this.#state.snapshot();
    this.#isNoted = true;
  }

  /** Takes a state back to the best plan. */
  restore(state: PlanState = this.#state): void {
    this.note();
    state.restore(this.#snapshot!);
  }

  /** The best plan in a state of its own: looking at it does not disturb the search. */
  shown(): PlanState {
    this.#shown ??= new PlanState(this.#state.form, this.#state.prices);
    this.restore(this.#shown);
    return this.#shown;
  }
}

function isBetter(a: Levels, b: Levels): boolean {
  for (let level = 0; level < 3; level++) if (a[level] !== b[level]) return a[level]! < b[level]!;
  return a[3] < b[3] - 1e-9 * (1 + Math.abs(b[3]));
}
