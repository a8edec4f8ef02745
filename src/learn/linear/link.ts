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

/** Turns the scores of rows into predictions, in place, [rows, outputs]. */
export function applyLinks(link: Link, values: Float64Array, rows: number, outputs: number): void {
  if (link === "identity") return;
  for (let row = 0; row < rows; row++) applyLink(link, values, row * outputs, outputs);
}

/**
 * Derivative of a loss by the scores of one row, from that by its predictions. All arrays hold the row's [outputs] from `at`.
 *
 * @param cotangent derivative by the predictions
 * @param out written; may be `cotangent`
 */
export function linkCotangent(
  link: Link,
  predictions: Float64Array,
  cotangent: Float64Array,
  at: number,
  outputs: number,
  out: Float64Array,
): void {
  const end = at + outputs;
  let mean = 0;
  if (link === "softmax")
    for (let index = at; index < end; index++) mean += predictions[index]! * cotangent[index]!;
  for (let index = at; index < end; index++) {
    const prediction = predictions[index]!;
    let slope = 1;
    if (link === "exp" || link === "softmax") slope = prediction;
    else if (link === "logistic") slope = prediction * (1 - prediction);
    out[index] = slope * (cotangent[index]! - mean);
  }
}
