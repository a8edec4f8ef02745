import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import type { Example } from "../feature-row.js";
import { ridge } from "../linear/ridge.js";
import { nearestNeighbours } from "../neighbours/nearest-neighbours.js";
import { crossValidate } from "../selection/cross-validate.js";
import { blockedFolds } from "../selection/folds.js";
import { numeric, oneHot, targetMean } from "./field-step.js";
import { pipeline } from "./pipeline.js";
import { prepare, preparedRow } from "./prepare.js";

const code = (name: string): unknown => expect.objectContaining({ code: name });

interface Raw {
  readonly plant: string | null;
  readonly heat: number | null;
  readonly hours: readonly (number | null)[];
}
const rows: readonly Example<Raw>[] = [
  { features: { plant: "north", heat: 1, hours: [1, 2] }, truth: [10, 20], weight: 1 },
  { features: { plant: "south", heat: null, hours: [3, null] }, truth: [30, 40], weight: 2 },
  { features: { plant: null, heat: 5, hours: [5, 6] }, truth: [50, 60], weight: 1 },
  { features: { plant: "north", heat: 9, hours: [7, 8] }, truth: [70, 80], weight: 0 },
];
const firstTruths = (examples: readonly Example<Raw>[]): Example<Raw>[] =>
  examples.map((example) => ({ ...example, truth: [example.truth[0]!] }));

describe("numeric fields", () => {
  test("missing values are filled and marked; arrays keep their shape; weights count", () => {
    const steps = prepare<Raw>({
      heat: numeric({ missing: "mean", indicator: true }),
      hours: numeric({ missing: 0, indicator: true }),
    });
    const { examples } = steps.fit(rows);
    expect(examples[1]!.features).toEqual({
      heat: 3,
      "heat missing": 1,
      hours: [3, 0],
      "hours missing": [0, 1],
    });
    expect(examples[1]).toMatchObject({ truth: [30, 40], weight: 2 });
  });

  test.each([
    ["standard", [-1.5, -0.5, 0.5, 1.5].map((value) => value / Math.sqrt(1.25))],
    ["minMax", [0, 1 / 3, 2 / 3, 1]],
    ["robust", [-0.75, -0.25, 0.25, 0.75]],
  ] as const)("%s scaling", (scale, expected) => {
    const data = [1, 2, 3, 4].map((x) => ({ features: { x }, truth: [0] }));
    const { examples } = prepare<{ x: number }>({ x: numeric({ scale }) }).fit(data);
    examples.forEach(({ features }, row) => expect(features.x).toBeCloseTo(expected[row]!, 12));
  });

  test("constant, missing and infinite values, and text", () => {
    const constant = [1, 1].map((x) => ({ features: { x }, truth: [0] }));
    const scaled =
      (options: object): (() => unknown) =>
      () =>
        prepare<{ x: number }>({ x: numeric({ scale: "standard", ...options }) }).fit(constant).examples[0]!
          .features;
    expect(scaled({})).toThrow(code("FS_LEARN_CONSTANT_COLUMN"));
    expect(scaled({ constant: "zero" })()).toEqual({ x: 0 });
    const heat = prepare<Raw>({ heat: numeric() });
    expect(() => heat.fit(rows)).toThrow(code("FS_LEARN_MISSING_VALUE"));
    expect(() => heat.fit([])).toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
    const one = (value: unknown): Example<Raw>[] => [
      { features: { ...rows[0]!.features, heat: value as number }, truth: [1] },
    ];
    expect(() => heat.fit(one(Infinity))).toThrow(code("FS_LEARN_MISSING_VALUE"));
    expect(() => heat.fit(one("warm"))).toThrow(code("FS_LEARN_INVALID_ROW"));
    const silent = rows.map((example) => ({ ...example, weight: 0 }));
    expect(() => heat.fit(silent)).toThrow(code("FS_LEARN_INVALID_OPTION"));
    expect(prepare<Raw>({ heat: numeric({ missing: "keep" }) }).fit(rows).examples[1]!.features).toEqual({
      heat: Number.NaN,
    });
  });
});

