import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseHeader } from "./csv-header.js";

test("reads what RFC 4180 allows", () => {
  expect(parseHeader("a,b\n1,2", ",")).toEqual(["a", "b"]);
  expect(parseHeader("\r\n\na;b,c\r\n", ";")).toEqual(["a", "b,c"]);
  expect(parseHeader('"a,1","say ""hi""","two\nlines",\n', ",")).toEqual([
    "a,1",
    'say "hi"',
    "two\nlines",
    "",
  ]);
  expect(parseHeader('"never closed', ",")).toBeNull();
});

test("reads back any names that were quoted", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (names) => {
      const text = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(",");
      expect(parseHeader(`${text}\n1`, ",")).toEqual(names);
    }),
  );
});
