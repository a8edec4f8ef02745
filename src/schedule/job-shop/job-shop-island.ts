import { breath } from "../../math/index.js";
import type { FromIsland, ToIsland } from "./island-message.js";
import { JobShopSearch } from "./job-shop-search.js";
import { jobShopTuning } from "./job-shop-tuning.js";

/** A search in a thread of its own, which tells of better schedules and takes in those of others. */
export class JobShopIsland {
  private readonly tell: (message: FromIsland) => void;
  private search: JobShopSearch | null = null;
  /** Everybody knows a schedule as good as this. */
  private known = Infinity;

  constructor(tell: (message: FromIsland) => void) {
    this.tell = tell;
  }

  hear(message: ToIsland): void {
    if (message.kind === "search") void this.run(message);
    else if (this.search !== null && message.makespan < this.search.bestMakespan) {
      this.known = Math.min(this.known, message.makespan);
      this.search.offer(message.sequence, message.makespan);
    }
  }

  private async run(task: Extract<ToIsland, { kind: "search" }>): Promise<void> {
    const { instance, seed, island, target, start } = task;
    const search = new JobShopSearch(instance, seed, target, jobShopTuning(instance), island);
    this.search = search;
    const slices = search.run(start);
    const pause = breath();
    for (let isOver = false; !isOver;) {
      isOver = slices.next().done === true;
      const { bestMakespan: makespan, steps } = search;
      if (makespan < this.known) {
        this.known = makespan;
        this.tell({ kind: "better", makespan, sequence: search.bestSequence.slice(), steps });
      }
      if (!pause.due()) continue;
      this.tell({ kind: "working", steps });
      await pause.take();
    }
    this.tell({ kind: "done", steps: search.steps });
  }
}
