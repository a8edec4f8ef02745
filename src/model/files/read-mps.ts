import { ForesolveError } from "../../errors.js";
import type { StandardForm } from "../standard-form.js";
import { unsupported } from "./file-error.js";
import { FormBuilder } from "./form-builder.js";
import { MpsBounds } from "./mps-bounds.js";
import { MpsColumns } from "./mps-columns.js";
import { fixedFields, freeFields, type SplitLine } from "./mps-line.js";
import { MpsLines } from "./mps-lines.js";
import { MpsProducts } from "./mps-products.js";
import { MpsRows } from "./mps-rows.js";
import { MpsSides } from "./mps-sides.js";
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

/** Leads each line to the reader of its section. */
class MpsReader {
  readonly #lines: MpsLines;
  readonly #split: SplitLine;
  readonly #isFixed: boolean;
  readonly #builder = new FormBuilder();
  readonly #notes = new Notes("MPS");
  readonly #rows: MpsRows;
  readonly #columns: MpsColumns;
  readonly #sides: MpsSides;
  readonly #bounds: MpsBounds;
  readonly #products: MpsProducts;
  readonly #seen = new Set<string>();
  #section = "";

  constructor(text: string, format: "free" | "fixed") {
    this.#isFixed = format === "fixed";
    this.#split = this.#isFixed ? fixedFields : freeFields;
    this.#lines = new MpsLines(text);
    this.#rows = new MpsRows(this.#builder, this.#lines);
    this.#bounds = new MpsBounds(this.#builder, this.#lines);
    this.#columns = new MpsColumns(this.#builder, this.#lines, this.#rows, this.#bounds);
    this.#sides = new MpsSides(this.#builder, this.#lines, this.#rows);
    this.#products = new MpsProducts(this.#builder, this.#lines, this.#rows);
  }

  read(): StandardForm {
    while (this.#section !== "ENDATA") {
      if (!this.#lines.next()) this.#failAtEnd();
      this.#readLine(this.#lines.text);
    }
    this.#requireSection("ROWS");
    this.#requireSection("COLUMNS");
    this.#sides.finish(this.#notes);
    this.#bounds.finish();
    const builder = this.#builder;
    builder.name = this.#notes.model ?? builder.name;
    return builder.finish(
      this.#notes.columnNames(builder.columnNames),
      this.#notes.rowNames(builder.rowNames),
    );
  }

  #failAtEnd(): never {
    return this.#lines.fail(
      `the file ends${this.#section === "" ? "" : ` in section ${this.#section}`} without ENDATA`,
      "Check that the file is whole; its last line must be ENDATA.",
    );
  }

  #requireSection(name: string): void {
    if (this.#seen.has(name)) return;
    this.#lines.fail(
      `section ${name} is missing before this line`,
      "An MPS file has the sections ROWS, COLUMNS and RHS in this order.",
    );
  }

  #readLine(line: string): void {
    const first = line.charCodeAt(0);
    if (first === 42) {
      if (line.startsWith(NOTE, 1)) this.#notes.read(line.slice(1 + NOTE.length), this.#lines.line);
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
        this.#lines.place(),
        `section ${word} cannot be read`,
        "Remove the section, or write the model without it: linear and quadratic rows and objectives, bounds, integer and semi-continuous columns are read.",
      );
    }
    const mayHaveMore = word === "NAME" || word === "OBJSENSE" || word === "QCMATRIX";
    const isHeader = SECTIONS.has(word) && (words.length === 1 || mayHaveMore);
    if (!isHeader) {
      if (words.length > 1 && this.#section !== "") return false;
      this.#lines.fail(
        `"${words[0]}" is no section of an MPS file`,
        "Sections are NAME, OBJSENSE, ROWS, COLUMNS, RHS, RANGES, BOUNDS and ENDATA.",
      );
    }
    if (word === "QCMATRIX") this.#products.openRow(words);
    else if (this.#seen.has(word))
      this.#lines.fail(`section ${word} is there twice`, "Unite the two sections.");
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
    const section = this.#section;
    switch (section) {
      case "OBJSENSE":
        return this.#readSense(fields[0]);
      case "ROWS":
        return this.#rows.read(fields);
      case "COLUMNS":
        return this.#columns.read(fields);
      case "RHS":
      case "RANGES":
        return this.#sides.read(section, fields);
      case "BOUNDS":
        return this.#bounds.read(fields);
      case "QUADOBJ":
      case "QMATRIX":
      case "QCMATRIX":
        return this.#products.read(section, fields);
      default:
        this.#lines.fail("data before the first section", "Begin with NAME or ROWS.");
    }
  }

  #readSense(word: string): void {
    if (/^max(imi[sz]e)?$/i.test(word)) this.#builder.sense = "maximize";
    else if (/^min(imi[sz]e)?$/i.test(word)) this.#builder.sense = "minimize";
    else this.#lines.fail(`"${word}" is no sense of an objective`, "Write MAX or MIN.");
  }
}
