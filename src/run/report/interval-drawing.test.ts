import { expect, test } from "vitest";
import type { IntervalFigure } from "../../programs/index.js";
import { intervalScale } from "./interval-drawing.js";

const figure = (...bounds: readonly (readonly [number, number])[]): IntervalFigure => ({
  kind: "intervals",
  id: "x",
  title: "x",
  caption: "",
  xLabel: "USD",
  reference: { value: 0, label: "rule" },
  rows: bounds.map(([lower, upper]) => ({ label: "row", estimate: (lower + upper) / 2, lower, upper })),
});

test("rows of like reach are shown whole", () => {
  const { from, to, cut } = intervalScale(figure([-10, 20], [5, 30], [-15, -5]));
  expect(cut).toBe(false);
  expect(from).toBeLessThan(-15);
  expect(to).toBeGreaterThan(30);
});

test("a row far away does not squeeze the others", () => {
  const { from, to, cut } = intervalScale(figure([-10, 20], [5, 30], [-15, -5], [-50_000, -40_000]));
  expect(cut).toBe(true);
  expect(from).toBeGreaterThan(-1000);
  expect(to).toBeGreaterThan(30);
});

test("the reference is within the scale, and rows without any reach do no harm", () => {
  expect(intervalScale(figure([5, 6])).from).toBeLessThan(0);
  const { from, to } = intervalScale(figure([0, 0]));
  expect(to).toBeGreaterThan(from);
});
