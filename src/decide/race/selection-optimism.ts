import { blockResample, randomStream } from "../../math/index.js";

const RESAMPLES = 400;

/**
 * By how much the best of several looks better than it is, because it was picked on the very rows that it is measured
 * on (the winner's curse). In each block resample of the rows the best is picked anew; its advantage on the rows drawn,
 * less its advantage on the rows left out, is what picking adds (Tsamardinos, Greasidou and Borboudakis, "Bootstrapping the
 * out-of-sample predictions for efficient and accurate cross-validation", Machine Learning 107, 2018).
 *
 * @param advantages one [rows] for each of those the best is picked from
 * @returns mean optimism per row; never negative, and 0 where there is nothing to pick from
 */
export function selectionOptimism(
  advantages: readonly Float64Array[],
  { blockLength, seed }: { readonly blockLength: number; readonly seed: number },
): number {
  if (advantages.length < 2) return 0;
  const rows = advantages[0].length;
  const stream = randomStream(seed).split("optimism");
  const positions = new Int32Array(rows);
  const counts = new Int32Array(rows);
  let sum = 0;
  let used = 0;
  for (let resample = 0; resample < RESAMPLES; resample++) {
    blockResample(stream, rows, Math.min(blockLength, rows), positions);
    counts.fill(0);
    for (const position of positions) counts[position]++;
    const leftOut = counts.reduce((total, count) => total + (count === 0 ? 1 : 0), 0);
    if (leftOut === 0) continue;
    let best = -Infinity;
    let bestOutside = 0;
    for (const advantage of advantages) {
      let inside = 0;
      let outside = 0;
      for (let row = 0; row < rows; row++) {
        inside += counts[row] * advantage[row];
        if (counts[row] === 0) outside += advantage[row];
      }
      if (inside <= best) continue;
      best = inside;
      bestOutside = outside;
    }
    sum += best / rows - bestOutside / leftOut;
    used++;
  }
  return used === 0 ? 0 : Math.max(0, sum / used);
}
