/** A function of this room that can be made again from its name and plain parameters. */
export interface NamedFunction {
  /** A name in `function-makers.ts`, part of the file format. */
  readonly maker: string;
  /** Plain data, or other functions. */
  readonly parameters: readonly unknown[];
}

const names = new WeakMap<object, NamedFunction>();

/** Notes how a function can be made again, and returns it. */
export function named<Value extends object>(
  value: Value,
  maker: string,
  ...parameters: readonly unknown[]
): Value {
  names.set(value, { maker, parameters });
  return value;
}

/** How a function can be made again; undefined where it was written by the caller. */
export function makerOf(value: unknown): NamedFunction | undefined {
  const isKept = (typeof value === "object" && value !== null) || typeof value === "function";
  return isKept ? names.get(value) : undefined;
}
