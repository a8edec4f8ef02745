import { invalidOption } from "../invalid-option.js";
import { byDuration, requireSurvivalTimes, type SurvivalTimes } from "./survival-times.js";

/**
 * Harrell's concordance index: among pairs of which it is known who failed first, the share in which that one had the
 * higher predicted risk, ties counting half (Harrell et al., "Evaluating the yield of medical tests", JAMA 1982). A
 * pair is known when the earlier one failed; at equal times, when one failed and the other was lost. 0.5 is chance, 1
 * perfect; NaN without such pairs. Quadratic time is avoided by counting in a tree of ranks.
 *
 * @param risks larger means earlier failure: a probability of failure, minus an expected life
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_INVALID_TRUTH, FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { concordanceIndex } from "foresolve/learn";
 *
 * // Known pairs: (0, 1), (0, 2), (1, 2); all but the last are in order.
 * concordanceIndex({ durations: [1, 2, 3], failed: [1, 1, 0] }, [0.9, 0.2, 0.4]).toFixed(3); // => "0.667"
 */
export function concordanceIndex(data: SurvivalTimes, risks: ArrayLike<number>): number {
  requireSurvivalTimes(data);
  const { durations, failed } = data;
  if (risks.length !== durations.length)
    throw invalidOption("risks.length", risks.length, `one risk for each of the ${durations.length} units`);
  for (let unit = 0; unit < risks.length; unit++)
    if (Number.isNaN(risks[unit]!))
      throw invalidOption(`risks[${unit}]`, Number.NaN, "risks that are numbers");
  const distinct = Float64Array.from(new Set(Float64Array.from(risks).sort()));
  const rankOf = new Map(Array.from(distinct, (risk, rank) => [risk, rank + 1]));
  const tree = new Float64Array(distinct.length + 1);
  const add = (rank: number): void => {
    for (let at = rank; at < tree.length; at += at & -at) tree[at]!++;
  };
  const upTo = (rank: number): number => {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += tree[at]!;
    return sum;
  };
  const order = byDuration(durations).toReversed();
  let inTree = 0;
  let pairs = 0;
  let concordant = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && durations[order[end]!] === durations[order[start]!]) end++;
    const tied = order.slice(start, end);
    // Who was lost at this time outlived whom failed at it.
    for (const unit of tied) {
      if (failed[unit]) continue;
      add(rankOf.get(risks[unit]!)!);
      inTree++;
    }
    const failures = tied.filter((unit) => failed[unit]);
    for (const unit of failures) {
      const rank = rankOf.get(risks[unit]!)!;
      const lower = upTo(rank - 1);
      const equal = upTo(rank) - lower;
      pairs += inTree;
      concordant += lower + equal / 2;
    }
    for (const unit of failures) {
      add(rankOf.get(risks[unit]!)!);
      inTree++;
    }
    start = end;
  }
  return pairs === 0 ? Number.NaN : concordant / pairs;
}
