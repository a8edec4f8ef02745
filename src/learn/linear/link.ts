/** How a linear score becomes a prediction. `"softmax"` spreads one unit of probability over all outputs of a row. */
export type Link = "identity" | "logistic" | "exp" | "softmax";

/** 1 / (1 + e^−score) without overflow. */
export function logisticOf(score: number): number {
  if (score >= 0) return 1 / (1 + Math.exp(-score));
  const odds = Math.exp(score);
  return odds / (1 + odds);
}

/** Turns the scores of one row into predictions, in place, [outputs] from `at`. */
export function applyLink(link: Link, values: Float64Array, at: number, outputs: number): void {
  if (link === "identity") return;
  const end = at + outputs;
  if (link === "softmax") {
    let largest = -Infinity;
    for (let index = at; index < end; index++) largest = Math.max(largest, values[index]!);
    let sum = 0;
    for (let index = at; index < end; index++) sum += values[index] = Math.exp(values[index]! - largest);
    for (let index = at; index < end; index++) values[index]! /= sum;
    return;
  }
  for (let index = at; index < end; index++)
    values[index] = link === "exp" ? Math.exp(values[index]!) : logisticOf(values[index]!);
}

/**
 * Derivative of a loss by the scores, from that by the predictions.
 *
 * @param predictions of the row, [outputs]
 * @param cotangent derivative by the predictions, [outputs] from `at`
 * @param out overwritten, [outputs]
 */
export function linkCotangent(
  link: Link,
  predictions: Float64Array,
  cotangent: Float64Array,
  at: number,
  out: Float64Array,
): void {
  const outputs = predictions.length;
  let mean = 0;
  if (link === "softmax")
    for (let output = 0; output < outputs; output++) mean += predictions[output]! * cotangent[at + output]!;
  for (let output = 0; output < outputs; output++) {
    const prediction = predictions[output]!;
    let slope = 1;
    if (link === "exp" || link === "softmax") slope = prediction;
    else if (link === "logistic") slope = prediction * (1 - prediction);
    out[output] = slope * (cotangent[at + output]! - mean);
  }
}
