import { expect, test } from "vitest";
import { numpyRandomState } from "./numpy-random-state.js";

/** So many draws. */
function drawn(count: number, draw: () => number): number[] {
  return Array.from({ length: count }, draw);
}

test("draws what numpy's RandomState draws, bit for bit, whatever is asked for in turn", () => {
  // Recorded with numpy: uniform(-2, 3, 3), normal(size=3), binomial(1, .5, 12), choice(500, 6), choice(1, 2), normal(size=2).
  const random = numpyRandomState(12345);
  expect(drawn(3, () => random.uniform(-2, 3))).toEqual([
    2.648080464085739, -0.4181222270910705, -1.0804059416145277,
  ]);
  expect(drawn(3, random.normal)).toEqual([0.3161600083562148, -1.379198002097078, 0.4505544213927303]);
  expect(drawn(12, random.coin)).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1]);
  expect(drawn(6, () => 300 + random.below(500))).toEqual([653, 647, 643, 336, 364, 795]);
  expect(drawn(2, () => random.below(1))).toEqual([0, 0]);
  expect(drawn(2, random.normal)).toEqual([0.09267328907707292, -2.0016373096603974]);
  // Far enough for the state to be mixed anew more than once.
  expect(drawn(1500, () => random.uniform(0, 1))[1499]).toBe(0.7380045662314512);
});

test("takes the largest seed and the largest bound", () => {
  const random = numpyRandomState(2 ** 32 - 1);
  expect([random.uniform(0, 1), random.normal()]).toEqual([0.0976320289940138, 0.0813036681172692]);
  const zero = numpyRandomState(0);
  expect(drawn(2, () => zero.below(2 ** 31 - 1))).toEqual([209652396, 398764591]);
  expect(drawn(2, () => zero.below(2 ** 32))).toEqual([3071714933, 3626093760]);
});
