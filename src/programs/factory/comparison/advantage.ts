import { FEWEST_BLOCKS, pairedInterval, type PairedInterval } from "../../../decide/index.js";
import { blockResample, quantileOfSorted, randomStream } from "../../../math/index.js";
import type { PolicyResult } from "./compare-policies.js";

/** Level of all intervals. */
export const LEVEL = 0.95;
const RESAMPLES = 2000;

/** By how much one policy is cheaper than another per episode; positive is better. Null with too few episodes to tell. */
export function meanAdvantage(
  { totals }: PolicyResult,
  rival: PolicyResult,
  seed: number,
): PairedInterval | null {
  const interval = pairedInterval(
    totals.map((cost, episode) => rival.totals[episode] - cost),
    { against: rival.name, blockLength: 1, level: LEVEL, seed },
  );
  if (interval === null) return null;
  const { estimate, lower, upper } = interval;
  const count = totals.length;
  return { ...interval, estimate: estimate / count, lower: lower / count, upper: upper / count };
}

/** The same as a share of the rival's cost, with its interval: episodes are drawn anew in pairs, and sums are divided. */
export function relativeAdvantage(
  { totals }: PolicyResult,
  rival: PolicyResult,
  seed: number,
): { readonly estimate: number; readonly lower: number; readonly upper: number } | null {
  const count = totals.length;
  if (count < FEWEST_BLOCKS) return null;
  // The same resamples as those of the mean: the two intervals never contradict each other.
  const stream = randomStream(seed);
  const positions = new Int32Array(count);
  const shares = new Float64Array(RESAMPLES);
  const shareOf = (at: (index: number) => number): number => {
    let own = 0;
    let others = 0;
    for (let index = 0; index < count; index++) {
      own += totals[at(index)];
      others += rival.totals[at(index)];
    }
    return others === 0 ? 0 : 1 - own / others;
  };
  for (let round = 0; round < RESAMPLES; round++) {
    blockResample(stream, count, 1, positions);
    shares[round] = shareOf((index) => positions[index]);
  }
  shares.sort();
  const tail = (1 - LEVEL) / 2;
  return {
    estimate: shareOf((index) => index),
    lower: quantileOfSorted(shares, tail),
    upper: quantileOfSorted(shares, 1 - tail),
  };
}
