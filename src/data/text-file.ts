import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { ForesolveError } from "../errors.js";
import { parseHeader } from "./csv-header.js";

/** A header longer than this is no header. */
const HEADER_BYTES = 1 << 20;

/**
 * Column names of a CSV or TSV file. A compressed file is unpacked once to its end: DuckDB stops without a word
 * where a cut-off gzip file stops, and ignores its checksum, so that half a file would look like a whole one.
 *
 * @throws FS_DATA_FILE_EMPTY, FS_DATA_FILE_CORRUPT, FS_DATA_FILE_MALFORMED
 */
export async function readHeader(path: string, compressed: boolean, delimiter: string): Promise<string[]> {
  const start = await readStart(path, compressed);
  if (start[0] === 0xff && start[1] === 0xfe) throw notUtf8(path, "is written in UTF-16");
  const text = new TextDecoder("utf-8").decode(start);
  if (text.trim() === "")
    throw new ForesolveError("FS_DATA_FILE_EMPTY", {
      message: `"${path}" is empty.`,
      fix: "Export the data again, with a header line and at least one row.",
      data: { path },
    });
  const names = parseHeader(text, delimiter);
  if (names === null)
    throw new ForesolveError("FS_DATA_FILE_MALFORMED", {
      message: `The header of "${path}" opens a quote that is never closed.`,
      fix: "Close the quote in line 1, or double it inside a quoted name.",
      data: { path, line: 1 },
    });
  return names;
}

/** The error for text in another encoding. */
export function notUtf8(path: string, what: string): ForesolveError {
  return new ForesolveError("FS_DATA_FILE_MALFORMED", {
    message: `"${path}" ${what}; it must be UTF-8.`,
    fix: 'Save it as UTF-8, for example with "iconv -f LATIN1 -t UTF-8" or your editor\'s "save with encoding".',
    data: { path },
  });
}

async function readStart(path: string, compressed: boolean): Promise<Uint8Array> {
  const file = createReadStream(path, compressed ? {} : { end: HEADER_BYTES - 1 });
  const source = compressed
    ? file.on("error", (error) => unpacked.destroy(error)).pipe(createGunzip())
    : file;
  const unpacked = source;
  const parts: Uint8Array[] = [];
  let kept = 0;
  try {
    for await (const part of source as AsyncIterable<Uint8Array>) {
      if (kept < HEADER_BYTES) parts.push(part);
      kept += part.length;
    }
  } catch (cause) {
    if (!(cause as NodeJS.ErrnoException).code?.startsWith("Z_")) throw cause;
    throw new ForesolveError("FS_DATA_FILE_CORRUPT", {
      message: `"${path}" is not a complete gzip file (${(cause as Error).message}).`,
      fix: 'Copy or download it again; "gzip -t FILE" must be silent. If it is plain text, drop ".gz" from its name.',
      data: { path },
      cause,
    });
  } finally {
    file.destroy();
  }
  return Buffer.concat(parts).subarray(0, HEADER_BYTES);
}
