import type { PolicyKind } from "../../../decide/index.js";
import { expectedOccasion } from "../planning/expected-occasion.js";
import { planningContext, type Planner } from "../planning/planning-context.js";
import type { DurationForecast } from "../predict/duration-forecast.js";
import type { Episode, Occasion } from "../plant.js";
import { hindsightPlan } from "../policies/hindsight.js";
import type { FactoryPolicy } from "../policies/factory-policy.js";
import { POLICY_NAMES } from "../policies/predictive-policies.js";
import {
  simulateBreakdowns,
  simulateWithReplanning,
  type MaintainedPlan,
  type Realised,
  type ReplanningRule,
} from "../simulation/simulate-breakdowns.js";

/** How one policy fared in every episode. */
export interface PolicyResult {
  readonly name: string;
  readonly kind: PolicyKind | "hindsight";
  /** [episodes] */
  readonly totals: Float64Array;
  /** Means over the episodes. */
  readonly means: PolicyMeans;
  /** Milliseconds of each plan, and of the slowest replanning of each episode that had one; those of hindsight are empty. */
  readonly planningMs: readonly number[];
  readonly replanningMs: readonly number[];
}

/** Means over episodes; times in the unit of the plan. */
export interface PolicyMeans {
  readonly tardinessCost: number;
  readonly maintenanceCost: number;
  readonly repairCost: number;
  readonly weightedTardiness: number;
  readonly onTimeShare: number;
  readonly downtime: number;
  readonly breakdowns: number;
  readonly maintenance: number;
  readonly replannings: number;
  /** Per replanning; null where there was none. */
  readonly changesPerReplanning: number | null;
}

/** What a comparison is run with. */
export interface ComparisonOptions {
  readonly durations: DurationForecast;
  readonly planner: Planner;
  /** Absent: after a breakdown everything moves to the right. */
  readonly replanning?: ReplanningRule;
  readonly signal?: AbortSignal;
  /** Episodes that are compared even after the signal. */
  readonly fewest: number;
  readonly onEpisode?: (done: number) => void;
}

/**
 * Lets all policies decide the same episodes and carries their plans out on the same paths. Hindsight comes last; it is the
 * cheapest of its own plans and all others' in each episode, so that nobody can be below it.
 */
export async function comparePolicies(
  policies: readonly FactoryPolicy[],
  episodes: readonly Episode[],
  { durations, planner, replanning, signal, fewest, onEpisode }: ComparisonOptions,
): Promise<PolicyResult[]> {
  const results = policies.map((): Realised[] => []);
  const planningMs = policies.map((): number[] => []);
  const hindsight: Realised[] = [];
  const carryOut = async (episode: Episode, plan: MaintainedPlan, expected: Occasion): Promise<Realised> =>
    replanning === undefined
      ? simulateBreakdowns(episode.occasion, plan.plan, episode.path)
      : await simulateWithReplanning(episode.occasion, plan, episode.path, replanning, expected);
  for (const [done, episode] of episodes.entries()) {
    if (signal?.aborted === true && done >= fewest) break;
    const expected = expectedOccasion(episode.occasion, durations);
    const context = await planningContext(expected, planner);
    const plans: MaintainedPlan[] = [];
    for (const [number, policy] of policies.entries()) {
      const beganMs = performance.now();
      const plan = await policy.plan(context);
      planningMs[number].push(performance.now() - beganMs);
      plans.push(plan);
      results[number].push(await carryOut(episode, plan, expected));
    }
    const known = await carryOut(episode, await hindsightPlan(episode, plans, planner), expected);
    hindsight.push(cheapest([known, ...results.map((list) => list.at(-1)!)]));
    onEpisode?.(done + 1);
  }
  return [
    ...policies.map(({ name, kind }, number) => resultOf(name, kind, results[number], planningMs[number])),
    { ...resultOf(POLICY_NAMES.hindsight, "hindsight", hindsight, []), replanningMs: [] },
  ];
}

function cheapest(realised: readonly Realised[]): Realised {
  return realised.reduce((best, next) => (next.cost.total < best.cost.total ? next : best));
}

function resultOf(
  name: string,
  kind: PolicyResult["kind"],
  realised: readonly Realised[],
  planningMs: readonly number[],
): PolicyResult {
  const mean = (of: (one: Realised) => number): number =>
    realised.reduce((sum, one) => sum + of(one), 0) / realised.length;
  const replannings = mean((one) => one.replannings);
  return {
    name,
    kind,
    totals: Float64Array.from(realised, ({ cost }) => cost.total),
    planningMs,
    replanningMs: realised.flatMap((one) => (one.replannings === 0 ? [] : [one.slowestReplanningMs])),
    means: {
      tardinessCost: mean(({ cost }) => cost.tardiness),
      maintenanceCost: mean(({ cost }) => cost.maintenance),
      repairCost: mean(({ cost }) => cost.repair),
      weightedTardiness: mean((one) => one.weightedTardiness),
      onTimeShare: mean((one) => one.onTimeShare),
      downtime: mean((one) => one.downtime),
      breakdowns: mean((one) => one.breakdowns.length),
      maintenance: mean((one) => one.maintenanceCount),
      replannings,
      changesPerReplanning:
        replannings === 0 ? null : mean((one) => one.changesPerReplanning * one.replannings) / replannings,
    },
  };
}
