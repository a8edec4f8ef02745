import { breath } from "../../math/index.js";
import type { FitOptions } from "../predictor.js";
import { lbfgs, type Objective } from "./lbfgs.js";
import type { StandardisedData } from "./linear-data.js";
import type { StandardisedFit } from "./linear-family.js";

const TOLERANCE = 1e-9;
const MOST_STEPS = 5000;

/**
 * Multinomial logistic regression over exclusive classes: minimises the weighted mean of −Σₖ yₖ log pₖ, p being the
 * softmax of a + zB, plus ½ penalty · ‖B‖². Scores are centred: the intercepts sum to 0.
 */
export async function solveSoftmax(
  data: StandardisedData,
  penalty: number,
  { signal, onProgress }: FitOptions,
): Promise<StandardisedFit> {
  const { columns, outputs } = data;
  const start = new Float64Array((columns + 1) * outputs);
  const search = lbfgs(objectiveOf(data, penalty), start);
  const pause = breath();
  let steps = 0;
  while (steps < MOST_STEPS && search.slope() > TOLERANCE && search.step()) {
    steps++;
    if (!pause.due()) continue;
    onProgress?.({ phase: "steps", done: steps, total: MOST_STEPS });
    await pause.take(signal);
  }
  const { parameters } = search;
  const coefficients = parameters.slice(0, columns * outputs);
  const intercepts = parameters.slice(columns * outputs);
  const shift = intercepts.reduce((sum, value) => sum + value, 0) / outputs;
  let squares = 0;
  for (const value of coefficients) squares += value * value;
  return {
    coefficients,
    intercepts: intercepts.map((value) => value - shift),
    figures: {
      steps: [steps],
      largestSlope: [search.slope()],
      trainingLoss: [search.value() - 0.5 * penalty * squares],
    },
  };
}

function objectiveOf(
  { design, rows, columns, targets, outputs, shares }: StandardisedData,
  penalty: number,
): Objective {
  const scores = new Float64Array(outputs);
  const offset = columns * outputs;
  return (parameters, gradient) => {
    gradient.fill(0);
    let objective = 0;
    for (let row = 0; row < rows; row++) {
      const share = shares[row]!;
      if (share === 0) continue;
      const start = row * columns;
      for (let k = 0; k < outputs; k++) scores[k] = parameters[offset + k]!;
      for (let column = 0; column < columns; column++) {
        const value = design[start + column]!;
        if (value === 0) continue;
        for (let k = 0; k < outputs; k++) scores[k]! += value * parameters[column * outputs + k]!;
      }
      let largest = -Infinity;
      for (let k = 0; k < outputs; k++) largest = Math.max(largest, scores[k]!);
      let sum = 0;
      for (let k = 0; k < outputs; k++) sum += Math.exp(scores[k]! - largest);
      const logSum = largest + Math.log(sum);
      for (let k = 0; k < outputs; k++) {
        const target = targets[row * outputs + k]!;
        objective -= share * target * (scores[k]! - logSum);
        // From here on the score's place holds the derivative by it.
        scores[k] = share * (Math.exp(scores[k]! - logSum) - target);
        gradient[offset + k]! += scores[k]!;
      }
      for (let column = 0; column < columns; column++) {
        const value = design[start + column]!;
        if (value === 0) continue;
        for (let k = 0; k < outputs; k++) gradient[column * outputs + k]! += value * scores[k]!;
      }
    }
    for (let at = 0; at < offset; at++) {
      objective += 0.5 * penalty * parameters[at]! ** 2;
      gradient[at]! += penalty * parameters[at]!;
    }
    return objective;
  };
}
