import { expect, test } from "vitest";
import { mixedFormsCase } from "./mixed-forms-case.js";

const drawn = mixedFormsCase({ rows: 2000, seed: 4, degree: 3, noise: 0 });

/** Expected costs of the arcs of one form, arc by arc. */
function meansOf(form: string): Float64Array[] {
  const { forms, conditionalMeans, dimension } = drawn;
  return forms.flatMap((own, arc) =>
    own === form ? [conditionalMeans.filter((_, at) => at % dimension === arc)] : [],
  );
}

/** Correlation of two columns, 0 where one of them is constant. */
function correlation(first: Float64Array, second: Float64Array): number {
  const centred = [first, second].map((values) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  });
  const inner = (left: Float64Array, right: Float64Array): number =>
    left.reduce((sum, value, at) => sum + value * right[at]!, 0);
  const [left, right] = centred as [Float64Array, Float64Array];
  const squares = inner(left, left) * inner(right, right);
  return squares > 0 ? inner(left, right) / Math.sqrt(squares) : 0;
}

test("every form is there, with its own shape", () => {
  expect(new Set(drawn.forms)).toEqual(new Set(["rising", "valley", "step", "alike"]));
  expect(drawn.forms).toHaveLength(40);
  for (const means of meansOf("valley")) expect(Math.min(...means)).toBeGreaterThanOrEqual(0.2);
  const steps = new Set(meansOf("step").flatMap((means) => [...means]));
  expect([...steps].sort()).toEqual([0.4, 1.6]);
  for (const means of meansOf("alike")) expect(means.every((mean) => mean === 0.4 || mean >= 0.6)).toBe(true);
});

test("a valley is flat to a straight line, whatever monotone transform is taken of it; a rise is not", () => {
  const { features, columns } = drawn;
  const column = (at: number): Float64Array => features.filter((_, place) => place % columns === at);
  const largest = (means: Float64Array): number =>
    Math.max(...Array.from({ length: columns }, (_, at) => Math.abs(correlation(column(at), means))));
  for (const means of meansOf("valley")) {
    // 2000 rows: correlations of nothing with anything are within ± 0.1.
    for (const transform of [Math.log, Math.sqrt, (value: number) => value])
      expect(largest(means.map(transform))).toBeLessThan(0.1);
  }
  const rises = meansOf("rising").filter((means) => Math.max(...means) > Math.min(...means));
  for (const means of rises) expect(largest(means)).toBeGreaterThan(0.3);
  expect(rises.length).toBeGreaterThan(5);
});

test("without noise costs are their means, in single precision", () => {
  expect(drawn.costs).toEqual(drawn.conditionalMeans.map(Math.fround));
});
