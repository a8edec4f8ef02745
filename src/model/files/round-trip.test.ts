import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainForm, randomForm } from "../../../test/random-forms.js";
import { readLp, readMps, writeLp, writeMps, type StandardForm } from "../index.js";

const FORMATS: Record<string, { write(form: StandardForm): string; read(text: string): StandardForm }> = {
  "free MPS": { write: (form) => writeMps(form), read: (text) => readMps(text) },
  "fixed MPS": {
    write: (form) => writeMps(form, { format: "fixed" }),
    read: (text) => readMps(text, { format: "fixed" }),
  },
  "fixed MPS, read without being told so": {
    write: (form) => writeMps(form, { format: "fixed" }),
    read: (text) => readMps(text),
  },
  LP: { write: (form) => writeLp(form), read: (text) => readLp(text) },
};

describe.each(Object.entries(FORMATS))("%s", (_, { write, read }) => {
  test("gives every form back, to the last digit and the last character of its names", () => {
    fc.assert(
      fc.property(randomForm({ wild: true }), (form) => {
        expect(plainForm(read(write(form)))).toEqual(plainForm(form));
      }),
      { numRuns: 1000 },
    );
  });

  test("is the same text when written again", () => {
    fc.assert(
      fc.property(randomForm({ wild: true }), (form) => {
        const text = write(form);
        expect(write(read(text))).toBe(text);
      }),
      { numRuns: 100 },
    );
  });
});
