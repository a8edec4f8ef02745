import { expect, test } from "vitest";
import { measureLatency } from "./latency.js";
import { timedProblems } from "./latency/timed-problems.js";

test("no answer is missing or unverified, on problems of every kind; each answer has a source", async () => {
  const problems = timedProblems().filter(
    ({ name }) => !/40 x 60|100 x 120|25 x 80|600 x 25|150 x 12/.test(name),
  );
  const rows = await measureLatency({ decisions: 60, judged: 2, history: 2, problems });
  const valueOf = (metric: string): number =>
    rows.find((row) => row.case === "all" && row.metric === metric)!.value;
  expect(valueOf("decisions")).toBeGreaterThan(50);
  expect([valueOf("missing"), valueOf("unverified")]).toEqual([0, 0]);
  const shares = rows.filter((row) => row.case === "all" && row.metric.startsWith("share:"));
  expect(shares.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 9);
  const regrets = rows.filter(({ metric }) => metric === "regretRatioOfSums");
  expect(regrets).toHaveLength(problems.filter(({ isKnown }) => isKnown).length);
  expect(regrets.every(({ value }) => value >= 0)).toBe(true);
}, 60_000);
