import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jobshopSuite } from "./jobshop.js";
import { replay } from "./jobshop/replay.js";
import { chosenShops, familiesOf, readShops } from "./jobshop/shops.js";

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "foresolve-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const ONE = {
  name: "one1",
  ub: 6,
  ops: [
    [
      [0, 3],
      [1, 2],
    ],
    [
      [1, 4],
      [0, 1],
    ],
  ],
};
const BOTH = {
  name: "mk99",
  set: "Someone",
  ub: 4,
  ops: [
    [
      [
        [0, 3],
        [1, 5],
      ],
      [[1, 1]],
    ],
    [[[1, 2]]],
  ],
};

function written(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

test("rows for each instance of a file, plain and flexible, then means by family", async () => {
  const data = written("shops.json", { instances: [ONE, BOTH] });
  const { rows } = await jobshopSuite.run({ data, seconds: 1, onNote: () => {} });
  const value = (name: string, metric: string): number | undefined =>
    rows.find((row) => row.case === name && row.metric === metric)?.value;
  expect([value("one1", "makespan"), value("one1", "gapPercent")]).toEqual([6, 0]);
  expect([value("mk99", "makespan"), value("mk99", "gapPercent")]).toEqual([4, 0]);
  expect([value("mean:one", "gapPercent"), value("mean:mk", "bestKnownReached")]).toEqual([0, 1]);
  expect(value("one1", "cpuSeconds")).toBeGreaterThanOrEqual(0);
});

test("without a file Taillard's are made, and a sample of them is drawn by the seed", async () => {
  const all = readShops(undefined);
  expect([all.length, all[0]!.name, all[79]!.name]).toEqual([80, "ta01", "ta80"]);
  const draw = (seed: number): string[] =>
    chosenShops(all, { names: undefined, sample: 5, seed }).map(({ name }) => name);
  expect([draw(1), draw(1).length]).toEqual([draw(1), 5]);
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw(1)).toEqual(draw(1).toSorted());
  const { rows } = await jobshopSuite.run({ instances: ["ta51"], seconds: 0.01, onNote: () => {} });
  expect([...new Set(rows.map((row) => row.case))]).toEqual(["ta51", "mean:ta", "mean:ta51-80"]);
});

test("instances are chosen by name, family and range", () => {
  const all = readShops(undefined);
  const chosen = (...names: string[]): number =>
    chosenShops(all, { names, sample: undefined, seed: 0 }).length;
  expect([chosen("ta"), chosen("ta07"), chosen("ta01-ta50"), chosen("ta51-80", "ta80")]).toEqual([
    80, 1, 50, 30,
  ]);
  expect(familiesOf(all[50]!)).toEqual(["ta", "ta51-80"]);
  expect(() => chosen("la01")).toThrow(expect.objectContaining({ code: "FS_DATA_INVALID_ARGUMENT" }));
});

test("a text file is one instance; what cannot be read is refused", () => {
  const [shop] = readShops(written("small.txt", "2 2\n0 3 1 2\n1 4 0 1\n"));
  expect([shop!.name, shop!.routings]).toEqual(["small", ONE.ops]);
  const refused =
    (path: string): (() => unknown) =>
    () =>
      readShops(path);
  expect(refused(join(folder, "none.json"))).toThrow(
    expect.objectContaining({ code: "FS_DATA_FILE_NOT_FOUND" }),
  );
  const isMalformed = expect.objectContaining({ code: "FS_DATA_FILE_MALFORMED" });
  for (const [name, content] of [
    ["a.json", "{"],
    ["b.json", "{}"],
    ["c.json", { instances: [{ name: "x" }] }],
  ] as const)
    expect(refused(written(name, content))).toThrow(isMalformed);
});

test("a schedule that breaks a rule, or lies about its end, is found out", () => {
  const [plain, flexible] = readShops(written("pair.json", { instances: [ONE, BOTH] }));
  const starts = Int32Array.of(0, 4, 0, 4);
  expect(() => replay(plain!, { makespan: 6, starts })).not.toThrow();
  expect(() => replay(plain!, { makespan: 5, starts })).toThrow("ends at 6");
  expect(() => replay(plain!, { makespan: 6, starts: Int32Array.of(0, 2, 0, 4) })).toThrow("before 3");
  expect(() => replay(plain!, { makespan: 6, starts: Int32Array.of(0, 3, 0, 4) })).toThrow("two operations");
  expect(() => replay(plain!, { makespan: 6, starts: Int32Array.of(0, 4, 0, 4, 9) })).toThrow("5 starts");
  const machines = Int32Array.of(0, 0, 1);
  expect(() => replay(flexible!, { makespan: 4, starts: Int32Array.of(0, 3, 0), machines })).toThrow(
    "cannot be done on machine 0",
  );
});
