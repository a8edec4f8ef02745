/** A coefficient of a row: the column's number and its factor. */
export type Entry = readonly [column: number, coefficient: number];

/** A column: cost, bounds (0 and infinity where not given), and whether it must be a whole number. */
export interface Column {
  readonly cost: number;
  readonly upper?: number;
  readonly isInteger?: boolean;
}

/** Puts a minimisation together, column by column and row by row, and writes it as free MPS. */
export class MpsBuilder {
  readonly #columns: Column[] = [];
  readonly #entries: string[][] = [];
  readonly #rows: string[] = [];
  readonly #rightSides: string[] = [];

  /** Returns the column's number. */
  column(column: Column): number {
    this.#columns.push(column);
    this.#entries.push([`cost ${column.cost}`]);
    return this.#columns.length - 1;
  }

  /** At most, at least or equal to the right-hand side. */
  row(sense: "L" | "G" | "E", entries: readonly Entry[], rightSide: number): void {
    const name = `r${this.#rows.length}`;
    this.#rows.push(` ${sense} ${name}`);
    for (const [column, coefficient] of entries) this.#entries[column].push(`${name} ${coefficient}`);
    if (rightSide !== 0) this.#rightSides.push(` RHS ${name} ${rightSide}`);
  }

  text(name: string): string {
    const lines = [`NAME ${name}`, "ROWS", " N cost", ...this.#rows, "COLUMNS"];
    let isInteger = false;
    const mark = (kind: string): void => void lines.push(` MARKER 'MARKER' '${kind}'`);
    for (const [column, entries] of this.#entries.entries()) {
      const wantsInteger = this.#columns[column].isInteger === true;
      if (wantsInteger !== isInteger) mark(wantsInteger ? "INTORG" : "INTEND");
      isInteger = wantsInteger;
      for (const entry of entries) lines.push(` x${column} ${entry}`);
    }
    if (isInteger) mark("INTEND");
    lines.push("RHS", ...this.#rightSides, "BOUNDS");
    for (const [column, { upper, isInteger: whole }] of this.#columns.entries()) {
      // An integer column without bounds is read by some as binary.
      if (upper !== undefined) lines.push(` UP BND x${column} ${upper}`);
      else if (whole === true) lines.push(` PL BND x${column}`);
    }
    lines.push("ENDATA", "");
    return lines.join("\n");
  }
}
