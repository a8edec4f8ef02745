import { expect, test } from "vitest";
import type { StandardSchema } from "./standard-schema.js";
import { ridge } from "./linear/ridge.js";
import { quadraticBasis } from "./quadratic-basis.js";

const validated = (schema: StandardSchema<never>, row: unknown): unknown => {
  const result = schema["~standard"].validate(row);
  return "value" in result ? result.value : result;
};

test("adds squares and products, entry by entry where fields have several values", () => {
  expect(validated(quadraticBasis() as never, { a: 2, b: [3, 4] })).toEqual({
    a: 2,
    b: [3, 4],
    "a²": 4,
    "a × b": Float64Array.of(6, 8),
    "b²": Float64Array.of(9, 16),
  });
});

test("finds a surface of second order exactly", async () => {
  const surface = (x: number, y: number): number => 3 - x + 2 * y + 0.5 * x * y - x * x + 4 * y * y;
  const points = Array.from({ length: 30 }, (_, k) => ({ x: (k * 7) % 11, y: (k * 5) % 13 }));
  const fitted = await ridge({ target: { over: [] }, features: quadraticBasis(), penalty: 0 }).fit(
    points.map(({ x, y }) => ({ features: { x, y }, truth: [surface(x, y)] })),
  );
  expect(fitted.predict([{ x: 20, y: -3 }])[0]).toBeCloseTo(surface(20, -3), 6);
});

test("passes rows through a schema first, and its refusals on", async () => {
  const whole: StandardSchema<{ load: number }> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (row) =>
        Number.isInteger((row as { load: number }).load)
          ? { value: row as { load: number } }
          : { issues: [{ message: "not whole" }] },
    },
  };
  const predictor = ridge({ target: { over: [] }, features: quadraticBasis(whole), penalty: 1 });
  const fitted = await predictor.fit([1, 2, 3].map((load) => ({ features: { load }, truth: [load] })));
  expect(() => fitted.predict([{ load: 1.5 }])).toThrow(
    expect.objectContaining({ code: "FS_LEARN_SCHEMA_REFUSED" }),
  );
});

test("refuses fields of different lengths, and schemas that take their time", async () => {
  expect(validated(quadraticBasis() as never, { a: [1, 2], b: [1, 2, 3] })).toMatchObject({
    issues: [{ path: ["b"] }],
  });
  const late: StandardSchema<{ load: number }> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => Promise.resolve({ value: value as never }),
    },
  };
  const fit = ridge({ target: { over: [] }, features: quadraticBasis(late) }).fit([
    { features: { load: 1 }, truth: [1] },
    { features: { load: 2 }, truth: [2] },
  ]);
  await expect(fit).rejects.toMatchObject({ code: "FS_LEARN_ASYNC_SCHEMA" });
});
