import { ForesolveError } from "../../errors.js";
import type { StandardForm } from "../standard-form.js";
import { malformed, unsupported } from "./file-error.js";
import { boundNumber, finiteNumber } from "./file-number.js";
import { FormBuilder } from "./form-builder.js";
import { MpsBounds } from "./mps-bounds.js";
import { fixedFields, freeFields, type SplitLine } from "./mps-line.js";
import { NOTE, Notes } from "./notes.js";

/** Options of {@link readMps}. */
export interface ReadMpsOptions {
  /**
   * How a line is split: at blanks ("free"), or at fixed characters, so that names may have blanks ("fixed"). Without it the
   * file is read as free, and where that fails as fixed.
   */
  readonly format?: "free" | "fixed";
}

/**
 * Reads MPS text into a standard form with the names of the file (those that `writeMps` escaped are restored).
 *
 * Where readers differ this one does what HiGHS does: an integer column between markers without any bound is binary; a
 * negative upper bound leaves the lower bound at 0; set names are not looked at; limits from 1e20 on are infinite; the
 * right-hand side of the objective is minus its constant. Unlike HiGHS, it refuses unknown names and double entries.
 *
 * @throws ForesolveError `FS_MODEL_FILE_MALFORMED` with the line number and the text; `FS_MODEL_FILE_UNSUPPORTED` for
 * cones, special ordered sets and the like; `FS_MODEL_NO_VARIABLES` for a file without columns.
 * @example
 * import { readMps } from "foresolve/model";
 *
 * const form = readMps(`NAME diet
 * ROWS
 *  N cost
 *  G protein
 * COLUMNS
 *  bread cost 2 protein 4
 *  milk cost 3 protein 8
 * RHS
 *  RHS protein 10
 * ENDATA`);
 * form.columnName(1); // => "milk"
 * [...form.rowLower]; // => [10]
 */
export function readMps(text: string, options: ReadMpsOptions = {}): StandardForm {
  if (options.format !== undefined) return new MpsReader(text, options.format).read();
  try {
    return new MpsReader(text, "free").read();
  } catch (error) {
    if (!(error instanceof ForesolveError) || error.code !== "FS_MODEL_FILE_MALFORMED") throw error;
    try {
      return new MpsReader(text, "fixed").read();
    } catch {
      // Free is what most files are: its complaint is the one that helps.
      throw error;
    }
  }
}

const SECTIONS = new Set([
  "NAME",
  "OBJSENSE",
  "ROWS",
  "COLUMNS",
  "RHS",
  "RANGES",
  "BOUNDS",
  "QUADOBJ",
  "QMATRIX",
  "QCMATRIX",
  "ENDATA",
]);
const UNSUPPORTED = new Set([
  "QSECTION",
  "CSECTION",
  "SOS",
  "SOS1",
  "SOS2",
  "SETS",
  "INDICATORS",
  "LAZYCONS",
  "USERCUTS",
  "GENCONS",
  "PWLOBJ",
  "PWLNAM",
  "PWLCON",
  "OBJNAME",
  "OBJECTIVES",
  "SCENARIOS",
  "REFROW",
]);

/** Stand for a row that is not in the model. */
const OBJECTIVE = -1;
const DROPPED = -2;

