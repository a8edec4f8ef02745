/**
 * The parts of ONNX's messages that this room reads and writes (onnx.proto of the ONNX project, IR version 8).
 * Names are those of the specification, in this language's case.
 */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  /** Version of each operator domain; `""` is the standard one. */
  readonly operatorSets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  readonly metadata: ReadonlyMap<string, string>;
}

/** A graph of operators in an order in which they can run. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: ReadonlyMap<string, OnnxTensor>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly operator: string;
  readonly domain: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, OnnxAttribute>;
}

/** The value of an attribute under the name of its type. */
export type OnnxAttribute =
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "int"; readonly value: number }
  | { readonly type: "string"; readonly value: string }
  | { readonly type: "tensor"; readonly value: OnnxTensor }
  | { readonly type: "floats"; readonly value: readonly number[] }
  | { readonly type: "ints"; readonly value: readonly number[] }
  | { readonly type: "strings"; readonly value: readonly string[] };

/** A constant array; elements of every numeric type are kept as numbers. */
export interface OnnxTensor {
  readonly shape: readonly number[];
  /** Number of the element type in the specification; see {@link ELEMENT_TYPE}. */
  readonly elementType: number;
  readonly values: Float64Array;
}

/** An input or output: its element type and shape, a name or nothing standing for a size that is open. */
export interface OnnxValue {
  readonly name: string;
  readonly elementType: number;
  readonly shape: readonly (number | string | null)[];
}

/** Numbers of TensorProto.DataType. */
export const ELEMENT_TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  boolean: 9,
  double: 11,
  uint32: 12,
} as const;

/** The domain of the operators of classical machine learning. */
export const MACHINE_LEARNING_DOMAIN = "ai.onnx.ml";
