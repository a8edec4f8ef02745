import { expect, test } from "vitest";
import { z } from "zod";
import { featureRow } from "./feature-row.js";
import { checkRows } from "./schema-check.js";

const Weather = z.object({ temperature: z.number(), wind: z.array(z.number()) });

test("a schema's output is what the model sees", () => {
  const coerced = z.object({ temperature: z.coerce.number() });
  expect(checkRows(coerced, [{ temperature: "5", note: "dropped" }])).toEqual([{ temperature: 5 }]);
  expect(checkRows(featureRow<{ wind: number }>(), [{ wind: 1 }])).toEqual([{ wind: 1 }]);
  expect(checkRows(undefined, [{ anything: 1 }])).toEqual([{ anything: 1 }]);
});

test("a refused row is reported with its number, path and reason", () => {
  expect(() =>
    checkRows(Weather, [
      { temperature: 1, wind: [] },
      { temperature: 1, wind: [0, "x"] },
    ]),
  ).toThrow(
    expect.objectContaining({
      code: "FS_LEARN_SCHEMA_REFUSED",
      message: expect.stringMatching(/row 1: wind\.1: .*expected number/),
    }),
  );
});

test("an asynchronous schema is refused", () => {
  const slow = Weather.refine(async () => true);
  const ASYNC = expect.objectContaining({ code: "FS_LEARN_ASYNC_SCHEMA" });
  expect(() => checkRows(slow, [{ temperature: 1, wind: [] }])).toThrow(ASYNC);
  const promised = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: () => Promise.reject(new Error("late")) as Promise<{ value: number }>,
    },
  } as const;
  expect(() => checkRows(promised, [{}])).toThrow(
    expect.objectContaining({
      code: "FS_LEARN_ASYNC_SCHEMA",
      message: expect.stringContaining("test schema"),
    }),
  );
});
