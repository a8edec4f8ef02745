import { choleskyFactor, choleskySolve, breath } from "../../math/index.js";
import type { FitOptions } from "../predictor.js";
import type { StandardisedData } from "./linear-data.js";
import type { StandardisedFit } from "./linear-family.js";

/** A response with its canonical link: the derivative of the loss by the score is mean − target. */
export interface ResponseFamily {
  /** Prediction of a score, and the loss's second derivative. */
  mean(score: number): number;
  variance(mean: number): number;
  /** Negative log likelihood, up to a constant. */
  loss(score: number, target: number): number;
  /** The score of a constant prediction. */
  scoreOf(mean: number): number;
}

/** Newton's method stops when no slope of the objective is larger. */
const TOLERANCE = 1e-10;
const MOST_STEPS = 100;

/**
 * Generalised linear models with canonical link and a quadratic penalty, each output by itself: minimises
 *
 *     Σ wᵢ loss(a + zᵢb, yᵢ) / Σ wᵢ  +  ½ penalty · ‖b‖²
 *
 * by Newton's method with step halving, which for these models is iteratively reweighted least squares (McCullagh and
 * Nelder, "Generalized Linear Models", 1989, section 2.5).
 *
 * @throws FS_MATH_NOT_POSITIVE_DEFINITE for a penalty of 0 with linearly dependent columns.
 */
export async function solveGeneralised(
  data: StandardisedData,
  family: ResponseFamily,
  penalty: number,
  { signal, onProgress }: FitOptions,
): Promise<StandardisedFit> {
  const { columns, outputs } = data;
  const coefficients = new Float64Array(columns * outputs);
  const intercepts = new Float64Array(outputs);
  const steps: number[] = [];
  const largestSlope: number[] = [];
  const losses: number[] = [];
  const pause = breath();
  for (let output = 0; output < outputs; output++) {
    const newton = newtonSearch(data, output, family, penalty);
    let taken = 0;
    while (taken < MOST_STEPS && newton.slope() > TOLERANCE && newton.step()) {
      taken++;
      if (pause.due()) await pause.take(signal);
    }
    const { parameters } = newton;
    for (let column = 0; column < columns; column++)
      coefficients[column * outputs + output] = parameters[column]!;
    intercepts[output] = parameters[columns]!;
    steps.push(taken);
    largestSlope.push(newton.slope());
    losses.push(newton.loss());
    onProgress?.({ phase: "outputs", done: output + 1, total: outputs });
  }
  return { coefficients, intercepts, figures: { steps, largestSlope, trainingLoss: losses } };
}

function newtonSearch(
  { design, rows, columns, targets, outputs, shares, inverseScale }: StandardisedData,
  output: number,
  family: ResponseFamily,
  penalty: number,
): { parameters: Float64Array; slope(): number; loss(): number; step(): boolean } {
  const size = columns + 1;
  let parameters = new Float64Array(size);
  let mean = 0;
  for (let row = 0; row < rows; row++) mean += shares[row]! * targets[row * outputs + output]!;
  parameters[columns] = family.scoreOf(mean);
  const gradient = new Float64Array(size);
  const hessian = new Float64Array(size * size);

  const scoreOf = (row: number, at: Float64Array): number => {
    let score = at[columns]!;
    for (let column = 0; column < columns; column++) score += design[row * columns + column]! * at[column]!;
    return score;
  };
  const lossAt = (at: Float64Array): number => {
    let sum = 0;
    for (let row = 0; row < rows; row++)
      sum += shares[row]! * family.loss(scoreOf(row, at), targets[row * outputs + output]!);
    return sum;
  };
  const objectiveAt = (at: Float64Array): number => {
    let squares = 0;
    for (let column = 0; column < columns; column++) squares += at[column]! ** 2;
    return lossAt(at) + 0.5 * penalty * squares;
  };
  const differentiate = (): void => {
    gradient.fill(0);
    hessian.fill(0);
    for (let row = 0; row < rows; row++) {
      const predicted = family.mean(scoreOf(row, parameters));
      const pull = shares[row]! * (predicted - targets[row * outputs + output]!);
      const curvature = shares[row]! * family.variance(predicted);
      const start = row * columns;
      for (let i = 0; i < columns; i++) {
        const value = design[start + i]!;
        gradient[i]! += pull * value;
        const factor = curvature * value;
        if (factor === 0) continue;
        for (let j = 0; j <= i; j++) hessian[i * size + j]! += factor * design[start + j]!;
        hessian[columns * size + i]! += factor;
      }
      gradient[columns]! += pull;
      hessian[columns * size + columns]! += curvature;
    }
    for (let i = 0; i < columns; i++) {
      gradient[i]! += penalty * parameters[i]!;
      // A constant column stays out: its coefficient is zero, and a unit diagonal keeps the system solvable.
      hessian[i * size + i]! += inverseScale[i] === 0 ? 1 : penalty;
    }
  };
  let objective = objectiveAt(parameters);
  differentiate();
  return {
    get parameters() {
      return parameters;
    },
    slope: () => gradient.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
    loss: () => lossAt(parameters),
    step() {
      const direction = choleskySolve(choleskyFactor(hessian, size), size, gradient, 1);
      // Close to the optimum the decrease drowns in rounding: a full step is then taken as long as it is harmless.
      const slack = 1e-14 * (1 + Math.abs(objective));
      for (let length = 1; length > 1e-10; length /= 2) {
        const next = parameters.map((value, at) => value - length * direction[at]!);
        const reached = objectiveAt(next);
        if (!(reached <= objective + slack)) continue;
        const moved = next.some((value, at) => value !== parameters[at]);
        parameters = next;
        objective = reached;
        differentiate();
        return moved;
      }
      return false;
    },
  };
}
