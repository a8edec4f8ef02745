import { ForesolveError } from "../../errors.js";
import { coneName } from "../cone.js";
import type { StandardForm } from "../standard-form.js";

/** Where something stands in a model file. */
export interface Place {
  /** 1 is the first line. */
  readonly line: number;
  /** The offending text, as it stands in the file. */
  readonly text: string;
}

const SHOWN_CHARACTERS = 120;

/** A file that breaks the rules of its format. */
export function malformed(format: "MPS" | "LP", place: Place, problem: string, fix: string): ForesolveError {
  return new ForesolveError("FS_MODEL_FILE_MALFORMED", details(format, place, problem, fix));
}

/** A file that keeps the rules but asks for something that a standard form cannot hold. */
export function unsupported(
  format: "MPS" | "LP",
  place: Place,
  problem: string,
  fix: string,
): ForesolveError {
  return new ForesolveError("FS_MODEL_FILE_UNSUPPORTED", details(format, place, problem, fix));
}

/** Neither format has second-order cones. */
export function requireNoCones(format: "MPS" | "LP", form: StandardForm): void {
  if (form.cones.length === 0) return;
  const name = coneName(form, form.cones[0]);
  throw new ForesolveError("FS_MODEL_FILE_UNSUPPORTED", {
    message: `Model "${form.name}" has the second-order cone "${name}", which an ${format} file cannot hold.`,
    fix: "Write the cone as a quadratic constraint if its bound is a number: atMost(sum of squares, bound squared).",
    data: { model: form.name, cone: name, format },
  });
}

function details(
  format: string,
  { line, text }: Place,
  problem: string,
  fix: string,
): { message: string; fix: string; data: Record<string, unknown> } {
  const trimmed = text.trim();
  const shown = trimmed.length > SHOWN_CHARACTERS ? `${trimmed.slice(0, SHOWN_CHARACTERS)}...` : trimmed;
  return {
    message: `Line ${line} of the ${format} file: ${problem}${shown === "" ? "" : ` ("${shown}")`}.`,
    fix,
    data: { line, text: shown, problem },
  };
}
