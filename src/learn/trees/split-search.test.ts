import fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { fitBoostedTrees, type FitBoostedTreesOptions } from "./fit-boosted-trees.js";
import type { TreeData } from "./tree-data.js";
import { customLoss } from "./tree-loss.js";

const LAMBDA = 0.7;

/** The squared error of two scores for each row: the target, and its square. */
const pair = customLoss({
  outputs: 2,
  gradient(scores, gradient, hessian, target) {
    for (const [row, truth] of target.entries()) {
      gradient[2 * row] = scores[2 * row]! - truth;
      gradient[2 * row + 1] = scores[2 * row + 1]! - truth * truth;
    }
    hessian.fill(1);
  },
});

interface Variant {
  readonly options: FitBoostedTreesOptions;
  readonly classes: boolean;
  /** Slopes of a row, one for each output, and the hessian they share. */
  slopes(truth: number, mean: number): readonly number[];
  hessian(mean: number): number;
}

const variants: Record<string, Variant> = {
  "slope and weight": {
    options: {},
    classes: false,
    slopes: (truth, mean) => [truth - mean],
    hessian: () => 1,
  },
  "with hessians": {
    options: { loss: "logistic" },
    classes: true,
    slopes: (truth, mean) => [truth - mean],
    hessian: (mean) => mean * (1 - mean),
  },
  "two outputs, in TypeScript": {
    options: { loss: pair },
    classes: false,
    slopes: (truth) => [truth, truth * truth],
    hessian: () => 1,
  },
  "a rising column, in TypeScript": {
    options: { monotone: [0, 1, -1] },
    classes: false,
    slopes: (truth, mean) => [truth - mean],
    hessian: () => 1,
  },
};

/** Few distinct values, some of them missing, weights from 0 on. */
function nodeRows(seed: number, rows: number, missing: number, classes: boolean): TreeData {
  const stream = randomStream(seed);
  const columns = 3;
  return {
    rows,
    columns,
    features: Float64Array.from({ length: rows * columns }, () =>
      stream.uniform() < missing ? Number.NaN : stream.integer(6),
    ),
    target: Float64Array.from({ length: rows }, (_, row) =>
      classes ? (row < 2 ? row : stream.integer(2)) : stream.normal(),
    ),
    weights: Float64Array.from({ length: rows }, (_, row) => (row < 2 ? 1 : stream.integer(4) / 2)),
  };
}

/** Gain of sending the rows of `left` left, −∞ where a side is too small or a constraint is broken. */
function gainOf(
  left: (row: number) => boolean,
  { rows, target, weights }: TreeData,
  variant: Variant,
  direction: number,
): number {
  const total = weights!.reduce((sum, weight) => sum + weight, 0);
  const share = (row: number): number => (weights![row]! * rows) / total;
  let mean = 0;
  for (let row = 0; row < rows; row++) mean += (share(row) * target[row]!) / rows;
  const outputs = variant.slopes(0, 0).length;
  const side = (wanted: (row: number) => boolean) => {
    const slopes = new Float64Array(outputs);
    let [weight, hessian] = [0, 0];
    for (let row = 0; row < rows; row++) {
      if (!wanted(row)) continue;
      weight += share(row);
      hessian += share(row) * variant.hessian(mean);
      for (const [output, slope] of variant.slopes(target[row]!, mean).entries())
        slopes[output]! += share(row) * slope;
    }
    const score = slopes.reduce((sum, slope) => sum + slope ** 2 / (hessian + LAMBDA), 0);
    return { weight, score, value: slopes[0]! / (hessian + LAMBDA) };
  };
  const [one, other, all] = [side(left), side((row) => !left(row)), side(() => true)];
  if (Math.min(one.weight, other.weight) < 2 - 1e-9) return -Infinity;
  if (direction * (other.value - one.value) < 0) return -Infinity;
  return one.score + other.score - all.score;
}

function weighs({ rows, weights }: TreeData, wanted: (row: number) => boolean): boolean {
  for (let row = 0; row < rows; row++) if (wanted(row) && weights![row]! > 0) return true;
  return false;
}

const cases = fc.record({
  seed: fc.nat(),
  rows: fc.integer({ min: 4, max: 40 }),
  missing: fc.constantFrom(0, 0.3),
  kernels: fc.constantFrom("wasm" as const, "typescript" as const),
});

test.each(Object.keys(variants))("the split of a node is the best of all: %s", (name) => {
  const variant = variants[name]!;
  fc.assert(
    fc.property(cases, ({ seed, rows, missing, kernels }) => {
      const data = nodeRows(seed, rows, missing, variant.classes);
      const value = (row: number, column: number): number => data.features[row * data.columns + column]!;
      const parts = (column: number, threshold: number, missingLeft: boolean) => (row: number) =>
        Number.isNaN(value(row, column)) ? missingLeft : value(row, column) < threshold;
      const directions = variant.options.monotone ?? [0, 0, 0];
      let best = 0;
      for (let column = 0; column < data.columns; column++)
        for (const threshold of [0.5, 1.5, 2.5, 3.5, 4.5, Infinity])
          for (const missingLeft of [false, true]) {
            // Missing values by themselves are parted to the right: to the left would be the same but for constraints.
            if (!weighs(data, (row) => value(row, column) < threshold)) continue;
            best = Math.max(
              best,
              gainOf(parts(column, threshold, missingLeft), data, variant, directions[column]!),
            );
          }
      const { ensemble } = fitBoostedTrees(data, {
        ...variant.options,
        trees: 1,
        maxDepth: 1,
        lambda: LAMBDA,
        minRowsPerLeaf: 2,
        kernels,
      });
      expect(ensemble.gain[0]).toBeCloseTo(best, 8);
      const column = Math.max(0, ensemble.feature[0]!);
      const found = parts(column, ensemble.threshold[0]!, ensemble.missingLeft[0] === 1);
      const gain = gainOf(found, data, variant, directions[column]!);
      // Without a split the gain is none, not that of a threshold of 0.
      expect(ensemble.feature[0]! < 0 ? 0 : gain).toBeCloseTo(best, 8);
    }),
    { numRuns: 120 },
  );
});
