import type { ScheduleProblem } from "../../schedule/index.js";
import type { RecommendedPlan } from "./recommended-plan.js";
import { planClock } from "./views/plan-clock.js";

/** The recommended plan as plain JSON; times in the problem's unit, and in words. */
export interface DayPlan {
  readonly policy: string;
  readonly maintenance: readonly {
    readonly machine: string;
    /** "left out" for a task that costs more than it saves beside the orders. */
    readonly planned: string;
    readonly start: number | null;
    readonly reason: string;
  }[];
  readonly operations: readonly {
    readonly job: string;
    readonly operation: string;
    readonly machine: string;
    readonly from: string;
    readonly until: string;
    readonly start: number;
    readonly end: number;
    readonly setup: number;
  }[];
  readonly unassigned: readonly { readonly job: string; readonly reason: string }[];
}

/** Puts a plan into words. */
export function dayPlan(
  problem: ScheduleProblem,
  { policy, plan, tasks }: Pick<RecommendedPlan, "policy" | "plan" | "tasks">,
): DayPlan {
  const clock = planClock(problem);
  return {
    policy,
    maintenance: tasks.map(({ id, machine, reason }) => {
      const start = plan.maintenance.find(({ task }) => task === id)?.start ?? null;
      const planned = start === null ? "left out" : clock.text(start);
      return { machine, planned, start, reason: reason ?? "" };
    }),
    operations: plan.operations.map(({ job, operation, machine, start, end, setup }) => ({
      job,
      operation,
      machine,
      from: clock.text(start),
      until: clock.text(end),
      start,
      end,
      setup,
    })),
    unassigned: plan.unassigned,
  };
}
