import type { CostCurve, MaintenanceTask, Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { TableFigure } from "../../figure.js";
import type { MachineRisk } from "./machine-risk.js";
import { planClock } from "./plan-clock.js";

/**
 * When each machine is maintained, what that costs, what leaving it out would, and why; where risks are known, the
 * machines for which no maintenance is asked stand below, with theirs.
 */
export function maintenanceTable(
  problem: ScheduleProblem,
  plan: Plan,
  {
    risks,
    costUnit,
  }: {
    readonly risks?: { readonly times: readonly number[]; readonly machines: readonly MachineRisk[] };
    readonly costUnit?: string;
  } = {},
): TableFigure {
  const clock = planClock(problem);
  const tasks = problem.maintenance ?? [];
  const unit = costUnit === undefined ? {} : { unit: costUnit };
  const rows = tasks
    .map((task) => ({ task, planned: plan.maintenance.find((planned) => planned.task === task.id) }))
    .sort((a, b) => (a.planned?.start ?? Infinity) - (b.planned?.start ?? Infinity));
  const asked = new Set(tasks.map(({ machine }) => machine));
  const untouched = (risks?.machines ?? []).filter(({ machine }) => !asked.has(machine));
  const riskAt = (task: MaintenanceTask, time: number | undefined): number | null => {
    const curve = risks?.machines.find(({ machine }) => machine === task.machine)?.untouched;
    if (curve === undefined) return null;
    const index = time === undefined ? curve.length - 1 : risks!.times.findLastIndex((at) => at <= time);
    return curve[index] ?? null;
  };
  return {
    kind: "table",
    id: "maintenance-reasons",
    title: "When machines are maintained, and why",
    caption:
      "Each task with the prediction behind it. Costs include the breakdowns to expect: of a task that is done, those that it may come too late for; of one that is left out, those until the end of the plan. The columns give the probabilities of the model; a policy may read them with more or less caution, and its reason says with which it planned.",
    columns: [
      { label: "machine", kind: "text" },
      { label: "planned for", kind: "text" },
      ...(risks === undefined
        ? []
        : ([
            { label: "P(fails before it)", kind: "share" },
            { label: "P(fails by the end without it)", kind: "share", bar: true },
          ] as const)),
      { label: "expected cost with it", kind: "number", ...unit, digits: 0 },
      { label: "expected cost without it", kind: "number", ...unit, digits: 0 },
      { label: "why", kind: "text" },
    ],
    rows: [
      ...rows.map(({ task, planned }) => [
        task.machine,
        planned === undefined ? "left out" : `${clock.text(planned.start)} to ${clock.text(planned.end)}`,
        ...(risks === undefined
          ? []
          : [planned === undefined ? null : riskAt(task, planned.start), riskAt(task, undefined)]),
        planned === undefined ? null : costAt(task.cost, planned.start),
        task.skipCost ?? null,
        task.reason ?? "",
      ]),
      ...untouched.map(({ machine, untouched: curve }) => [
        machine,
        "none asked for",
        null,
        curve.at(-1) ?? null,
        null,
        null,
        "",
      ]),
    ],
  };
}

/** Piecewise linear, constant outside. */
function costAt(curve: CostCurve | undefined, time: number): number {
  if (curve === undefined || curve.times.length === 0) return 0;
  const { times, costs } = curve;
  const after = times.findIndex((at) => at >= time);
  if (after < 0) return costs.at(-1)!;
  if (after === 0) return costs[0];
  const share = (time - times[after - 1]) / (times[after] - times[after - 1]);
  return costs[after - 1] + share * (costs[after] - costs[after - 1]);
}
