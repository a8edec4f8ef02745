import { crossProduct, gram, breath } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { FitOptions } from "../predictor.js";
import { descendCoordinates } from "./coordinate-descent.js";
import { standardisedData, type LinearData, type StandardisedData } from "./linear-data.js";
import type { StandardisedFit } from "./linear-family.js";
import { inDataUnits, type LinearFit } from "./linear-fit.js";
import { foldsOfRows, partOfRows, requireFolds } from "./row-folds.js";

/** A fixed penalty, or the choice of one for each output by blocked cross-validation. */
export type ElasticNetPenalty = number | "cross-validation";

/** Settings of {@link fitElasticNet}. */
export interface ElasticNetSettings {
  /** See {@link fitElasticNet}. Default `"cross-validation"`. */
  readonly penalty?: ElasticNetPenalty;
  /** Share of the absolute values in the penalty: 1 is the lasso, 0 ridge. Default 0.5. */
  readonly absoluteShare?: number;
  /** Contiguous blocks of rows of the cross-validation. Default 5. */
  readonly folds?: number;
  /** Penalties on the path from the least that leaves nothing in. Default 60. */
  readonly pathLength?: number;
}

/** The settings with their defaults, checked. */
export function elasticNetSettings(settings: ElasticNetSettings): Required<ElasticNetSettings> {
  const { penalty = "cross-validation", absoluteShare = 0.5, folds = 5, pathLength = 60 } = settings;
  if (typeof penalty === "number") requireOption("penalty", penalty, { low: 0, high: Number.MAX_VALUE });
  else if (penalty !== "cross-validation")
    throw invalidOption("penalty", penalty, 'a number or "cross-validation"');
  requireOption("absoluteShare", absoluteShare, { low: 0, high: 1 });
  if (penalty === "cross-validation") requireOption("absoluteShare", absoluteShare, { low: 0.001, high: 1 });
  requireFolds(folds);
  requireOption("pathLength", pathLength, { low: 2, high: 10_000, whole: true });
  return { penalty, absoluteShare, folds, pathLength };
}

/**
 * Elastic net (Zou and Hastie, 2005) for several outputs, each with coefficients of its own. Over standardised
 * columns it minimises, with a share α = `absoluteShare`,
 *
 *     ½ Σ wᵢ (yᵢ − a − zᵢb)² / Σ wᵢ  +  penalty · (α ‖b‖₁ + ½ (1 − α) ‖b‖²),
 *
 * so that α = 1 is the lasso (Tibshirani, 1996), and α = 0 is ridge with the same penalty as `fitRidge`. The penalty
 * is chosen, for each output, by the squared error over contiguous blocks of rows held out in turn, along a path of
 * warm starts. The optimality conditions hold to 10⁻⁹ standard deviations of the target; `figures.converged` says so.
 *
 * The columns' covariances are held, [columns, columns]: meant for up to some thousands of columns.
 *
 * @throws FS_LEARN_TOO_FEW_EXAMPLES, FS_LEARN_MISSING_VALUE, FS_LEARN_INVALID_TRUTH, FS_LEARN_INVALID_OPTION,
 * FS_MATH_INVALID_ARGUMENT
 *
 * @example
 * import { fitElasticNet } from "foresolve/learn";
 *
 * // The second column has nothing to say.
 * const fit = await fitElasticNet({
 *   features: new Float64Array([0, 1, 1, 0, 2, 0, 3, 1]),
 *   rows: 4,
 *   columns: 2,
 *   targets: new Float64Array([0, 2, 4, 6]),
 *   outputs: 1,
 *   penalty: 0.1,
 *   absoluteShare: 1,
 * });
 * fit.coefficients[1]; // => 0
 */
export async function fitElasticNet(
  problem: LinearData & ElasticNetSettings,
  options: FitOptions = {},
): Promise<LinearFit> {
  const settings = elasticNetSettings(problem);
  const data = standardisedData("fitElasticNet", problem);
  return inDataUnits(data, await solveElasticNet(data, settings, options), "identity");
}

/** Solves for standardised columns. */
export async function solveElasticNet(
  data: StandardisedData,
  settings: Required<ElasticNetSettings>,
  { signal, onProgress }: FitOptions,
): Promise<StandardisedFit> {
  const { columns, outputs } = data;
  const pause = breath();
  signal?.throwIfAborted();
  const whole = prepare(data);
  const chosen = new Float64Array(outputs);
  const errors: (number | null)[] = Array.from({ length: outputs }, () => null);
  const coefficients = new Float64Array(columns * outputs);
  const sweeps: number[] = [];
  const converged: boolean[] = [];
  const total = outputs * (settings.penalty === "cross-validation" ? settings.folds + 1 : 1);
  let done = 0;
  const breathe = async (): Promise<void> => {
    if (pause.due()) await pause.take(signal);
  };
  const step = async (): Promise<void> => {
    onProgress?.({ phase: "penalty", done: ++done, total });
    await breathe();
  };
  const parts = settings.penalty === "cross-validation" ? foldParts(data, settings.folds) : [];
  for (let output = 0; output < outputs; output++) {
    const path = penaltyPath(whole, output, settings, data.rows);
    let last = path.length - 1;
    if (settings.penalty === "cross-validation") {
      const squares = new Float64Array(path.length);
      for (const part of parts) {
        await walkPath(part, output, path, settings, last, breathe, (index, solution) => {
          squares[index]! += part.heldError(output, solution);
        });
        await step();
      }
      last = 0;
      for (let index = 1; index < path.length; index++) if (squares[index]! < squares[last]!) last = index;
      errors[output] = Math.sqrt(squares[last]!);
    }
    let outcome = { sweeps: 0, converged: true };
    outcome = await walkPath(whole, output, path, settings, last, breathe, (index, solution) => {
      if (index !== last) return;
      for (let column = 0; column < columns; column++)
        coefficients[column * outputs + output] = solution[column]!;
    });
    chosen[output] = path[last]!;
    sweeps.push(outcome.sweeps);
    converged.push(outcome.converged);
    await step();
  }
  return {
    coefficients,
    intercepts: whole.means,
    figures: { penalty: [...chosen], crossValidationError: errors, sweeps, converged },
  };
}

