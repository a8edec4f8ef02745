import type { Target } from "../target.js";
import { makerOf } from "./named-function.js";
import { recipeOf } from "./saveable.js";
import { notSavable } from "./saved-error.js";
import { savedArray, typeOfArray, type SavedArray, type TypedArray } from "./typed-array.js";

/** A fitted model within a saved one. */
export interface SavedNode {
  readonly kind: string;
  readonly name: string;
  readonly target: SavedTarget | null;
  readonly card: unknown;
  readonly functions: Readonly<Record<string, SavedFunction>>;
  readonly state: unknown;
}

/** A target as plain JSON. */
export interface SavedTarget {
  readonly over: readonly { readonly name: string; readonly keys: readonly string[] }[];
  readonly unit: string | null;
}

/** A function of a saved model: one that can be made again, one that must be passed when loading, or none. */
export type SavedFunction =
  | { readonly maker: string; readonly parameters: readonly unknown[] }
  | { readonly needed: string }
  | null;

/** Turns models and plain data into JSON; arrays of numbers go into a list, each once. */
export class ValueEncoder {
  readonly arrays: SavedArray[] = [];
  readonly #places = new Map<TypedArray, number>();

  /** A fitted model. Refuses what did not come from this room as it is. */
  node(fitted: object, path: string): SavedNode {
    const recipe = recipeOf(fitted);
    if (recipe === undefined)
      throw notSavable(path, "nothing that this package fitted, as its fit returned it");
    const { name, target, card } = fitted as {
      readonly name: string;
      readonly target?: Target;
      readonly card?: unknown;
    };
    const inside = (part: string): string => (path === "" ? part : `${path}.${part}`);
    return {
      kind: recipe.kind,
      name,
      target: target === undefined ? null : savedTarget(target),
      card: card === undefined ? null : this.value(card, inside("card")),
      functions: Object.fromEntries(
        Object.entries(recipe.functions ?? {}).map(([part, given]) => [part, this.#function(given)]),
      ),
      // The parts of a model count from the model itself: that its recipe has a state is our own affair.
      state: this.value(recipe.state, path),
    };
  }

  /** Plain data, with fitted models in it. */
  value(value: unknown, path: string): unknown {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number")
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? "-0" : String(value) };
    if (typeof value !== "object") throw notSavable(path, `a value of the type ${typeof value}`);
    const type = typeOfArray(value);
    if (type !== null) return { $array: this.#array(type, value as TypedArray) };
    if (recipeOf(value) !== undefined) return { $model: this.node(value, path) };
    if (Array.isArray(value)) return value.map((item, at) => this.value(item, `${path}[${at}]`));
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null)
      throw notSavable(path, `an object of the class ${value.constructor?.name ?? "unknown"}`);
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => [key, this.value(item, path === "" ? key : `${path}.${key}`)] as const);
    // Keys of the caller's must not be taken for ours.
    return entries.some(([key]) => key.startsWith("$")) ? { $object: entries } : Object.fromEntries(entries);
  }

  #array(type: SavedArray["type"], values: TypedArray): number {
    const known = this.#places.get(values);
    if (known !== undefined) return known;
    this.#places.set(values, this.arrays.length);
    return this.arrays.push(savedArray(type, values)) - 1;
  }

  #function(given: object | undefined): SavedFunction {
    if (given === undefined) return null;
    const name = makerOf(given);
    if (name === undefined) return { needed: nameOf(given) };
    const parameters: unknown[] = [];
    for (const parameter of name.parameters) {
      const isFunction = makerOf(parameter) !== undefined || isOfRows(parameter);
      if (!isFunction) {
        parameters.push(this.value(parameter, ""));
        continue;
      }
      const inner = this.#function(parameter as object);
      // A chain with one function of the caller's is a function of the caller's.
      if (inner === null || "needed" in inner) return { needed: nameOf(given) };
      parameters.push({ $function: inner });
    }
    return { maker: name.maker, parameters };
  }
}

/** Whether something is a transform or a schema. */
function isOfRows(value: unknown): boolean {
  return typeof value === "object" && value !== null && ("forRow" in value || "~standard" in value);
}

/** What a function calls itself. */
export function nameOf(given: object): string {
  if ("~standard" in given)
    return `a schema of ${String((given["~standard"] as { vendor?: unknown }).vendor)}`;
  return "name" in given && typeof given.name === "string" ? given.name : "a function";
}

function savedTarget({ over, unit }: Target): SavedTarget {
  return { over: over.map(({ name, keys }) => ({ name, keys: [...keys] })), unit: unit ?? null };
}
