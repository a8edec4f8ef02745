import { shown } from "../validate/finding.js";

/** What a value of a file must be. */
export type JsonShape =
  | "text"
  | "number"
  | { readonly oneOf: readonly string[] }
  | { readonly listOf: JsonShape }
  | { readonly entriesOf: JsonShape }
  | {
      readonly fields: Readonly<Record<string, JsonShape>>;
      readonly optional?: Readonly<Record<string, JsonShape>>;
    };

/** Where a value is not what it must be, and what it must be. */
export interface ShapeFault {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

/** The first fault of a value; null for none. Fields that a shape does not have are faults: they are mostly misspelt. */
export function shapeFault(value: unknown, shape: JsonShape, path: string): ShapeFault | null {
  const fault = (expected: string): ShapeFault => ({ path, found: described(value), expected });
  if (shape === "text") return typeof value === "string" ? null : fault("a text");
  if (shape === "number") return typeof value === "number" ? null : fault("a number");
  if ("oneOf" in shape)
    return shape.oneOf.includes(value as string)
      ? null
      : fault(`one of ${shape.oneOf.map((word) => `"${word}"`).join(", ")}`);
  if ("listOf" in shape) {
    if (!Array.isArray(value)) return fault("a list");
    for (const [index, item] of value.entries()) {
      const inner = shapeFault(item, shape.listOf, `${path}[${index}]`);
      if (inner !== null) return inner;
    }
    return null;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return fault("an object");
  const entries = Object.entries(value);
  if ("entriesOf" in shape) {
    for (const [name, item] of entries) {
      const inner = shapeFault(item, shape.entriesOf, `${path}[${JSON.stringify(name)}]`);
      if (inner !== null) return inner;
    }
    return null;
  }
  const { fields, optional = {} } = shape;
  for (const name of Object.keys(fields))
    if (!Object.hasOwn(value, name)) return { path: `${path}.${name}`, found: "missing", expected: "given" };
  for (const [name, item] of entries) {
    const known = Object.hasOwn(fields, name) ? fields[name] : optional[name];
    if (known === undefined || !(Object.hasOwn(fields, name) || Object.hasOwn(optional, name)))
      return {
        path: `${path}.${name}`,
        found: "no field of this format",
        expected: `one of ${Object.keys({ ...fields, ...optional }).join(", ")}`,
      };
    const inner = shapeFault(item, known, `${path}.${name}`);
    if (inner !== null) return inner;
  }
  return null;
}

function described(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : shown(value);
}
