import { expect, test } from "vitest";
import { shortNames } from "./short-names.js";

const short = (...names: readonly string[]): string[] => [...shortNames(names).values()];

test("words that all names begin with are left out, numbers stay whole", () => {
  expect(short("order-01", "order-02", "order-13")).toEqual(["01", "02", "13"]);
  expect(short("order-101", "order-102")).toEqual(["101", "102"]);
  expect(short("order7", "order12")).toEqual(["7", "12"]);
  expect(short("A / left", "A / right")).toEqual(["left", "right"]);
});

test("names that share no word stay as they are", () => {
  expect(short("J1", "J2")).toEqual(["J1", "J2"]);
  expect(short("press", "presto")).toEqual(["press", "presto"]);
  expect(short("shaft", "plate")).toEqual(["shaft", "plate"]);
  expect(short("order-", "order-1")).toEqual(["order-", "1"]);
  expect(short()).toEqual([]);
  expect(short("order-1")).toEqual(["1"]);
});
