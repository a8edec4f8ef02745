import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { ERROR_CODES, ForesolveError } from "../errors.js";
import { FINDING_CODES } from "../data/index.js";
import { FACTORY_FINDING_CODES } from "../programs/index.js";
import type { Output } from "./output.js";

/** Adds `explain`: what a code means and what to do about it, from the documentation that ships with the package. */
export function addExplainCommand(cli: Command, output: Output): void {
  cli
    .command("explain")
    .summary("explain an error or finding code")
    .description("Explains a code that an error or a data check printed.")
    .argument("<code>", "such as FS_DATA_FILE_NOT_FOUND or time-gap")
    .action((code: string) => {
      output.stdout.write(`${explanationOf(code)}\n`);
    });
}

/**
 * The documentation of a code.
 *
 * @throws ForesolveError `FS_CLI_UNKNOWN_CODE`.
 */
export function explanationOf(code: string): string {
  const error = code.toUpperCase();
  if (error in ERROR_CODES) return section("errors.md", error);
  const finding = code.toLowerCase();
  if ((FINDING_CODES as readonly string[]).includes(finding)) return tableRow("data-checks.md", finding);
  if ((FACTORY_FINDING_CODES as readonly string[]).includes(finding)) return tableRow("factory.md", finding);
  throw new ForesolveError("FS_CLI_UNKNOWN_CODE", {
    message: `There is no code "${code}".`,
    fix: `Copy it from the message: errors look like FS_DATA_FILE_NOT_FOUND, findings like ${FINDING_CODES[0]}.`,
    data: { code },
  });
}

function section(file: string, heading: string): string {
  const text = documentation(file);
  const start = text.indexOf(`### ${heading}\n`);
  const end = text.slice(start + 4).search(/\n##/);
  const body = end < 0 ? text.slice(start) : text.slice(start, start + 4 + end);
  return plain(body.replace(/^### /, ""));
}

/** A row of a table reads as one line per column. */
function tableRow(file: string, code: string): string {
  const lines = documentation(file).split("\n");
  const at = lines.findIndex((line) => line.startsWith("|") && line.includes(`\`${code}\``));
  const headings = cellsOf(
    lines.slice(0, at).findLast((_, k, all) => /^\|\s*-/.test(all[k + 1] ?? lines[k + 1] ?? ""))!,
  );
  return cellsOf(lines[at])
    .map((cell, k) => plain(`${headings[k]}: ${cell}`))
    .join("\n");
}

function cellsOf(line: string): string[] {
  return line
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function plain(markdown: string): string {
  return markdown.replaceAll("**", "").replaceAll("`", "").trim();
}

/** The docs folder lies beside package.json, both in a checkout and in an installed package. */
function documentation(file: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return readFileSync(join(folder, "docs", file), "utf8");
}