class MpsReader {
  readonly #text: string;
  readonly #split: SplitLine;
  readonly #isFixed: boolean;
  readonly #builder = new FormBuilder();
  readonly #notes = new Notes("MPS");
  readonly #bounds = new MpsBounds(
    this.#builder,
    (problem, fix) => this.#fail(problem, fix),
    () => ({ line: this.#line, text: this.#lineText }),
  );
  /** Rows that are not in the model: the objective, and free rows beside it. */
  readonly #outside = new Map<string, number>();
  readonly #rowTypes: string[] = [];
  /** Last column with an entry in each row, by which double entries show; the objective comes last. */
  readonly #lastColumn: number[] = [];
  #objectiveColumn = -1;
  readonly #hasSide = new Set<number>();
  readonly #hasRange = new Set<number>();
  readonly #ranges: (readonly [row: number, width: number])[] = [];
  readonly #seen = new Set<string>();
  /** Rows that have a section QCMATRIX, and the one that is open. */
  readonly #productRows = new Set<number>();
  #productRow = -1;
  #section = "";
  #column = -1;
  #columnName: string | null = null;
  #isInteger = false;
  #line = 0;
  #lineText = "";

  constructor(text: string, format: "free" | "fixed") {
    this.#text = text;
    this.#isFixed = format === "fixed";
    this.#split = this.#isFixed ? fixedFields : freeFields;
  }

  read(): StandardForm {
    const text = this.#text;
    let position = text.charCodeAt(0) === 0xfeff ? 1 : 0;
    while (this.#section !== "ENDATA") {
      if (position >= text.length) this.#endOfFile();
      let end = text.indexOf("\n", position);
      if (end < 0) end = text.length;
      this.#line++;
      this.#lineText = text.slice(position, text.charCodeAt(end - 1) === 13 ? end - 1 : end);
      position = end + 1;
      this.#readLine(this.#lineText);
    }
    this.#requireSection("ROWS");
    this.#requireSection("COLUMNS");
    this.#applyRanges();
    this.#bounds.finish();
    const builder = this.#builder;
    builder.name = this.#notes.model ?? builder.name;
    return builder.finish(
      this.#notes.columnNames(builder.columnNames),
      this.#notes.rowNames(builder.rowNames),
    );
  }

  #fail(problem: string, fix = "Correct the line."): never {
    throw malformed("MPS", { line: this.#line, text: this.#lineText }, problem, fix);
  }

  #endOfFile(): never {
    this.#lineText = "";
    this.#fail(
      `the file ends${this.#section === "" ? "" : ` in section ${this.#section}`} without ENDATA`,
      "Check that the file is whole; its last line must be ENDATA.",
    );
  }

  #requireSection(name: string): void {
    if (this.#seen.has(name)) return;
    this.#fail(
      `section ${name} is missing before this line`,
      "An MPS file has the sections ROWS, COLUMNS and RHS in this order.",
    );
  }

  #readLine(line: string): void {
    const first = line.charCodeAt(0);
    if (first === 42) {
      if (line.startsWith(NOTE, 1)) this.#notes.read(line.slice(1 + NOTE.length), this.#line);
      return;
    }
    if (line.trim() === "") return;
    if (first !== 32 && first !== 9 && this.#isHeader(line)) return;
    const fields = this.#split(line);
    if (fields[0].startsWith("*")) return;
    // Some writers put remarks behind a dollar sign; no name of ours begins with one.
    const remark = this.#isFixed ? -1 : fields.findIndex((field, at) => at >= 2 && field.startsWith("$"));
    this.#readFields(remark < 0 ? fields : fields.slice(0, remark));
  }

  /** A line that begins at the margin opens a section, or is data of a writer that does not indent. */
  #isHeader(line: string): boolean {
    const words = freeFields(line);
    const word = words[0].toUpperCase();
    if (UNSUPPORTED.has(word)) {
      throw unsupported(
        "MPS",
        { line: this.#line, text: line },
        `section ${word} cannot be read`,
        "Remove the section, or write the model without it: linear and quadratic rows and objectives, bounds, integer and semi-continuous columns are read.",
      );
    }
    const mayHaveMore = word === "NAME" || word === "OBJSENSE" || word === "QCMATRIX";
    const isHeader = SECTIONS.has(word) && (words.length === 1 || mayHaveMore);
    if (!isHeader) {
      if (words.length > 1 && this.#section !== "") return false;
      this.#fail(
        `"${words[0]}" is no section of an MPS file`,
        "Sections are NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS and ENDATA.",
      );
    }
    if (word === "QCMATRIX") this.#openProducts(words);
    else if (this.#seen.has(word)) this.#fail(`section ${word} is there twice`, "Unite the two sections.");
    if (word === "COLUMNS") this.#requireSection("ROWS");
    if (word === "RHS" || word === "RANGES" || word === "BOUNDS" || word.startsWith("Q"))
      this.#requireSection("COLUMNS");
    this.#seen.add(word);
    this.#section = word;
    if (word === "NAME") this.#builder.name = line.slice(4).trim();
    if (word === "OBJSENSE" && words.length > 1) this.#readSense(words[1]);
    return true;
  }

  #readFields(fields: readonly string[]): void {
    switch (this.#section) {
      case "OBJSENSE":
        return this.#readSense(fields[0]);
      case "ROWS":
        return this.#readRow(fields);
      case "COLUMNS":
        return this.#readColumn(fields);
      case "RHS":
        return this.#readPairs(fields, (row, value, name) => this.#setSide(row, value, name));
      case "RANGES":
        return this.#readPairs(fields, (row, value, name) => this.#setRange(row, value, name));
      case "BOUNDS":
        return this.#bounds.read(fields);
      case "QUADOBJ":
      case "QMATRIX":
      case "QCMATRIX":
        return this.#readProduct(fields);
      default:
        this.#fail("data before the first section", "Begin with NAME or ROWS.");
    }
  }

