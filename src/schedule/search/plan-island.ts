import { breath } from "../../math/index.js";
import { scheduleForm } from "../compile-problem.js";
import { nameOf } from "../pin-conflict.js";
import { compareScores } from "../plan.js";
import type { Score } from "../plan.js";
import type { FromPlanIsland, IslandPlan, ToPlanIsland } from "./plan-island-message.js";
import { ScheduleSearch } from "./schedule-search.js";

/** Telling of plans takes at most this share of the time. */
const TELLING_SHARE = 0.1;

/** A general search in a thread of its own. */
export class PlanIsland {
  private readonly tell: (message: FromPlanIsland) => void;
  private finishes = false;

  constructor(tell: (message: FromPlanIsland) => void) {
    this.tell = tell;
  }

  hear(message: ToPlanIsland): void {
    if (message.kind === "plan") void this.run(message);
    else this.finishes = true;
  }

  private async run(task: Extract<ToPlanIsland, { kind: "plan" }>): Promise<void> {
    const { problem, objective, seed, island, maximumSteps, start, reference } = task;
    const search = new ScheduleSearch(scheduleForm(problem), {
      seed: seed + island,
      objective,
      ...(start === null ? {} : { start }),
      ...(reference === null ? {} : { reference }),
    });
    search.open();
    let told: Score | null = null;
    let tellsFromMs = 0;
    while (!this.finishes && search.steps < maximumSteps && !search.isOver) {
      const nowMs = performance.now();
      const isBetter = search.broken === 0 && (told === null || compareScores(search.score, told) < 0);
      if (isBetter && nowMs >= tellsFromMs) {
        told = search.score;
        this.tell({ kind: "found", steps: search.steps, ...bestOf(search) });
        tellsFromMs = performance.now() + (performance.now() - nowMs) / TELLING_SHARE;
      }
      const pause = breath();
      while (search.steps < maximumSteps && !pause.due()) search.run(1);
      await pause.take();
    }
    this.tell({ kind: "finished", steps: search.steps, isOver: search.isOver, ...bestOf(search) });
  }
}

function bestOf(search: ScheduleSearch): IslandPlan {
  if (search.broken === 0) return { score: search.score, plan: search.plan(), conflict: [] };
  return {
    score: null,
    plan: null,
    conflict: search.brokenActivities().map((activity) => nameOf(search.form, activity)),
  };
}
