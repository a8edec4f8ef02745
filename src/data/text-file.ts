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
  const text = decodeHeader(start, path);
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

/** First bytes of files that people take for text by their name. */
const SIGNATURES: readonly (readonly [bytes: string, what: string, fix: string])[] = [
  ["\x1f\x8b", "is compressed with gzip", 'Add ".gz" to its name.'],
  ["PAR1", "is a Parquet file", "Name it .parquet."],
  ["PK\x03\x04", "is a zip archive or an Excel workbook", "Unpack it, or export the sheet as CSV."],
  ["\xff\xfe", "is written in UTF-16", 'Save it as UTF-8 ("iconv -f UTF-16 -t UTF-8").'],
  ["\xfe\xff", "is written in UTF-16", 'Save it as UTF-8 ("iconv -f UTF-16 -t UTF-8").'],
];

function decodeHeader(start: Uint8Array, path: string): string {
  const malformed = (what: string, fix: string): ForesolveError =>
    new ForesolveError("FS_DATA_FILE_MALFORMED", {
      message: `"${path}" ${what}.`,
      fix,
      data: { path },
    });
  const signature = String.fromCharCode(...start.subarray(0, 4));
  const known = SIGNATURES.find(([bytes]) => signature.startsWith(bytes));
  if (known !== undefined) throw malformed(known[1], known[2]);
  try {
    // Only the first line: what was kept may end in the middle of a character. DuckDB checks the rest.
    const end = start.findIndex((byte) => byte === 10 || byte === 13);
    new TextDecoder("utf-8", { fatal: true }).decode(end < 0 ? new Uint8Array() : start.subarray(0, end));
  } catch {
    throw malformed("is not UTF-8 text", 'Save it as UTF-8, for example with "iconv -f LATIN1 -t UTF-8".');
  }
  return new TextDecoder("utf-8").decode(start);
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
