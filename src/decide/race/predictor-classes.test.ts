import { expect, test } from "vitest";
import type { Example } from "../../learn/index.js";
import { predictorClasses } from "./predictor-classes.js";

const target = { over: [], unit: "EUR" } as const;
const examples = (rows: number, truth: (row: number) => number): Example<{ a: number; b: number }>[] =>
  Array.from({ length: rows }, (_, row) => ({ features: { a: row, b: row % 3 }, truth: [truth(row)] }));
const names = (data: Example<{ a: number; b: number }>[], trees: boolean): string[] =>
  predictorClasses({ target, data, trees }).map(({ name }) => name);

test("offers only transforms that every truth allows", () => {
  const linear = (data: Example<{ a: number; b: number }>[]): string[] =>
    names(data, false).filter((name) => name.startsWith("linear"));
  expect(linear(examples(100, (row) => row + 1))).toEqual([
    "linear",
    "linear on power 0.5",
    "linear on power 0.25",
    "linear on log",
    "linear, smeared log",
  ]);
  expect(linear(examples(100, (row) => row))).toEqual([
    "linear",
    "linear on power 0.5",
    "linear on power 0.25",
  ]);
  expect(linear(examples(100, (row) => row - 1))).toEqual(["linear"]);
});

test("bends only where there are ten examples for each column", () => {
  // Two fields make five columns: a, b, a², a b, b².
  expect(
    names(
      examples(50, () => -1),
      false,
    ),
  ).toEqual(["linear", "quadratic"]);
  expect(
    names(
      examples(49, () => -1),
      false,
    ),
  ).toEqual(["linear"]);
});

test("counts the values of fields with one for each entry", () => {
  const data = Array.from({ length: 100 }, () => ({ features: { a: 1, b: [1, 2, 3, 4] }, truth: [-1] }));
  // 1 + 4 columns, and 1 + 4 + 4 squares and products: 14.
  expect(predictorClasses({ target, data, trees: false }).map(({ name }) => name)).toEqual(["linear"]);
  const more = [...data, ...data.slice(0, 40)];
  expect(predictorClasses({ target, data: more, trees: false })).toHaveLength(2);
});

test("all of them can be fitted, under names of their own", async () => {
  const data = examples(60, (row) => 1 + row ** 2);
  const classes = predictorClasses({ target, data });
  expect(new Set(classes.map(({ name }) => name)).size).toBe(classes.length);
  expect(classes.map(({ name }) => name)).toContain("boosted trees on log");
  for (const predictor of classes) {
    const fitted = await predictor.fit(data);
    expect(fitted.name).toBe(predictor.name);
    expect(fitted.predict([{ a: 30, b: 0 }])[0]).toBeGreaterThan(0);
  }
});

test("trees tell the entries of an axis apart, whatever their order, as long as there are few enough", async () => {
  const fitOver = async (keys: number): Promise<number> => {
    const item = { name: "item", keys: Array.from({ length: keys }, (_, key) => `i${key}`) };
    // Every other entry is worth 9: no few thresholds on their positions tell them apart.
    const data = Array.from({ length: 10 }, (_, row) => ({
      features: { a: row },
      truth: item.keys.map((_key, at) => (at % 2 === 0 ? -1 : 9)),
    }));
    const classes = predictorClasses({ target: { over: [item], unit: "EUR" }, data });
    const trees = classes.find(({ name }) => name === "boosted trees")!;
    const found = (await trees.fit(data)).predict([{ a: 3 }]);
    return Math.max(...found.map((value, at) => Math.abs(value - (at % 2 === 0 ? -1 : 9))));
  };
  expect(await fitOver(100)).toBeLessThan(0.1);
  const hour = { name: "hour", keys: ["morning", "evening"] };
  const data = Array.from({ length: 40 }, (_, row) => ({ features: { hour: row / 7 }, truth: [row, -row] }));
  // A field of the same name that holds no categories.
  const classes = predictorClasses({ target: { over: [hour], unit: "EUR" }, data });
  const fitted = await classes.find(({ name }) => name === "boosted trees")!.fit(data);
  expect(fitted.predict([{ hour: 2 }])).toHaveLength(2);
  expect(await fitOver(256)).toBeGreaterThan(0);
});
