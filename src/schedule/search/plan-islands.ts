import { compareScores } from "../plan.js";
import type { Plan, Score } from "../plan.js";
import type { ScheduleObjective, ScheduleProblem } from "../problem.js";
import { startScheduleThread } from "../threads/schedule-thread.js";
import { threadLost } from "../threads/thread-lost.js";
import type { FromPlanIsland, ToPlanIsland } from "./plan-island-message.js";

/** Between two looks at the clock and the signal. */
const WATCH_MS = 10;

/** What the islands are told. */
export interface PlanIslandOptions {
  readonly threads: number;
  readonly objective: ScheduleObjective;
  readonly seed: number;
  /** Of all threads. */
  readonly maximumSteps: number;
  readonly start: Plan | null;
  readonly reference: Plan | null;
  /** Whether time or a signal end the search. */
  readonly isOver: () => boolean;
  /** Told of better plans; true where none can be better. */
  readonly onBetter: (score: Score, plan: Plan) => boolean;
}

/** The best of all islands; `plan` is null where none found places for everything. */
export interface PlanIslandsFound {
  readonly plan: Plan | null;
  readonly score: Score | null;
  readonly conflict: readonly string[];
  readonly steps: number;
  /** Nothing was left to choose. */
  readonly isOver: boolean;
}

/**
 * The general search with seeds of their own in several threads: the best of their plans. With a number of steps, each
 * thread takes its share of it, and the same seed, steps and number of threads give the same plan.
 *
 * @throws ForesolveError `FS_SCHEDULE_THREAD_LOST` when a thread does not start or ends by itself.
 */
export async function searchOnPlanIslands(
  problem: ScheduleProblem,
  options: PlanIslandOptions,
): Promise<PlanIslandsFound> {
  const { threads, objective, seed, start, reference, isOver, onBetter } = options;
  const steps = new Float64Array(threads);
  const latest: (FromPlanIsland | null)[] = Array.from({ length: threads }, () => null);
  const state = {
    told: null as Score | null,
    isBest: false,
    lost: null as string | null,
    wake: (): void => {},
  };
  const hear = (island: number, message: FromPlanIsland): void => {
    steps[island] = message.steps;
    latest[island] = message;
    const { score, plan } = message;
    if (score !== null && (state.told === null || compareScores(score, state.told) < 0)) {
      state.told = score;
      state.isBest = onBetter(score, plan!);
    }
    state.wake();
  };
  const islands = Array.from({ length: threads }, (_, island) =>
    startScheduleThread<ToPlanIsland, FromPlanIsland>({
      onMessage: (message) => hear(island, message),
      onEnd: (reason) => {
        state.lost ??= reason;
        state.wake();
      },
    }),
  );
  try {
    const maximumSteps = Math.ceil(options.maximumSteps / threads);
    islands.forEach((thread, island) =>
      thread.post({ kind: "plan", problem, objective, seed, island, maximumSteps, start, reference }),
    );
    let finishes = false;
    while (latest.some((message) => message?.kind !== "finished")) {
      if (state.lost !== null) throw threadLost(state.lost);
      if (!finishes && (state.isBest || isOver())) {
        finishes = true;
        for (const thread of islands) thread.post({ kind: "finish" });
      }
      await new Promise<void>((resolve) => {
        state.wake = resolve;
        setTimeout(resolve, WATCH_MS);
      });
    }
  } finally {
    for (const thread of islands) thread.terminate();
  }
  // Of equals the first, whichever was heard first.
  const finished = latest.flatMap((message) => (message?.kind === "finished" ? [message] : []));
  let best = finished[0]!;
  for (const other of finished)
    if (other.score !== null && (best.score === null || compareScores(other.score, best.score) < 0))
      best = other;
  return { ...best, steps: steps.reduce((sum, some) => sum + some, 0) };
}
