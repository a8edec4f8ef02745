import { ForesolveError } from "../../errors.js";
import type { StandardForm } from "../standard-form.js";

/** The writers of names: what a name may hold there, and what stands for the commonest characters it may not. */
interface Alphabet {
  readonly legal: RegExp;
  readonly substitutes: ReadonlyMap<string, string>;
}

// Free MPS splits fields at blanks and knows no other rule.
const MPS: Alphabet = { legal: /[\x21-\x7e\p{L}\p{M}\p{N}]/u, substitutes: new Map([[" ", "~"]]) };
// What CPLEX and HiGHS both read; brackets would open a quadratic part, and operators split a name.
const LP: Alphabet = {
  legal: /[A-Za-z0-9!"#$&(),.?@_'`{|}]/,
  substitutes: new Map([
    [" ", "~"],
    ["[", "("],
    ["]", ")"],
    ["=", "#"],
  ]),
};

/** LP names that would be read as numbers, exponents or words of the format. */
const LP_MISREAD =
  /^(?:[\d.]|e\d|inf|nan|(?:minimi[sz]e|minimum|min|maximi[sz]e|maximum|max|subject|such|st|s\.t\.|bounds?|free|generals?|gen|integers?|int|binar(?:y|ies)|bin|semis?|sos[12]?|sec|sin|end|lazy|user|pwlobj|gencons?|scenarios?|multi|to|that)\.?$)/i;
/** MPS names that would be read as comments, as the marker of integer columns, or (by HiGHS) as sections and their sets. */
const MPS_MISREAD =
  /^(?:[*$']|(?:name|objsense|max|min|rows|columns|rhs|ranges?|bounds?|endata|quadobj|qmatrix|qsection|qcmatrix|csection|sets|sos[12]?|indicators|lazycons|usercuts)$)/i;
/** CPLEX's limit. */
const LONGEST_LP_NAME = 255;

/** A name of the user as a legal and unambiguous name in the file; {@link unescapeName} takes it back. */
export function escapeName(name: string, format: "mps" | "lp"): string {
  const { legal, substitutes } = format === "mps" ? MPS : LP;
  const stand = new Set(substitutes.values());
  // Character by character of Unicode, so that letters beyond 16 bits stay whole.
  let escaped = "";
  for (const character of name) {
    const isOwn = legal.test(character) && character !== "%" && !stand.has(character);
    escaped += isOwn ? character : (substitutes.get(character) ?? percent(character));
  }
  if (name === "") return "%";
  // A name is misread for a first character that stands for itself, so that it is enough to escape that one.
  const isMisread = (format === "lp" ? LP_MISREAD : MPS_MISREAD).test(escaped);
  return isMisread ? percent(name[0]) + escaped.slice(1) : escaped;
}

function percent(text: string): string {
  let escaped = "";
  for (let k = 0; k < text.length; k++) {
    const unit = text.charCodeAt(k);
    escaped +=
      unit < 256 ? `%${unit.toString(16).padStart(2, "0")}` : `%u${unit.toString(16).padStart(4, "0")}`;
  }
  return escaped;
}

/** The inverse of {@link escapeName}. */
export function unescapeName(escaped: string, format: "mps" | "lp"): string {
  if (escaped === "%") return "";
  const back = new Map([...(format === "mps" ? MPS : LP).substitutes].map(([name, stand]) => [stand, name]));
  return escaped.replace(/%u[0-9a-f]{4}|%[0-9a-f]{2}|[~()#]/g, (part) =>
    part.startsWith("%")
      ? String.fromCharCode(parseInt(part.slice(part[1] === "u" ? 2 : 1), 16))
      : (back.get(part) ?? part),
  );
}

/** Names in the file, and those that the file must explain in a note because they are not the user's own. */
export interface FileNames {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** `column C0000001 "output[hour=3]"`, without the sign of the comment */
  readonly notes: readonly string[];
}

/** Names for a file. Throws `FS_MODEL_DUPLICATE_NAME` when two columns or two rows share one. */
export function fileNames(form: StandardForm, format: "mps" | "lp" | "fixed"): FileNames {
  const columns = Array.from({ length: form.columns }, (_, column) => form.columnName(column));
  const rows = Array.from({ length: form.rows }, (_, row) => form.rowName(row));
  requireDistinct(form, "column", columns);
  requireDistinct(form, "row", rows);
  const notes = [...(format === "fixed" ? [] : ["names escaped"]), `model ${JSON.stringify(form.name)}`];
  return {
    columns: legalNames("column", columns, format, notes),
    rows: legalNames("row", rows, format, notes),
    notes,
  };
}

function legalNames(
  kind: "column" | "row",
  names: readonly string[],
  format: "mps" | "lp" | "fixed",
  notes: string[],
): string[] {
  const prefix = kind === "column" ? "C" : "R";
  const generated = (index: number): string => prefix + String(index + 1).padStart(7, "0");
  if (format !== "fixed") {
    const escaped = names.map((name) => escapeName(name, format));
    const taken = new Set(escaped);
    return escaped.map((name, index) => {
      if (format === "mps" || name.length <= LONGEST_LP_NAME) return name;
      let short = generated(index);
      while (taken.has(short)) short += "_";
      notes.push(`${kind} ${short} ${JSON.stringify(names[index])}`);
      return short;
    });
  }
  return names.map((name, index) => {
    notes.push(`${kind} ${generated(index)} ${JSON.stringify(name)}`);
    return generated(index);
  });
}

function requireDistinct(form: StandardForm, kind: "column" | "row", names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) {
      throw new ForesolveError("FS_MODEL_DUPLICATE_NAME", {
        message: `Model "${form.name}" has two ${kind}s "${name}", which a model file could not tell apart.`,
        fix: "Rename one of the variables or constraints.",
        data: { model: form.name, kind, name },
      });
    }
    seen.add(name);
  }
}
