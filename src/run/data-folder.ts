import { existsSync } from "node:fs";
import { join } from "node:path";

/**
 * The folder of real data sets: the one named by the environment variable FORESOLVE_DATA, or `../shared/data` beside
 * the working directory; null where there is neither.
 */
export function dataFolder(): string | null {
  const named = process.env["FORESOLVE_DATA"];
  if (named !== undefined && named !== "") return named;
  const beside = join("..", "shared", "data");
  return existsSync(beside) ? beside : null;
}

/** A program's real data in the data folder; null when the machine does not have it. */
export function sampleData(program: { readonly sample: string }): string | null {
  const folder = dataFolder();
  if (folder === null) return null;
  const path = join(folder, program.sample);
  return existsSync(path) ? path : null;
}
