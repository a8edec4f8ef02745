import { invalidOption, requireOption } from "../invalid-option.js";

/** How the learning rate changes during a fit. */
export interface LearningRateSchedule {
  /**
   * `"constant"`; `"cosine"`: down to 0 along half a cosine (Loshchilov and Hutter, "SGDR", 2017); `"step"`: multiplied
   * by `factor` after every `every` epochs.
   */
  readonly kind: "constant" | "cosine" | "step";
  /** Epochs at the start over which the rate grows from 0 in a straight line. Default 0. */
  readonly warmUpEpochs?: number;
  /** Of a step schedule, in epochs. Default 30. */
  readonly every?: number;
  /** Of a step schedule. Default 0.1. */
  readonly factor?: number;
}

/** Refuses schedules that make no sense. */
export function checkSchedule(schedule: LearningRateSchedule): void {
  if (!["constant", "cosine", "step"].includes(schedule.kind))
    throw invalidOption("schedule.kind", schedule.kind, '"constant", "cosine" or "step"');
  requireOption("schedule.warmUpEpochs", schedule.warmUpEpochs ?? 0, { low: 0, high: Number.MAX_VALUE });
  requireOption("schedule.every", schedule.every ?? 30, { low: 1, whole: true });
  requireOption("schedule.factor", schedule.factor ?? 0.1, { low: Number.MIN_VALUE, high: 1 });
}

/**
 * What the learning rate is multiplied by.
 *
 * @param epoch how far the fit is, in epochs, fractions included
 * @param epochs of the whole fit
 *
 * @example
 * import { scheduleFactor } from "foresolve/learn";
 *
 * scheduleFactor({ kind: "cosine" }, 5, 10).toFixed(2); // => "0.50"
 * scheduleFactor({ kind: "step", every: 4, factor: 0.5 }, 9, 10); // => 0.25
 * scheduleFactor({ kind: "constant", warmUpEpochs: 2 }, 0.5, 10); // => 0.25
 */
export function scheduleFactor(schedule: LearningRateSchedule, epoch: number, epochs: number): number {
  const { kind, warmUpEpochs = 0, every = 30, factor = 0.1 } = schedule;
  if (epoch < warmUpEpochs) return epoch / warmUpEpochs;
  if (kind === "constant") return 1;
  if (kind === "step") return factor ** Math.floor((epoch - warmUpEpochs) / every);
  const rest = epochs - warmUpEpochs;
  return rest > 0 ? 0.5 * (1 + Math.cos((Math.PI * (epoch - warmUpEpochs)) / rest)) : 1;
}
