import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

function hasCompiler(): boolean {
  if (existsSync(`${root}node_modules/assemblyscript`)) return true;
  console.warn("The test that recompiles the kernels is skipped: assemblyscript is not installed.");
  return false;
}

test.skipIf(!hasCompiler())(
  "the inlined kernels are what their sources compile to",
  { timeout: 60_000 },
  () => {
    expect(
      execFileSync(process.execPath, ["kernels/compile.mjs", "--check"], { cwd: root, encoding: "utf8" }),
    ).toBe("");
  },
);
