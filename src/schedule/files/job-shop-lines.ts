import { ForesolveError } from "../../errors.js";

/** The numbers of a line that is neither blank nor a comment. */
export interface NumberedLine {
  readonly values: readonly number[];
  /** 1 is the first line of the file. */
  readonly number: number;
}

/** What a file of a shop says: how many machines there are, and a line of numbers for each job. */
export interface ShopLines {
  readonly machines: number;
  readonly jobs: readonly NumberedLine[];
}

/**
 * The lines of a file that begins with the numbers of jobs and machines and has a line for each job; `expectedHead` says
 * in an error what the first line may hold.
 */
export function shopLines(
  text: string,
  expectedHead = "the numbers of jobs and machines, from 1",
): ShopLines {
  const lines = numberedLines(text);
  const head = lines[0];
  if (head === undefined)
    throw malformedJobShop(1, "there is nothing in the file", "two numbers: jobs and machines");
  const [jobs, machines] = head.values;
  if (head.values.length !== 2 || jobs! < 1 || machines! < 1)
    throw malformedJobShop(head.number, `it has the numbers ${head.values.join(", ")}`, expectedHead);
  const rows = lines.slice(1);
  if (rows.length !== jobs)
    throw malformedJobShop(
      rows.at(-1)?.number ?? head.number,
      `${rows.length} lines of jobs follow the first one`,
      `${jobs} of them, as the first line says`,
    );
  return { machines: machines!, jobs: rows };
}

/** The error of a line that cannot be read. */
export function malformedJobShop(line: number, what: string, expected: string): ForesolveError {
  return new ForesolveError("FS_SCHEDULE_FILE_MALFORMED", {
    message: `Line ${line} of the job shop file cannot be read: ${what}.`,
    fix: `Write ${expected}.`,
    data: { line },
  });
}

/** Lines of whole numbers; blank lines and those that begin with # are skipped. */
function numberedLines(text: string): NumberedLine[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ words: line.trim(), number: index + 1 }))
    .filter(({ words }) => words !== "" && !words.startsWith("#"))
    .map(({ words, number }) => ({ values: words.split(/\s+/).map((word) => whole(word, number)), number }));
}

function whole(word: string, line: number): number {
  if (/^\d{1,9}$/.test(word)) return Number(word);
  throw malformedJobShop(line, `it has "${word.slice(0, 40)}"`, "whole numbers from 0, separated by blanks");
}