/** Second moments of a part of the rows, and how to judge a solution on the others. */
interface Moments {
  readonly columns: number;
  readonly outputs: number;
  readonly gram: Float64Array;
  /** [columns, outputs] */
  readonly correlation: Float64Array;
  /** [outputs] */
  readonly means: Float64Array;
  /** [outputs] */
  readonly deviations: Float64Array;
}

function prepare({ design, rows, columns, targets, outputs, shares }: StandardisedData): Moments {
  const means = new Float64Array(outputs);
  for (let at = 0; at < targets.length; at++)
    means[at % outputs]! += shares[Math.floor(at / outputs)]! * targets[at]!;
  const centred = Float64Array.from(targets, (value, at) => value - means[at % outputs]!);
  const deviations = new Float64Array(outputs);
  for (let at = 0; at < targets.length; at++)
    deviations[at % outputs]! += shares[Math.floor(at / outputs)]! * centred[at]! ** 2;
  return {
    columns,
    outputs,
    gram: gram(design, rows, columns, shares),
    correlation: crossProduct(design, centred, rows, columns, outputs, shares),
    means,
    deviations: deviations.map(Math.sqrt),
  };
}

/** Each fold's training moments, with its error on the rows held out: their share of the whole mean square. */
function foldParts(
  data: StandardisedData,
  folds: number,
): (Moments & { heldError(output: number, solution: Float64Array): number })[] {
  const { columns, outputs, design, targets, shares } = data;
  return foldsOfRows(data.rows, folds, data.shares).map(({ from, to }) => {
    const part = standardisedData("cross-validation", partOfRows(data, from, to));
    const moments = prepare(part);
    return {
      ...moments,
      heldError(output, solution) {
        let squares = 0;
        for (let row = from; row < to; row++) {
          let residual = targets[row * outputs + output]! - moments.means[output]!;
          for (let column = 0; column < columns; column++) {
            const value = solution[column]!;
            if (value === 0) continue;
            const z = design[row * columns + column]! - part.centre[column]!;
            residual -= z * part.inverseScale[column]! * value;
          }
          squares += shares[row]! * residual * residual;
        }
        return squares;
      },
    };
  });
}

/** Penalties from the least that leaves no coefficient in, downwards; a given penalty ends the path. */
function penaltyPath(
  { correlation, columns, outputs }: Moments,
  output: number,
  { penalty, absoluteShare, pathLength }: Required<ElasticNetSettings>,
  rows: number,
): Float64Array {
  let largest = 0;
  for (let column = 0; column < columns; column++)
    largest = Math.max(largest, Math.abs(correlation[column * outputs + output]!));
  largest /= Math.max(absoluteShare, 0.001);
  if (typeof penalty === "number" && (penalty >= largest || absoluteShare === 0))
    return Float64Array.of(penalty);
  const least = typeof penalty === "number" ? penalty : largest * (rows > columns ? 1e-4 : 1e-2);
  const ratio = Math.max(least, largest * 1e-4) / largest;
  const path = Float64Array.from(
    { length: pathLength },
    (_, at) => largest * ratio ** (at / (pathLength - 1)),
  );
  path[pathLength - 1] = least;
  return path;
}

/** Solves along the path up to `last`, each from the solution before. */
async function walkPath(
  moments: Moments,
  output: number,
  path: Float64Array,
  { absoluteShare }: { readonly absoluteShare: number },
  last: number,
  breathe: () => Promise<void>,
  visit: (index: number, solution: Float64Array) => void,
): Promise<{ sweeps: number; converged: boolean }> {
  const { columns, outputs, gram, deviations } = moments;
  const solution = new Float64Array(columns);
  const slope = new Float64Array(columns);
  for (let column = 0; column < columns; column++)
    slope[column] = moments.correlation[column * outputs + output]!;
  let sweeps = 0;
  let converged = true;
  for (let index = 0; index <= last; index++) {
    const quadratic = {
      gram,
      columns,
      absolute: path[index]! * absoluteShare,
      square: path[index]! * (1 - absoluteShare),
    };
    const outcome = descendCoordinates(quadratic, solution, slope, 1e-10 * deviations[output]!, 20_000);
    sweeps += outcome.sweeps;
    converged = outcome.converged;
    visit(index, solution);
    await breathe();
  }
  return { sweeps, converged };
}