  /** QCMATRIX names its row, and there is one such section for each. */
  #openProducts(words: readonly string[]): void {
    if (words.length !== 2)
      this.#fail("section QCMATRIX names no row", "Write QCMATRIX and the name of its row.");
    const row = this.#findRow(words[1]);
    if (row < 0) this.#fail(`row "${words[1]}" is not a constraint`, "Write QUADOBJ for the objective.");
    if (this.#productRows.has(row))
      this.#fail(`row "${words[1]}" has two sections QCMATRIX`, "Unite the two sections.");
    this.#productRows.add(row);
    this.#productRow = row;
  }

  /** An entry of Q: of x'Qx/2 in the objective, one triangle in QUADOBJ and both in QMATRIX, of x'Qx in QCMATRIX. */
  #readProduct(fields: readonly string[]): void {
    if (fields.length !== 3) this.#failCount(fields, "3 fields: two columns and a value");
    const [column, other] = fields.slice(0, 2).map((name) => {
      const found = this.#builder.findColumn(name);
      if (found !== undefined) return found;
      return this.#fail(`column "${name}" is not in section COLUMNS`, "Add the column, or correct its name.");
    });
    const value = this.#number(fields[2]);
    if (this.#section === "QCMATRIX") this.#builder.addProduct(this.#productRow, column, other, value);
    else {
      const factor = this.#section === "QMATRIX" || column === other ? 0.5 : 1;
      this.#builder.addProduct("objective", column, other, factor * value);
    }
  }

