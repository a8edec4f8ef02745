import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { docstringExamples, exampleBlocks, fences } from "./example-blocks.js";
import { exampleModule, isTypeOnly, provesSomething } from "./example-module.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "test", ".examples");

const examples = exampleBlocks(root).map((block, index) => ({
  ...block,
  place: `${block.file}:${block.line}`,
  module: `${String(index).padStart(3, "0")}-${block.file.replace(/[^\w]+/g, "-")}-${block.line}.ts`,
}));

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const example of examples) writeFileSync(join(folder, example.module), exampleModule(example));
writeFileSync(
  join(folder, "tsconfig.json"),
  JSON.stringify({
    extends: "../../tsconfig.json",
    compilerOptions: {
      noEmit: true,
      rootDir: "../..",
      paths: {
        foresolve: ["../../src/index.ts"],
        "foresolve/data/duckdb": ["../../src/data/duckdb.ts"],
        "foresolve/learn/trial-runner": ["../../src/learn/selection/trial-runner-node.ts"],
        "foresolve/model/file-access": ["../../src/model/file-access.ts"],
        "foresolve/*": ["../../src/*/index.ts"],
      },
      // An example may show a value without using it, and nobody imports its types.
      noUnusedLocals: false,
      noUnusedParameters: false,
      isolatedDeclarations: false,
      declaration: false,
    },
    include: ["*.ts"],
  }),
);

/** What the compiler says of the examples, in the words of the documentation's own files and lines. */
async function complaints(): Promise<string[]> {
  const compiler = join(root, "node_modules", "typescript", "lib", "tsc.js");
  const output = await promisify(execFile)(process.execPath, [compiler, "-p", folder, "--pretty", "false"], {
    cwd: folder,
    maxBuffer: 1e8,
  }).then(
    () => "",
    (error: { readonly stdout: string; readonly stderr: string }) => error.stdout + error.stderr,
  );
  return output
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("  "))
    .flatMap((line) => {
      const [, module, at, message] = /^([^\s(]+)\((\d+),\d+\): (.*)$/.exec(line) ?? [];
      const example = examples.find((candidate) => candidate.module === module);
      if (example !== undefined) return [`${example.file}:${example.line + Number(at) - 1}: ${message}`];
      // What is wrong with the sources themselves is for the types check of the whole project.
      return module === undefined ? [line] : [];
    });
}

describe("examples of the documentation", () => {
  test("are there", () => {
    expect(examples.length).toBeGreaterThan(50);
  });

  test("are accepted by the compiler", async () => {
    expect(await complaints()).toEqual([]);
  });

  test("prove something when they show an exported function", () => {
    const idle = examples
      .filter(({ ofFunction, code }) => ofFunction !== null && !provesSomething(code) && !isTypeOnly(code))
      .map(({ place, ofFunction }) => `${place}: the example of ${ofFunction} claims nothing (// => value)`);
    expect(idle).toEqual([]);
  });

  test.each(examples.filter(({ runs }) => runs))("$place runs and keeps its word", async ({ module }) => {
    await expect(import(/* @vite-ignore */ join(folder, module))).resolves.toBeTypeOf("object");
  });
});

describe("the reader of examples", () => {
  const source = [
    "/**",
    " * Doubles.",
    " *",
    " * @example",
    ' * import { twice } from "foresolve/math";',
    " *",
    " * twice(2); // => 4",
    " * @throws nothing",
    " */",
    "export function twice(value: number): number {",
    "  return 2 * value; // => not an example",
    "}",
    "/** @example one(); // => 1 */",
    "const one = () => 1;",
    "/**",
    " * @example",
    " * ```ts no-run",
    " * forever();",
    " * ```",
    " */",
    "export async function forever() {}",
  ];

  test("takes blocks up to the next tag or the end of the comment", () => {
    expect(docstringExamples("a.ts", source)).toEqual([
      {
        file: "a.ts",
        line: 5,
        code: ['import { twice } from "foresolve/math";', "", "twice(2); // => 4"],
        runs: true,
        ofFunction: "twice",
      },
      { file: "a.ts", line: 13, code: ["one(); // => 1 "], runs: true, ofFunction: null },
      { file: "a.ts", line: 18, code: ["forever();"], runs: false, ofFunction: "forever" },
    ]);
  });

  test("takes TypeScript fences of a page and no others", () => {
    const page = [
      "# Page",
      "```sh",
      "ls",
      "```",
      "```ts",
      "one();",
      "```",
      "````md",
      "```ts",
      "two();",
      "```",
      "````",
    ];
    expect(fences("page.md", page, 0)).toEqual([
      { file: "page.md", line: 6, code: ["one();"], runs: true, ofFunction: null },
    ]);
  });

  test("turns claims into assertions without moving a line", () => {
    const moduleOf = (...code: string[]): string[] =>
      exampleModule({ file: "a.ts", line: 7, code, runs: true, ofFunction: null })
        .replace('import { expect } from "vitest"; export {}; ', "")
        .split("\n");
    expect(moduleOf("f(1); // => 2")).toEqual([';expect(f(1), "a.ts:7").toEqual(2);', ""]);
    expect(moduleOf("f(1);", "// => 2")).toEqual([';expect(f(1), "a.ts:8").toEqual(2);', "", ""]);
    expect(moduleOf("g();", "f({", '  text: "(",', "}).x; // => [2]")).toEqual([
      "g();",
      ";expect(f({",
      '  text: "(",',
      '}).x, "a.ts:10").toEqual([2]);',
      "",
    ]);
    expect(moduleOf("list", "  .map(f)", "  .sort(); // => [2]")).toEqual([
      ";expect(list",
      "  .map(f)",
      '  .sort(), "a.ts:9").toEqual([2]);',
      "",
    ]);
    expect(moduleOf("const x = f(1); // => 2")).toEqual([
      'const x = f(1); expect(x, "a.ts:7").toEqual(2);',
      "",
    ]);
  });

  test("knows examples that cannot fail, and those that only declare types", () => {
    expect(provesSomething(["f(1);"])).toBe(false);
    expect(provesSomething(["f(1); // => 2"])).toBe(true);
    expect(provesSomething(["assert.equal(f(1), 2);"])).toBe(true);
    expect(isTypeOnly(['import type { A } from "foresolve";', "interface B {", "  a: A;", "}"])).toBe(true);
    expect(isTypeOnly(["type B = 1;", "f(1);"])).toBe(false);
  });
});
