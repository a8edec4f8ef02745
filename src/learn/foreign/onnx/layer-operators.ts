import type { Activation, AffineLayer, StructureLayer } from "../../model-structure.js";
import { malformed, unsupported } from "../foreign-error.js";
import { describeNode, numberAttribute, numbersAttribute, stringAttribute } from "./attributes.js";
import { MACHINE_LEARNING_DOMAIN, type OnnxNode, type OnnxTensor } from "./onnx-message.js";

/** A node whose data input has `width` columns, with the constants among its inputs. */
export interface OperatorContext {
  readonly node: OnnxNode;
  readonly width: number;
  /** Position of the data among the inputs. */
  readonly dataAt: number;
  /** The constant at an input, or nothing where there is none. */
  constant(input: number): OnnxTensor | undefined;
}

/**
 * What a node does, as layers; null where it is not an operator on plain rows.
 *
 * @throws FS_LEARN_FOREIGN_UNSUPPORTED, FS_LEARN_FOREIGN_MALFORMED
 */
export function layersOf(context: OperatorContext): readonly StructureLayer[] | null {
  const { node } = context;
  const operators = node.domain === MACHINE_LEARNING_DOMAIN ? MACHINE_LEARNING : STANDARD;
  return operators[node.operator]?.(context) ?? null;
}

type Operator = (context: OperatorContext) => readonly StructureLayer[];

const activation =
  (kind: Activation): Operator =>
  () => [{ kind: "activation", activation: kind }];

const nothing: Operator = () => [];

const STANDARD: Readonly<Record<string, Operator>> = {
  Gemm: gemm,
  MatMul: matMul,
  Add: (context) => [scaled(context, (value) => [-value, 1])],
  Sub: (context) => {
    if (context.dataAt === 0) return [scaled(context, (value) => [value, 1])];
    return [scaled(context, (value) => [value, -1])];
  },
  Mul: (context) => [scaled(context, (value) => [0, value])],
  Div: (context) => {
    if (context.dataAt !== 0)
      throw unsupported("ONNX", `${describeNode(context.node)} with the data as divisor`);
    return [scaled(context, (value) => [0, 1 / value])];
  },
  Relu: activation("relu"),
  Tanh: activation("tanh"),
  Sigmoid: activation("logistic"),
  Softplus: activation("softplus"),
  Exp: activation("exp"),
  Softmax: (context) => {
    const axis = numberAttribute(context.node, "axis", -1);
    if (axis !== 1 && axis !== -1)
      throw unsupported("ONNX", `${describeNode(context.node)} along axis ${axis}`);
    return activation("softmax")(context);
  },
  LayerNormalization: layerNormalization,
  Identity: nothing,
  Cast: nothing,
  Dropout: nothing,
  Flatten: nothing,
  Reshape: reshape,
};

const MACHINE_LEARNING: Readonly<Record<string, Operator>> = {
  Scaler: scaler,
  LinearRegressor: (context) => {
    const targets = numberAttribute(context.node, "targets", 1);
    return [linear(context, targets), ...postTransform(context)];
  },
  LinearClassifier: (context) => {
    const classes = numbersAttribute(context.node, "intercepts").length;
    return [linear(context, classes), ...postTransform(context)];
  },
  ZipMap: nothing,
};

function gemm(context: OperatorContext): StructureLayer[] {
  const { node } = context;
  const alpha = numberAttribute(node, "alpha", 1);
  const beta = numberAttribute(node, "beta", 1);
  if (context.dataAt !== 0 || numberAttribute(node, "transA", 0) !== 0)
    throw unsupported("ONNX", `${describeNode(node)} with transposed data`);
  const transposed = numberAttribute(node, "transB", 0) !== 0;
  const { inputs, outputs, weights } = weightsOf(context, 1, transposed);
  const bias = new Float64Array(outputs);
  const shift = context.constant(2);
  if (shift !== undefined) {
    requireLength(context, "bias", shift.values, [1, outputs]);
    bias.forEach((_, at) => (bias[at] = beta * shift.values[at % shift.values.length]!));
  }
  return [{ kind: "affine", inputs, outputs, weights: weights.map((weight) => alpha * weight), bias }];
}

function matMul(context: OperatorContext): StructureLayer[] {
  if (context.dataAt !== 0)
    throw unsupported("ONNX", `${describeNode(context.node)} with the data on the right`);
  const { inputs, outputs, weights } = weightsOf(context, 1, false);
  return [{ kind: "affine", inputs, outputs, weights, bias: new Float64Array(outputs) }];
}

