import type { CostCurve, MaintenanceTask } from "../../../schedule/index.js";
import { planClock } from "../views/plan-clock.js";
import type { LifeScenarios } from "./life-scenarios.js";
import { delayAfter, type PlanningContext } from "./planning-context.js";
import { timeOfWork, workBy } from "./work-profile.js";

/** What failures are taken to cost when maintenance is weighed. */
export interface BreakdownPrices {
  /** Factor on the tardiness that a breakdown is found to cause. Default 1. */
  readonly delayFactor?: number;
  /** Factor on the cost of going without maintenance: above 1 maintains sooner. Default 1. */
  readonly skipFactor?: number;
}

/** What it costs to maintain a machine when, and not to. */
export interface MaintenanceCosts {
  readonly curve: CostCurve;
  readonly skipCost: number;
  /** P(fails by then without maintenance), at the curve's times. */
  readonly failure: Float64Array;
}

/** Points of a cost curve. */
const CURVE_POINTS = 17;

/**
 * The expected cost of a machine's failures and maintenance, by the time at which maintenance starts. With u(t) the work
 * done by t, U all work that is planned, and lives L (running) and F (after a renewal) of the scenarios,
 *
 *     cost(t) = mean over L of   c(L) + new(U − L)            if L ≤ u(t): it failed before, and the repair renewed it
 *                                maintenance + new(U − u(t))  if L > u(t)
 *     skip    = mean over L of   c(L) + new(U − L) if L ≤ U, else 0
 *
 * where c(L) is the repair and what it delays when the machine fails after work L, and new(R) the same for a machine as
 * good as new that has work R ahead. What maintenance itself delays is the scheduler's business.
 */
export function maintenanceCosts(
  { occasion, profiles, delays }: PlanningContext,
  machine: number,
  { remaining, fresh }: LifeScenarios,
  { delayFactor = 1, skipFactor = 1 }: BreakdownPrices = {},
): MaintenanceCosts {
  const profile = profiles[machine];
  const { maintenanceCost, repairCost } = occasion.care[machine];
  const { total } = profile;
  const renewedFailure = repairCost + delayFactor * delays[machine].mean;
  const afterRenewal = (rest: number): number => {
    let failures = 0;
    for (const life of fresh) if (life <= rest) failures++;
    return (failures / fresh.length) * renewedFailure;
  };
  /** [scenarios] cost of letting the machine fail, for those that fail within the plan */
  const failureCosts = remaining.map((life) =>
    life > total
      ? 0
      : repairCost + delayFactor * delayAfter(delays[machine], life) + afterRenewal(total - life),
  );
  const times = Array.from({ length: CURVE_POINTS }, (_, point) =>
    Math.round((profile.end * point) / (CURVE_POINTS - 1)),
  ).filter((time, point, all) => point === 0 || time > all[point - 1]);
  const failure = new Float64Array(times.length);
  const costs = times.map((time, point) => {
    const done = workBy(profile, time);
    const renewed = maintenanceCost + afterRenewal(total - done);
    let sum = 0;
    for (let scenario = 0; scenario < remaining.length; scenario++) {
      const failed = remaining[scenario] <= done;
      if (failed) failure[point] += 1 / remaining.length;
      sum += failed ? failureCosts[scenario] : renewed;
    }
    return sum / remaining.length;
  });
  const skipCost = failureCosts.reduce((sum, cost) => sum + cost, 0) / remaining.length;
  return { curve: { times, costs }, skipCost: skipFactor * skipCost, failure };
}

/**
 * Tasks for the machines for which maintenance at some time is expected to cost less than none. Which of them are done, and when, is
 * decided together with the orders.
 *
 * @param scenarios [machines]
 */
export function maintenanceTasks(
  context: PlanningContext,
  scenarios: readonly LifeScenarios[],
  prices: BreakdownPrices = {},
): MaintenanceTask[] {
  const { occasion, profiles } = context;
  return occasion.care.flatMap(({ machine, maintenanceDuration }, number): MaintenanceTask[] => {
    if (profiles[number].total === 0) return [];
    const { curve, skipCost, failure } = maintenanceCosts(context, number, scenarios[number], prices);
    if (Math.min(...curve.costs) >= skipCost) return [];
    return [
      {
        id: maintenanceId(machine),
        machine,
        duration: maintenanceDuration,
        cost: curve,
        skipCost,
        reason: reasonOf(context, machine, profiles[number].end, failure.at(-1)!, skipCost),
      },
    ];
  });
}

/** Id of a machine's task. */
export function maintenanceId(machine: string): string {
  return `maintenance of ${machine}`;
}

/** The time by which a machine is due, in working time from now, put on the clock of the plan; null when not within it. */
export function dueTime({ profiles }: PlanningContext, machine: number, work: number): number | null {
  const profile = profiles[machine];
  return work >= profile.total ? null : Math.floor(timeOfWork(profile, Math.max(0, work)));
}

function reasonOf(
  { occasion }: PlanningContext,
  machine: string,
  time: number,
  probability: number,
  skipCost: number,
): string {
  return `P(${machine} fails by ${planClock(occasion.problem).text(time)}) = ${probability.toFixed(2)}; going without maintenance is expected to cost ${Math.round(skipCost)}`;
}
