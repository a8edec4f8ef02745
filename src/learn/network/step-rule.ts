import type { Elementwise } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import type { Values, Workspace } from "./workspace.js";

/** How a network's parameters follow their gradient. */
export interface StepRuleOptions {
  /**
   * `"adam"` (Kingma and Ba, 2015), `"adamW"` (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019) or
   * `"sgd"` with momentum.
   */
  readonly kind: "adam" | "adamW" | "sgd";
  /** β₁ of Adam. Default 0.9. */
  readonly meanDecay?: number;
  /** β₂ of Adam. Default 0.999. */
  readonly squareDecay?: number;
  /** ε of Adam. Default 1e-8. */
  readonly epsilon?: number;
  /** Of SGD. Default 0.9. */
  readonly momentum?: number;
  /** Of AdamW; a step shrinks all parameters by learning rate × this. Default 0.01. */
  readonly weightDecay?: number;
}

/** Moves parameters one step against their gradient, in place. */
export type StepRule = (learningRate: number) => void;

/** Refuses rules that make no sense. */
export function checkStepRule(options: StepRuleOptions): void {
  if (!["adam", "adamW", "sgd"].includes(options.kind))
    throw invalidOption("optimizer.kind", options.kind, '"adam", "adamW" or "sgd"');
  const below1 = { low: 0, high: 1 - Number.EPSILON };
  requireOption("optimizer.meanDecay", options.meanDecay ?? 0.9, below1);
  requireOption("optimizer.squareDecay", options.squareDecay ?? 0.999, below1);
  requireOption("optimizer.epsilon", options.epsilon ?? 1e-8, { low: Number.MIN_VALUE });
  requireOption("optimizer.momentum", options.momentum ?? 0.9, below1);
  requireOption("optimizer.weightDecay", options.weightDecay ?? 0.01, { low: 0, high: Number.MAX_VALUE });
}

/** A step rule with its memory, over arrays of a workspace. Steps allocate nothing. */
export function stepRule<V extends Values>(
  workspace: Workspace<V>,
  parameters: V,
  gradient: V,
  options: StepRuleOptions,
): StepRule {
  return options.kind === "sgd"
    ? momentumRule(workspace.take(parameters.length), parameters, gradient, options.momentum ?? 0.9)
    : adamRule(workspace, parameters, gradient, options);
}

/** v = momentum · v + g, p −= rate · v. */
function momentumRule<V extends Values>(velocity: V, parameters: V, gradient: V, momentum: number): StepRule {
  return (learningRate) => {
    for (let at = 0; at < velocity.length; at++) {
      velocity[at] = momentum * velocity[at]! + gradient[at]!;
      parameters[at]! -= learningRate * velocity[at]!;
    }
  };
}

function adamRule<V extends Values>(
  { take, steps }: { readonly take: (length: number) => V; readonly steps: Elementwise<V> },
  parameters: V,
  gradient: V,
  { kind, meanDecay = 0.9, squareDecay = 0.999, epsilon = 1e-8, weightDecay = 0.01 }: StepRuleOptions,
): StepRule {
  const means = take(parameters.length);
  const squares = take(parameters.length);
  const step = { meanDecay, squareDecay, epsilon, scale: 0, correction: 0, shrink: 1 };
  let meanPower = 1;
  let squarePower = 1;
  return (learningRate) => {
    meanPower *= meanDecay;
    squarePower *= squareDecay;
    step.scale = learningRate / (1 - meanPower);
    step.correction = 1 / (1 - squarePower);
    if (kind === "adamW") step.shrink = 1 - learningRate * weightDecay;
    steps.adam(parameters, gradient, means, squares, parameters.length, step);
  };
}
