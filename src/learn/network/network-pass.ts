import type { KernelMode, RandomStream } from "../../math/index.js";
import { requireOption } from "../invalid-option.js";
import { activation } from "./activation.js";
import { dense } from "./dense.js";
import { dropout } from "./dropout.js";
import { embedding } from "./embedding.js";
import { layerNormalisation } from "./layer-normalisation.js";
import type { LayerPlace, LayerWork } from "./layer-work.js";
import { checkLayers, layerOutputs, layerParameters, type NetworkLayer } from "./network-layer.js";
import { workspace32, workspace64, type Precision, type Values, type Workspace } from "./workspace.js";

/** What a {@link networkPass} computes, and how. */
export interface NetworkPassOptions {
  /** Numbers per row. */
  readonly inputs: number;
  readonly layers: readonly NetworkLayer[];
  /** Most rows at a time. */
  readonly batch: number;
  /** Default `"float64"`. */
  readonly precision?: Precision;
  /** How float32 is computed. Default: WebAssembly where there is SIMD. */
  readonly kernels?: KernelMode;
  /** Whether `backward` also gives the derivative by the input. Default false. */
  readonly inputSlopes?: boolean;
}

/**
 * A network with its arrays: write parameters and input, run it forward, write the cotangent, run it backward. The
 * two calls allocate nothing. All matrices are row-major and as long as the largest batch.
 */
export interface NetworkPass<V extends Values = Values> {
  /** Numbers per row that come out. */
  readonly outputs: number;
  /** Layer after layer: dense W [inputs, units], b [units]; layerNorm gain, shift; embedding [categories, width]. */
  readonly parameters: V;
  /** Set by `backward`. [parameters] */
  readonly gradient: V;
  /** [batch, inputs] */
  readonly input: V;
  /** Set by `backward` if asked for, [batch, inputs]. */
  readonly inputSlope: V | null;
  /** Set by `forward`, [batch, outputs]. */
  readonly output: V;
  /** Derivative of the loss by `output`, [batch, outputs]; `backward` may overwrite it. */
  readonly cotangent: V;
  /** May overwrite `input`. @param noise for dropout; null (the default) leaves dropout out */
  forward(rows: number, noise?: RandomStream | null): void;
  /** Jᵀ · cotangent, J being the Jacobian of the last `forward` by the parameters. */
  backward(rows: number): void;
}

/**
 * The low-level hook of networks: values forward, vector-Jacobian products backward. Whatever stands behind the
 * predictions (a loss, a solver, a simulator) only has to give the derivative of its result by them.
 *
 * @throws FS_LEARN_INVALID_OPTION
 *
 * @example
 * import { networkPass } from "foresolve/learn";
 *
 * const pass = networkPass({ inputs: 2, layers: [{ kind: "dense", units: 1 }, { kind: "relu" }], batch: 1 });
 * pass.parameters.set([1, -1, 0.5]);
 * pass.input.set([3, 2]);
 * pass.forward(1);
 * pass.output[0]; // => 1.5
 * pass.cotangent[0] = 10;
 * pass.backward(1);
 * [...pass.gradient]; // => [30, 20, 10]
 */
export function networkPass(
  options: NetworkPassOptions & { readonly precision: "float32" },
): NetworkPass<Float32Array>;
export function networkPass(
  options: NetworkPassOptions & { readonly precision?: "float64" },
): NetworkPass<Float64Array>;
export function networkPass(options: NetworkPassOptions): NetworkPass;
export function networkPass(options: NetworkPassOptions): NetworkPass {
  const { inputs, layers, batch, precision = "float64", kernels } = options;
  requireOption("inputs", inputs, { low: 1, whole: true });
  requireOption("batch", batch, { low: 1, whole: true });
  checkLayers(layers, inputs);
  return precision === "float32"
    ? workspace32((workspace) => passOver(workspace, options), kernels)
    : workspace64((workspace) => passOver(workspace, options));
}

/** A pass whose arrays come from a workspace; layers are checked. */
export function passOver<V extends Values>(
  workspace: Workspace<V>,
  { inputs, layers, batch, inputSlopes = false }: NetworkPassOptions,
): NetworkPass<V> {
  let size = 0;
  let width = inputs;
  for (const layer of layers) {
    size += layerParameters(layer, width);
    width = layerOutputs(layer, width);
  }
  const parameters = workspace.take(size);
  const gradient = workspace.take(size);
  const input = workspace.take(batch * inputs);
  const inputSlope = inputSlopes ? workspace.take(batch * inputs) : null;
  const works: LayerWork<V>[] = [];
  let x = input;
  let xSlope = inputSlope;
  let mayOverwrite = true;
  let used = 0;
  width = inputs;
  for (const layer of layers) {
    const own = layerParameters(layer, width);
    const work: LayerWork<V> = workOf(layer, {
      workspace,
      batch,
      inputs: width,
      x,
      xSlope,
      mayOverwrite,
      parameters: parameters.subarray(used, used + own) as V,
      gradient: gradient.subarray(used, used + own) as V,
    });
    works.push(work);
    ({ y: x, ySlope: xSlope } = work);
    mayOverwrite = !work.needsOutput;
    used += own;
    width = layerOutputs(layer, width);
  }
  return {
    outputs: width,
    parameters,
    gradient,
    input,
    inputSlope,
    output: x,
    cotangent: xSlope ?? workspace.take(batch * width),
    forward(rows, noise = null) {
      for (let index = 0; index < works.length; index++) works[index]!.forward(rows, noise);
    },
    backward(rows) {
      for (let index = works.length - 1; index >= 0; index--) works[index]!.backward(rows);
    },
  };
}

function workOf<V extends Values>(layer: NetworkLayer, place: LayerPlace<V>): LayerWork<V> {
  switch (layer.kind) {
    case "dense":
      return dense(place, layer.units);
    case "dropout":
      return dropout(place, layer.rate);
    case "layerNorm":
      return layerNormalisation(place, layer.epsilon ?? 1e-5);
    case "embedding":
      return embedding(place, layer);
    default:
      return activation(place, layer.kind);
  }
}
