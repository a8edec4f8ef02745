import { describe, expect, test } from "vitest";
import { averagedIterate } from "./averaged-iterate.js";

/** Takes in the numbers one by one and returns the average. */
function averageOfNumbers(numbers: readonly number[], decay?: number): number {
  const average = averagedIterate(1, decay === undefined ? {} : { decay });
  for (const number of numbers) average.add(Float64Array.of(number));
  const out = new Float64Array(1);
  average.copyTo(out);
  expect(average.count).toBe(numbers.length);
  return out[0]!;
}

/** Weight of each of so many iterates in the average. */
const weights = (count: number, decay: number): number[] =>
  Array.from({ length: count }, (_, one) =>
    averageOfNumbers(
      Array.from({ length: count }, (_, at) => (at === one ? 1 : 0)),
      decay,
    ),
  );

describe("the average of iterates", () => {
  test("is their mean without a decay", () => {
    expect(averageOfNumbers([4, 1, 7, 0])).toBeCloseTo(3, 12);
    expect(averageOfNumbers([4, 1, 7, 0], 1)).toBeCloseTo(3, 12);
  });

  test.each([1, 2, 50, 3000])("has weights that sum to 1 after %d iterates with a decay", (count) => {
    expect(averageOfNumbers(Array<number>(count).fill(5), 0.998)).toBeCloseTo(5, 9);
  });

  test("forgets: a later iterate weighs more, and the first ones nothing in the end", () => {
    const of200 = weights(200, 0.998);
    for (let at = 1; at < 200; at++) expect(of200[at]!).toBeGreaterThanOrEqual(of200[at - 1]! - 1e-12);
    expect(of200[0]).toBeLessThan(1e-9);
    // The last tenth of the iterates carries most of the weight, and is more than the last one alone.
    const lastTenth = of200.slice(180).reduce((sum, weight) => sum + weight, 0);
    expect(lastTenth).toBeGreaterThan(0.5);
    expect(of200[199]).toBeCloseTo(10 / 209, 12);
  });

  test("remembers about 1 / (1 - decay) iterates when there are many", () => {
    const of500 = weights(500, 0.9);
    of500.slice(400).forEach((weight, at) => expect(weight).toBeCloseTo(0.1 * 0.9 ** (99 - at), 9));
  });

  test("is the last iterate with a decay of 0", () => {
    expect(averageOfNumbers([4, 1, 7], 0)).toBe(7);
  });

  test("leaves what it is copied to alone before the first iterate, and copies", () => {
    const average = averagedIterate(2);
    const out = Float64Array.of(8, 9);
    average.copyTo(out);
    expect([...out]).toEqual([8, 9]);
    average.add(Float64Array.of(1, 2));
    average.copyTo(out);
    out.fill(0);
    const again = new Float64Array(2);
    average.copyTo(again);
    expect([...again]).toEqual([1, 2]);
  });

  test.each([-0.1, 1.1, NaN])("refuses the decay %d", (decay) => {
    expect(() => averagedIterate(1, { decay })).toThrow(
      expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" }),
    );
  });
});
