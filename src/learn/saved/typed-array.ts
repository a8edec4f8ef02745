import { fromBase64, toBase64 } from "./base64.js";

/** The arrays of numbers that a saved model can hold. */
export type TypedArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** An array of numbers in a saved model: its bytes, least significant first. */
export interface SavedArray {
  readonly type: "float64" | "float32" | "int32" | "uint32" | "int16" | "uint16" | "int8" | "uint8";
  readonly length: number;
  /** Base64. */
  readonly data: string;
}

interface ArrayConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): TypedArray;
}

const CONSTRUCTORS: Readonly<Record<SavedArray["type"], ArrayConstructor>> = {
  float64: Float64Array,
  float32: Float32Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
};

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The type of an array of numbers; null for anything else. */
export function typeOfArray(value: unknown): SavedArray["type"] | null {
  for (const [type, constructor] of Object.entries(CONSTRUCTORS))
    if (value instanceof constructor) return type as SavedArray["type"];
  return null;
}

/** An array of numbers as text; every bit survives. */
export function savedArray(type: SavedArray["type"], values: TypedArray): SavedArray {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return {
    type,
    length: values.length,
    data: toBase64(inOrder(bytes, values.BYTES_PER_ELEMENT, HOST_IS_LITTLE_ENDIAN)),
  };
}

/** The array of numbers that a text holds; null where it is damaged. */
export function arrayFrom(saved: unknown): TypedArray | null {
  if (typeof saved !== "object" || saved === null) return null;
  const { type, length, data } = saved as Readonly<Record<string, unknown>>;
  if (typeof type !== "string" || !Object.hasOwn(CONSTRUCTORS, type) || typeof data !== "string") return null;
  const constructor = CONSTRUCTORS[type as SavedArray["type"]];
  const width = constructor.BYTES_PER_ELEMENT;
  const bytes = fromBase64(data);
  if (bytes === null || bytes.length !== width * (length as number)) return null;
  return new constructor(inOrder(bytes, width, HOST_IS_LITTLE_ENDIAN).buffer as ArrayBuffer);
}

/** Bytes with the least significant of each number first, from those of a host or back. */
export function inOrder(bytes: Uint8Array, width: number, isLittleEndian: boolean): Uint8Array {
  if (isLittleEndian) return bytes;
  const turned = bytes.slice();
  for (let start = 0; start < turned.length; start += width) turned.subarray(start, start + width).reverse();
  return turned;
}
