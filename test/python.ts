import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Debian's Python, for which the packages python3-… are made. */
const PYTHON = "/usr/bin/python3";

/**
 * Whether tests against a Debian package of Python can run here. Where every part of the system is required
 * (FORESOLVE_REQUIRE_SYSTEM_PARTS) a missing one is an error; elsewhere the tests are skipped, and a line on the console says so.
 */
export function hasPython(module: string): boolean {
  const found = existsSync(PYTHON) && spawnSync(PYTHON, ["-c", `import ${module}`]).status === 0;
  if (found) return true;
  const message = `There is no Python package ${module} for ${PYTHON}: apt-get install python3-${module}`;
  if (process.env.FORESOLVE_REQUIRE_SYSTEM_PARTS) throw new Error(message);
  console.warn(`Tests against it are skipped. ${message}`);
  return false;
}

/** Runs a Python program with a question as JSON on its standard input, and reads the JSON that it prints. */
export function askPython<Answer>(program: string, question: unknown): Answer {
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", program], {
    input: JSON.stringify(question),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}
