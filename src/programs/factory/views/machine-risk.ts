import type { Plan, ScheduleProblem } from "../../../schedule/index.js";
import type { MachineCondition } from "../plant.js";
import { workingTime } from "../simulation/open-time.js";

/** What is asked of the models: how likely a machine in some condition is to fail within some working time. */
export interface RiskForecast {
  /** [conditions, times] row-major */
  failureProbabilities(conditions: readonly MachineCondition[], times: readonly number[]): ArrayLike<number>;
  /** The condition of a machine that is as good as new. */
  newCondition(machine: string): MachineCondition;
}

/** How likely a machine is to have failed, over the time of a plan. */
export interface MachineRisk {
  readonly machine: string;
  /** [times] P(failed by then since the start of the plan or its last maintenance), if the plan is carried out. */
  readonly planned: readonly number[];
  /** [times] The same without any of the plan's maintenance. */
  readonly untouched: readonly number[];
}

/**
 * Risk of all machines at given times of a plan. Wear comes with working time: a machine at rest does not age.
 *
 * @param conditions in the order of the problem's machines
 * @param times in the problem's unit, ascending
 */
export function machineRisks(
  problem: ScheduleProblem,
  plan: Plan,
  conditions: readonly MachineCondition[],
  forecast: RiskForecast,
  times: readonly number[],
): MachineRisk[] {
  return problem.machines.map((machine, index) => {
    const open = workingTime(machine);
    const work = plan.operations.filter((planned) => planned.machine === machine.id);
    const worked = (until: number): number =>
      work.reduce(
        (sum, { start, end }) => sum + (start < until ? open.between(start, Math.min(end, until)) : 0),
        0,
      );
    const renewals = plan.maintenance
      .filter((planned) => planned.machine === machine.id)
      .map(({ end }) => end)
      .sort((a, b) => a - b);
    const lived = times.map(worked);
    const untouched = Array.from(forecast.failureProbabilities([conditions[index]], lived));
    if (renewals.length === 0) return { machine: machine.id, planned: untouched, untouched };
    const fresh = times.map((time, at) => {
      const renewal = renewals.findLast((end) => end <= time);
      return renewal === undefined ? null : lived[at] - worked(renewal);
    });
    const renewed = Array.from(
      forecast.failureProbabilities(
        [forecast.newCondition(machine.id)],
        fresh.map((age) => age ?? 0),
      ),
    );
    return {
      machine: machine.id,
      planned: untouched.map((value, at) => (fresh[at] === null ? value : renewed[at])),
      untouched,
    };
  });
}

/** Evenly spaced times of a plan, and every moment at which a maintenance begins or ends, so that curves have corners there. */
export function riskTimes(plan: Plan, until: number, count: number): number[] {
  const step = Math.max(1, Math.ceil(until / count));
  const even = Array.from({ length: Math.floor(until / step) + 1 }, (_, index) => index * step);
  const corners = plan.maintenance.flatMap(({ start, end }) => [start, end - 1, end]);
  return [...new Set([...even, ...corners, until])]
    .filter((time) => time >= 0 && time <= until)
    .sort((a, b) => a - b);
}

/** When the last activity of a plan ends. */
export function planEnd(plan: Plan): number {
  return [...plan.operations, ...plan.maintenance].reduce((latest, { end }) => Math.max(latest, end), 0);
}
