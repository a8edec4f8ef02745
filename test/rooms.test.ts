import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../src", import.meta.url));

/** The rooms, from the ground up: a room imports only rooms that stand before it. */
const ROOMS = [
  "math",
  "data",
  "learn",
  "model",
  "solve",
  "schedule",
  "decide",
  "programs",
  "run",
  "serve",
  "cli",
];
/** `model` and `learn` do not know each other: `decide` joins them. */
const STRANGERS: Record<string, string[]> = { model: ["learn", "data"], solve: ["learn", "data"] };
/** These rooms run in a browser too: Node's modules stay in files of their own, named here. */
const PORTABLE = new Set(["math", "learn", "model", "solve", "schedule", "decide"]);
/** Subpaths of their own, which no other file imports: a bundler for the browser never sees them. */
const NODE_HALVES = new Set(["model/file-access.ts"]);

const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.split(sep).join("/"));

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8").replace(/^\s*\*.*$/gm, "");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1]!);
}

/** Source file under src that a relative import of another one means. */
const pathOf = (file: string, specifier: string): string =>
  relative(root, join(root, dirname(file), specifier))
    .split(sep)
    .join("/")
    .replace(/\.js$/, ".ts");

const roomOf = (file: string): string => (file.includes("/") ? file.split("/")[0]! : "");

test("every folder under src is a room that the plan of the house knows", () => {
  const unknown = new Set(files.map(roomOf).filter((room) => room !== "" && !ROOMS.includes(room)));
  expect([...unknown]).toEqual([]);
});

test("imports never run back up, and enter another room by its index only", () => {
  const offences: string[] = [];
  for (const file of files) {
    const room = roomOf(file);
    if (room === "" && file !== "index.ts" && file !== "errors.ts")
      offences.push(`${file}: only index.ts and errors.ts stand outside the rooms`);
    for (const specifier of importsOf(file)) {
      if (!specifier.startsWith(".")) continue;
      const target = relative(root, join(root, dirname(file), specifier))
        .split(sep)
        .join("/");
      const targetRoom = roomOf(target);
      if (room === "" || targetRoom === room || target === "errors.js" || target.startsWith("..")) continue;
      if (targetRoom === "" || ROOMS.indexOf(targetRoom) > ROOMS.indexOf(room))
        offences.push(`${file} imports ${target}`);
      if (STRANGERS[room]?.includes(targetRoom))
        offences.push(`${file} imports ${target}: the two rooms do not know each other`);
      const isNodeHalf = target === "data/duckdb.js";
      const isTestOfPrivatePart = file.endsWith(".test.ts");
      if (!target.endsWith("/index.js") && !isNodeHalf && !isTestOfPrivatePart)
        offences.push(`${file} imports ${target}, which is private to ${targetRoom}`);
    }
  }
  expect(offences).toEqual([]);
});

test("the portable rooms import nothing of Node's", () => {
  const offences = files
    .filter((file) => PORTABLE.has(roomOf(file)) && !file.endsWith(".test.ts") && !NODE_HALVES.has(file))
    .flatMap((file) =>
      importsOf(file)
        .filter((specifier) => specifier.startsWith("node:") || NODE_HALVES.has(pathOf(file, specifier)))
        .map((specifier) => `${file} imports ${specifier}`),
    );
  expect(offences).toEqual([]);
});
