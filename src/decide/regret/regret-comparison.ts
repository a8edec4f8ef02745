import {
  FEWEST_BLOCKS,
  outcomeOf,
  pairedInterval,
  type Outcome,
  type PairedInterval,
} from "./paired-interval.js";
import type { Regret } from "./regret.js";

/** How the regrets of two predictors compare on the same rows. */
export interface RegretComparison {
  readonly against: string;
  /**
   * By how much `ratioOfSums` is lower than the other's, with its interval; positive is better. Null with too few
   * blocks of rows to tell.
   */
  readonly advantage: PairedInterval | null;
  readonly outcome: Outcome;
  /** In words. */
  readonly verdict: string;
}

/** A name and what its decisions cost. */
export interface NamedRegret {
  readonly name: string;
  readonly regret: Pick<Regret, "perRow" | "total" | "ratioOfSums">;
}

/**
 * Compares two regrets over the same rows by a paired block bootstrap. With fewer than ten blocks nothing can be told, and the outcome is "not
 * distinguishable".
 *
 * @throws ForesolveError `FS_MATH_INVALID_ARGUMENT` for a block length or level outside its domain.
 * @example
 * import { compareRegrets, regretOf } from "foresolve/decide";
 *
 * const best = new Float64Array(50).fill(10);
 * const plain = { name: "two-stage", regret: regretOf("minimize", new Float64Array(50).fill(12), best) };
 * const other = { name: "spo+", regret: regretOf("minimize", new Float64Array(50).fill(11), best) };
 * const { outcome, verdict } = compareRegrets(other, plain, { blockLength: 1, level: 0.95, seed: 1 });
 * outcome; // => "better"
 * verdict; // => "\"spo+\" is better than \"two-stage\": 10.00 % regret against 20.00 %, 10.00 points less (95 % interval 10.00 to 10.00)."
 */
export function compareRegrets(
  first: NamedRegret,
  second: NamedRegret,
  options: { readonly blockLength: number; readonly level: number; readonly seed: number },
): RegretComparison {
  const { blockLength, level, seed } = options;
  const advantages = second.regret.perRow.map((regret, row) => regret - first.regret.perRow[row]);
  const inUnits = pairedInterval(advantages, { against: second.name, blockLength, level, seed });
  const figures = `${percent(first.regret.ratioOfSums)} regret against ${percent(second.regret.ratioOfSums)}`;
  if (inUnits === null) {
    return {
      against: second.name,
      advantage: null,
      outcome: "not distinguishable",
      verdict: `"${first.name}" is not distinguishable from "${second.name}": ${figures}, on fewer than ${FEWEST_BLOCKS} blocks of rows.`,
    };
  }
  const bestTotal = hindsightTotal(first.regret, second.regret);
  const advantage: PairedInterval = {
    ...inUnits,
    estimate: inUnits.estimate / bestTotal,
    lower: inUnits.lower / bestTotal,
    upper: inUnits.upper / bestTotal,
  };
  const outcome = outcomeOf(inUnits);
  const relation = outcome === "not distinguishable" ? "not distinguishable from" : `${outcome} than`;
  const [from, to] = [advantage.lower, advantage.upper].map((share) => (100 * share).toFixed(2));
  return {
    against: second.name,
    advantage,
    outcome,
    verdict: `"${first.name}" is ${relation} "${second.name}": ${figures}, ${(100 * Math.abs(advantage.estimate)).toFixed(2)} points ${advantage.estimate < 0 ? "more" : "less"} (${Math.round(100 * level)} % interval ${from} to ${to}).`,
  };
}

/** Sum of the best objectives' sizes, which both regrets are relative to; 1 where there is nothing to divide by. */
function hindsightTotal(...regrets: readonly Pick<Regret, "total" | "ratioOfSums">[]): number {
  for (const { total, ratioOfSums } of regrets)
    if (total !== 0 && ratioOfSums !== 0 && Number.isFinite(ratioOfSums)) return total / ratioOfSums;
  return 1;
}

/** A share as it is printed. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
