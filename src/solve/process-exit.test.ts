import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const run = promisify(execFile);
const here = (path: string): string => new URL(path, import.meta.url).href;

/** Runs a program against the sources in a process of its own: its output, once it has ended by itself. */
async function outputOf(program: string): Promise<string> {
  const code = `
    import { hardKnapsack } from ${JSON.stringify(here("../../bench/hard-models.ts"))};
    import { solve } from ${JSON.stringify(here("./solve.ts"))};
    import { startSolverThreads } from ${JSON.stringify(here("./shared-pool.ts"))};
    import { configureSolverThreads } from ${JSON.stringify(here("./solver-threads.ts"))};
    configureSolverThreads({ workerUrl: ${JSON.stringify(here("../../test/solver-worker.mjs"))}, size: 1 });
    const easy = () => solve(hardKnapsack(1, 12, 2).model, { solver: "highs" });
    ${program}`;
  const hooks = here("../../test/typescript-register.mjs");
  const { stdout, stderr } = await run(
    process.execPath,
    ["--import", hooks, "--input-type=module", "-e", code],
    { cwd: fileURLToPath(here("../..")) },
  );
  expect(stderr).toBe("");
  return stdout.trim();
}

// A process that did not end by itself would run into the time limit of the test; one that ended too early, in the
// middle of an await, would have no output and fail.
test.each([
  ["with idle threads", `console.log((await easy()).status);`, "optimal"],
  ["with threads that were started for nothing", `startSolverThreads(); console.log("nothing");`, "nothing"],
  [
    "while a solver that nobody waits for is still searching",
    `await easy();
     console.log((await solve(hardKnapsack(2, 900, 30).model, { deadlineMs: 50 })).thread);`,
    "worker",
  ],
])("a process ends by itself: %s", async (_, program, output) => {
  expect(await outputOf(program)).toBe(output);
});