describe("categories", () => {
  test("one field each; those of weight 0 are not known; unknown ones are zeros or refused", () => {
    const { state } = prepare<Raw>({ plant: oneHot() }).fit(rows);
    expect(preparedRow(state, { plant: "south" })).toEqual({
      "plant=(missing)": 0,
      "plant=north": 0,
      "plant=south": 1,
    });
    expect(preparedRow(state, { plant: "west" })).toEqual({
      "plant=(missing)": 0,
      "plant=north": 0,
      "plant=south": 0,
    });
    const strict = prepare<Raw>({ plant: oneHot({ unknown: "refuse" }) }).fit(rows).state;
    expect(() => preparedRow(strict, { plant: "west" })).toThrow(code("FS_LEARN_UNKNOWN_CATEGORY"));
    expect(() => preparedRow(strict, { plant: {} })).toThrow(code("FS_LEARN_INVALID_ROW"));
    expect(() => preparedRow(strict, null)).toThrow(code("FS_LEARN_INVALID_ROW"));
  });

  test("target means are shrunk and weighted; an unknown category is the mean of all", () => {
    const { state } = prepare<Raw>({ plant: targetMean({ smoothing: 2, examples: "ordered" }) }).fit(
      firstTruths(rows),
    );
    const overall = (10 + 2 * 30 + 50) / 4;
    expect(preparedRow(state, { plant: "south" }).plant).toBeCloseTo((60 + 2 * overall) / 4, 12);
    expect(preparedRow(state, { plant: "west" }).plant).toBeCloseTo(overall, 12);
    const strict = prepare<Raw>({ plant: targetMean({ examples: 2, unknown: "refuse" }) }).fit(rows).state;
    expect(() => preparedRow(strict, { plant: "west" })).toThrow(code("FS_LEARN_UNKNOWN_CATEGORY"));
    expect(preparedRow(strict, { plant: "north" }).plant).toHaveLength(2);
    expect(() => prepare<Raw>({ plant: targetMean({ smoothing: -1 }) })).toThrow(
      code("FS_LEARN_INVALID_OPTION"),
    );
  });

  test.each(["ordered", 2, 4] as const)("no example's encoding moves with its own truth (%s)", (scheme) => {
    const stream = randomStream(3);
    const data = Array.from({ length: 40 }, () => ({
      features: { plant: "abc"[stream.integer(3)]! },
      truth: [stream.normal()],
    }));
    const steps = prepare<{ plant: string }>({ plant: targetMean({ examples: scheme, smoothing: 1 }) });
    const before = steps.fit(data, { seed: 5 }).examples;
    for (const row of [0, 17, 39]) {
      const changed = data.map((example, at) => (at === row ? { ...example, truth: [1000] } : example));
      const after = steps.fit(changed, { seed: 5 }).examples;
      expect(after[row]!.features).toEqual(before[row]!.features);
      const later = scheme === "ordered" ? 39 : (row + 1) % 40;
      const moved = after.filter(({ features }, at) => features.plant !== before[at]!.features.plant).length;
      expect(moved > 0 || row === later).toBe(true);
    }
  });

  test("categories that mean nothing do not look as if they did", async () => {
    const stream = randomStream(1);
    const noise = Array.from({ length: 300 }, () => ({
      features: { id: `c${stream.integer(150)}` },
      truth: [stream.normal()],
    }));
    const { examples } = prepare<{ id: string }>({ id: targetMean({ smoothing: 0 }) }).fit(noise);
    const pairs = examples.map(({ features, truth }) => [features.id as number, truth[0] as number] as const);
    const sum = pairs.reduce((total, [encoded, truth]) => total + encoded * truth, 0);
    const norm = Math.sqrt(
      pairs.reduce((total, [encoded]) => total + encoded ** 2, 0) *
        pairs.reduce((total, [, truth]) => total + truth ** 2, 0),
    );
    // Encoded with its own truth the correlation would be about 0.7.
    expect(sum / norm).toBeLessThan(0.2);
  });
});

describe("pipelines", () => {
  const steps = prepare<Raw>({ plant: oneHot(), heat: numeric({ missing: "median", scale: "robust" }) });
  const target = { over: [], unit: "t" } as const;
  const data = Array.from({ length: 30 }, (_, at) => ({
    features: { plant: at % 3 ? "north" : null, heat: at % 7 ? at : null, hours: [] },
    truth: [at + (at % 3 ? 5 : 0)],
  }));

  test("predict raw rows, and say how they were prepared", async () => {
    const fitted = await pipeline(steps, ridge({ target, penalty: 1e-6 })).fit(data);
    const { state, examples } = steps.fit(data);
    const inner = await ridge({ target, penalty: 1e-6 }).fit(examples);
    const raw = data.slice(0, 5).map(({ features }) => features);
    expect(fitted.predict(raw)).toEqual(inner.predict(raw.map((row) => preparedRow(state, row))));
    expect(fitted.card.settings.preparation).toMatchObject({ plant: { kind: "one-hot" } });
    expect(JSON.parse(JSON.stringify(fitted.card))).toEqual(fitted.card);
  });

  test("can be trained, can give distributions, can be cross-validated", async () => {
    const model = await pipeline(steps, ridge({ target, penalty: 1e-6 })).begin(data);
    const out = new Float64Array(1);
    model.forward(Int32Array.of(4), out);
    expect(model.finish().predict([data[4]!.features])).toEqual(out);
    model.backward(Int32Array.of(4), Float64Array.of(1), new Float64Array(model.parameters.length));
    expect(model.predict([data[4]!.features])).toEqual(out);
    const near = await pipeline(steps, nearestNeighbours({ target, neighbours: 3 })).fit(data);
    expect(near.quantiles([data[4]!.features], [0.1, 0.9])).toHaveLength(2);
    expect(near.scenarios([data[4]!.features], { count: 6 })).toHaveLength(6);
    const folds = blockedFolds(30, { folds: 3 });
    const { metrics } = await crossValidate(pipeline(steps, ridge({ target })), data, { folds });
    expect(metrics.rmse!.mean).toBeGreaterThan(0);
  });
});

test("a category may have any name", () => {
  const { state } = prepare<{ kind: string }>({ kind: targetMean({ smoothing: 0 }) }).fit(
    ["__proto__", "constructor", "plain"].map((kind, at) => ({ features: { kind }, truth: [at] })),
  );
  const means = ["__proto__", "constructor", "plain"].map((kind) => preparedRow(state, { kind })["kind"]);
  expect(means).toEqual([0, 1, 2]);
});
