import { PbfWriter } from "pbf";
import {
  ELEMENT_TYPE,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from "./onnx-message.js";

/** The bytes of an ONNX file. Tensors of elements other than int64 and double are written as float32. */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  const writer = new PbfWriter();
  writer.writeVarintField(1, model.irVersion);
  writer.writeStringField(2, model.producer);
  writer.writeMessage(7, writeGraph, model.graph);
  for (const set of model.operatorSets) writer.writeMessage(8, writeOperatorSet, set);
  for (const entry of model.metadata) writer.writeMessage(14, writeEntry, entry);
  return writer.finish();
}

function writeOperatorSet([domain, version]: readonly [string, number], writer: PbfWriter): void {
  writer.writeStringField(1, domain);
  writer.writeVarintField(2, version);
}

function writeEntry([key, value]: readonly [string, string], writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function writeGraph(graph: OnnxGraph, writer: PbfWriter): void {
  for (const node of graph.nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, graph.name);
  for (const entry of graph.initializers) writer.writeMessage(5, writeTensor, entry);
  for (const value of graph.inputs) writer.writeMessage(11, writeValue, value);
  for (const value of graph.outputs) writer.writeMessage(12, writeValue, value);
}

function writeNode(node: OnnxNode, writer: PbfWriter): void {
  for (const name of node.inputs) writer.writeStringField(1, name);
  for (const name of node.outputs) writer.writeStringField(2, name);
  if (node.name !== "") writer.writeStringField(3, node.name);
  writer.writeStringField(4, node.operator);
  for (const attribute of node.attributes) writer.writeMessage(5, writeAttribute, attribute);
  if (node.domain !== "") writer.writeStringField(7, node.domain);
}

const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7, strings: 8 } as const;

function writeAttribute([name, attribute]: readonly [string, OnnxAttribute], writer: PbfWriter): void {
  writer.writeStringField(1, name);
  switch (attribute.type) {
    case "float":
      writer.writeFloatField(2, attribute.value);
      break;
    case "int":
      writer.writeVarintField(3, attribute.value);
      break;
    case "string":
      writer.writeStringField(4, attribute.value);
      break;
    case "tensor":
      writer.writeMessage(5, writeTensor, ["", attribute.value] as const);
      break;
    case "floats":
      for (const value of attribute.value) writer.writeFloatField(7, value);
      break;
    case "ints":
      for (const value of attribute.value) writer.writeVarintField(8, value);
      break;
    case "strings":
      for (const value of attribute.value) writer.writeStringField(9, value);
  }
  writer.writeVarintField(20, ATTRIBUTE_TYPE[attribute.type]);
}

function writeTensor([name, tensor]: readonly [string, OnnxTensor], writer: PbfWriter): void {
  const { shape, elementType, values } = tensor;
  writer.writePackedVarint(1, [...shape]);
  writer.writeVarintField(2, elementType);
  if (name !== "") writer.writeStringField(8, name);
  writer.writeBytesField(9, rawBytes(elementType, values));
}

function rawBytes(elementType: number, values: Float64Array): Uint8Array {
  const width = elementType === ELEMENT_TYPE.float ? 4 : 8;
  const bytes = new Uint8Array(values.length * width);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    if (elementType === ELEMENT_TYPE.float) view.setFloat32(index * 4, value, true);
    else if (elementType === ELEMENT_TYPE.double) view.setFloat64(index * 8, value, true);
    else view.setBigInt64(index * 8, BigInt(value), true);
  });
  return bytes;
}

function writeValue(value: OnnxValue, writer: PbfWriter): void {
  writer.writeStringField(1, value.name);
  writer.writeMessage(2, writeType, value);
}

function writeType(value: OnnxValue, writer: PbfWriter): void {
  writer.writeMessage(1, writeTensorType, value);
}

function writeTensorType({ elementType, shape }: OnnxValue, writer: PbfWriter): void {
  writer.writeVarintField(1, elementType);
  writer.writeMessage(2, writeShape, shape);
}

function writeShape(shape: OnnxValue["shape"], writer: PbfWriter): void {
  for (const size of shape) writer.writeMessage(1, writeDimension, { size });
}

function writeDimension({ size }: { readonly size: number | string | null }, writer: PbfWriter): void {
  if (typeof size === "number") writer.writeVarintField(1, size);
  else if (size !== null) writer.writeStringField(2, size);
}