  #readSense(word: string): void {
    if (/^max(imi[sz]e)?$/i.test(word)) this.#builder.sense = "maximize";
    else if (/^min(imi[sz]e)?$/i.test(word)) this.#builder.sense = "minimize";
    else this.#fail(`"${word}" is no sense of an objective`, "Write MAX or MIN.");
  }

  #readRow(fields: readonly string[]): void {
    if (fields.length !== 2) this.#failCount(fields, "2 fields: the type and the name of a row");
    const [type, name] = [fields[0].toUpperCase(), fields[1]];
    if (this.#builder.findRow(name) !== undefined || this.#outside.has(name))
      this.#fail(`row "${name}" is there twice`, "Give every row a name of its own.");
    if (type === "N") {
      this.#outside.set(name, this.#outside.size === 0 ? OBJECTIVE : DROPPED);
      return;
    }
    if (type !== "L" && type !== "G" && type !== "E")
      this.#fail(`"${fields[0]}" is no type of a row`, "Row types are N, L, G and E.");
    this.#builder.addRow(name, type === "L" ? -Infinity : 0, type === "G" ? Infinity : 0);
    this.#rowTypes.push(type);
    this.#lastColumn.push(-1);
  }

  #readColumn(fields: readonly string[]): void {
    if (fields[1] === "'MARKER'") {
      const kind = fields[fields.length - 1];
      if (kind !== "'INTORG'" && kind !== "'INTEND'")
        this.#fail(`${kind} is no marker`, "Markers are 'INTORG' and 'INTEND'.");
      this.#isInteger = kind === "'INTORG'";
      return;
    }
    if (fields.length !== 3 && fields.length !== 5)
      this.#failCount(fields, "3 or 5 fields: a column and one or two pairs of row and value");
    const name = fields[0];
    if (name !== this.#columnName) {
      if (this.#builder.findColumn(name) !== undefined)
        this.#fail(`column "${name}" is there twice`, "Keep the lines of one column together.");
      this.#column = this.#builder.addColumn(name);
      this.#columnName = name;
      if (this.#isInteger) this.#bounds.addInteger(this.#column);
    }
    for (let field = 1; field < fields.length; field += 2) {
      const row = this.#findRow(fields[field]);
      const value = this.#number(fields[field + 1]);
      if (row === DROPPED) continue;
      const last = row === OBJECTIVE ? this.#objectiveColumn : this.#lastColumn[row];
      if (last === this.#column)
        this.#fail(`column "${name}" has two entries in row "${fields[field]}"`, "Keep one of them.");
      if (row === OBJECTIVE) {
        this.#objectiveColumn = this.#column;
        this.#builder.cost.set(this.#column, value);
      } else {
        this.#lastColumn[row] = this.#column;
        this.#builder.addEntry(row, this.#column, value);
      }
    }
  }

  /** Pairs of row and value behind the name of a set, which may be missing. */
  #readPairs(fields: readonly string[], set: (row: number, value: string, name: string) => void): void {
    if (fields.length < 2 || fields.length > 5)
      this.#failCount(fields, "3 or 5 fields: a set and one or two pairs of row and value");
    for (let field = fields.length % 2; field < fields.length; field += 2) {
      const row = this.#findRow(fields[field]);
      set(row, fields[field + 1], fields[field]);
    }
  }

  #setSide(row: number, text: string, name: string): void {
    const value = row === OBJECTIVE ? this.#number(text) : (boundNumber(text) ?? this.#notANumber(text));
    if (row === DROPPED) return;
    if (this.#hasSide.has(row)) this.#fail(`row "${name}" has two right-hand sides`, "Keep one of them.");
    this.#hasSide.add(row);
    if (row === OBJECTIVE) {
      this.#builder.offset = 0 - value;
      return;
    }
    const type = this.#rowTypes[row];
    if (type === "E" && !Number.isFinite(value))
      this.#fail(`row "${name}" must equal ${value}`, "An equation needs a finite right-hand side.");
    if (type !== "L") this.#builder.rowLower.set(row, value);
    if (type !== "G") this.#builder.rowUpper.set(row, value);
  }

  #setRange(row: number, text: string, name: string): void {
    const width = boundNumber(text) ?? this.#notANumber(text);
    if (row < 0) return;
    if (this.#hasRange.has(row)) this.#fail(`row "${name}" has two ranges`, "Keep one of them.");
    this.#hasRange.add(row);
    this.#ranges.push([row, width]);
  }

  /** The sign of a range counts for equations only; L rows reach down from their side, G rows up. */
  #applyRanges(): void {
    const { rowLower, rowUpper } = this.#builder;
    for (const [row, width] of this.#ranges) {
      const type = this.#rowTypes[row];
      const reachesDown = type === "L" || (type === "E" && width < 0);
      if (reachesDown) rowLower.set(row, rowUpper.at(row) - Math.abs(width));
      else rowUpper.set(row, rowLower.at(row) + Math.abs(width));
    }
    for (const { row, lower, upper } of this.#notes.ranges) {
      const found = this.#builder.findRow(row);
      const [from, to] = [boundNumber(lower), boundNumber(upper)];
      if (found === undefined || from === null || to === null) continue;
      rowLower.set(found, from);
      rowUpper.set(found, to);
    }
  }

  #findRow(name: string): number {
    const row = this.#builder.findRow(name) ?? this.#outside.get(name);
    if (row !== undefined) return row;
    return this.#fail(`row "${name}" is not in section ROWS`, "Add the row to ROWS, or correct its name.");
  }

  #number(text: string): number {
    return finiteNumber(text) ?? this.#notANumber(text);
  }

  #notANumber(text: string): never {
    return this.#fail(`"${text}" is not a finite number`, "Write a number such as -1.5 or 2.5e3.");
  }

  #failCount(fields: readonly string[], expected: string): never {
    return this.#fail(
      `${fields.length} field(s) where section ${this.#section} has ${expected}`,
      'Correct the line; if names have blanks, read the file with { format: "fixed" }.',
    );
  }
}
