import type { StandardForm } from "../model/index.js";
import { isBetter, noBound, relativeGap } from "./gap.js";
import type { Verification } from "./verifier.js";

/** How far a running solve has come. */
export interface SolveProgress {
  /** Since the solve was asked for, waiting for a thread included. */
  readonly elapsedMs: number;
  /** Objective of the best verified decision so far; null before there is one. It never gets worse. */
  readonly incumbent: number | null;
  /** No decision can be better than this; infinite when nothing is proven. It never gets weaker. */
  readonly bound: number;
  /** |incumbent - bound| / |incumbent|; infinite before there are both. */
  readonly relativeGap: number;
  /** [columns] the best verified decision; `valuesOf(form, columnValues, variable)` reads it by label. */
  readonly columnValues: Float64Array | null;
}

/** The best verified decision of a solve so far and its bound, whoever found them; nothing else is ever returned. */
export class BestPoint {
  readonly form: StandardForm;
  /** [columns] */
  columnValues: Float64Array | null = null;
  verification: Verification | null = null;
  bound: number;
  readonly check: (columnValues: Float64Array) => Verification;
  readonly #onProgress: ((progress: SolveProgress) => void) | undefined;
  readonly #startedMs: number;

  /** `startedMs` is the time, by `performance.now()`, from which elapsed time counts. */
  constructor(
    form: StandardForm,
    check: (columnValues: Float64Array) => Verification,
    startedMs: number = performance.now(),
    onProgress?: (progress: SolveProgress) => void,
  ) {
    this.form = form;
    this.check = check;
    this.bound = noBound(form);
    this.#startedMs = startedMs;
    this.#onProgress = onProgress;
  }

  /** True when somebody wants to hear of it. */
  get isWatched(): boolean {
    return this.#onProgress !== undefined;
  }

  /** Takes a point if it is verified and better, and tells of it. */
  offer(columnValues: Float64Array, bound: number = Number.NaN): void {
    const verification = this.check(columnValues);
    const isNews = this.#take(columnValues, verification);
    if (this.#tighten(bound) || isNews) this.#tell();
  }

  /** Takes a bound if it is tighter, and tells of it. */
  tighten(bound: number): void {
    if (this.#tighten(bound)) this.#tell();
  }

  #take(columnValues: Float64Array, verification: Verification): boolean {
    if (!verification.ok) return false;
    if (
      this.verification !== null &&
      !isBetter(this.form, verification.objective, this.verification.objective)
    ) {
      return false;
    }
    this.columnValues = columnValues;
    this.verification = verification;
    return true;
  }

  #tighten(bound: number): boolean {
    if (!Number.isFinite(bound) || !isBetter(this.form, this.bound, bound)) return false;
    this.bound = bound;
    return true;
  }

  #tell(): void {
    const incumbent = this.verification === null ? null : this.verification.objective;
    const hasBoth = incumbent !== null && Number.isFinite(this.bound);
    this.#onProgress?.({
      elapsedMs: performance.now() - this.#startedMs,
      incumbent,
      bound: this.bound,
      relativeGap: hasBoth ? relativeGap(incumbent, this.bound) : Infinity,
      columnValues: this.columnValues,
    });
  }
}
