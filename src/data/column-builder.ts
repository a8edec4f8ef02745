import { booleanColumn, nullsOf, textColumn } from "./column.js";
import type { Column } from "./column.js";
import type { ColumnSchema } from "./schema.js";

/** One column of one chunk of rows, as DuckDB hands it over. */
export interface ChunkVector {
  /** Values of fixed width, [rows]; absent for texts. */
  readonly items?: Float64Array | Int8Array;
  /** One bit per row, set where there is a value; `data` is `null` when every row has one. */
  readonly validity: { readonly data: BigUint64Array | null };
  getItem(row: number): unknown;
}

/** Takes chunks of one column and gathers them in growing typed arrays. */
export interface ColumnBuilder {
  append(vector: ChunkVector, rows: number): void;
  /** The column; the builder must not be used afterwards. */
  finish(): Column;
}

/** Whether the bit of `row` says "no value". */
export function isMissing(bits: Uint8Array, row: number): boolean {
  return ((bits[row >> 3]! >> (row & 7)) & 1) === 0;
}

/** Validity bits as bytes, or `null` when every row has a value. */
export function validityBytes(vector: ChunkVector): Uint8Array | null {
  const { data } = vector.validity;
  return data === null ? null : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A builder for the column kind of `schema`. */
export function columnBuilder(schema: ColumnSchema): ColumnBuilder {
  switch (schema.kind) {
    case "number": {
      const { unit } = schema;
      return floatBuilder((values) => {
        const column = { kind: "number" as const, values, nulls: nullsOf(values) };
        return unit === undefined ? column : { ...column, unit };
      });
    }
    case "timestamp":
      return floatBuilder((values) => ({ kind: "timestamp", values, nulls: nullsOf(values) }));
    case "boolean":
      return booleanBuilder();
    case "text":
      return textBuilder();
  }
}

function floatBuilder(finish: (values: Float64Array) => Column): ColumnBuilder {
  let values = new Float64Array(4096);
  let length = 0;
  return {
    append(vector, rows) {
      if (length + rows > values.length) values = grown(values, length + rows);
      values.set(vector.items as Float64Array, length);
      const bits = validityBytes(vector);
      if (bits !== null)
        for (let row = 0; row < rows; row++) if (isMissing(bits, row)) values[length + row] = Number.NaN;
      length += rows;
    },
    finish: () => finish(values.slice(0, length)),
  };
}

function booleanBuilder(): ColumnBuilder {
  const MISSING = 2;
  let values = new Uint8Array(4096);
  let length = 0;
  return {
    append(vector, rows) {
      if (length + rows > values.length) values = grown(values, length + rows);
      values.set(vector.items as Int8Array, length);
      const bits = validityBytes(vector);
      if (bits !== null)
        for (let row = 0; row < rows; row++) if (isMissing(bits, row)) values[length + row] = MISSING;
      length += rows;
    },
    finish() {
      const result = values.slice(0, length);
      if (!result.includes(MISSING)) return { ...booleanColumn([]), values: result };
      const nulls = result.map((value) => (value === MISSING ? 1 : 0));
      return { kind: "boolean", values: result.map((value) => (value === 1 ? 1 : 0)), nulls };
    },
  };
}

function textBuilder(): ColumnBuilder {
  let codes = new Int32Array(4096);
  let length = 0;
  let someMissing = false;
  const positions = new Map<string, number>();
  return {
    append(vector, rows) {
      if (length + rows > codes.length) codes = grown(codes, length + rows);
      for (let row = 0; row < rows; row++) {
        const text = vector.getItem(row) as string | null;
        let code = -1;
        if (text === null) someMissing = true;
        else {
          code = positions.get(text) ?? positions.size;
          if (code === positions.size) positions.set(text, code);
        }
        codes[length + row] = code;
      }
      length += rows;
    },
    finish() {
      const result = codes.slice(0, length);
      const nulls = someMissing ? Uint8Array.from(result, (code) => (code < 0 ? 1 : 0)) : null;
      return { ...textColumn([]), codes: result, dictionary: [...positions.keys()], nulls };
    },
  };
}

function grown<A extends Float64Array | Int32Array | Uint8Array>(values: A, needed: number): A {
  const Type = values.constructor as unknown as new (length: number) => A;
  const larger = new Type(Math.max(needed, values.length * 2));
  larger.set(values as never);
  return larger;
}
