import { mkdir, mkdtemp, rmdir } from "node:fs/promises";
import { join } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { ForesolveError } from "../errors.js";
import { renderReport } from "./report/report.js";
import type { RunRecord } from "./run-record.js";

/** Where a run's files are. */
export interface RunFiles {
  /** run.json */
  readonly record: string;
  /** report.html */
  readonly report: string;
}

/**
 * Writes `run.json` and `report.html` into a folder, which is made if need be. Each file is written beside its place
 * and moved there whole: whenever the process dies, a reader finds the old file, the new one, or none.
 *
 * @throws ForesolveError `FS_RUN_OUTPUT_FAILED` when the folder or a file cannot be written.
 */
export async function writeRun(record: RunRecord, folder: string): Promise<RunFiles> {
  const files = { record: join(folder, "run.json"), report: join(folder, "report.html") };
  const html = await renderReport(record);
  await requireWritable(folder);
  try {
    await writeFileAtomic(files.report, html);
    await writeFileAtomic(files.record, `${JSON.stringify(record, null, 2)}\n`);
  } catch (cause) {
    throw outputFailure(folder, cause);
  }
  return files;
}

/**
 * Makes the folder for results; called early, so that a long run does not find out at its end.
 *
 * @throws ForesolveError `FS_RUN_OUTPUT_FAILED`.
 */
export async function requireWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    // Only writing shows whether one may write.
    const probe = await mkdtemp(join(folder, ".foresolve-"));
    await rmdir(probe);
  } catch (cause) {
    throw outputFailure(folder, cause);
  }
}

function outputFailure(folder: string, cause: unknown): ForesolveError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ForesolveError("FS_RUN_OUTPUT_FAILED", {
    message: `Results cannot be written to "${folder}": ${reason}`,
    fix: "Pass another folder with --out, or make this one writable; a file of that name is in the way if it says so.",
    data: { folder },
    cause,
  });
}
