import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import writeFileAtomic from "write-file-atomic";
import { ForesolveError } from "../errors.js";
import { readLp, readMps, writeLp, writeMps } from "./index.js";
import type { ReadMpsOptions, StandardForm, WriteMpsOptions } from "./index.js";

/** What the extension of a path says of a file. */
interface FileKind {
  readonly format: "mps" | "lp";
  readonly isCompressed: boolean;
}

/**
 * Reads a .mps, .lp, .mps.gz or .lp.gz file into a standard form; see `readMps` and `readLp`. The text is held in memory
 * as one string, which ends at about 500 MB.
 *
 * @throws ForesolveError `FS_MODEL_FILE_ACCESS` when the file cannot be read or decompressed, `FS_MODEL_FILE_UNSUPPORTED`
 * for another extension, and what `readMps` and `readLp` throw.
 * @example
 * import { mkdtempSync, rmSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { model, standardForm } from "foresolve/model";
 * import { readModelFile, writeModelFile } from "foresolve/model/file-access";
 *
 * const folder = mkdtempSync(join(tmpdir(), "foresolve-"));
 * const m = model("plan");
 * m.minimize(m.variable("output", { over: [], lower: 3 }));
 * await writeModelFile(join(folder, "plan.mps.gz"), standardForm(m));
 * const form = await readModelFile(join(folder, "plan.mps.gz"));
 * form.columnName(0); // => "output"
 * rmSync(folder, { recursive: true });
 */
export async function readModelFile(path: string, options: ReadMpsOptions = {}): Promise<StandardForm> {
  const { format, isCompressed } = fileKind(path);
  const text = await readText(path, isCompressed);
  return format === "mps" ? readMps(text, options) : readLp(text);
}

/**
 * Writes a standard form to a .mps, .lp, .mps.gz or .lp.gz file; see `writeMps` and `writeLp`. The file is written beside
 * its place and moved there whole: a reader finds the old file, the new one, or none.
 *
 * @throws ForesolveError `FS_MODEL_FILE_ACCESS` when the file cannot be written, `FS_MODEL_FILE_UNSUPPORTED` for another
 * extension, and what `writeMps` and `writeLp` throw.
 * @example
 * import { mkdtempSync, readFileSync, rmSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * import { model, standardForm } from "foresolve/model";
 * import { writeModelFile } from "foresolve/model/file-access";
 *
 * const folder = mkdtempSync(join(tmpdir(), "foresolve-"));
 * const m = model("plan");
 * m.minimize(m.variable("output", { over: [], lower: 3 }));
 * await writeModelFile(join(folder, "plan.lp"), standardForm(m));
 * readFileSync(join(folder, "plan.lp"), "utf8").includes(" obj: +1 output"); // => true
 * rmSync(folder, { recursive: true });
 */
export async function writeModelFile(
  path: string,
  form: StandardForm,
  options: WriteMpsOptions = {},
): Promise<void> {
  const { format, isCompressed } = fileKind(path);
  const text = format === "mps" ? writeMps(form, options) : writeLp(form, options);
  try {
    await writeFileAtomic(path, isCompressed ? await promisify(gzip)(text) : text);
  } catch (cause) {
    throw accessFailure("written", path, cause);
  }
}

async function readText(path: string, isCompressed: boolean): Promise<string> {
  try {
    const bytes = await readFile(path);
    return (isCompressed ? await promisify(gunzip)(bytes) : bytes).toString("utf8");
  } catch (cause) {
    throw accessFailure("read", path, cause);
  }
}

function fileKind(path: string): FileKind {
  const [, format, compressed] = /\.(mps|lp)(\.gz)?$/i.exec(path) ?? [];
  if (format === undefined) {
    throw new ForesolveError("FS_MODEL_FILE_UNSUPPORTED", {
      message: `The extension of "${path}" is none that can be read or written.`,
      fix: "Model files end in .mps, .lp, .mps.gz or .lp.gz.",
      data: { path },
    });
  }
  return { format: format.toLowerCase() as FileKind["format"], isCompressed: compressed !== undefined };
}

function accessFailure(what: "read" | "written", path: string, cause: unknown): ForesolveError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ForesolveError("FS_MODEL_FILE_ACCESS", {
    message: `The model file "${path}" cannot be ${what}: ${reason}`,
    fix: "Check the path and its permissions; a compressed file must be whole (gzip -t FILE).",
    data: { path },
    cause,
  });
}
