import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import type { TableFigure } from "../../programs/index.js";
import { HOSTILE } from "../../../test/sample-record.js";
import { figureTable } from "./figure-table.js";
import { figures } from "./figures.js";

const FIGURE: TableFigure = {
  kind: "table",
  id: "t",
  title: "Machines",
  caption: "All of them.",
  columns: [
    { label: "machine", kind: "text" },
    { label: "waits", kind: "number", unit: "h", bar: true },
    { label: "load", kind: "share", bar: true },
    { label: "since", kind: "time" },
  ],
  rows: [
    ["saw", 20, 0.5, Date.UTC(2026, 0, 5, 6)],
    ["press", 5.25, 0.123, null],
    ["idle", null, null, "never"],
  ],
};

const render = (figure: TableFigure): HTMLElement =>
  parseHTML(`<html><body>${figureTable(figure).markup}</body></html>`).document.body;
const textsOf = (body: Element, selector: string): string[] =>
  [...body.querySelectorAll(selector)].map(({ textContent }) => textContent.replace(/\s+/g, " ").trim());

test("numbers have the digits of their column, shares are percents, what is absent is a dash", () => {
  const body = render(FIGURE);
  expect(textsOf(body, "thead th")).toEqual(["machine", "waits h", "load %", "since"]);
  expect(textsOf(body, "tbody tr")).toEqual([
    "saw 20.00 50.0 2026-01-05 06:00",
    "press 5.25 12.3 –",
    "idle – – never",
  ]);
});

test("bars are as long as the number is of the largest; those of shares of the whole", () => {
  const widths = [...render(FIGURE).querySelectorAll(".meter i")].map((bar) => bar.getAttribute("style"));
  expect(widths).toEqual(["width:100%", "width:50%", "width:26.3%", "width:12.3%"]);
});

test("rows with sentences are lists on a phone, with a label for each value; others are swiped, and say so", () => {
  const short = { ...FIGURE, columns: FIGURE.columns.slice(0, 2), rows: [["saw", 1]] };
  expect(render(short).querySelector(".stacks, .scroll-hint")).toBeNull();
  const wide = render({ ...FIGURE, columns: [...FIGURE.columns, ...FIGURE.columns], rows: [] });
  expect(wide.querySelector(".scroll-hint")).not.toBeNull();
  const words = render({ ...FIGURE, rows: [["saw", 1, 0.2, "a sentence that says why it was maintained"]] });
  expect(words.querySelector("table.stacks")).not.toBeNull();
  expect(words.querySelector(".scroll-hint")).toBeNull();
  expect([...words.querySelectorAll("td")].map((cell) => cell.getAttribute("data-label"))).toEqual([
    "waits, h",
    "load, %",
    "since",
  ]);
});

test("an empty table says that there is nothing, and names stay texts", async () => {
  const { markup } = await figures([
    { ...FIGURE, rows: [] },
    {
      ...FIGURE,
      columns: [
        { label: HOSTILE, unit: HOSTILE, kind: "text" },
        { label: HOSTILE, kind: "number" },
      ],
      rows: [[HOSTILE, 1]],
    },
  ]);
  expect(markup).toContain("There is nothing to draw");
  expect(markup).not.toMatch(/<script|<img/i);
});
