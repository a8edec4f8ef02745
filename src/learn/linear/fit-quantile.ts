import { breath } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import type { FitOptions } from "../predictor.js";
import { standardisedData, type LinearData, type StandardisedData } from "./linear-data.js";
import type { StandardisedFit } from "./linear-family.js";
import { inDataUnits, type LinearFit } from "./linear-fit.js";
import { quantileSearch } from "./quantile-interior-point.js";

/** Settings of {@link fitQuantile}. */
export interface QuantileSettings {
  /** Between 0 and 1. Default 0.5, the median. */
  readonly level?: number;
  /** See {@link fitQuantile}. Default 0. */
  readonly penalty?: number;
}

/** The duality gap that is aimed at, relative to the mean absolute deviation of the target. */
const ACCURACY = 1e-10;
const MOST_STEPS = 200;

/** The settings with their defaults, checked. */
export function quantileSettings({ level = 0.5, penalty = 0 }: QuantileSettings): Required<QuantileSettings> {
  requireOption("level", level, { low: Number.EPSILON, high: 1 - Number.EPSILON });
  requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
  return { level, penalty };
}

/**
 * Linear quantile regression (Koenker and Bassett, 1978), each output by itself: minimises the weighted mean of the
 * pinball loss, over standardised columns and targets in units of their mean absolute deviation, plus
 * ½ penalty · ‖b‖². Interior point to a duality gap of 10⁻¹⁰ mean absolute deviations; what was reached is in
 * `figures.dualityGap` (in the target's unit). Where several solutions are optimal (as a median of an even number of
 * values) one from between them is returned.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH, FS_LEARN_INVALID_OPTION,
 * FS_MATH_INVALID_ARGUMENT
 *
 * @example
 * import { fitQuantile } from "foresolve/learn";
 *
 * const fit = await fitQuantile({
 *   features: new Float64Array([0, 1, 2, 3, 4]),
 *   rows: 5,
 *   columns: 1,
 *   targets: new Float64Array([0, 2, 4, 6, 1000]),
 *   outputs: 1,
 * });
 * // The outlier does not move the median line.
 * Math.round(1e6 * fit.coefficients[0]!) / 1e6; // => 2
 */
export async function fitQuantile(
  problem: LinearData & QuantileSettings,
  options: FitOptions = {},
): Promise<LinearFit> {
  const settings = quantileSettings(problem);
  const data = standardisedData("fitQuantile", problem);
  return inDataUnits(data, await solveQuantile(data, settings, options), "identity");
}

/** Solves for standardised columns. */
export async function solveQuantile(
  data: StandardisedData,
  { level, penalty }: Required<QuantileSettings>,
  { signal, onProgress }: FitOptions,
): Promise<StandardisedFit> {
  const { columns, outputs } = data;
  const counting = Array.from(data.shares.keys()).filter((row) => data.shares[row]! > 0);
  const rows = counting.length;
  const width = columns + 1;
  const design = new Float64Array(rows * width);
  const shares = new Float64Array(rows);
  for (const [at, row] of counting.entries()) {
    design.set(data.design.subarray(row * columns, (row + 1) * columns), at * width);
    design[at * width + columns] = 1;
    shares[at] = data.shares[row]!;
  }
  const coefficients = new Float64Array(columns * outputs);
  const intercepts = new Float64Array(outputs);
  const steps: number[] = [];
  const dualityGap: number[] = [];
  const converged: boolean[] = [];
  const pause = breath();
  for (let output = 0; output < outputs; output++) {
    const target = Float64Array.from(counting, (row) => data.targets[row * outputs + output]!);
    const { centre, scale } = brought(target, shares);
    const search = quantileSearch({ design, rows, columns: width, target, shares, level, penalty });
    let taken = 0;
    let done = false;
    while (!done && taken < MOST_STEPS) {
      const before = search.gap();
      search.step();
      taken++;
      done = search.gap() <= ACCURACY && search.violation() <= 1e-9;
      // Rounding has the last word: steps that no longer help end the search.
      if (search.gap() < 1e-8 && search.gap() > 0.99 * before) break;
      if (pause.due()) await pause.take(signal);
    }
    for (let column = 0; column < columns; column++)
      coefficients[column * outputs + output] = scale * search.parameters[column]!;
    intercepts[output] = centre + scale * search.parameters[columns]!;
    steps.push(taken);
    dualityGap.push(scale * search.gap());
    converged.push(done);
    onProgress?.({ phase: "outputs", done: output + 1, total: outputs });
  }
  return { coefficients, intercepts, figures: { steps, dualityGap, converged } };
}

/** Centres a target and scales it to a mean absolute deviation of 1, in place. */
function brought(target: Float64Array, shares: Float64Array): { centre: number; scale: number } {
  let centre = 0;
  for (let row = 0; row < target.length; row++) centre += shares[row]! * target[row]!;
  let scale = 0;
  for (let row = 0; row < target.length; row++) scale += shares[row]! * Math.abs(target[row]! - centre);
  if (scale === 0) scale = 1;
  for (let row = 0; row < target.length; row++) target[row] = (target[row]! - centre) / scale;
  return { centre, scale };
}
