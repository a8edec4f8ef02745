import { PbfReader } from "pbf";
import { malformed } from "../foreign-error.js";
import {
  ELEMENT_TYPE,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from "./onnx-message.js";

/**
 * Decodes the bytes of an ONNX file.
 *
 * @throws FS_LEARN_FOREIGN_MALFORMED when they are not one.
 */
export function decodeOnnx(bytes: Uint8Array): OnnxModel {
  let model: OnnxModel | null;
  try {
    model = readModel(new PbfReader(bytes));
  } catch (cause) {
    if (cause instanceof Error && "code" in cause) throw cause;
    throw malformed("ONNX", `its messages end in the middle or are broken (${String(cause)})`);
  }
  if (model === null) throw malformed("ONNX", "it holds no graph");
  return model;
}

function readModel(reader: PbfReader): OnnxModel | null {
  let irVersion = 0;
  let producer = "";
  let graph: OnnxGraph | null = null;
  const operatorSets = new Map<string, number>();
  const metadata = new Map<string, string>();
  forEachField(reader, (field) => {
    if (field === 1) irVersion = reader.readVarint(true);
    else if (field === 2) producer = reader.readString();
    else if (field === 7) graph = inMessage(reader, readGraph);
    else if (field === 8) {
      const [domain, version] = inMessage(reader, readOperatorSet);
      operatorSets.set(domain, version);
    } else if (field === 14) metadata.set(...inMessage(reader, readEntry));
  });
  return graph === null ? null : { irVersion, producer, operatorSets, graph, metadata };
}

function readOperatorSet(reader: PbfReader, end: number): [string, number] {
  let domain = "";
  let version = 1;
  forEachField(
    reader,
    (field) => {
      if (field === 1) domain = reader.readString();
      else if (field === 2) version = reader.readVarint(true);
    },
    end,
  );
  return [domain, version];
}

function readEntry(reader: PbfReader, end: number): [string, string] {
  let key = "";
  let value = "";
  forEachField(
    reader,
    (field) => {
      if (field === 1) key = reader.readString();
      else if (field === 2) value = reader.readString();
    },
    end,
  );
  return [key, value];
}

function readGraph(reader: PbfReader, end: number): OnnxGraph {
  let name = "";
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  forEachField(
    reader,
    (field) => {
      if (field === 1) nodes.push(inMessage(reader, readNode));
      else if (field === 2) name = reader.readString();
      else if (field === 5) {
        const tensor = inMessage(reader, readTensor);
        initializers.set(tensor.name, tensor);
      } else if (field === 11) inputs.push(inMessage(reader, readValue));
      else if (field === 12) outputs.push(inMessage(reader, readValue));
    },
    end,
  );
  return { name, nodes, initializers, inputs, outputs };
}

function readNode(reader: PbfReader, end: number): OnnxNode {
  const node = { operator: "", domain: "", name: "" };
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  forEachField(
    reader,
    (field) => {
      if (field === 1) inputs.push(reader.readString());
      else if (field === 2) outputs.push(reader.readString());
      else if (field === 3) node.name = reader.readString();
      else if (field === 4) node.operator = reader.readString();
      else if (field === 5) {
        const [name, attribute] = inMessage(reader, readAttribute);
        if (attribute !== null) attributes.set(name, attribute);
      } else if (field === 7) node.domain = reader.readString();
    },
    end,
  );
  return { ...node, inputs, outputs, attributes };
}

/** Types that hold graphs are read as nothing: no operator that is understood has one. */
function readAttribute(reader: PbfReader, end: number): [string, OnnxAttribute | null] {
  let name = "";
  let type = 0;
  let float = 0;
  let int = 0;
  let string = "";
  let tensor: OnnxTensor | null = null;
  const floats: number[] = [];
  const ints: number[] = [];
  const strings: string[] = [];
  forEachField(
    reader,
    (field) => {
      if (field === 1) name = reader.readString();
      else if (field === 2) float = reader.readFloat();
      else if (field === 3) int = reader.readVarint(true);
      else if (field === 4) string = reader.readString();
      else if (field === 5) tensor = inMessage(reader, readTensor);
      else if (field === 7) reader.readPackedFloat(floats);
      else if (field === 8) reader.readPackedVarint(ints, true);
      else if (field === 9) strings.push(reader.readString());
      else if (field === 20) type = reader.readVarint();
    },
    end,
  );
  if (type === 1) return [name, { type: "float", value: float }];
  if (type === 2) return [name, { type: "int", value: int }];
  if (type === 3) return [name, { type: "string", value: string }];
  if (type === 4 && tensor !== null) return [name, { type: "tensor", value: tensor }];
  if (type === 6) return [name, { type: "floats", value: floats }];
  if (type === 7) return [name, { type: "ints", value: ints }];
  if (type === 8) return [name, { type: "strings", value: strings }];
  return [name, null];
}

function readTensor(reader: PbfReader, end: number): OnnxTensor & { readonly name: string } {
  let name = "";
  let elementType = 0;
  let raw: Uint8Array | null = null;
  let isExternal = false;
  const shape: number[] = [];
  const values: number[] = [];
  forEachField(
    reader,
    (field) => {
      if (field === 1) reader.readPackedVarint(shape, true);
      else if (field === 2) elementType = reader.readVarint();
      else if (field === 4) reader.readPackedFloat(values);
      else if (field === 5 || field === 7) reader.readPackedVarint(values, true);
      else if (field === 8) name = reader.readString();
      else if (field === 9) raw = reader.readBytes();
      else if (field === 10) reader.readPackedDouble(values);
      else if (field === 11) reader.readPackedVarint(values);
      else if (field === 14) isExternal = reader.readVarint() === 1;
    },
    end,
  );
  if (isExternal) throw malformed("ONNX", `the tensor "${name}" lies in another file`);
  const numbers = raw === null ? Float64Array.from(values) : fromRaw(name, elementType, raw);
  const count = shape.reduce((product, size) => product * size, 1);
  if (numbers.length !== count)
    throw malformed(
      "ONNX",
      `the tensor "${name}" has ${numbers.length} values for the shape [${shape.join(", ")}]`,
    );
  return { name, shape, elementType, values: numbers };
}

/** Bytes of one number of each type that can be read. */
const WIDTHS: Readonly<Record<number, number>> = {
  [ELEMENT_TYPE.float]: 4,
  [ELEMENT_TYPE.uint8]: 1,
  [ELEMENT_TYPE.int8]: 1,
  [ELEMENT_TYPE.uint16]: 2,
  [ELEMENT_TYPE.int16]: 2,
  [ELEMENT_TYPE.int32]: 4,
  [ELEMENT_TYPE.int64]: 8,
  [ELEMENT_TYPE.boolean]: 1,
  [ELEMENT_TYPE.double]: 8,
  [ELEMENT_TYPE.uint32]: 4,
};

function fromRaw(name: string, elementType: number, raw: Uint8Array): Float64Array {
  const width = WIDTHS[elementType];
  if (width === undefined)
    throw malformed(
      "ONNX",
      `the tensor "${name}" has the element type ${elementType}, which holds no plain numbers`,
    );
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float64Array.from({ length: Math.floor(raw.byteLength / width) }, (_, index) => {
    const at = index * width;
    if (elementType === ELEMENT_TYPE.float) return view.getFloat32(at, true);
    if (elementType === ELEMENT_TYPE.double) return view.getFloat64(at, true);
    if (elementType === ELEMENT_TYPE.int64) return Number(view.getBigInt64(at, true));
    if (elementType === ELEMENT_TYPE.int32) return view.getInt32(at, true);
    if (elementType === ELEMENT_TYPE.uint32) return view.getUint32(at, true);
    if (elementType === ELEMENT_TYPE.int16) return view.getInt16(at, true);
    if (elementType === ELEMENT_TYPE.uint16) return view.getUint16(at, true);
    if (elementType === ELEMENT_TYPE.int8) return view.getInt8(at);
    return view.getUint8(at);
  });
}

function readValue(reader: PbfReader, end: number): OnnxValue {
  let name = "";
  let elementType = 0;
  const shape: (number | string | null)[] = [];
  const readDimension = (_: PbfReader, dimensionEnd: number): number | string | null => {
    let size: number | string | null = null;
    forEachField(
      reader,
      (field) => {
        if (field === 1) size = reader.readVarint(true);
        else if (field === 2) size = reader.readString();
      },
      dimensionEnd,
    );
    return size;
  };
  const readShape = (_: PbfReader, shapeEnd: number): void =>
    forEachField(
      reader,
      (field) => {
        if (field === 1) shape.push(inMessage(reader, readDimension));
      },
      shapeEnd,
    );
  const readTensorType = (_: PbfReader, typeEnd: number): void =>
    forEachField(
      reader,
      (field) => {
        if (field === 1) elementType = reader.readVarint();
        else if (field === 2) inMessage(reader, readShape);
      },
      typeEnd,
    );
  const readType = (_: PbfReader, typeEnd: number): void =>
    forEachField(
      reader,
      (field) => {
        if (field === 1) inMessage(reader, readTensorType);
      },
      typeEnd,
    );
  forEachField(
    reader,
    (field) => {
      if (field === 1) name = reader.readString();
      else if (field === 2) inMessage(reader, readType);
    },
    end,
  );
  return { name, elementType, shape };
}

/** Reads a message that stands in a field. */
function inMessage<T>(reader: PbfReader, read: (reader: PbfReader, end: number) => T): T {
  const length = reader.readVarint();
  const end = reader.pos + length;
  if (end > reader.length) throw new RangeError(`a message of ${length} bytes runs past the end`);
  return read(reader, end);
}

/** Visits the fields of a message; those that the visitor leaves alone are skipped. */
function forEachField(reader: PbfReader, visit: (field: number) => void, end: number = reader.length): void {
  reader.readFields(visit, undefined, end);
}
