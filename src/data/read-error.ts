import { ForesolveError } from "../errors.js";
import type { FileFormat } from "./reading.js";

/** What the operating system or DuckDB threw while reading `path`, in the words of a user. */
export function explainReadError(
  cause: unknown,
  path: string,
  format: FileFormat,
  memoryLimitMb: number,
): ForesolveError {
  if (cause instanceof ForesolveError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const systemCode = (cause as NodeJS.ErrnoException).code;
  const failed = (message: string, fix: string): ForesolveError =>
    new ForesolveError("FS_DATA_READ_FAILED", { message, fix, data: { path }, cause });
  if (systemCode === "EACCES" || systemCode === "EPERM")
    return failed(`"${path}" may not be read by this user.`, "Change its permissions or the user.");
  if (/out of memory/i.test(text))
    return failed(
      `Reading "${path}" needs more than the ${memoryLimitMb} MB that DuckDB may use.`,
      "Raise memoryLimitMb.",
    );
  const timeFormat = /parse format specifier (.*?):/.exec(text)?.[1];
  if (timeFormat !== undefined)
    return new ForesolveError("FS_DATA_SCHEMA", {
      message: `The time format "${timeFormat}" is not understood.`,
      fix: 'Use strptime codes, such as "%d/%m/%Y %H:%M".',
      data: { format: timeFormat },
      cause,
    });
  const isFileError = /^Invalid (?:Input )?Error|^IO Error|^Serialization Error|TProtocol/i.test(text);
  if (systemCode !== undefined || !isFileError)
    return failed(`"${path}" could not be read: ${firstLine(text)}`, "See the cause; then try again.");
  if (format !== "parquet") return malformed(text, path, cause);
  return new ForesolveError("FS_DATA_FILE_CORRUPT", {
    message: `"${path}" is not a sound Parquet file (${withoutPrefix(firstLine(text))}).`,
    fix: "Write or download it again; if it is text, call it .csv.",
    data: { path },
    cause,
  });
}

function malformed(text: string, path: string, cause: unknown): ForesolveError {
  const lineText = /CSV Error on Line: (\d+)/.exec(text)?.[1];
  const line = lineText === undefined ? undefined : Number(lineText);
  const where = line === undefined ? `"${path}"` : `Line ${line} of "${path}"`;
  const make = (message: string, fix: string, data: Record<string, unknown> = {}): ForesolveError =>
    new ForesolveError("FS_DATA_FILE_MALFORMED", {
      message,
      fix,
      data: { path, ...(line === undefined ? {} : { line }), ...data },
      cause,
    });

  const fields = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(text);
  if (fields !== null) {
    const [expected, found] = [Number(fields[1]), Number(fields[2])];
    const original = /Original Line: (.*)/.exec(text)?.[1] ?? "";
    return make(
      `${where} has ${found === 1 ? "1 field" : `${found} fields`}, the header has ${expected}: ${shortened(original)}`,
      "Correct the line; put quotes round a field that contains the separator.",
      { expected, found, text: original },
    );
  }
  if (/unterminated quote/i.test(text))
    return make(
      `${where} opens a quote that is not closed, or goes on after a closed one.`,
      "Close the quote, or double it inside a quoted field.",
    );
  if (/unicode|utf-8 encoded/i.test(text))
    return make(
      `${where} is not UTF-8 text.`,
      'Save the file as UTF-8, for example with "iconv -f LATIN1 -t UTF-8".',
    );
  if (/state machine/i.test(text))
    return make(
      `${where} is not regular CSV: probably its line ends are mixed.`,
      'End every line the same way, for example with "dos2unix FILE".',
    );
  return make(
    `${where} is not regular CSV (${withoutPrefix(firstLine(text))}).`,
    "Open the file at that place and correct it.",
  );
}

const firstLine = (text: string): string => text.split("\n", 1)[0]!;
const withoutPrefix = (text: string): string => text.replace(/^(?:Invalid Input|IO|Invalid) Error: /, "");
const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
