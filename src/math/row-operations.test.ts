import fc from "fast-check";
import { expect, test } from "vitest";
import { addMultiple, copyFinite, gatherRows, transposed } from "./index.js";

const sizes = { rows: fc.integer({ min: 1, max: 6 }), columns: fc.integer({ min: 1, max: 6 }) };
const valuesOf = (count: number): fc.Arbitrary<Float64Array> =>
  fc.float64Array({ minLength: count, maxLength: count, noNaN: true, noDefaultInfinity: true });
const matrices = fc
  .record(sizes)
  .chain(({ rows, columns }) => valuesOf(rows * columns).map((matrix) => ({ rows, columns, matrix })));

test("transposing swaps row and column, and twice is nothing", () => {
  fc.assert(
    fc.property(matrices, ({ rows, columns, matrix }) => {
      const turned = transposed(matrix, rows, columns);
      for (let row = 0; row < rows; row++)
        for (let column = 0; column < columns; column++)
          expect(turned[column * rows + row]).toBe(matrix[row * columns + column]);
      expect(transposed(turned, columns, rows)).toEqual(matrix);
    }),
  );
});

test("gathered rows are the rows at the positions, repeated ones too", () => {
  fc.assert(
    fc.property(matrices, fc.array(fc.nat(), { maxLength: 8 }), ({ rows, columns, matrix }, drawn) => {
      const positions = Int32Array.from(drawn, (number) => number % rows);
      const out = new Float64Array(positions.length * columns);
      gatherRows(matrix, positions, columns, out);
      const expected = Array.from(positions, (row) => [
        ...matrix.subarray(row * columns, (row + 1) * columns),
      ]);
      expect([...out]).toEqual(expected.flat());
    }),
  );
});

test("a multiple is added to the stated stretch and nowhere else", () => {
  const target = new Float64Array([1, 2, 3, 4]);
  addMultiple(target, 1, -2, new Float64Array([9, 5, 6, 9]), 1, 2);
  expect([...target]).toEqual([1, -8, -9, 4]);
});

test.each([
  [[1, 2, 3], -1],
  [[], -1],
  [[1, Number.NaN, 3], 1],
  [[1, 2, -Infinity], 2],
  [["1" as unknown as number], 0],
])("copying %j finds the first that is no finite number at %d", (source, found) => {
  const target = new Float64Array(5);
  expect(copyFinite(source, target, 1)).toBe(found);
  const copied = found < 0 ? source : source.slice(0, found);
  expect(target).toEqual(Float64Array.from({ length: 5 }, (_, k) => copied[k - 1] ?? 0));
});
