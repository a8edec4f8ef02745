import { outcomeOf, pairedInterval } from "./paired-interval.js";
import type { RaceEntry } from "./race-entry.js";
import type { RaceComparison, RaceFinding } from "./race-report.js";
import { percent } from "./regret-comparison.js";
import { selectionOptimism } from "./selection-optimism.js";

type Entry = RaceEntry<never, never, never>;

/** How certain an advantage has to be. */
export interface RaceGuard {
  readonly blockLength: number;
  readonly level: number;
  readonly seed: number;
  /** Sizes of the best objectives [examples]. */
  readonly bestSizes: Float64Array;
}

/** A challenger wins only where its advantage, less what picking it adds, is beyond the noise. */
export interface Duel {
  readonly challenger: Entry;
  readonly comparison: RaceComparison;
}

/**
 * The best of several challengers against one that is to be beaten, all judged on the same rows. Null without challengers.
 */
export function duel(challengers: readonly Entry[], holder: Entry, guard: RaceGuard): Duel | null {
  if (challengers.length === 0) return null;
  const rows: number[] = [];
  holder.regrets.forEach((regret, row) => {
    if (!Number.isNaN(regret)) rows.push(row);
  });
  const advantages = challengers.map(({ regrets }) =>
    Float64Array.from(rows, (row) => holder.regrets[row] - regrets[row]),
  );
  let best = 0;
  for (const [k, challenger] of challengers.entries())
    if (challenger.validationRegret < challengers[best].validationRegret) best = k;
  const challenger = challengers[best];
  const perRow = selectionOptimism(advantages, guard);
  const bestTotal = rows.reduce((sum, row) => sum + guard.bestSizes[row], 0) || 1;
  const optimism = (perRow * rows.length) / bestTotal;
  const interval = pairedInterval(
    advantages[best].map((advantage) => advantage - perRow),
    { against: holder.name, blockLength: guard.blockLength, level: guard.level, seed: guard.seed },
  );
  return {
    challenger,
    comparison: {
      name: challenger.name,
      against: holder.name,
      advantage:
        interval === null
          ? null
          : {
              ...interval,
              estimate: interval.estimate / bestTotal,
              lower: interval.lower / bestTotal,
              upper: interval.upper / bestTotal,
            },
      optimism,
      outcome: interval === null ? "not distinguishable" : outcomeOf(interval),
    },
  };
}

/** The verdict of a race in words. */
export function raceVerdict(
  finding: RaceFinding,
  winner: Entry,
  plain: Entry,
  comparisons: readonly RaceComparison[],
): string {
  const figure = (entry: Entry): string => percent(entry.validationRegret);
  if (finding === "not compared")
    return `Nothing could be compared: plain two-stage "${plain.name}" it is, for want of evidence.`;
  const doubts = comparisons
    .filter(({ outcome }) => outcome !== "better")
    .map(({ name, against, outcome }) =>
      outcome === "worse"
        ? `"${name}" is worse than "${against}".`
        : `"${name}" is not distinguishable from "${against}".`,
    );
  const gain = `${figure(winner)} regret in validation against ${figure(plain)} of "${plain.name}"`;
  const first = {
    "two-stage": `Plain two-stage wins: "${plain.name}", ${figure(plain)} regret in validation.`,
    "better fit": `A better fitting predictor is what helps, without any decision loss: "${winner.name}", ${gain}.`,
    "decision loss": `Training through decisions helps: "${winner.name}", ${gain}.`,
  }[finding];
  return [first, ...doubts].join(" ");
}
