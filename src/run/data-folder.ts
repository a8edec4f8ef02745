import { existsSync } from "node:fs";
import { join } from "node:path";
import { ForesolveError } from "../errors.js";

/**
 * The folder of real data sets: the one named by the environment variable FORESOLVE_DATA, or `../shared/data` beside
 * the working directory; null where there is neither.
 *
 * @throws ForesolveError `FS_RUN_NO_DATA_FOLDER` when the variable names a folder that does not exist.
 */
function dataFolder(): string | null {
  const named = process.env["FORESOLVE_DATA"];
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    throw new ForesolveError("FS_RUN_NO_DATA_FOLDER", {
      message: `FORESOLVE_DATA names the folder "${named}", which does not exist.`,
      fix: "Correct the variable, or unset it to run on simulated data.",
      data: { folder: named },
    });
  }
  const beside = join("..", "shared", "data");
  return existsSync(beside) ? beside : null;
}

/** A program's real data in the data folder; null when the machine or the program does not have any. */
export function sampleData(program: { readonly sample: string | null }): string | null {
  if (program.sample === null) return null;
  const folder = dataFolder();
  if (folder === null) return null;
  const path = join(folder, program.sample);
  return existsSync(path) ? path : null;
}
