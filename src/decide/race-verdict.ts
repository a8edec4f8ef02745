import { outcomeOf, pairedInterval } from "./paired-interval.js";
import type { RaceComparison, RaceFinding } from "./race-report.js";
import { percent } from "./regret-comparison.js";
import { selectionOptimism } from "./selection-optimism.js";

/** What is known of one that took part. */
interface Judged {
  readonly name: string;
  /** [examples] NaN where it was not judged */
  readonly regrets: Float64Array;
  readonly validationRegret: number;
}

/** How certain an advantage has to be. */
export interface RaceGuard {
  readonly blockLength: number;
  readonly level: number;
  readonly seed: number;
  /** Sizes of the best objectives [examples]. */
  readonly bestSizes: Float64Array;
}

/** A challenger wins only where its advantage, less what picking it adds, is beyond the noise. */
export interface Duel<Entry extends Judged> {
  readonly challenger: Entry;
  readonly comparison: RaceComparison;
}

/**
 * The best of several challengers against one that is to be beaten, all judged on the same rows. Null without challengers.
 */
export function duel<Entry extends Judged>(
  challengers: readonly Entry[],
  holder: Entry,
  guard: RaceGuard,
): Duel<Entry> | null {
  if (challengers.length === 0) return null;
  const rows = judgedRows(holder);
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

/** Those of several that cannot be told apart from the winner by a paired bootstrap, in their order. */
export function tiedWith<Entry extends Judged>(
  winner: Entry,
  others: readonly Entry[],
  { blockLength, level, seed }: RaceGuard,
): Entry[] {
  const rows = judgedRows(winner);
  return others.filter((other) => {
    if (other === winner) return false;
    const advantages = Float64Array.from(rows, (row) => other.regrets[row] - winner.regrets[row]);
    const interval = pairedInterval(advantages, { against: other.name, blockLength, level, seed });
    return interval === null || outcomeOf(interval) === "not distinguishable";
  });
}

function judgedRows({ regrets }: Judged): number[] {
  const rows: number[] = [];
  regrets.forEach((regret, row) => {
    if (!Number.isNaN(regret)) rows.push(row);
  });
  return rows;
}

/** The verdict of a race in words. */
export function raceVerdict(
  finding: RaceFinding,
  found: {
    /** The best first; several where their average won. */
    readonly winners: readonly { readonly name: string }[];
    readonly validationRegret: number | null;
    readonly plain: { readonly name: string; readonly validationRegret?: number };
    readonly comparisons: readonly RaceComparison[];
  },
): string {
  const { winners, validationRegret, plain, comparisons } = found;
  if (finding === "not compared" || validationRegret === null || plain.validationRegret === undefined)
    return `Nothing could be compared: plain two-stage "${plain.name}" it is, for want of evidence.`;
  const doubts = comparisons
    .filter(({ outcome }) => outcome !== "better")
    .map(({ name, against, outcome }) =>
      outcome === "worse"
        ? `"${name}" is worse than "${against}".`
        : `"${name}" is not distinguishable from "${against}".`,
    );
  const names = winners.map(({ name }) => `"${name}"`);
  const winner =
    names.length === 1
      ? names[0]
      : `the average of ${names.slice(0, -1).join(", ")} and ${names.at(-1)}, which cannot be told apart`;
  const plainFigure = percent(plain.validationRegret);
  const gain = `${percent(validationRegret)} regret in validation against ${plainFigure} of "${plain.name}"`;
  const first = {
    "two-stage": `Plain two-stage wins: "${plain.name}", ${plainFigure} regret in validation.`,
    "better fit": `A better fitting predictor is what helps, without any decision loss: ${winner}, ${gain}.`,
    "decision loss": `Training through decisions helps: ${winner}, ${gain}.`,
  }[finding];
  return [first, ...doubts].join(" ");
}
