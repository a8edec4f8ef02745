import { readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { ForesolveError } from "../errors.js";
import { closestName } from "./did-you-mean.js";
import { explainReadError } from "./read-error.js";
import type { FileFormat } from "./reading.js";

/** The format of a file, as its extension says. */
export interface FileKind {
  readonly format: FileFormat;
  readonly compressed: boolean;
}

/** The field separator of a text file. @throws FS_DATA_INVALID_ARGUMENT */
export function delimiterOf(kind: FileKind, options: { readonly delimiter?: string }): string {
  const delimiter = options.delimiter ?? (kind.format === "tsv" ? "\t" : ",");
  if (/^[^"\r\n]$/.test(delimiter)) return delimiter;
  throw new ForesolveError("FS_DATA_INVALID_ARGUMENT", {
    message: `delimiter is ${JSON.stringify(delimiter)}.`,
    fix: 'Give one character, such as ";" or "\\t"; no quote and no line end.',
    data: { delimiter },
  });
}

/** @throws FS_DATA_FORMAT_UNSUPPORTED */
export function fileKind(path: string): FileKind {
  const match = /\.(csv|tsv|parquet)(\.gz)?$/i.exec(path);
  const format = match?.[1]!.toLowerCase() as FileFormat | undefined;
  const compressed = match?.[2] !== undefined;
  if (format !== undefined && !(format === "parquet" && compressed)) return { format, compressed };
  throw new ForesolveError("FS_DATA_FORMAT_UNSUPPORTED", {
    message: `"${path}" ends in none of .csv, .csv.gz, .tsv, .tsv.gz, .parquet.`,
    fix: "Convert the file to CSV or Parquet, or correct its extension.",
    data: { path },
  });
}

/** Bytes of a regular file. @throws FS_DATA_FILE_NOT_FOUND, FS_DATA_NOT_A_FILE, FS_DATA_FILE_EMPTY, FS_DATA_READ_FAILED */
export async function fileSize(path: string): Promise<number> {
  const found = await stat(path).catch(async (cause: NodeJS.ErrnoException) => {
    if (cause.code !== "ENOENT" && cause.code !== "ENOTDIR") throw explainReadError(cause, path, "csv", 0);
    const siblings = await readdir(dirname(path)).catch(() => []);
    const suggestion = closestName(basename(path), siblings);
    throw new ForesolveError("FS_DATA_FILE_NOT_FOUND", {
      message: `There is no file "${path}" (looked for ${resolve(path)}).`,
      fix: /^\w+:\/\//.test(path)
        ? "Download the file first: only files on this machine are read."
        : suggestion === null
          ? "Check the path, and the folder that the program was started in."
          : `Did you mean "${suggestion}" in the same folder?`,
      data: { path, suggestion },
      cause,
    });
  });
  if (found.isFile() && found.size > 0) return found.size;
  if (found.isFile())
    throw new ForesolveError("FS_DATA_FILE_EMPTY", {
      message: `"${path}" is empty.`,
      fix: "Export the data again, with a header line and at least one row.",
      data: { path },
    });
  throw new ForesolveError("FS_DATA_NOT_A_FILE", {
    message: `"${path}" is ${found.isDirectory() ? "a folder" : "not a regular file"}.`,
    fix: "Name one file; several files are read one by one.",
    data: { path },
  });
}
