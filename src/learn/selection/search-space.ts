import type { RandomStream } from "../../math/index.js";
import { invalidOption } from "../invalid-option.js";

/** How one setting is drawn. Plain data. */
export type Dimension<Value = unknown> =
  | { readonly kind: "uniform" | "logUniform" | "integer"; readonly low: number; readonly high: number }
  | { readonly kind: "choice"; readonly of: readonly Value[] };

/** Settings by name. */
export type SearchSpace = Readonly<Record<string, Dimension>>;

/** The settings that a space draws. */
export type SettingsOf<Space extends SearchSpace> = {
  readonly [Name in keyof Space]: Space[Name] extends { readonly of: readonly (infer Value)[] }
    ? Value
    : number;
};

/** Any number from low to high. @example
 * import { uniform } from "foresolve/learn";
 *
 * uniform(0, 1).kind; // => "uniform"
 */
export function uniform(low: number, high: number): { kind: "uniform"; low: number; high: number } {
  return { kind: "uniform", low, high };
}

/** Numbers above 0 whose logarithms are uniform. @example
 * import { logUniform } from "foresolve/learn";
 *
 * logUniform(1e-4, 1).kind; // => "logUniform"
 */
export function logUniform(low: number, high: number): { kind: "logUniform"; low: number; high: number } {
  return { kind: "logUniform", low, high };
}

/** Whole numbers from low to high, both included. @example
 * import { integer } from "foresolve/learn";
 *
 * integer(2, 8).high; // => 8
 */
export function integer(low: number, high: number): { kind: "integer"; low: number; high: number } {
  return { kind: "integer", low, high };
}

/** One of the values. @example
 * import { choice } from "foresolve/learn";
 *
 * choice(["row", "entry"]).of.length; // => 2
 */
export function choice<const Value>(of: readonly Value[]): { kind: "choice"; of: readonly Value[] } {
  return { kind: "choice", of };
}

/** Refuses spaces that nothing can be drawn from. */
export function requireSpace(space: SearchSpace): void {
  for (const [name, dimension] of Object.entries(space)) {
    if (dimension.kind === "choice") {
      if (dimension.of.length === 0) throw invalidOption(`space.${name}`, dimension, "at least one value");
      continue;
    }
    const { kind, low, high } = dimension;
    const isSound =
      low <= high &&
      high - low < Infinity &&
      (kind !== "logUniform" || low > 0) &&
      (kind !== "integer" || (Number.isInteger(low) && Number.isInteger(high)));
    if (!isSound)
      throw invalidOption(
        `space.${name}`,
        dimension,
        "finite limits in order, above 0 for logUniform, whole for integer",
      );
  }
}

/** Draws settings; each name has a stream of its own, so that adding one does not change the others. */
export function drawSettings<Space extends SearchSpace>(
  space: Space,
  stream: RandomStream,
): SettingsOf<Space> {
  const draw = (dimension: Dimension, own: RandomStream): unknown => {
    if (dimension.kind === "choice") return dimension.of[own.integer(dimension.of.length)];
    const { kind, low, high } = dimension;
    if (kind === "integer") return low + Math.floor(own.uniform() * (high - low + 1));
    if (kind === "uniform") return low + own.uniform() * (high - low);
    return Math.min(high, Math.max(low, low * (high / low) ** own.uniform()));
  };
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension]) => [name, draw(dimension, stream.split(name))]),
  ) as SettingsOf<Space>;
}
