import { breath } from "../../math/index.js";

/** What a trial is told beside its settings. */
export interface TrialContext {
  /** Number of the trial: the same settings keep theirs through all rounds. */
  readonly trial: number;
  /** A seed of the trial's own: 0 to 2³¹ − 1. */
  readonly seed: number;
  /** How much may be spent (trees, rows, steps); null where the search does not ration. */
  readonly resource: number | null;
}

/** One evaluation. Plain data: it crosses threads. */
export interface TrialTask {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly context: TrialContext;
}

/** The loss of a trial, or why there is none. */
export interface TrialOutcome {
  readonly loss: number | null;
  readonly failure: string | null;
}

/** Evaluates trials, in any order and in any place; outcomes come back in the order of the tasks. */
export interface TrialRunner {
  run(
    tasks: readonly TrialTask[],
    options: { readonly signal?: AbortSignal | undefined; readonly onDone?: () => void },
  ): Promise<readonly TrialOutcome[]>;
}

/** Judges settings: a loss, less being better. */
export type Trial<Settings = Readonly<Record<string, unknown>>> = (
  settings: Settings,
  context: TrialContext,
) => number | Promise<number>;

/** The outcome that a loss is. */
export function outcomeOf(loss: unknown): TrialOutcome {
  return typeof loss === "number" && Number.isFinite(loss)
    ? { loss, failure: null }
    : { loss: null, failure: `the loss is ${String(loss)}` };
}

/** Runs trials one after the other in the calling thread, letting it breathe between them. */
export function callingThread<Settings>(trial: Trial<Settings>): TrialRunner {
  return {
    async run(tasks, { signal, onDone }) {
      const pause = breath();
      const outcomes: TrialOutcome[] = [];
      for (const { settings, context } of tasks) {
        signal?.throwIfAborted();
        try {
          outcomes.push(outcomeOf(await trial(settings as Settings, context)));
        } catch (error) {
          signal?.throwIfAborted();
          outcomes.push({ loss: null, failure: error instanceof Error ? error.message : String(error) });
        }
        onDone?.();
        if (pause.due()) await pause.take(signal);
      }
      return outcomes;
    },
  };
}
