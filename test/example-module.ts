import type { ExampleBlock } from "./example-blocks.js";

const CLAIM = /^(.*?)\s*\/\/ =>\s?(.*)$/;

/**
 * An example as a module: `expression; // => value` (the comment may stand on the next line) becomes an assertion.
 * Line n of the example is line n of the module, so that a compiler's message can be traced back.
 */
export function exampleModule({ file, line, code }: ExampleBlock): string {
  const lines = [...code];
  for (const [index, text] of code.entries()) {
    const claim = CLAIM.exec(text);
    if (claim === null) continue;
    const place = JSON.stringify(`${file}:${line + index}`);
    const isAlone = claim[1]!.trim() === "";
    const end = isAlone ? index - 1 : index;
    if (!isAlone) lines[index] = claim[1]!;
    else lines[index] = "";
    const start = statementStart(lines, end);
    const value = claim[2]!;
    const declared = /^\s*(?:const|let) (\w+)\b/.exec(lines[start] ?? "");
    if (declared !== null) {
      lines[end] += ` expect(${declared[1]}, ${place}).toEqual(${value});`;
      continue;
    }
    lines[start] = `;expect(${lines[start] ?? ""}`;
    lines[end] = `${lines[end]!.replace(/;\s*$/, "")}, ${place}).toEqual(${value});`;
  }
  // The import shares the first line, and makes a module of an example that imports nothing.
  return `import { expect } from "vitest"; export {}; ${lines.join("\n")}\n`;
}

/** Whether running an example can fail: it claims a value, asserts or expects something. */
export function provesSomething(code: readonly string[]): boolean {
  return code.some((line) => CLAIM.test(line) || /\b(?:assert|expect)\b/.test(line));
}

/** Whether an example only declares types: there is nothing to run. */
export function isTypeOnly(code: readonly string[]): boolean {
  return code.every((line) =>
    /^(?:\s|[})\]]|\/\/|import\b|(?:export )?(?:type|interface|declare)\b|$)/.test(line),
  );
}

/** Where the statement that ends on a line begins: back to where brackets balance and no chain is continued. */
function statementStart(lines: readonly string[], end: number): number {
  let depth = 0;
  for (let index = end; index >= 0; index--) {
    const text = withoutStrings(lines[index]!);
    for (const character of text) {
      if ("([{".includes(character)) depth++;
      else if (")]}".includes(character)) depth--;
    }
    if (depth >= 0 && !/^\s*[.?:]/.test(text)) return index;
  }
  return 0;
}

function withoutStrings(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`/g, '""').replace(/\/\/.*$/, "");
}
