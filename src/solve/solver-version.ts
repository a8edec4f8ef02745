import { highsRuntime } from "./highs-runtime.js";

/** Version of the solver in use, for run records: "HiGHS 1.15.1". */
export async function solverVersion(): Promise<string> {
  const { version } = await highsRuntime();
  return `HiGHS ${version.string}`;
}
