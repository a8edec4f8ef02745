import type { CallbackData, HighsCallbackMap } from "highs";

/** What a running solver says of its search; nothing of it is verified. */
export interface RunProgress {
  readonly elapsedMs: number;
  /** Objective of the best point so far; infinite, on the bad side, before there is one. */
  readonly incumbent: number;
  /** No point can be better than this; infinite before anything is proven. */
  readonly bound: number;
  /** |incumbent - bound| / |incumbent|; infinite before there are both. */
  readonly relativeGap: number;
}

/** A better point that the solver came upon. */
export interface RunIncumbent extends RunProgress {
  /** [columns] a copy of its own */
  readonly columnValues: Float64Array;
}

/** Options of a run of a session. */
export interface RunOptions {
  /** Stop after this many milliseconds. */
  readonly deadlineMs?: number;
  /** [1] Stop once the first number is not 0; on shared memory, so that another thread can set it. */
  readonly interrupt?: Int32Array;
  /** Called with every better point of an integer model, in the middle of the run. */
  readonly onIncumbent?: (incumbent: RunIncumbent) => void;
  /** Called now and then with the bound of an integer model, in the middle of the run. */
  readonly onProgress?: (progress: RunProgress) => void;
}

/** Between two calls of `onProgress`; the solver has news far more often than anybody can read. */
const PROGRESS_INTERVAL_MS = 50;
const SIMPLEX_INTERRUPT = 1;
const IPM_INTERRUPT = 2;
const MIP_IMPROVING_SOLUTION = 4;
const MIP_INTERRUPT = 6;

/** The callbacks of one run: looks at the flag and at the clock, and passes on what the solver finds. */
export class RunWatch {
  /** Everything that the run is asked to report. */
  readonly callbacks: HighsCallbackMap;
  /** Stops only, for the side questions of a run, whose points mean nothing to the caller. */
  readonly interrupts: HighsCallbackMap;
  /** True once the run was told to stop. */
  isOver = false;
  readonly #options: RunOptions;
  readonly #startedMs: number = performance.now();
  #nextProgressMs = 0;
  #thrown: { readonly error: unknown } | null = null;

  private constructor(options: RunOptions) {
    this.#options = options;
    const stop = (event: { interrupt(): void }): undefined => {
      if (this.#mustStop()) event.interrupt();
    };
    this.interrupts = { [SIMPLEX_INTERRUPT]: stop, [IPM_INTERRUPT]: stop, [MIP_INTERRUPT]: stop };
    const { onIncumbent, onProgress } = options;
    this.callbacks = {
      ...this.interrupts,
      [MIP_INTERRUPT]: (event) => {
        if (onProgress !== undefined) this.#tell(event.data, onProgress);
        stop(event);
      },
      ...(onIncumbent === undefined
        ? {}
        : { [MIP_IMPROVING_SOLUTION]: (event) => this.#pass(event.data, onIncumbent) }),
    };
  }

  /** Null where nothing but a deadline is asked for, which the solver keeps better by itself. */
  static of(options: RunOptions): RunWatch | null {
    const { interrupt, onIncumbent, onProgress } = options;
    const isNeeded = interrupt !== undefined || onIncumbent !== undefined || onProgress !== undefined;
    return isNeeded ? new RunWatch(options) : null;
  }

  /** Throws what a function of the caller threw; the solver's own frames cannot be unwound by an exception. */
  rethrow(): void {
    if (this.#thrown !== null) throw this.#thrown.error;
  }

  #mustStop(): boolean {
    const { interrupt, deadlineMs } = this.#options;
    this.isOver ||=
      this.#thrown !== null ||
      (interrupt !== undefined && Atomics.load(interrupt, 0) !== 0) ||
      (deadlineMs !== undefined && performance.now() - this.#startedMs >= deadlineMs);
    return this.isOver;
  }

  #tell(data: CallbackData, listener: (progress: RunProgress) => void): undefined {
    const elapsedMs = performance.now() - this.#startedMs;
    if (elapsedMs < this.#nextProgressMs || this.#thrown !== null) return;
    this.#nextProgressMs = elapsedMs + PROGRESS_INTERVAL_MS;
    this.#call(() => listener(progressOf(data, data.mip_primal_bound, elapsedMs)));
  }

  #pass(data: CallbackData, listener: (incumbent: RunIncumbent) => void): undefined {
    const columnValues = data.mip_solution;
    if (columnValues === undefined || this.#thrown !== null) return;
    const elapsedMs = performance.now() - this.#startedMs;
    const progress = progressOf(data, data.objective_function_value, elapsedMs);
    this.#call(() => listener({ ...progress, columnValues }));
  }

  #call(listener: () => void): void {
    try {
      listener();
    } catch (error) {
      this.#thrown = { error };
    }
  }
}

function progressOf(data: CallbackData, objective: number | undefined, elapsedMs: number): RunProgress {
  const incumbent = objective ?? Number.NaN;
  const bound = data.mip_dual_bound ?? Number.NaN;
  const gap = Math.abs(incumbent - bound) / Math.max(Math.abs(incumbent), Number.EPSILON);
  return { elapsedMs, incumbent, bound, relativeGap: Number.isFinite(gap) ? gap : Infinity };
}
