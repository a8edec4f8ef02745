import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import type { Example } from "../feature-row.js";
import { relativeTo } from "../target-transform.js";
import { kernelRegression } from "./kernel-regression.js";
import { nearestNeighbours } from "./nearest-neighbours.js";
import { nearestRows, neighbourTree, rowsWithin } from "./neighbour-tree.js";

const code = (name: string): unknown => expect.objectContaining({ code: name });

describe("the tree finds what looking at every row finds", () => {
  const cases = fc.record({
    seed: fc.integer({ min: 0, max: 1000 }),
    rows: fc.integer({ min: 1, max: 300 }),
    columns: fc.integer({ min: 1, max: 6 }),
    count: fc.integer({ min: 1, max: 30 }),
    // Few distinct values make ties.
    grid: fc.constantFrom(2, 5, 1e9),
  });
  const brute = (
    points: Float64Array,
    columns: number,
    query: number[],
  ): { row: number; distance: number }[] =>
    Array.from({ length: points.length / columns }, (_, row) => ({
      row,
      distance: Math.sqrt(
        query.reduce(
          (sum, value, column) =>
            sum + (points[row * columns + column]! - value) * (points[row * columns + column]! - value),
          0,
        ),
      ),
    }));

  test("ties included", () => {
    fc.assert(
      fc.property(cases, ({ seed, rows, columns, count, grid }) => {
        const stream = randomStream(seed);
        const draw = (): number => Math.floor(stream.uniform() * grid) / 1024;
        const points = Float64Array.from({ length: rows * columns }, draw);
        const tree = neighbourTree(points, rows, columns);
        const query = Array.from({ length: columns }, draw);
        const all = brute(points, columns, query);
        const nearest = all.toSorted((a, b) => a.distance - b.distance || a.row - b.row).slice(0, count);
        const found = nearestRows(tree, query, count);
        expect([...found.rows]).toEqual(nearest.map(({ row }) => row));
        expect([...found.distances]).toEqual(nearest.map(({ distance }) => distance));
        const radius = nearest.at(-1)!.distance;
        const within = rowsWithin(tree, query, radius * (1 + 1e-9));
        expect([...within.rows]).toEqual(
          all.filter(({ distance }) => distance <= radius * (1 + 1e-9)).map(({ row }) => row),
        );
      }),
    );
  });
});

interface Row {
  readonly x: number;
  readonly noise: number;
}
const pair = { name: "side", keys: ["l", "r"] } as const;
const target = { over: [pair], unit: "kW" } as const;

/** A level that hangs on x, shared by both entries up to a sign: their sum is always 0. */
const examples: Example<Row>[] = Array.from({ length: 200 }, (_, index) => {
  const stream = randomStream(7).split(index);
  const x = stream.uniform() * 6;
  const level = Math.sin(x) + 0.1 * stream.normal();
  return { features: { x, noise: stream.normal() }, truth: [level, -level] };
});
const rows = [0.5, 1, 3, 5].map((x) => ({ x, noise: 0 }));

