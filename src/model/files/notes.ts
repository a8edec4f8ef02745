import { malformed } from "./file-error.js";
import { unescapeName } from "./file-names.js";

/** Comments in files of our own begin so; other readers skip them. */
export const NOTE = "@ ";

/** What the notes of a file say: names as the user had them, and row sides that the format cannot hold exactly. */
export class Notes {
  model: string | null = null;
  readonly ranges: { readonly row: string; readonly lower: string; readonly upper: string }[] = [];
  /** Rows of an LP file that say the lower and the upper limit of one row. */
  readonly joined: { readonly lower: string; readonly upper: string }[] = [];
  #escaped = false;
  readonly #format: "MPS" | "LP";
  readonly #columns = new Map<string, string>();
  readonly #rows = new Map<string, string>();

  constructor(format: "MPS" | "LP") {
    this.#format = format;
  }

  /** `text` is what stands behind the sign of the note. */
  read(text: string, line: number): void {
    const [, word = "", rest = ""] = /^(\w+) (.*)$/.exec(text.trim()) ?? [];
    if (word === "names") this.#escaped = rest === "escaped";
    else if (word === "model") this.model = this.#quoted(rest, text, line);
    else if (word === "column" || word === "row") {
      const [, name, quoted] = /^(\S+) (".*")$/.exec(rest) ?? this.#fail(text, line);
      (word === "column" ? this.#columns : this.#rows).set(name, this.#quoted(quoted, text, line));
    } else if (word === "range") {
      const [, row, lower, upper] = /^(\S+) (\S+) (\S+)$/.exec(rest) ?? this.#fail(text, line);
      this.ranges.push({ row, lower, upper });
    } else if (word === "joined") {
      const [, lower, upper] = /^(\S+) (\S+)$/.exec(rest) ?? this.#fail(text, line);
      this.joined.push({ lower, upper });
    }
  }

  #quoted(text: string, whole: string, line: number): string {
    try {
      return String(JSON.parse(text));
    } catch {
      return this.#fail(whole, line);
    }
  }

  #fail(text: string, line: number): never {
    throw malformed(
      this.#format,
      { line, text },
      "a note of Foresolve is damaged",
      'Correct the note, or delete every comment that begins with "@": the names of the file are used then.',
    );
  }

  /** The names of the file as the user had them. */
  columnNames(names: readonly string[]): readonly string[] {
    return this.#restored(names, this.#columns);
  }

  /** The names of the file as the user had them. */
  rowNames(names: readonly string[]): readonly string[] {
    return this.#restored(names, this.#rows);
  }

  #restored(names: readonly string[], explained: ReadonlyMap<string, string>): readonly string[] {
    if (!this.#escaped && explained.size === 0) return names;
    const format = this.#format === "MPS" ? "mps" : "lp";
    return names.map((name) => explained.get(name) ?? (this.#escaped ? unescapeName(name, format) : name));
  }
}
