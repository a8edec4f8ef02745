import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { ReliabilityFigure } from "../../programs/index.js";
import { HOSTILE } from "../../../test/sample-record.js";
import { figures } from "./figures.js";

const bin = (
  predicted: number,
  observed: number,
  count = 50,
): ReliabilityFigure["groups"][number]["bins"][number] => ({
  predicted,
  observed,
  lower: observed - 0.05,
  upper: observed + 0.05,
  count,
});
const FIGURE: ReliabilityFigure = {
  kind: "reliability",
  id: "reliability",
  title: "Reliability",
  caption: "How often it came true.",
  xLabel: "predicted",
  yLabel: "observed",
  groups: [
    { name: "model", bins: [bin(0.1, 0.12, 400), bin(0.3, 0.28), bin(0.5, Number.NaN)] },
    { name: "raw", bins: [bin(0.2, 0.4, 25)] },
  ],
};

async function draw(...views: Parameters<typeof figures>[0]): Promise<HTMLElement> {
  return parseHTML(`<html><body>${(await figures(views)).markup}</body></html>`).document.body;
}

test("dots lie as far up as their share, with more cases the larger; what was not observed is left out", async () => {
  const body = await draw(FIGURE);
  const [wide] = body.querySelectorAll("svg.wide");
  expect(wide.getAttribute("class")).toBe("drawing wide square");
  const dots = [...wide.querySelectorAll('g[aria-label="dot"] circle')].map((dot) =>
    ["cx", "cy", "r"].map((name) => Number(dot.getAttribute(name))),
  );
  expect(dots).toHaveLength(3);
  const [first, second] = dots;
  // A step of 0.2 to the right is as long as one of 0.2 up: 0.16 up here.
  expect((first[1] - second[1]) / (second[0] - first[0])).toBeCloseTo(0.16 / 0.2, 1);
  expect(first[2]).toBeGreaterThan(second[2]);
  expect(wide.outerHTML).not.toMatch(/NaN|Infinity/);
  expect(wide.textContent).toContain("model: predicted 10.0\u00a0%, observed 12.0\u00a0%");
});

test("the legend names the models, the line and the sizes", async () => {
  const body = await draw(FIGURE);
  const legend = [...body.querySelectorAll(".legend li")].map(({ textContent }) => textContent.trim());
  expect(legend).toEqual(["model", "raw", "predicted as it came", "the larger the dot, the more cases"]);
});

test("no bins, nothing observed and hostile names are no trouble", async () => {
  const body = await draw(
    { ...FIGURE, groups: [] },
    { ...FIGURE, groups: [{ name: "x", bins: [bin(0.5, Number.NaN)] }] },
    { ...FIGURE, xLabel: HOSTILE, yLabel: HOSTILE, groups: [{ name: HOSTILE, bins: [bin(0, 0, 0)] }] },
  );
  expect(body.textContent.match(/There is nothing to draw/g)).toHaveLength(1);
  expect(body.innerHTML).not.toMatch(/NaN|Infinity|<script|<img/i);
});
