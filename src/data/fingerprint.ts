import { ForesolveError } from "../errors.js";
import type { Column, TextColumn } from "./column.js";
import type { Table } from "./table.js";

/**
 * SHA-256 of a table's contents as 64 hexadecimal digits: equal for equal names, kinds and values in the same order, on every
 * machine (all that run JavaScript today are little-endian). Units do not enter, nor how a table came about.
 *
 * @throws FS_DATA_ENGINE_MISSING where there is no Web Crypto: in pages that were not loaded over HTTPS.
 *
 * @example
 * import { fingerprint, numberColumn, table } from "foresolve/data";
 *
 * const prices = table({ price: numberColumn([54.99, 53.9]) });
 * const same = table({ price: numberColumn([54.99, 53.9, 46.18]) }).slice(0, 2);
 * (await fingerprint(prices)) === (await fingerprint(same)); // => true
 */
export async function fingerprint(table: Table): Promise<string> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle as SubtleCrypto | undefined;
  if (subtle === undefined)
    throw new ForesolveError("FS_DATA_ENGINE_MISSING", {
      message: "Web Crypto (crypto.subtle), which the fingerprint needs, is not available here.",
      fix: "Load the page over HTTPS or from localhost, or use Node 20 or later.",
      data: { missing: "crypto.subtle" },
    });
  const digest = async (bytes: ArrayBufferView | ArrayBuffer): Promise<string> =>
    hexadecimal(await subtle.digest("SHA-256", bytes as BufferSource));
  const columns: string[][] = [];
  // One hash per column and one over these: Web Crypto takes whole arrays only, and the table is not copied into one.
  for (const name of table.names) {
    const column: Column = table.column(name);
    const parts = await Promise.all(contents(column).map(digest));
    columns.push([name, column.kind, ...parts]);
  }
  const overview = JSON.stringify({ format: "foresolve-table-1", rows: table.rows, columns });
  return await digest(new TextEncoder().encode(overview));
}

/** Arrays that determine a column. Missing numbers, times and texts are told by their values, booleans by the mask. */
function contents(column: Column): ArrayBufferView[] {
  switch (column.kind) {
    case "number":
    case "timestamp":
      return [column.values];
    case "boolean":
      return column.nulls === null ? [column.values] : [column.values, column.nulls];
    case "text": {
      const { codes, dictionary } = inOrderOfUse(column);
      return [codes, new TextEncoder().encode(JSON.stringify(dictionary))];
    }
  }
}

/** The same texts with the dictionary in order of first use: a slice keeps its parent's dictionary. */
function inOrderOfUse({ codes, dictionary }: TextColumn): { codes: Int32Array; dictionary: string[] } {
  const renamed = new Int32Array(dictionary.length).fill(-1);
  const used: string[] = [];
  const result = codes.map((code) => {
    if (code < 0) return -1;
    if (renamed[code] === -1) renamed[code] = used.push(dictionary[code]!) - 1;
    return renamed[code]!;
  });
  return { codes: result, dictionary: used };
}

function hexadecimal(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
