import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { cardValues } from "./card-value.js";

const render = (values: Parameters<typeof cardValues>[0]): HTMLElement =>
  parseHTML(`<html><body>${cardValues(values).markup}</body></html>`).document.body;

test("single values and short lists stand beside their names", () => {
  const body = render({
    learningRate: 0.05,
    loss: "squared",
    warm: false,
    best: null,
    weights: [0.5, 1 / 3],
    none: [],
  });
  const texts = [...body.querySelectorAll("div")].map((row) => row.textContent.replace(/\s+/g, " ").trim());
  expect(texts).toEqual([
    "learning rate 0.05",
    "loss squared",
    "warm no",
    "best –",
    "weights 0.5, 0.333333",
    "none none",
  ]);
  expect(body.querySelector(".long")).toBeNull();
  expect(render({}).textContent).toBe("none");
});

test("members of an average lie in folds under their own names", () => {
  const body = render({ members: [{ predictor: "<i>", features: ["a", "b", "c", "d", "e"] }, [1, [2]]] });
  const titles = [...body.querySelectorAll("summary")].map((summary) => summary.textContent);
  expect(titles).toEqual(["<i>", "entry 2", "entry 1", "entry 2"]);
  expect(body.querySelectorAll(".long").length).toBe(2);
  expect(body.querySelector("i")).toBeNull();
});
