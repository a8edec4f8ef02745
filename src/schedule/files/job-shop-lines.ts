import { ForesolveError } from "../../errors.js";

/** The numbers of a line that is neither blank nor a comment. */
export interface NumberedLine {
  readonly values: readonly number[];
  /** 1 is the first line of the file. */
  readonly number: number;
}

/** Lines of whole numbers, as files of job shops have them; blank lines and those that begin with # are skipped. */
export function jobShopLines(text: string): NumberedLine[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ words: line.trim(), number: index + 1 }))
    .filter(({ words }) => words !== "" && !words.startsWith("#"))
    .map(({ words, number }) => ({ values: words.split(/\s+/).map((word) => whole(word, number)), number }));
}

/** Refuses a file that does not have a line for each job that its first line promises. */
export function requireJobLines(head: NumberedLine, rows: readonly NumberedLine[]): void {
  const jobs = head.values[0]!;
  if (rows.length !== jobs)
    throw malformedJobShop(
      rows.at(-1)?.number ?? head.number,
      `${rows.length} lines of jobs follow the first one`,
      `${jobs} of them, as the first line says`,
    );
}

/** The error of a line that cannot be read. */
export function malformedJobShop(line: number, what: string, expected: string): ForesolveError {
  return new ForesolveError("FS_SCHEDULE_FILE_MALFORMED", {
    message: `Line ${line} of the job shop file cannot be read: ${what}.`,
    fix: `Write ${expected}.`,
    data: { line },
  });
}

function whole(word: string, line: number): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw malformedJobShop(line, `it has "${word.slice(0, 40)}"`, "whole numbers from 0, separated by blanks");
}
