import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import * as decide from "../src/decide/index.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const textOf = (...path: string[]): string => readFileSync(join(root, ...path), "utf8");

/** The losses that the room exports: their file's name, which is the page's too, their function's, and one of them. */
const losses = readdirSync(join(root, "src", "decide", "losses"))
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
  .flatMap((file) => {
    const declared = /^export function (\w+)\([^)]*\): DecisionLoss/m.exec(
      textOf("src", "decide", "losses", file),
    );
    const make = (decide as Readonly<Record<string, unknown>>)[declared?.[1] ?? ""];
    if (declared === null || typeof make !== "function") return [];
    return [
      { page: file.replace(".ts", ".md"), name: declared[1]!, loss: (make as () => decide.DecisionLoss)() },
    ];
  });

const pages = readdirSync(join(root, "docs", "losses")).filter((file) => file !== "README.md");
const pageOf = (page: string): string => textOf("docs", "losses", page);

test("every loss that is exported has a page, and the overview leads to all pages", () => {
  expect(losses.length).toBeGreaterThan(20);
  const overview = pageOf("README.md");
  expect(losses.map(({ page }) => page).filter((page) => !pages.includes(page))).toEqual([]);
  expect(losses.filter(({ page, name }) => !overview.includes(`| [\`${name}\`](${page}) |`))).toEqual([]);
  expect(pages.filter((page) => !overview.includes(`](${page})`))).toEqual([]);
});

test("a page speaks of its function, and its source is the loss's own", () => {
  const amiss = losses.flatMap(({ page, name, loss }) => {
    const text = pageOf(page).replaceAll(/\s+/g, " ");
    const publications = loss.source.match(/10\.\d{4,}\/[^\s;,]+|\d{4}\.\d{5}|(?:PMLR|JMLR) [\d:]+/g) ?? [];
    return [`\`${name}(`, ...publications]
      .filter((wanted) => !text.includes(wanted))
      .map((wanted) => `${page}: ${wanted}`);
  });
  expect(amiss).toEqual([]);
});

test("a page names every option of its loss", () => {
  const unsaid = losses.flatMap(({ page }) => {
    const source = textOf("src", "decide", "losses", page.replace(".md", ".ts"));
    return [...source.matchAll(/^export interface \w+Options [\s\S]*?^}/gm)].flatMap(([block]) =>
      [...block.matchAll(/^  (?:readonly )?(\w+)\??[:(]/gm)]
        .map(([, option]) => option!)
        .filter((option) => !new RegExp(`^\\| \`${option}\\b`, "m").test(pageOf(page)))
        .map((option) => `${page}: ${option}`),
    );
  });
  expect(unsaid).toEqual([]);
});

test("every page has one row of figures, which is the bench's where that lists the method", () => {
  const bench = new Map(
    [...textOf("docs", "regret.md").matchAll(/^\| `([^`]+)` \| ([^|]+\|[^|]+\|[^|]+\|[^|]+) \|$/gm)].map(
      ([, method, figures]) => [method!, figures!],
    ),
  );
  expect(bench.size).toBeGreaterThan(10);
  const amiss = pages.filter((page) => {
    const row = /^<!-- (?:bench regret: (.+)|not in the bench) -->\n\n\| .+\n\|.+\n\| (.+) \|$/m.exec(
      pageOf(page),
    );
    const [, method, figures] = row ?? [];
    return figures === undefined || (bench.has(method ?? "") && bench.get(method!) !== figures);
  });
  expect(amiss, "docs/losses and docs/regret.md differ").toEqual([]);
});

/** What a heading is called in a link. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replaceAll(" ", "-");

test("links between pages lead somewhere", () => {
  const all = [
    "README.md",
    "CONTRIBUTING.md",
    ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => join("docs", file)),
  ];
  const broken = all.flatMap((file) => {
    const prose = textOf(file).replaceAll(/^```[\s\S]*?^```/gm, "");
    return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link]) => {
      if (/^[a-z]+:/.test(link!)) return [];
      const [path, heading] = link!.split("#");
      const target = path === "" ? file : join(dirname(file), path!);
      if (!existsSync(join(root, target))) return [`${file}: ${link}`];
      if (heading === undefined || !target.endsWith(".md")) return [];
      const headings = [...textOf(target).matchAll(/^#+ (.+)$/gm)].map(([, text]) => anchor(text!));
      return headings.includes(heading) ? [] : [`${file}: ${link}`];
    });
  });
  expect(broken).toEqual([]);
});
