import { startScheduleThread } from "../threads/schedule-thread.js";
import { threadLost } from "../threads/thread-lost.js";
import type { JobShopInstance } from "./instance.js";
import type { FromIsland, ToIsland } from "./island-message.js";
import type { JobShopSearchRun } from "./search-run.js";

/** Between two looks at the clock and the signal. */
const WATCH_MS = 10;

/**
 * The search on islands: a population in each of some threads, which send each other their best schedules.
 *
 * @throws ForesolveError `FS_SCHEDULE_THREAD_LOST` when a thread does not start or ends by itself.
 */
export async function searchOnIslands(
  instance: JobShopInstance,
  { threads, seed, target, start, isOver, onBetter }: IslandOptions,
): Promise<JobShopSearchRun> {
  const steps = new Float64Array(threads);
  const state = {
    makespan: Infinity,
    sequence: new Int32Array(instance.operations) as Int32Array,
    isDone: false,
    lost: null as string | null,
    wake: (): void => {},
  };
  const total = (): number => steps.reduce((sum, some) => sum + some, 0);

  const hear = (island: number, message: FromIsland): void => {
    steps[island] = message.steps;
    if (message.kind === "done") state.isDone = true;
    if (message.kind !== "better" || message.makespan >= state.makespan) return;
    const { makespan, sequence } = message;
    state.makespan = makespan;
    state.sequence = sequence;
    islands.forEach((other, index) => {
      if (index !== island) other.post({ kind: "elite", makespan, sequence });
    });
    onBetter({ makespan, sequence, steps: total() });
    state.wake();
  };
  const islands = Array.from({ length: threads }, (_, island) =>
    startScheduleThread<ToIsland, FromIsland>({
      onMessage: (message) => hear(island, message),
      onEnd: (reason) => {
        state.lost ??= reason;
        state.wake();
      },
    }),
  );
  // An interrupted search has a schedule, however short its time.
  const isEnough = (): boolean =>
    state.isDone || state.makespan <= target || (state.makespan < Infinity && isOver(total()));
  try {
    islands.forEach((island, index) =>
      island.post({ kind: "search", instance, seed, island: index, target, start }),
    );
    while (!isEnough()) {
      if (state.lost !== null) throw threadLost(state.lost);
      await new Promise<void>((resolve) => {
        state.wake = resolve;
        setTimeout(resolve, WATCH_MS);
      });
    }
  } finally {
    for (const island of islands) island.terminate();
  }
  return { makespan: state.makespan, sequence: state.sequence, steps: total() };
}

/** What the islands are told. */
export interface IslandOptions {
  readonly threads: number;
  readonly seed: number;
  readonly target: number;
  readonly start: Int32Array | null;
  /** Whether time, steps or a signal end the search. */
  readonly isOver: (steps: number) => boolean;
  readonly onBetter: (run: JobShopSearchRun) => void;
}
