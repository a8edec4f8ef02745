import { afterEach, expect, test, vi } from "vitest";
import { booleanColumn, numberColumn, textColumn, timestampColumn } from "./column.js";
import { fingerprint } from "./fingerprint.js";
import { table } from "./table.js";

afterEach(() => {
  vi.unstubAllGlobals();
});

const make = (price: number, site: string | null, open: boolean | null) =>
  table({
    time: timestampColumn(["2011-01-03"]),
    price: numberColumn([price], "USD"),
    site: textColumn([site]),
    open: booleanColumn([open]),
  });

test("is stable across runs and machines", async () => {
  expect(await fingerprint(make(1, "a", true))).toBe(
    "146bfde8cc48d01295b6e0d93f7ae6cae9b25bd64c7cca3bd68a78dda01aabb1",
  );
});

test("changes with every value, name and kind", async () => {
  const base = await fingerprint(make(1, "a", true));
  const others = [
    make(2, "a", true),
    make(Number.NaN, "a", true),
    make(1, "b", true),
    make(1, null, true),
    make(1, "a", false),
    make(1, "a", null),
    make(1, "a", true).select(["price", "time", "site", "open"]),
    make(1, "a", true).with("more", numberColumn([1])),
    make(1, "a", true).with("price", timestampColumn(new Float64Array([1]))),
  ];
  const marks = await Promise.all(others.map(fingerprint));
  expect(new Set([base, ...marks]).size).toBe(others.length + 1);
  expect(await fingerprint(make(1, "a", false))).not.toBe(await fingerprint(make(1, "a", null)));
});

test("does not depend on how the table came about", async () => {
  const long = table({
    site: textColumn(["x", "b", null, "a", "b"]),
    value: numberColumn([0, 1, 2, null, 4]),
  });
  const same = table({ site: textColumn(["b", null, "a"]), value: numberColumn([1, 2, null], "MW") });
  expect(await fingerprint(long.slice(1, 4))).toBe(await fingerprint(same));
});

test("says what is missing where there is no Web Crypto", async () => {
  vi.stubGlobal("crypto", undefined);
  await expect(fingerprint(make(1, "a", true))).rejects.toMatchObject({
    code: "FS_DATA_ENGINE_MISSING",
    data: { missing: "crypto.subtle" },
  });
});
