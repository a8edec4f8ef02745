import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { energy } from "../programs/index.js";
import { FORESOLVE_VERSION, findProgram, PROGRAMS, runProgram, sampleData } from "./index.js";

const file = sampleData(energy);

test.skipIf(file === null)(
  "on the real prices the models earn what they should, and training through the decision loses nothing (needs FORESOLVE_DATA)",
  async () => {
    const { policies, checks, strongestBaseline, split } = await runProgram(energy, { data: file! });
    expect(checks.blocked).toBe(false);
    expect(split.test).toEqual({ from: "2014-01-01", to: "2014-12-31", rows: 365 });
    const share = (name: string): number => policies.find((policy) => policy.name === name)!.shareOfHindsight;
    const best = (kind: string): number =>
      Math.max(...policies.filter((policy) => policy.kind === kind).map((policy) => policy.shareOfHindsight));
    // Measured independently with scikit-learn and a solver of its own.
    expect(share("yesterday's prices")).toBeCloseTo(0.768, 3);
    expect(strongestBaseline).toBe("load-adjusted profile");
    expect(best("two-stage")).toBeGreaterThan(0.85);
    expect(best("decision-focused")).toBeGreaterThanOrEqual(best("two-stage"));
    expect(best("decision-focused")).toBeGreaterThan(0.88);
  },
  300_000,
);

test("a signal that is aborted already still gives a comparison of what needs no training", async () => {
  const record = await runProgram(energy, {
    signal: AbortSignal.abort(),
    settings: { testDays: 30, trainingDays: 60 },
  });
  expect(record.stopped).toBe(true);
  expect(new Set(record.policies.map(({ kind }) => kind))).toEqual(new Set(["baseline", "hindsight"]));
  expect(record.recommended).toBe(record.strongestBaseline);
  expect(record.headline).toContain("SIMULATED");
});

test("an unknown setting and an unknown program are refused by name", async () => {
  await expect(runProgram(energy, { settings: { colour: 3 } })).rejects.toThrow(
    expect.objectContaining({ code: "FS_RUN_INVALID_SETTING", message: expect.stringContaining("colour") }),
  );
  expect(() => findProgram("enrgy")).toThrow(expect.objectContaining({ code: "FS_RUN_UNKNOWN_PROGRAM" }));
  expect(PROGRAMS.map(({ name }) => findProgram(name).name)).toEqual(PROGRAMS.map(({ name }) => name));
});

test("the version is that of the package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  expect(FORESOLVE_VERSION).toBe(version);
});

test("training that is cut short counts as a stopped run, and is named", async () => {
  const stop = new AbortController();
  const record = await runProgram(energy, {
    signal: stop.signal,
    settings: { testDays: 30, trainingDays: 200 },
    onEvent: (event) => {
      if (event.type === "progress" && /epoch 2/.test(event.detail ?? "")) stop.abort();
    },
  });
  expect(record.policies.map(({ name }) => name)).toContain("ridge, SPO+");
  expect(record.stopped).toBe(true);
  expect(record.warnings.join(" ")).toMatch(/"ridge, SPO\+" was stopped in the middle/);
});

test("a handful of test days gives no interval and no verdict, and says why", async () => {
  const record = await runProgram(energy, { settings: { testDays: 7, trainingDays: 60, epochs: 0 } });
  expect(record.verdicts).toEqual([]);
  expect(record.policies.every(({ interval }) => interval === null)).toBe(true);
  expect(record.notes.join(" ")).toContain("too few");
});

test("a deadline of years does not fire at once", async () => {
  const record = await runProgram(energy, {
    deadlineMs: 1e12,
    settings: { testDays: 7, trainingDays: 60, epochs: 0 },
  });
  expect(record.stopped).toBe(false);
});
