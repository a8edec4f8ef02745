import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One example of the documentation. */
export interface ExampleBlock {
  /** Path from the root of the project, with slashes. */
  readonly file: string;
  /** Line of the first line of code, counted from 1. */
  readonly line: number;
  readonly code: readonly string[];
  /** False where the fence says `no-run`: such an example is type-checked only. */
  readonly runs: boolean;
  /** Name of the exported function that a docstring's example belongs to, else null. */
  readonly ofFunction: string | null;
}

/** All examples: `@example` blocks of docstrings under `src`, TypeScript fences of the README and of `docs`. */
export function exampleBlocks(root: string): ExampleBlock[] {
  const list = (folder: string, ending: string): string[] =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(ending))
      .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
      .sort();
  const sources = list("src", ".ts").filter((file) => !/\.(test|test-types|d)\.ts$/.test(file));
  const pages = [...readdirSync(root).filter((file) => file === "README.md"), ...list("docs", ".md")];
  const linesOf = (file: string): string[] => readFileSync(join(root, file), "utf8").split("\n");
  return [
    ...sources.flatMap((file) => docstringExamples(file, linesOf(file))),
    ...pages.flatMap((file) => fences(file, linesOf(file), 0)),
  ];
}

/** The `@example` blocks of a source file. A block ends at the next tag or at the end of its comment. */
export function docstringExamples(file: string, lines: readonly string[]): ExampleBlock[] {
  const blocks: ExampleBlock[] = [];
  let inComment = false;
  let code: string[] | null = null;
  let first = 0;
  let found: { readonly code: string[]; readonly line: number }[] = [];
  for (const [index, text] of lines.entries()) {
    if (!inComment && /^\s*\/\*\*/.test(text)) {
      inComment = true;
      found = [];
    }
    if (!inComment) continue;
    const isLast = text.includes("*/");
    const content = text.replace(/\*\/.*$/, "").replace(/^\s*(?:\/\*\*|\*)? ?/, "");
    if (/^@\w+/.test(content)) {
      code = null;
      const inline = /^@example\b\s*(.*)$/.exec(content);
      if (inline !== null) {
        code = inline[1] === "" ? [] : [inline[1]!];
        first = inline[1] === "" ? index + 2 : index + 1;
        found.push({ code, line: first });
      }
    } else if (code !== null) {
      code.push(content);
    }
    if (!isLast) continue;
    inComment = false;
    code = null;
    const ofFunction = exportedFunction(lines, index + 1);
    for (const block of found) {
      const fenced = fences(file, block.code, block.line - 1).map((part) => ({ ...part, ofFunction }));
      const whole = { file, line: block.line, code: block.code, runs: true, ofFunction };
      blocks.push(...(fenced.length > 0 ? fenced : [whole]));
    }
  }
  return blocks;
}

/** TypeScript fences of a page, or of a docstring that uses them. */
export function fences(file: string, lines: readonly string[], linesBefore: number): ExampleBlock[] {
  const blocks: ExampleBlock[] = [];
  let open: { readonly mark: string; readonly block: ExampleBlock | null; readonly code: string[] } | null =
    null;
  for (const [index, text] of lines.entries()) {
    const mark = /^\s*(```+)\s*(.*)$/.exec(text);
    if (open === null && mark !== null) {
      const [language, ...words] = mark[2]!.trim().split(/\s+/);
      const code: string[] = [];
      const block: ExampleBlock | null =
        language === "ts" || language === "typescript"
          ? { file, line: linesBefore + index + 2, code, runs: !words.includes("no-run"), ofFunction: null }
          : null;
      open = { mark: mark[1]!, block, code };
    } else if (open !== null && mark !== null && mark[2] === "" && mark[1]!.length >= open.mark.length) {
      if (open.block !== null) blocks.push(open.block);
      open = null;
    } else {
      open?.code.push(text);
    }
  }
  return blocks;
}

/** The function that is declared below a docstring, when it is exported. */
function exportedFunction(lines: readonly string[], from: number): string | null {
  const next = lines.slice(from).find((line) => line.trim() !== "") ?? "";
  return /^export (?:async )?function\*? (\w+)/.exec(next)?.[1] ?? null;
}
