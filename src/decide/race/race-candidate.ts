import type { IndexSets } from "../../model/index.js";
import type { RaceEntry } from "./race-entry.js";

/** What can win a race: one entry, or the average of several that cannot be told apart. */
export interface RaceCandidate<Row, S extends IndexSets, U extends string> {
  /** The best first. */
  readonly members: readonly RaceEntry<Row, S, U>[];
  readonly name: string;
  /** [examples] regret on rows that no fit had seen; NaN where nothing was judged. */
  readonly regrets: Float64Array;
  /** `ratioOfSums` there. */
  readonly validationRegret: number;
}

/** One entry by itself. */
export function candidateOf<Row, S extends IndexSets, U extends string>(
  entry: RaceEntry<Row, S, U>,
): RaceCandidate<Row, S, U> {
  const { name, regrets, validationRegret } = entry;
  return { members: [entry], name, regrets, validationRegret };
}

/** [examples, dimension] mean of what entries predicted of rows that they had not seen. */
export function meanPredictions(entries: readonly { readonly predictions: Float64Array }[]): Float64Array {
  const [first, ...others] = entries;
  const mean = first.predictions.slice();
  for (const { predictions } of others) for (let k = 0; k < mean.length; k++) mean[k] += predictions[k];
  for (let k = 0; k < mean.length; k++) mean[k] /= entries.length;
  return mean;
}