describe.each([
  ["nearest, uniform", nearestNeighbours<Row>({ target, neighbours: 7 })],
  ["nearest, by distance", nearestNeighbours<Row>({ target, neighbours: 7, weights: "distance" })],
  ["gaussian kernel", kernelRegression<Row>({ target })],
  ["epanechnikov kernel", kernelRegression<Row>({ target, kernel: "epanechnikov", bandwidth: "rule" })],
])("%s", (_name, predictor) => {
  test("prediction, quantiles and scenarios are those of the weights", async () => {
    const fitted = await predictor.fit(examples);
    const predicted = fitted.predict(rows);
    const levels = [0.1, 0.5, 0.9];
    const quantiles = fitted.quantiles(rows, levels);
    for (const [index, row] of rows.entries()) {
      const { examples: near, weights } = fitted.weightsOf(row);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
      let mean = 0;
      near.forEach((example, at) => (mean += weights[at]! * (examples[example]!.truth[0] as number)));
      expect(predicted[index * 2]).toBeCloseTo(mean, 12);
      expect(Math.abs(mean - Math.sin(row.x))).toBeLessThan(0.35);
      const below = (limit: number): number =>
        near.reduce(
          (sum, example, at) => sum + (examples[example]!.truth[0]! <= limit ? weights[at]! : 0),
          0,
        );
      for (const [at, level] of levels.entries()) {
        const value = quantiles[index * 6 + at]!;
        expect(below(value)).toBeGreaterThanOrEqual(level - 1e-9);
        expect(below(value - 1e-9)).toBeLessThanOrEqual(level + 1e-9);
      }
    }
    const scenarios = fitted.scenarios(rows, { count: 4000, seed: 3 });
    expect(scenarios.length).toBe(rows.length * 4000 * 2);
    let sum = 0;
    for (let path = 0; path < 4000; path++) {
      sum += scenarios[path * 2]!;
      expect(scenarios[path * 2]! + scenarios[path * 2 + 1]!).toBe(0);
    }
    expect(Math.abs(sum / 4000 - predicted[0]!)).toBeLessThan(0.05);
    expect(fitted.scenarios(rows, { count: 5, seed: 3 })).toEqual(
      fitted.scenarios(rows, { count: 5, seed: 3 }),
    );
    expect(fitted.scenarios(rows, { count: 5, seed: 3 })).not.toEqual(
      fitted.scenarios(rows, { count: 5, seed: 4 }),
    );
  });

  test("weights of examples multiply; an example of weight 0 is not there", async () => {
    const silent = examples.map((example, at) => ({ ...example, weight: at % 2 === 0 ? 0 : 3 }));
    const fitted = await predictor.fit(silent);
    const half = await predictor.fit(examples.filter((_, at) => at % 2 === 1));
    half.predict(rows).forEach((value, at) => expect(fitted.predict(rows)[at]).toBeCloseTo(value, 9));
    expect(fitted.weightsOf(rows[0]!).examples.every((example) => example % 2 === 1)).toBe(true);
  });

  test("the card is plain JSON; no examples and bad rows are refused", async () => {
    const fitted = await predictor.fit(examples);
    expect(JSON.parse(JSON.stringify(fitted.card))).toEqual(fitted.card);
    await expect(predictor.fit([])).rejects.toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
    expect(() => fitted.predict([{ x: Number.NaN, noise: 0 }])).toThrow(code("FS_LEARN_MISSING_VALUE"));
    expect(() => fitted.quantiles(rows, [0.9, 0.1])).toThrow(code("FS_LEARN_INVALID_OPTION"));
    expect(() => fitted.scenarios(rows, { count: 0 })).toThrow(code("FS_LEARN_INVALID_OPTION"));
  });
});

test("leave-one-out finds a bandwidth that beats the rule where the target is wild", async () => {
  const wild = Array.from({ length: 300 }, (_, index) => ({
    features: { x: index / 300 },
    truth: [Math.sin(index / 4)],
  }));
  const chosen = await kernelRegression({ target: { over: [] } }).fit(wild);
  const rule = await kernelRegression({ target: { over: [] }, bandwidth: "rule" }).fit(wild);
  expect(chosen.card.figures.bandwidth).toBeLessThan(rule.card.figures.bandwidth as number);
  expect(chosen.card.figures.leaveOneOutError).toBeGreaterThan(0);
});

test("a transform is undone with the query's own scale", async () => {
  const scaled = nearestNeighbours({
    target: { over: [] },
    neighbours: 1,
    targetTransform: relativeTo((row: { x: number; size: number }) => ({ scale: row.size })),
  });
  const fitted = await scaled.fit([
    { features: { x: 0, size: 10 }, truth: [20] },
    { features: { x: 9, size: 10 }, truth: [50] },
  ]);
  expect([...fitted.predict([{ x: 1, size: 100 }])]).toEqual([200]);
  expect([...fitted.quantiles([{ x: 8, size: 1 }], [0.5])]).toEqual([5]);
});

test("options out of range", () => {
  const INVALID = code("FS_LEARN_INVALID_OPTION");
  expect(() => nearestNeighbours({ target, neighbours: 0 })).toThrow(INVALID);
  expect(() => nearestNeighbours({ target, weights: "far" as never })).toThrow(INVALID);
  expect(() => kernelRegression({ target, bandwidth: 0 })).toThrow(INVALID);
  expect(() => kernelRegression({ target, scale: "none" })).toThrow(INVALID);
  expect(() => kernelRegression({ target, kernel: "box" as never })).toThrow(INVALID);
});
