import type { KernelMode } from "../../math/index.js";
import { invalidOption, requireOption } from "../invalid-option.js";
import { checkSchedule, type LearningRateSchedule } from "./learning-rate-schedule.js";
import { checkLayers, type ActivationKind, type NetworkLayer } from "./network-layer.js";
import { networkLoss, type NetworkLossOption } from "./network-loss.js";
import { checkStepRule, type StepRuleOptions } from "./step-rule.js";
import type { Precision } from "./workspace.js";

/** How a network is built and fitted. */
export interface NetworkSettings {
  /** Units of the hidden dense layers, each followed by the activation. Default [64, 64]; [] is a linear model. */
  readonly hidden?: readonly number[];
  /** Default `"relu"`. */
  readonly activation?: ActivationKind;
  /** The layers before the last, dense one, which is added; instead of `hidden` and `activation`. */
  readonly layers?: readonly NetworkLayer[];
  /** Default `"squared"`. */
  readonly loss?: NetworkLossOption;
  /** Default `{ kind: "adam" }`. */
  readonly optimizer?: StepRuleOptions;
  /** Inputs and targets are standardised, so that one rate suits all units. Default 0.001, for `"sgd"` 0.01. */
  readonly learningRate?: number;
  /** Default `{ kind: "constant" }`. */
  readonly schedule?: LearningRateSchedule;
  /** Passes over the data, at most. Default 100. */
  readonly epochs?: number;
  /** Rows per step. Default 32. */
  readonly batchSize?: number;
  /** Off when absent. */
  readonly earlyStopping?: NetworkEarlyStopping;
  /**
   * Averages the parameters over the steps, with this weight of the past, such as 0.998; see `averagedIterate`. Off
   * when absent.
   */
  readonly averaging?: number;
  /** Of the fit; predictions are always made in float64. Default `"float32"`. */
  readonly precision?: Precision;
  /** How float32 is computed; both ways give the same bits. Default: WebAssembly where there is SIMD. */
  readonly kernels?: KernelMode;
}

/** When to stop a network's fit. */
export interface NetworkEarlyStopping {
  /** Stop after so many epochs without improvement. Default 10. */
  readonly patience?: number;
  /** Share of the examples, the last in time, that judges. Default 0.15. */
  readonly share?: number;
  /** Fit again on all examples for the number of epochs found, so that the latest are not lost. Default true. */
  readonly refit?: boolean;
}

/** Settings with all defaults filled in; plain JSON. */
export interface FullNetworkSettings {
  /** Before the last dense layer. */
  readonly layers: readonly NetworkLayer[];
  readonly loss: NetworkLossOption;
  readonly optimizer: StepRuleOptions;
  readonly learningRate: number;
  readonly schedule: LearningRateSchedule;
  readonly epochs: number;
  readonly batchSize: number;
  readonly earlyStopping: Required<NetworkEarlyStopping> | null;
  readonly averaging: number | null;
  readonly precision: Precision;
  readonly kernels: KernelMode | undefined;
}

/** Checks settings and fills in their defaults; layers are checked against the data by {@link networkLayers}. */
export function networkSettings(options: NetworkSettings): FullNetworkSettings {
  const { hidden, activation, optimizer = { kind: "adam" }, precision = "float32" } = options;
  if (options.layers !== undefined && (hidden !== undefined || activation !== undefined))
    throw invalidOption("layers", options.layers, "either layers, or hidden and activation");
  const settings: FullNetworkSettings = {
    layers:
      options.layers ??
      (hidden ?? [64, 64]).flatMap((units): NetworkLayer[] => [
        { kind: "dense", units },
        { kind: activation ?? "relu" },
      ]),
    loss: options.loss ?? "squared",
    optimizer,
    learningRate: options.learningRate ?? (optimizer.kind === "sgd" ? 0.01 : 0.001),
    schedule: options.schedule ?? { kind: "constant" },
    epochs: options.epochs ?? 100,
    batchSize: options.batchSize ?? 32,
    earlyStopping: options.earlyStopping
      ? {
          patience: options.earlyStopping.patience ?? 10,
          share: options.earlyStopping.share ?? 0.15,
          refit: options.earlyStopping.refit ?? true,
        }
      : null,
    averaging: options.averaging ?? null,
    precision,
    kernels: options.kernels,
  };
  networkLoss(settings.loss);
  checkStepRule(optimizer);
  checkSchedule(settings.schedule);
  requireOption("learningRate", settings.learningRate, { low: Number.MIN_VALUE, high: Number.MAX_VALUE });
  requireOption("epochs", settings.epochs, { low: 1, whole: true });
  requireOption("batchSize", settings.batchSize, { low: 1, whole: true });
  if (precision !== "float32" && precision !== "float64")
    throw invalidOption("precision", precision, '"float32" or "float64"');
  if (settings.averaging !== null) requireOption("averaging", settings.averaging, { low: 0, high: 1 });
  if (settings.earlyStopping !== null) {
    requireOption("earlyStopping.patience", settings.earlyStopping.patience, { low: 1, whole: true });
    requireOption("earlyStopping.share", settings.earlyStopping.share, { low: 0.001, high: 0.9 });
  }
  return settings;
}

/** All layers of a network for data of this shape: those of the settings and the last, dense one. */
export function networkLayers(
  { layers, loss }: FullNetworkSettings,
  inputs: number,
  entries: number,
): readonly NetworkLayer[] {
  checkLayers(layers, inputs);
  return [...layers, { kind: "dense", units: networkLoss(loss).heads * entries }];
}
