import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { SeriesFigure } from "../../figure.js";
import type { MachineRisk } from "./machine-risk.js";
import { planClock } from "./plan-clock.js";

/** Curves of more machines than this cannot be told apart: those of the highest risk are shown. */
const SHOWN_MACHINES = 8;

/** How likely each machine is to have failed by each time, with marks where the plan maintains it. */
export function riskCurves(
  problem: ScheduleProblem,
  plan: Plan,
  times: readonly number[],
  risks: readonly MachineRisk[],
): SeriesFigure {
  const clock = planClock(problem);
  const highest = ({ untouched }: MachineRisk): number =>
    untouched.reduce((most, value) => Math.max(most, value), 0);
  const kept = new Set(risks.toSorted((a, b) => highest(b) - highest(a)).slice(0, SHOWN_MACHINES));
  const shown = risks.filter((risk) => kept.has(risk));
  const names = new Set(shown.map(({ machine }) => machine));
  const rest = risks.length - shown.length;
  return {
    kind: "series",
    id: "machine-risk",
    title: "How likely machines are to fail while the plan runs",
    caption:
      "Probability, as predicted when the plan is made, that a machine has failed since the start of the plan or its last maintenance. A line rises as the machine works and falls where the plan maintains it." +
      (rest > 0 ? ` The ${rest} machines of the lowest risk are left out.` : ""),
    xLabel: clock.label,
    yLabel: "probability, %",
    xKind: clock.kind,
    x: times.map((time) => clock.position(time)),
    series: shown.map(({ machine, planned }) => ({
      kind: "line",
      name: machine,
      values: planned.map((value) => 100 * value),
    })),
    marks: plan.maintenance
      .filter(({ machine }) => names.has(machine))
      .map(({ machine, start, task }) => ({
        at: clock.position(start),
        series: machine,
        label: "planned maintenance",
        title: `${task}: maintenance of ${machine}, ${clock.text(start)}`,
      })),
  };
}
