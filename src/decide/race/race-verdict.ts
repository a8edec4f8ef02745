import { outcomeOf, pairedInterval } from "../regret/paired-interval.js";
import type { RaceComparison, RaceFinding } from "./race-report.js";
import { percent } from "../regret/regret-comparison.js";
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

/** What picking the best of several challengers adds to its advantage, mean per row. */
export function pickingOptimism(
  challengers: readonly Judged[],
  holder: Judged,
  guard: RaceGuard,
): { readonly perRow: number; readonly ratioOfSums: number } {
  const rows = judgedRows(holder);
  const perRow = selectionOptimism(
    challengers.map(({ regrets }) => advantagesOn(rows, regrets, holder)),
    guard,
  );
  return { perRow, ratioOfSums: (perRow * rows.length) / bestTotalOf(rows, guard) };
}

/**
 * A challenger beside the one that is to be beaten, both judged on the same rows: it is better only where its advantage, less what picking
 * it adds, is beyond the noise.
 */
export function compareInRace(
  challenger: Judged,
  holder: Judged,
  optimism: ReturnType<typeof pickingOptimism>,
  guard: RaceGuard,
): RaceComparison {
  const rows = judgedRows(holder);
  const bestTotal = bestTotalOf(rows, guard);
  const interval = pairedInterval(
    advantagesOn(rows, challenger.regrets, holder).map((advantage) => advantage - optimism.perRow),
    { against: holder.name, blockLength: guard.blockLength, level: guard.level, seed: guard.seed },
  );
  return {
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
    optimism: optimism.ratioOfSums,
    outcome: interval === null ? "not distinguishable" : outcomeOf(interval),
  };
}

function advantagesOn(rows: readonly number[], regrets: Float64Array, holder: Judged): Float64Array {
  return Float64Array.from(rows, (row) => holder.regrets[row] - regrets[row]);
}

function bestTotalOf(rows: readonly number[], { bestSizes }: RaceGuard): number {
  return rows.reduce((sum, row) => sum + bestSizes[row], 0) || 1;
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
    /** Null where nothing was judged. */
    readonly winner: {
      readonly validationRegret: number;
      /** The best first; several where their average won. */
      readonly members: readonly { readonly name: string }[];
    } | null;
    readonly plain: { readonly name: string; readonly validationRegret?: number };
    readonly comparisons: readonly RaceComparison[];
  },
): string {
  const { winner, plain, comparisons } = found;
  if (finding === "not compared" || winner === null || plain.validationRegret === undefined)
    return `Nothing could be compared: plain two-stage "${plain.name}" it is, for want of evidence.`;
  const doubts = comparisons
    .filter(({ outcome }) => outcome !== "better")
    .map(({ name, against, outcome }) =>
      outcome === "worse"
        ? `"${name}" is worse than "${against}".`
        : `"${name}" is not distinguishable from "${against}".`,
    );
  const names = winner.members.map(({ name }) => `"${name}"`);
  const who =
    names.length === 1
      ? names[0]
      : `the average of ${names.slice(0, -1).join(", ")} and ${names.at(-1)}, which cannot be told apart`;
  const plainFigure = percent(plain.validationRegret);
  const gain = `${percent(winner.validationRegret)} regret in validation against ${plainFigure} of "${plain.name}"`;
  const first = {
    "two-stage": `Plain two-stage wins: "${plain.name}", ${plainFigure} regret in validation.`,
    "better fit": `A better fitting predictor is what helps, without any decision loss: ${who}, ${gain}.`,
    "decision loss": `Training through decisions helps: ${who}, ${gain}.`,
  }[finding];
  return [first, ...doubts].join(" ");
}
