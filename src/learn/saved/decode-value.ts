import { damaged } from "./saved-error.js";
import { arrayFrom, type TypedArray } from "./typed-array.js";

/** Turns JSON back into what `ValueEncoder` was given. */
export class ValueDecoder {
  readonly #arrays: readonly unknown[];
  readonly #decoded: (TypedArray | undefined)[] = [];
  readonly #model: (node: unknown, path: string) => unknown;

  /** @param model makes a fitted model again */
  constructor(arrays: unknown, model: (node: unknown, path: string) => unknown) {
    if (!Array.isArray(arrays)) throw damaged("it has no list of arrays");
    this.#arrays = arrays;
    this.#model = model;
  }

  value(value: unknown, path: string): unknown {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item, at) => this.value(item, `${path}[${at}]`));
    const record = value as Readonly<Record<string, unknown>>;
    if ("$number" in record) return Number(record["$number"]);
    if ("$array" in record) return this.#array(record["$array"] as number);
    if ("$model" in record) return this.#model(record["$model"], path);
    const entries = "$object" in record ? (record["$object"] as [string, unknown][]) : Object.entries(record);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, this.value(item, path === "" ? key : `${path}.${key}`)]),
    );
  }

  #array(place: number): TypedArray {
    const known = this.#decoded[place];
    if (known !== undefined) return known;
    const array = arrayFrom(this.#arrays[place]);
    if (array === null)
      throw damaged(`its array ${place} has not the bytes that its length and type ask for`);
    return (this.#decoded[place] = array);
  }
}
