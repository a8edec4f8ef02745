import type { LayerPlace, LayerWork } from "./layer-work.js";
import type { ActivationKind } from "./network-layer.js";
import type { Values, Workspace } from "./workspace.js";

/** A function of a layer's numbers whose derivative is known from its values. */
interface Activation<V extends Values> {
  /** Turns x into y, in place. */
  apply(y: V, rows: number, width: number): void;
  /** Turns the derivative by y into the one by x, in place. */
  slope(y: V, slope: V, rows: number, width: number): void;
}

/** An activation, in the arrays of the layer before where it may. */
export function activation<V extends Values>(place: LayerPlace<V>, kind: ActivationKind): LayerWork<V> {
  const { workspace, batch, inputs, x, mayOverwrite } = place;
  const { apply, slope } = activationOf(kind, workspace);
  const y = mayOverwrite ? x : workspace.take(batch * inputs);
  const ySlope = place.xSlope ?? workspace.take(batch * inputs);
  return {
    y,
    ySlope,
    needsOutput: true,
    forward(rows) {
      if (!mayOverwrite) y.set(x);
      apply(y, rows, inputs);
    },
    backward: (rows) => slope(y, ySlope, rows, inputs),
  };
}

function activationOf<V extends Values>(kind: ActivationKind, { steps }: Workspace<V>): Activation<V> {
  switch (kind) {
    case "relu":
      return {
        apply: (y, rows, width) => steps.rectify(y, rows * width),
        slope: (y, slope, rows, width) => steps.rectifySlope(y, slope, rows * width),
      };
    case "tanh":
      return {
        apply(y, rows, width) {
          for (let at = 0; at < rows * width; at++) y[at] = Math.tanh(y[at]!);
        },
        slope(y, slope, rows, width) {
          for (let at = 0; at < rows * width; at++) slope[at]! *= 1 - y[at]! * y[at]!;
        },
      };
    case "softplus":
      return {
        apply(y, rows, width) {
          for (let at = 0; at < rows * width; at++) y[at] = softplus(y[at]!);
        },
        slope(y, slope, rows, width) {
          for (let at = 0; at < rows * width; at++) slope[at]! *= -Math.expm1(-y[at]!);
        },
      };
    case "logistic":
      return {
        apply(y, rows, width) {
          for (let at = 0; at < rows * width; at++) y[at] = logistic(y[at]!);
        },
        slope(y, slope, rows, width) {
          for (let at = 0; at < rows * width; at++) slope[at]! *= y[at]! * (1 - y[at]!);
        },
      };
    case "softmax":
      return { apply: softmax, slope: softmaxSlope };
  }
}

/** log(1 + exp(x)), without overflow. */
export function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}

/** 1 / (1 + exp(−x)), without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const power = Math.exp(x);
  return power / (1 + power);
}

function softmax(y: Values, rows: number, width: number): void {
  for (let start = 0; start < rows * width; start += width) {
    const end = start + width;
    let largest = -Infinity;
    for (let at = start; at < end; at++) largest = Math.max(largest, y[at]!);
    let sum = 0;
    for (let at = start; at < end; at++) {
      const power = Math.exp(y[at]! - largest);
      y[at] = power;
      sum += power;
    }
    for (let at = start; at < end; at++) y[at]! /= sum;
  }
}

function softmaxSlope(y: Values, slope: Values, rows: number, width: number): void {
  for (let start = 0; start < rows * width; start += width) {
    let mean = 0;
    for (let at = start; at < start + width; at++) mean += y[at]! * slope[at]!;
    for (let at = start; at < start + width; at++) slope[at] = y[at]! * (slope[at]! - mean);
  }
}
