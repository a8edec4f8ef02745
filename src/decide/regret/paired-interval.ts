import { blockBootstrapInterval } from "../../math/index.js";

/** By how much one policy's objectives are better than another's on the same rows; positive is better. */
export interface PairedInterval {
  /** The policy that is compared against. */
  readonly against: string;
  /** Sum over all rows of the advantage, in the objective's unit. */
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
}

/** Fewer blocks than this cannot tell how much blocks differ: an interval from them would be far too narrow. */
export const FEWEST_BLOCKS = 10;

/** Options of {@link pairedInterval}. */
export interface PairedIntervalOptions {
  readonly against: string;
  /** Rows per block: long enough that blocks are nearly independent. */
  readonly blockLength: number;
  readonly level: number;
  readonly seed: number;
}

/**
 * Interval for the summed advantage of one policy over another, by a paired bootstrap over blocks of rows. Null when
 * there are fewer than {@link FEWEST_BLOCKS} blocks.
 *
 * @param advantages [rows] objective of the first minus that of the second, with the sign turned where less is better
 * @throws ForesolveError `FS_MATH_INVALID_ARGUMENT` for a block length or level outside its domain.
 * @example
 * import { pairedInterval } from "foresolve/decide";
 *
 * const advantages = Float64Array.from({ length: 200 }, (_, day) => 1 + Math.sin(day));
 * const interval = pairedInterval(advantages, { against: "rule", blockLength: 5, level: 0.95, seed: 1 });
 * interval !== null && interval.lower > 0; // => true
 * pairedInterval(advantages.slice(0, 20), { against: "rule", blockLength: 5, level: 0.95, seed: 1 }); // => null
 */
export function pairedInterval(
  advantages: Float64Array,
  options: PairedIntervalOptions,
): PairedInterval | null {
  const { against, blockLength, level, seed } = options;
  if (advantages.length < FEWEST_BLOCKS * blockLength) return null;
  const { estimate, lower, upper } = blockBootstrapInterval(advantages, {
    blockLength,
    level,
    seed,
    statistic: "sum",
  });
  return { against, estimate, lower, upper, level };
}

/** What an interval says in words. */
export type Outcome = "better" | "worse" | "not distinguishable";

/** Better or worse only where the whole interval lies on one side of zero. */
export function outcomeOf({ lower, upper }: Pick<PairedInterval, "lower" | "upper">): Outcome {
  if (lower > 0) return "better";
  return upper < 0 ? "worse" : "not distinguishable";
}
