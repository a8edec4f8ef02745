import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ERROR_CODES } from "../src/errors.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const codes = Object.keys(ERROR_CODES);
const page = readFileSync(join(root, "docs", "errors.md"), "utf8");

/** Text of every TypeScript file of a folder, without comments: a code in a docstring is not thrown by it. */
function textsUnder(folder: string, belongs: (file: string) => boolean): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes(".examples") && belongs(file))
    .map((file) =>
      readFileSync(join(root, folder, file), "utf8")
        .replace(/\/\*[\s\S]*?\*\//g, "")
        .replace(/^\s*\/\/.*$/gm, ""),
    );
}

const isTest = (file: string): boolean => file.endsWith(".test.ts");

/** The page's entries: heading and what stands below it. */
const entries = page
  .split(/^### /m)
  .slice(1)
  .map((entry) => {
    const [heading, ...rest] = entry.split(/^## /m)[0]!.split("\n");
    return { heading: heading!.trim(), text: rest.join("\n") };
  });

test("every code has one entry on the page, with a cause and a fix, and there is no entry without a code", () => {
  expect(entries.map(({ heading }) => heading).toSorted()).toEqual(codes.toSorted());
  const incomplete = entries
    .filter(({ text }) => !/^\*\*Cause:\*\* \S.*\.$/m.test(text) || !/^\*\*Fix:\*\* \S.*\.$/m.test(text))
    .map(({ heading }) => heading);
  expect(incomplete).toEqual([]);
});

test("every code is thrown somewhere", () => {
  const sources = textsUnder("src", (file) => !isTest(file) && file !== "errors.ts").join("\n");
  expect(codes.filter((code) => !sources.includes(`"${code}"`))).toEqual([]);
});

test("every code is provoked by some test", () => {
  const tests = [
    ...textsUnder("src", isTest),
    // This file and its kind speak of all codes.
    ...textsUnder("test", (file) => isTest(file) && file !== "errors.test.ts"),
    ...textsUnder("bench", isTest),
  ].join("\n");
  expect(codes.filter((code) => !new RegExp(`\\b${code}\\b`).test(tests))).toEqual([]);
});
