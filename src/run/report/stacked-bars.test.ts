import { expect, test } from "vitest";
import type { SeriesFigure } from "../../programs/index.js";
import { sampleViews } from "../../../test/sample-record.js";
import { stackBars } from "./stacked-bars.js";

test("positive bars are stacked up and negative ones down, each from zero", () => {
  const figure: SeriesFigure = {
    ...(sampleViews()[1] as SeriesFigure),
    x: [10, 20, 30],
    series: [
      { kind: "bars", name: "a", values: [1, -1, null] },
      { kind: "line", name: "b", values: [5, 5, 5] },
      { kind: "bars", name: "c", values: [2, -3, 4] },
      { kind: "bars", name: "d", values: [-1, 2, 0] },
    ],
  };
  expect([...stackBars(figure)]).toEqual([
    [
      0,
      [
        { at: 10, from: 0, to: 1 },
        { at: 20, from: 0, to: -1 },
      ],
    ],
    [
      2,
      [
        { at: 10, from: 1, to: 3 },
        { at: 20, from: -1, to: -4 },
        { at: 30, from: 0, to: 4 },
      ],
    ],
    [
      3,
      [
        { at: 10, from: 0, to: -1 },
        { at: 20, from: 0, to: 2 },
      ],
    ],
  ]);
});
