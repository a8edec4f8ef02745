import { expect, test } from "vitest";
import { entryCount, entryNames } from "./target.js";

const hour = { name: "hour", keys: ["h0", "h1", "h2"] };
const zone = { name: "zone", keys: ["north", "south"] };

test("entries are counted and named in row-major order, the last axis fastest", () => {
  expect(entryCount({ over: [zone, hour] })).toBe(6);
  expect(entryNames({ over: [zone, hour] })).toEqual([
    "north,h0",
    "north,h1",
    "north,h2",
    "south,h0",
    "south,h1",
    "south,h2",
  ]);
});

test("a target without axes is a single value", () => {
  expect(entryCount({ over: [] })).toBe(1);
  expect(entryNames({ over: [] })).toEqual(["value"]);
});

test("an empty axis and a repeated axis are refused by name", () => {
  expect(() => entryCount({ over: [hour, { name: "day", keys: [] }] })).toThrow(
    expect.objectContaining({ code: "FS_LEARN_INVALID_TARGET", data: { axis: "day" } }),
  );
  expect(() => entryCount({ over: [hour, hour] })).toThrow(/axis "hour" twice/);
});