function weightsOf(
  context: OperatorContext,
  input: number,
  transposed: boolean,
): Omit<AffineLayer, "kind" | "bias"> {
  const { node, width } = context;
  const tensor = context.constant(input);
  if (tensor === undefined || tensor.shape.length !== 2)
    throw unsupported("ONNX", `${describeNode(node)} without a constant matrix`);
  const [first, second] = tensor.shape as [number, number];
  const [inputs, outputs] = transposed ? [second, first] : [first, second];
  if (inputs !== width)
    throw malformed("ONNX", `${describeNode(node)} takes ${inputs} columns and is given ${width}`);
  if (!transposed) return { inputs, outputs, weights: tensor.values };
  const weights = new Float64Array(inputs * outputs);
  for (let row = 0; row < outputs; row++)
    for (let column = 0; column < inputs; column++)
      weights[column * outputs + row] = tensor.values[row * inputs + column]!;
  return { inputs, outputs, weights };
}

/** A constant applied to each column: (x − offset) · scale with both drawn from its value. */
function scaled(
  context: OperatorContext,
  terms: (value: number) => readonly [number, number],
): StructureLayer {
  const { node, width } = context;
  const tensor = context.constant(1 - context.dataAt);
  if (tensor === undefined) throw unsupported("ONNX", `${describeNode(node)} of two computed values`);
  requireLength(context, "constant", tensor.values, [1, width]);
  const offset = new Float64Array(width);
  const scale = new Float64Array(width);
  for (let column = 0; column < width; column++)
    [offset[column], scale[column]] = terms(tensor.values[column % tensor.values.length]!) as [
      number,
      number,
    ];
  return { kind: "scale", offset, scale, limit: Infinity };
}

function scaler(context: OperatorContext): StructureLayer[] {
  const { node, width } = context;
  const spread = (name: string, otherwise: number): Float64Array => {
    const values = numbersAttribute(node, name);
    if (values.length === 0) return new Float64Array(width).fill(otherwise);
    requireLength(context, name, values, [1, width]);
    return Float64Array.from({ length: width }, (_, column) => values[column % values.length]!);
  };
  return [{ kind: "scale", offset: spread("offset", 0), scale: spread("scale", 1), limit: Infinity }];
}

/** Coefficients of the classical operators: one row of the input's width for each output. */
function linear(context: OperatorContext, outputs: number): AffineLayer {
  const { node, width } = context;
  const coefficients = numbersAttribute(node, "coefficients");
  requireLength(context, "coefficients", coefficients, [width * outputs]);
  const intercepts = numbersAttribute(node, "intercepts");
  if (intercepts.length > 0) requireLength(context, "intercepts", intercepts, [outputs]);
  const weights = new Float64Array(width * outputs);
  for (let output = 0; output < outputs; output++)
    for (let column = 0; column < width; column++)
      weights[column * outputs + output] = coefficients[output * width + column]!;
  const bias = Float64Array.from({ length: outputs }, (_, output) => intercepts[output] ?? 0);
  return { kind: "affine", inputs: width, outputs, weights, bias };
}

function postTransform({ node }: OperatorContext): StructureLayer[] {
  const transform = stringAttribute(node, "post_transform", "NONE");
  if (transform === "NONE") return [];
  if (transform === "LOGISTIC") return [{ kind: "activation", activation: "logistic" }];
  if (transform === "SOFTMAX") return [{ kind: "activation", activation: "softmax" }];
  throw unsupported("ONNX", `the post-transform ${transform} of ${describeNode(node)}`);
}

function layerNormalization(context: OperatorContext): StructureLayer[] {
  const { node, width } = context;
  const axis = numberAttribute(node, "axis", -1);
  const gain = context.constant(1);
  if ((axis !== -1 && axis !== 1) || gain === undefined)
    throw unsupported("ONNX", `${describeNode(node)} that is not over the columns with constant gains`);
  requireLength(context, "gain", gain.values, [width]);
  const shift = context.constant(2)?.values ?? new Float64Array(width);
  return [
    { kind: "normalisation", gain: gain.values, shift, epsilon: numberAttribute(node, "epsilon", 1e-5) },
  ];
}

/** Rows stay rows: what is left of a change of shape must keep the width. */
function reshape(context: OperatorContext): StructureLayer[] {
  const { node, width } = context;
  const shape = context.constant(1);
  const keeps = shape?.values.length === 2 && (shape.values[1] === width || shape.values[1] === -1);
  if (!keeps)
    throw unsupported("ONNX", `${describeNode(node)}, which does not keep rows of ${width} columns`);
  return [];
}

function requireLength(
  { node }: OperatorContext,
  what: string,
  values: ArrayLike<number>,
  accepted: readonly number[],
): void {
  if (accepted.includes(values.length)) return;
  throw malformed(
    "ONNX",
    `the ${what} of ${describeNode(node)} has ${values.length} numbers, not ${accepted.join(" or ")}`,
  );
}
