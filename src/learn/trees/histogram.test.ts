import * as fc from "fast-check";
import { expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { binFeatures } from "./binning.js";
import { fillHistogram, findSplit, histogramLayout, subtractHistogram } from "./histogram.js";

const sizes = fc.record({
  seed: fc.integer(),
  rows: fc.integer({ min: 2, max: 25 }),
  columns: fc.integer({ min: 1, max: 7 }),
  missing: fc.constantFrom(0, 0.3),
  lambda: fc.constantFrom(0, 1),
  minWeight: fc.constantFrom(1, 3),
});

test("the split found is the best of all ways to part the rows by a value, missing ones on either side", () => {
  fc.assert(
    fc.property(sizes, ({ seed, rows, columns, missing, lambda, minWeight }) => {
      const stream = randomStream(seed);
      const features = Float64Array.from({ length: rows * columns }, () =>
        stream.uniform() < missing ? Number.NaN : stream.integer(6),
      );
      const gradient = Float64Array.from({ length: rows }, () => stream.normal());
      const weight = new Float64Array(rows).fill(1);
      const binned = binFeatures(features, rows, columns, 256);
      const layout = histogramLayout(
        binned,
        Int32Array.from({ length: columns }, (_, column) => column),
      );
      const histogram = new Float64Array(2 * layout.offsets[columns]!);
      const order = Int32Array.from({ length: rows }, (_, row) => row);
      fillHistogram(layout, histogram, order, 0, rows, gradient, weight);
      const total = gradient.reduce((sum, slope) => sum + slope, 0);
      const split = findSplit(layout, histogram, total, rows, { lambda, minWeight, minGain: 0 });

      const score = (chosen: (row: number) => boolean): number => {
        const sides = [
          { slope: 0, mass: 0 },
          { slope: 0, mass: 0 },
        ];
        for (let row = 0; row < rows; row++) {
          const side = sides[chosen(row) ? 0 : 1]!;
          side.slope += gradient[row]!;
          side.mass++;
        }
        if (sides.some((side) => side.mass < minWeight)) return 0;
        const gain = sides.reduce((sum, side) => sum + side.slope ** 2 / (side.mass + lambda), 0);
        return gain - total ** 2 / (rows + lambda);
      };
      let best = 0;
      for (let column = 0; column < columns; column++)
        for (const missingLeft of [true, false])
          for (let threshold = 0; threshold <= 6; threshold++)
            best = Math.max(
              best,
              score((row) => {
                const value = features[row * columns + column]!;
                return Number.isNaN(value) ? missingLeft : value < threshold;
              }),
            );
      expect(split.gain).toBeCloseTo(best, 9);
      const found = score((row) => {
        const code = binned.codes[Math.max(split.column, 0)]![row]!;
        return code === 0 ? split.missingLeft : code <= split.code;
      });
      expect(split.column < 0 ? 0 : found).toBeCloseTo(best, 9);
    }),
    { numRuns: 300 },
  );
});

test("a child's histogram is the parent's less the other child's", () => {
  const stream = randomStream(1);
  const features = Float64Array.from({ length: 60 }, () => stream.integer(5));
  const binned = binFeatures(features, 20, 3, 256);
  const layout = histogramLayout(binned, Int32Array.of(0, 2));
  const gradient = Float64Array.from({ length: 20 }, () => stream.integer(9));
  const weight = new Float64Array(20).fill(1);
  const order = stream.permutation(20);
  const [all, left, right] = [0, 1, 2].map(() => new Float64Array(2 * layout.offsets[2]!));
  fillHistogram(layout, all!, order, 0, 20, gradient, weight);
  fillHistogram(layout, left!, order, 0, 7, gradient, weight);
  fillHistogram(layout, right!, order, 7, 20, gradient, weight);
  subtractHistogram(all!, left!);
  expect(all).toEqual(right);
});
