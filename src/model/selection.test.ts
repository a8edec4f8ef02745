import { expect, test } from "vitest";
import {
  add,
  atMost,
  filter,
  indexSet,
  labelsOf,
  model,
  parameter,
  rename,
  select,
  type Expression,
} from "./index.js";

const unit = indexSet("unit", ["coal", "gas", "wind"]);
const hour = indexSet("hour", 4);
const site = indexSet("site", ["north", "south"]);
const values = parameter({
  over: [site, unit, hour],
  data: (where, fuel, at) => 100 * site.keys.indexOf(where) + 10 * unit.keys.indexOf(fuel) + Number(at),
});

function record(operand: Expression): Record<string, number> {
  return Object.fromEntries(
    Array.from(operand.terms.coefficients, (value, entry) => [
      labelsOf(operand.over, entry).join(","),
      value,
    ]),
  );
}
const all = record(values);

test("selecting a label takes its entries, along every axis", () => {
  for (const [axis, set] of [site, unit, hour].entries()) {
    for (const label of set.keys) {
      const chosen = record(select<string, string, string, string>(values, set, label));
      const expected = Object.entries(all).filter(([key]) => key.split(",")[axis] === label);
      expect(Object.keys(chosen)).toHaveLength(expected.length);
      for (const [key, value] of expected)
        expect(chosen[key.split(",").toSpliced(axis, 1).join(",")]).toBe(value);
    }
  }
});

test("filtering keeps the labels asked for, in the order of a list", () => {
  const late = filter(values, hour, (label) => Number(label) > 1);
  expect(record(late)).toEqual(
    Object.fromEntries(Object.entries(all).filter(([key]) => Number(key.split(",")[2]) > 1)),
  );
  const turned = filter(values, unit, ["wind", "coal"]);
  expect(turned.over[1].keys).toEqual(["wind", "coal"]);
  expect(record(turned)["south,wind,3"]).toBe(123);
  expect(Object.keys(record(turned))).toHaveLength(16);
});

test("part of a set does not mix with the whole of it", () => {
  const m = model("plan");
  const x = m.variable("x", { over: [hour] });
  const night = filter(x, hour, ["0", "1"]);
  const mismatch = expect.objectContaining({ code: "FS_MODEL_LABEL_MISMATCH" });
  expect(() => add(night, x)).toThrow(mismatch);
  const limit = parameter({ over: [hour], data: [1, 2, 3, 4] });
  m.require("night", atMost(night, filter(limit, hour, ["0", "1"])));
  expect(m.rows).toBe(2);
});

test("renaming gives the entries another set of the same labels", () => {
  const place = indexSet("place", ["north", "south"]);
  expect(record(rename(values, site, place))).toEqual(all);
  expect(rename(values, site, place).over[0]).toBe(place);
  expect(() => rename(values, site, indexSet("place", ["north", "east"]))).toThrow(
    expect.objectContaining({ code: "FS_MODEL_LABEL_MISMATCH" }),
  );
  const pair = parameter({ over: [site, place], data: [1, 2, 3, 4] });
  expect(() => rename(pair, site, indexSet("place", ["north", "south"]))).toThrow(
    expect.objectContaining({ code: "FS_MODEL_DUPLICATE_SET" }),
  );
});

test("labels and sets that are not there are named", () => {
  const unknownLabel = expect.objectContaining({
    code: "FS_MODEL_UNKNOWN_LABEL",
    message: 'Index set "unit" has no label "oil".',
  });
  expect(() => select(values, unit, "oil" as "gas")).toThrow(unknownLabel);
  expect(() => filter(values, unit, ["oil" as "gas"])).toThrow(unknownLabel);
  expect(() => filter(values, unit, ["gas", "gas"])).toThrow(
    expect.objectContaining({ code: "FS_MODEL_DUPLICATE_LABEL" }),
  );
  const stranger = indexSet("plant", ["a"]);
  const unknownSet = expect.objectContaining({ code: "FS_MODEL_UNKNOWN_SET" });
  expect(() => select(values as Expression, stranger, "a")).toThrow(unknownSet);
  expect(() => filter(values as Expression, stranger, ["a"])).toThrow(unknownSet);
  expect(() => rename(values as Expression, stranger, unit)).toThrow(unknownSet);
});
