import * as fc from "fast-check";
import { expect, test } from "vitest";
import { broadcastMap, unionOf } from "./axes.js";
import { entryCount, entryName, entryOf, indexSet, labelsOf, type IndexSet } from "./index.js";

const unit = indexSet("unit", ["coal", "gas"]);
const hour = indexSet("hour", 3);

const someSets = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 })
  .map((sizes): IndexSet[] => sizes.map((size, axis) => indexSet(`set ${axis}`, size)));

test("labels and entries are each other's inverse, in row-major order", () => {
  fc.assert(
    fc.property(someSets, (over) => {
      const seen = new Set<string>();
      for (let entry = 0; entry < entryCount(over); entry++) {
        const labels = labelsOf(over, entry);
        expect(entryOf("it", over, labels)).toBe(entry);
        seen.add(labels.join());
      }
      expect(seen.size).toBe(entryCount(over));
    }),
  );
});

test("the last index set varies fastest", () => {
  expect([0, 1, 2, 3, 4, 5].map((entry) => labelsOf([unit, hour], entry).join())).toEqual([
    "coal,0",
    "coal,1",
    "coal,2",
    "gas,0",
    "gas,1",
    "gas,2",
  ]);
});

test("an entry is broadcast from the one with the same labels", () => {
  const arranged = someSets.chain((whole) =>
    fc.tuple(fc.shuffledSubarray(whole, { minLength: whole.length }), fc.shuffledSubarray(whole)),
  );
  fc.assert(
    fc.property(arranged, ([whole, part]) => {
      const map = broadcastMap(whole, part);
      for (let entry = 0; entry < entryCount(whole); entry++) {
        const labels = labelsOf(whole, entry);
        const kept = part.map((set) => labels[whole.indexOf(set)]);
        expect(map === null ? entry : map[entry]).toBe(entryOf("it", part, kept));
      }
    }),
  );
});

test("an entry is named as a reader would write it", () => {
  expect(entryName("output", [unit, hour], 4)).toBe("output[unit=gas, hour=1]");
  expect(entryName("stock", [], 0)).toBe("stock");
});

test.each([[[]], [["coal"]], [["coal", "0", "0"]]])("%j is the wrong number of labels", (labels) => {
  expect(() => entryOf("output", [unit, hour], labels)).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_UNKNOWN_LABEL",
      message: expect.stringContaining(`takes 2 label(s), not ${labels.length}`),
    }),
  );
});

test("an unknown label is named together with those that exist", () => {
  expect(() => entryOf("output", [unit, hour], ["oil", "0"])).toThrow(
    expect.objectContaining({
      code: "FS_MODEL_UNKNOWN_LABEL",
      message: expect.stringMatching(/"oil".*"unit" \(coal, gas\)/),
      data: { owner: "output", set: "unit", label: "oil" },
    }),
  );
  expect(() => entryOf("price", [indexSet("hour", 24)], ["24"])).toThrow("(0, 1, 2, ... 23: 24 labels)");
});

test("sets of one name must have the same labels in the same order", () => {
  const twin = indexSet("unit", ["coal", "gas"]);
  expect(unionOf([unit], [twin])).toEqual([unit]);
  for (const [other, position] of [
    [indexSet("unit", ["gas", "coal"]), 0],
    [indexSet("unit", ["coal", "gas", "oil"]), 2],
    [indexSet("unit", ["coal"]), 1],
  ] as const) {
    expect(() => unionOf([unit, hour], [other])).toThrow(
      expect.objectContaining({ code: "FS_MODEL_LABEL_MISMATCH", data: { set: "unit", position } }),
    );
  }
});
