import type { BestPoint } from "./best-point.js";
import type { RunResult } from "./conclusion.js";
import { portableForm } from "./solver-message.js";
import type { SolverName } from "./solver.js";
import type { SolverPool } from "./solver-pool.js";

/** What a run in a thread is about. */
export interface ThreadedRun {
  /** Takes what the solver finds; says what the form is. */
  readonly best: BestPoint;
  /** [slots] */
  readonly parameters: Float64Array;
  /** [columns] NaN where nothing is given */
  readonly start: Float64Array | null;
  /** By `performance.now()`; infinite for none. */
  readonly endsMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A solver that was told to stop looks up every few milliseconds, but not in the middle of every computation. */
const GRACE_MS = 30;
/** Longer timers than this fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Runs a model in a thread until it is solved, its time is over or it is called off. Null when the solver did not stop
 * in time: what counts then is what it has told before.
 */
export async function runInThread(
  pool: SolverPool,
  solver: SolverName,
  run: ThreadedRun,
): Promise<RunResult | null> {
  const { best, parameters, start, endsMs, signal } = run;
  const timers = new Set<ReturnType<typeof setTimeout>>();
  const after = (milliseconds: number, then: () => void): void => {
    if (milliseconds <= LONGEST_TIMER_MS) timers.add(setTimeout(then, Math.max(0, milliseconds)));
  };
  const pooled = pool.submit({
    message() {
      const deadlineMs = endsMs - performance.now();
      if (deadlineMs <= 0) return null;
      return {
        kind: "solve",
        solver,
        form: portableForm(best.form),
        parameters,
        start,
        deadlineMs: Number.isFinite(deadlineMs) ? deadlineMs : null,
        interrupt: sharedFlag(),
      };
    },
    onIncumbent: (columnValues, bound) => best.offer(columnValues, bound),
    onBound: (bound) => best.tighten(bound),
  });
  const stop = (stopsByItself: boolean): void => {
    pooled.interrupt();
    after(GRACE_MS, () => pooled.giveUp(stopsByItself));
  };
  const abort = (): void => stop(false);
  signal?.addEventListener("abort", abort);
  // The solver keeps its deadline by itself, but whether it does is not left to it.
  after(endsMs - performance.now(), () => stop(true));
  try {
    return await pooled.result;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  }
}

/** A number that both threads see; null in a page that may not share memory (it is not cross-origin isolated). */
function sharedFlag(): Int32Array | null {
  return typeof SharedArrayBuffer === "undefined" ? null : new Int32Array(new SharedArrayBuffer(4));
}
