import { expect, test } from "vitest";
import { indexSet } from "./index.js";

test("labels keep their order and know their position", () => {
  const set = indexSet("unit", ["gas", "coal", ""]);
  expect(set.keys).toEqual(["gas", "coal", ""]);
  expect([...set.positions]).toEqual([
    ["gas", 0],
    ["coal", 1],
    ["", 2],
  ]);
});

test("a count makes numbered labels, and none at all for zero", () => {
  expect(indexSet("hour", 3).keys).toEqual(["0", "1", "2"]);
  expect(indexSet("hour", 0).keys).toEqual([]);
});

test("a set does not follow later changes of the list it was made from", () => {
  const labels = ["a", "b"];
  const set = indexSet("letter", labels);
  labels.push("c");
  expect(set.keys).toEqual(["a", "b"]);
});

test("a label that occurs twice is refused with both positions", () => {
  expect(() => indexSet("unit", ["a", "b", "a"])).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_DUPLICATE_LABEL",
      message: expect.stringContaining('"a" twice (positions 0 and 2)'),
    }),
  );
});

test.each([-1, 1.5, Number.NaN, Infinity])("%s members are refused", (count) => {
  expect(() => indexSet("hour", count)).toThrow(
    expect.objectContaining({ code: "FS_MODEL_INVALID_SIZE", data: { set: "hour", count } }),
  );
});
