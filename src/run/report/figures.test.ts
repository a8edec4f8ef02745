import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { SeriesFigure } from "../../programs/index.js";
import { HOSTILE, sampleViews } from "../../../test/sample-record.js";
import { figures } from "./figures.js";

async function draw(...views: Parameters<typeof figures>[0]): Promise<HTMLElement> {
  return parseHTML(`<html><body>${(await figures(views)).markup}</body></html>`).document.body;
}

test("figures keep the record's order, and have title, caption, legend and two drawings", async () => {
  const body = await draw(...sampleViews());
  const drawn = [...body.querySelectorAll("figure")];
  expect(drawn.map((figure) => figure.getAttribute("aria-label"))).toEqual([
    "Forecast and price",
    "Plan",
    "Cumulative profit",
    "Advantage",
  ]);
  for (const figure of drawn) {
    expect(figure.getAttribute("role")).toBe("group");
    expect(figure.querySelector("figcaption")!.textContent).not.toBe("");
    expect(figure.querySelectorAll(".legend li").length).toBeGreaterThan(1);
    const drawings = [...figure.querySelectorAll("svg.drawing")];
    expect(drawings.map((svg) => svg.getAttribute("class"))).toEqual(["drawing wide", "drawing narrow"]);
    for (const svg of drawings) {
      expect(figure.querySelector(`#${svg.getAttribute("aria-labelledby")}`)).not.toBeNull();
      expect(svg.querySelector("style")).toBeNull();
      expect(svg.outerHTML).not.toMatch(/NaN|undefined|Infinity/);
    }
  }
});

test("a step ends where its hour ends", async () => {
  const figure: SeriesFigure = {
    ...(sampleViews()[1] as SeriesFigure),
    x: [0, 1],
    series: [{ kind: "step", name: "stored", values: [1, 3] }],
  };
  const body = await draw(figure);
  const [path] = body.querySelectorAll('.wide g[aria-label="line"] path');
  const points = [...path.getAttribute("d")!.matchAll(/[ML]([\d.]+),([\d.]+)/g)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
  expect(points).toHaveLength(4);
  const [start, end, next, last] = points;
  expect(start[1]).toBe(end[1]);
  expect(end[0]).toBe(next[0]);
  expect(last[0] - next[0]).toBeCloseTo(end[0] - start[0], 6);
});

test("long lines of policies are named at their ends, with the last value", async () => {
  const body = await draw(sampleViews()[2]);
  const names = [...body.querySelectorAll(".wide .line-name")].map((name) => name.textContent);
  expect(names).toHaveLength(5);
  expect(
    names.some((name) => name.includes("2,300") && name.includes("a policy with a rather long name")),
  ).toBe(true);
  expect(body.querySelectorAll(".narrow .line-name")).toHaveLength(0);
});

test("short series come as a table too, long ones do not", async () => {
  const [forecast] = sampleViews() as [SeriesFigure];
  const body = await draw(forecast);
  expect(body.querySelectorAll("details tbody tr")).toHaveLength(24);
  expect(body.querySelector("details tbody th")!.textContent).toBe("2024-06-01");
  const x = Array.from({ length: 500 }, (_, index) => index);
  const long = await draw({
    ...forecast,
    xKind: "number",
    x,
    series: [{ kind: "line", name: "a", values: x }],
  });
  expect(long.querySelector("details")).toBeNull();
});

test("figures without points, without values, and with one point are no trouble", async () => {
  const [forecast, , , advantage] = sampleViews();
  const empty = { ...(forecast as SeriesFigure), x: [], series: [] };
  const body = await draw(
    empty,
    { ...empty, x: [1, 2], series: [{ kind: "line", name: "none", values: [null, null] }] },
    { ...empty, x: [1], series: [{ kind: "bars", name: "one", values: [2] }] },
    { ...advantage, rows: [] } as typeof advantage,
  );
  expect(body.textContent.match(/There is nothing to draw/g)).toHaveLength(2);
  expect(body.innerHTML).not.toMatch(/NaN|Infinity/);
});

test("names in drawings stay texts", async () => {
  const [forecast] = sampleViews() as [SeriesFigure];
  const series = ["a", "b", "c"].map((name) => ({
    kind: "line" as const,
    name: HOSTILE + name,
    values: [1, 2],
  }));
  const { markup } = await figures([
    { ...forecast, xLabel: HOSTILE, yLabel: HOSTILE, title: HOSTILE, x: [0, 1], series },
  ]);
  expect(markup).not.toMatch(/<script|<img/i);
});

test("marks lie on their lines, between points where need be, and share a place in the legend", async () => {
  const [, , cumulative] = sampleViews() as SeriesFigure[];
  const mark = (at: number, series: string): NonNullable<SeriesFigure["marks"]>[number] => ({
    at,
    series,
    label: "maintained",
    title: `${series} at ${at}`,
  });
  const body = await draw({
    ...cumulative,
    xKind: "number",
    x: [0, 10, 20],
    series: [
      { kind: "line", name: "a", values: [0, 100, 100] },
      { kind: "line", name: "b", values: [50, null, 50] },
    ],
    marks: [mark(5, "a"), mark(10, "a"), mark(15, "b"), mark(99, "a"), mark(5, "nobody")],
  });
  const dots = [...body.querySelectorAll('.wide g[aria-label="dot"] path')];
  // Not those in a gap, beyond the end, or of a line that is not there.
  expect(dots.map((dot) => dot.textContent)).toEqual(["a at 5", "a at 10"]);
  const [half, whole] = dots.map((dot) =>
    /translate\(([\d.]+),([\d.]+)\)/.exec(dot.getAttribute("transform")!)!.slice(1).map(Number),
  );
  const [line] = body.querySelectorAll('.wide g[aria-label="line"] path');
  const [start] = [...line.getAttribute("d")!.matchAll(/M([\d.]+),([\d.]+)/g)].map((match) =>
    Number(match[2]),
  );
  expect(half[1]).toBeCloseTo((start + whole[1]) / 2, 1);
  expect([...body.querySelectorAll(".legend li")].map(({ textContent }) => textContent.trim())).toEqual([
    "a",
    "b",
    "maintained",
  ]);
});

test("of costs the lower side is the good one, and values have no sign", async () => {
  const [, , , advantage] = sampleViews();
  const costs = {
    ...advantage,
    better: "less",
    reference: { value: 100, label: "rule" },
    rows: [
      { label: "cheap", estimate: 50, lower: 40, upper: 60 },
      { label: "dear", estimate: 150, lower: 140, upper: 160 },
    ],
  } as typeof advantage;
  const body = await draw(costs);
  const strokes = [...body.querySelectorAll('.wide g[aria-label="dot"] circle')].map((dot) =>
    dot.getAttribute("stroke"),
  );
  expect(strokes).toEqual(["var(--main)", "var(--worse)"]);
  expect(body.querySelector(".wide")!.textContent).toContain("50.0  (40.0 to 60.0)");
  const [above, below] = [...body.querySelectorAll(".legend li")].map((entry) => entry.innerHTML);
  expect(above).toContain("var(--worse)");
  expect(below).toContain("var(--main)");
});
