import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { planSection } from "./plan-section.js";

const render = (plan: unknown): HTMLElement =>
  parseHTML(`<html><body>${planSection(plan).markup}</body></html>`).document.body;
const cells = (body: HTMLElement, selector: string): string[] =>
  [...body.querySelectorAll(selector)].map((cell) => cell.textContent.trim());

test("flat objects become a table with units in its head", () => {
  const body = render({
    date: "2024-06-29",
    hours: [
      { hour: 0, boughtMwh: 0.25, on: true },
      { hour: 1, boughtMwh: null },
    ],
  });
  expect(cells(body, "dd")).toEqual(["2024-06-29"]);
  expect(cells(body, "th").map((text) => text.replace(/\s+/g, " "))).toEqual(["hour", "bought MWh", "on"]);
  expect(cells(body, "td")).toEqual(["0", "0.25", "yes", "1", "–", "–"]);
});

test("anything else is kept as JSON in a fold", () => {
  const body = render({ routes: [[1, 2], [3]], depot: { x: "<b>" } });
  expect(cells(body, "summary")).toEqual(["routes (JSON)", "depot (JSON)"]);
  expect(body.querySelector("b")).toBeNull();
  expect(render([[1], [2]]).querySelector("pre")).not.toBeNull();
});

test("plans of one value, no value, and very many rows", () => {
  expect(render(undefined).textContent).toContain("no plan");
  expect(render("wait").textContent).toContain("wait");
  const body = render(Array.from({ length: 2000 }, (_, step) => ({ step })));
  expect(body.querySelectorAll("tbody tr")).toHaveLength(500);
  expect(body.textContent).toContain("The first 500 of 2,000 rows");
});

test("an empty list is none, not a piece of JSON", () => {
  const { markup } = planSection({ policy: "rule", maintenance: [], operations: [{ job: "a", start: 0 }] });
  expect(markup).not.toContain("JSON");
  expect(markup.replace(/\s+/g, " ")).toContain("<dt>maintenance</dt> <dd>none</dd>");
});
