import type { HighsCallbackMap, Model as HighsModel } from "highs";
import type { StandardForm } from "../model/index.js";
import { requireDeadline } from "./deadline.js";
import { backendFailure, highsRuntime } from "./highs-runtime.js";
import { nativeData, nativeRows } from "./native-data.js";
import { rangingOf, type Ranging } from "./ranging.js";
import {
  AFTER_NEW_ROWS,
  COLD_START,
  searchOf,
  setLastingOptions,
  THOROUGH_SEARCH,
  type Search,
  type Strategy,
} from "./session-options.js";
import { solverCalls, type SolverCalls } from "./solver-calls.js";

/** The package takes finite numbers only; nobody waits for thirty years. */
const NO_LIMIT_SECONDS = 1e9;

/**
 * A model as it lies in HiGHS, with the options that it has there. It lives outside the garbage collector's reach: whoever
 * builds one releases it.
 */
export class LoadedModel {
  readonly calls: SolverCalls;
  readonly #native: HighsModel;
  #strategy: Strategy = COLD_START;
  #search: Search = THOROUGH_SEARCH;
  #timeLimitIsSet = false;

  private constructor(native: HighsModel, calls: SolverCalls) {
    this.#native = native;
    this.calls = calls;
  }

  /** @throws ForesolveError `FS_SOLVE_BACKEND_FAILED`, `FS_SOLVE_NO_SOLVER`. */
  static async build(form: StandardForm, isInteger: boolean): Promise<LoadedModel> {
    const highs = await highsRuntime();
    const data = nativeData(form);
    let native: HighsModel | null = null;
    try {
      native = highs.createModel(data);
      const calls = solverCalls(highs, native);
      setLastingOptions(native, form, isInteger);
      return new LoadedModel(native, calls);
    } catch (cause) {
      native?.dispose();
      throw backendFailure(`building model "${form.name}"`, cause);
    }
  }

  get strategy(): Strategy {
    return this.#strategy;
  }

  use(strategy: Strategy): void {
    if (strategy === this.#strategy) return;
    this.#native.options.set({ ...strategy });
    this.#strategy = strategy;
  }

  /** For integer models: how the next run searches. */
  searchFor(form: StandardForm, mayBeStopped: boolean): void {
    const search = searchOf(form, mayBeStopped);
    if (search === this.#search) return;
    this.#native.options.set({ ...search });
    this.#search = search;
  }

  setDeadline(deadlineMs: number | undefined): void {
    if (deadlineMs === undefined && !this.#timeLimitIsSet) return;
    requireDeadline(deadlineMs);
    // The solver's clock runs on over all runs of a model, and its limit counts from the first one.
    this.#native.zeroAllClocks();
    this.#native.options.set("time_limit", Math.min((deadlineMs ?? Infinity) / 1000, NO_LIMIT_SECONDS));
    this.#timeLimitIsSet = deadlineMs !== undefined;
  }

  setOffset(offset: number): void {
    this.#native.changeObjectiveOffset(offset);
  }

  /** Appends the rows of a form from one on. */
  addRows(form: StandardForm, from: number): void {
    this.#native.addRows(nativeRows(form, from));
  }

  /** Where the next run of an integer model starts; NaN where nothing is given. */
  start(columnValues: Float64Array): void {
    const given = Int32Array.from(columnValues.keys()).filter(
      (column) => !Number.isNaN(columnValues[column]),
    );
    if (given.length === columnValues.length) this.#native.setSolution({ colValue: columnValues });
    else if (given.length > 0) {
      const values = Float64Array.from(given, (column) => columnValues[column]);
      this.#native.setSolution({ indices: given, values });
    }
  }

  /** Runs the solver, by the shorter way where it has nothing to report. Returns its model status. */
  run(callbacks: HighsCallbackMap | undefined): number {
    return callbacks === undefined ? this.calls.run() : this.#native.run(callbacks).modelStatus;
  }

  runWithoutPresolve(callbacks: HighsCallbackMap | undefined): number {
    const before = this.#strategy;
    this.use(AFTER_NEW_ROWS);
    const modelStatus = this.run(callbacks);
    this.use(before);
    return modelStatus;
  }

  /** What the search of an integer model has proven. */
  integerBound(): number {
    return this.#native.info.get("mip_dual_bound") as number;
  }

  ranging(): Ranging {
    return rangingOf(this.#native);
  }

  /** Forgets basis and answer. */
  forget(): void {
    this.#native.clearSolver();
  }

  release(): void {
    this.calls.release();
    this.#native.dispose();
  }
}
