import { intervalRows } from "../../interval-rows.js";
import type { IntervalFigure } from "../../figure.js";
import type { PolicySummary } from "../../program.js";

/** A policy with the mean of its costs over the episodes. */
export interface PolicyCost {
  readonly name: string;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
}

/** Cost of every policy, against that of the strongest simple baseline. */
export function costByPolicy(
  costs: readonly PolicyCost[],
  {
    strongestBaseline,
    episodes,
    unit,
  }: { readonly strongestBaseline: string; readonly episodes: number; readonly unit: string },
): IntervalFigure {
  const reference = costs.find(({ name }) => name === strongestBaseline);
  return {
    kind: "intervals",
    id: "cost-by-policy",
    title: "Cost by policy",
    caption: `Mean cost of an episode over ${episodes} simulated ones, the same for all policies, with 95 % intervals. Intervals of costs overlap even where one policy is cheaper in nearly every episode: whether two policies differ is told by the figure of savings.`,
    xLabel: unit,
    better: "less",
    reference: { value: reference?.mean ?? 0, label: strongestBaseline },
    rows: costs
      .filter(({ name }) => name !== strongestBaseline)
      .map(({ name, mean, lower, upper }) => ({ label: name, estimate: mean, lower, upper })),
  };
}

/** What every policy saves against the strongest simple baseline; nothing with too few episodes to tell. */
export function savingsByPolicy(
  policies: readonly Pick<PolicySummary, "name" | "interval">[],
  {
    strongestBaseline,
    episodes,
    unit,
  }: { readonly strongestBaseline: string; readonly episodes: number; readonly unit: string },
): IntervalFigure[] {
  const rows = intervalRows(policies);
  if (rows.length === 0) return [];
  return [
    {
      kind: "intervals",
      id: "savings-by-policy",
      title: "Saved against the strongest simple baseline",
      caption: `Difference of cost in the same ${episodes} episodes, with a 95 % interval from a paired bootstrap over episodes. To the right is cheaper; an interval that crosses the line means: not distinguishable.`,
      xLabel: unit,
      reference: { value: 0, label: strongestBaseline },
      rows,
    },
  ];
}
