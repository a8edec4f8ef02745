import { expect, test } from "vitest";
import { FastRandom } from "./fast-random.js";
import { jobShopInstance } from "./instance.js";
import { Population } from "./population.js";

// One machine: the distance of two sequences is their number of inversions.
const line = jobShopInstance(
  "line",
  Array.from({ length: 6 }, () => [[0, 1] as const]),
);
const member = (makespan: number, ...order: number[]): { makespan: number; sequence: Int32Array } => ({
  makespan,
  sequence: Int32Array.from(order),
});

test("members keep their distance: of two alike the better one stays", () => {
  const population = new Population(line, 3);
  const first = member(10, 0, 1, 2, 3, 4, 5);
  const alike = member(9, 1, 0, 2, 3, 4, 5);
  expect(population.add(first)).toBe(true);
  expect(population.add(member(10, 0, 1, 2, 3, 5, 4))).toBe(false);
  expect(population.add(alike)).toBe(true);
  expect(population.members).toEqual([alike]);
  expect(population.add(member(30, 5, 4, 3, 2, 1, 0))).toBe(true);
  expect(population.distance(population.members[0]!, population.members[1]!)).toBe(14);
});

test("only a better member takes the worst one's place; pairs of those that left are gone", () => {
  const random = new FastRandom(1, "pairs");
  const population = new Population(line, 2);
  const good = member(10, 0, 1, 2, 3, 4, 5);
  const bad = member(20, 5, 4, 3, 2, 1, 0);
  const newcomer = member(15, 2, 1, 0, 5, 4, 3);
  population.add(good);
  population.add(bad);
  expect(population.replaceWorst(member(20, 3, 4, 5, 0, 1, 2))).toBe(false);
  expect(population.replaceWorst(newcomer)).toBe(true);
  expect(population.members).toEqual([good, newcomer]);
  expect(population.drawPair(random)).toEqual([good, newcomer]);
  expect(population.drawPair(random)).toBeNull();
  population.keepBest();
  expect(population.members).toEqual([good]);
});
