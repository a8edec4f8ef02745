import fc from "fast-check";
import { expect, test } from "vitest";
import { luFactor, luSolve } from "./lu.js";
import { randomStream } from "./random-stream.js";
import { SparseLdl } from "./sparse-ldl.js";

/** The lower triangle of [H A'; A -G] with H and G dominated by their diagonals, and few entries elsewhere. */
function quasidefinite(
  seed: number,
  size: number,
  share: number,
): { readonly rows: Int32Array; readonly columns: Int32Array; values(): Float64Array } {
  const random = randomStream(seed);
  const pattern: [number, number][] = [];
  for (let row = 0; row < size; row++)
    for (let column = 0; column <= row; column++)
      if (row === column || random.uniform() < share) pattern.push([row, column]);
  const order = random.permutation(pattern.length);
  const entries = Array.from(order, (k) => pattern[k]!);
  return {
    rows: Int32Array.from(entries, ([row]) => row),
    columns: Int32Array.from(entries, ([, column]) => column),
    values: () =>
      Float64Array.from(entries, ([row, column]) => {
        if (row === column) return (row < size / 2 ? 1 : -1) * (size + random.uniform());
        return random.normal();
      }),
  };
}

test("solves what dense elimination solves, again with other numbers in the same pattern", () => {
  fc.assert(
    fc.property(
      fc.nat(),
      fc.integer({ min: 1, max: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (...drawn) => {
        const [seed, size, share] = drawn;
        const { rows, columns, values } = quasidefinite(seed, size, share);
        const ldl = new SparseLdl(size, rows, columns);
        for (let round = 0; round < 2; round++) {
          const numbers = values();
          const dense = new Float64Array(size * size);
          for (const [k, value] of numbers.entries()) {
            dense[rows[k]! * size + columns[k]!] = value;
            dense[columns[k]! * size + rows[k]!] = value;
          }
          const right = Float64Array.from({ length: size }, (_, k) => Math.sin(k + 1));
          const expected = luSolve(luFactor(dense, size), right, 1);
          expect(ldl.factor(numbers)).toBe(true);
          ldl.solve(right);
          for (const [k, value] of expected.entries()) expect(right[k]).toBeCloseTo(value, 9);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("an entry that comes twice counts twice, in either triangle", () => {
  const ldl = new SparseLdl(2, Int32Array.of(0, 1, 1, 0), Int32Array.of(0, 1, 0, 1));
  expect(ldl.factor(Float64Array.of(4, 5, 1, 1))).toBe(true);
  const right = Float64Array.of(8, 12);
  ldl.solve(right);
  // 4 2 / 2 5
  expect(right[0]).toBeCloseTo(1);
  expect(right[1]).toBeCloseTo(2);
});

test("a pivot that vanishes, or is no number, is said", () => {
  const ldl = new SparseLdl(2, Int32Array.of(0, 1, 1), Int32Array.of(0, 1, 0));
  expect(ldl.factor(Float64Array.of(1, 1, 1))).toBe(false);
  expect(ldl.factor(Float64Array.of(NaN, 1, 1))).toBe(false);
  expect(ldl.factor(Float64Array.of(2, 1, 1))).toBe(true);
});
