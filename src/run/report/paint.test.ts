import { expect, test } from "vitest";
import type { Series } from "../../programs/index.js";
import { paintsOf } from "./paint.js";

const line = (name: string, emphasis?: "main" | "context"): Series => ({
  kind: "line",
  name,
  values: [],
  ...(emphasis === undefined ? {} : { emphasis }),
});

test("what draws the eye is widest, what stays in the background is grey", () => {
  const [plain, main, context] = paintsOf([line("a"), line("b", "main"), line("c", "context")]);
  expect(main.width).toBeGreaterThan(plain.width);
  expect(main.colour).toBe("var(--main)");
  expect(context.colour).toBe("var(--context)");
});

test("many plain lines differ in colour and in dash", () => {
  const paints = paintsOf(["a", "b", "c", "d", "e", "f"].map((name) => line(name)));
  expect(new Set(paints.map(({ colour }) => colour)).size).toBe(6);
  expect(new Set(paints.map(({ dash }) => dash)).size).toBe(6);
  expect(paintsOf([line("a"), line("b")]).every(({ dash }) => dash === null)).toBe(true);
});
