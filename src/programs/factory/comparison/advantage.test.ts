import { expect, test } from "vitest";
import { randomStream } from "../../../math/index.js";
import type { PolicyResult } from "./compare-policies.js";
import { meanAdvantage, relativeAdvantage } from "./advantage.js";

function result(name: string, totals: readonly number[]): PolicyResult {
  const means = {
    tardinessCost: 0,
    maintenanceCost: 0,
    repairCost: 0,
    weightedTardiness: 0,
    onTimeShare: 1,
    downtime: 0,
    breakdowns: 0,
    maintenance: 0,
    replannings: 0,
    changesPerReplanning: null,
  };
  return {
    name,
    kind: "baseline",
    totals: Float64Array.from(totals),
    means,
    planningMs: [],
    replanningMs: [],
  };
}

test("advantages are per episode, and as a share of the rival's cost", () => {
  const rival = result(
    "rival",
    Array.from({ length: 40 }, (_, episode) => 100 + (episode % 4)),
  );
  const tenth = result(
    "tenth less",
    [...rival.totals].map((cost) => 0.9 * cost),
  );
  const interval = meanAdvantage(tenth, rival, 1)!;
  expect(interval.estimate).toBeCloseTo(10.15, 9);
  expect(interval.against).toBe("rival");
  const share = relativeAdvantage(tenth, rival, 1)!;
  for (const value of [share.estimate, share.lower, share.upper]) expect(value).toBeCloseTo(0.1, 12);
  expect(relativeAdvantage(rival, tenth, 1)!.estimate).toBeCloseTo(1 - 1 / 0.9, 12);
});

test("an interval covers what chance may have done, and too few episodes give none", () => {
  const rival = result(
    "rival",
    Array.from({ length: 60 }, () => 100),
  );
  const noisy = result(
    "noisy",
    Array.from({ length: 60 }, (_, episode) => (episode % 2 === 0 ? 40 : 158)),
  );
  const { estimate, lower, upper } = relativeAdvantage(noisy, rival, 1)!;
  expect(estimate).toBeCloseTo(0.01, 12);
  expect(lower).toBeLessThan(-0.05);
  expect(upper).toBeGreaterThan(0.05);
  const few = result("few", [1, 2, 3]);
  expect([meanAdvantage(few, few, 1), relativeAdvantage(few, few, 1)]).toEqual([null, null]);
});

test("the interval of the share lies on the same side of zero as that of the cost", () => {
  for (let seed = 0; seed < 60; seed++) {
    const random = randomStream(seed).split("costs");
    const draw = (low: number): number[] => Array.from({ length: 40 }, () => low + 100 * random.uniform());
    const [own, rival] = [result("own", draw(60)), result("rival", draw(75))];
    const interval = meanAdvantage(own, rival, seed)!;
    const share = relativeAdvantage(own, rival, seed)!;
    expect(Math.sign(share.lower)).toBe(Math.sign(interval.lower));
    expect(Math.sign(share.upper)).toBe(Math.sign(interval.upper));
  }
});
