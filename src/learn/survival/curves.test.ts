import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import { brierScores, integratedBrierScore } from "./brier-score.js";
import { concordanceIndex } from "./concordance.js";
import { kaplanMeier, survivalAt, survivalInterval } from "./kaplan-meier.js";
import { cumulativeHazardAt, nelsonAalen } from "./nelson-aalen.js";
import { reliabilityTable } from "./reliability-table.js";

const invalid = expect.objectContaining({ code: "FS_LEARN_INVALID_OPTION" });

/** Small lives with many ties. */
const lives = fc.array(fc.record({ duration: fc.integer({ min: 1, max: 8 }), failed: fc.boolean() }), {
  minLength: 1,
  maxLength: 25,
});
const timesOf = (all: readonly { readonly duration: number; readonly failed: boolean }[]) => ({
  durations: all.map((life) => life.duration),
  failed: all.map((life) => life.failed),
});

/** Remission times of 21 leukaemia patients on 6-mercaptopurine: Freireich et al., Blood 1963; + is censored. */
const FREIREICH = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+".split(" ");
const leukaemia = {
  durations: FREIREICH.map((text) => Number.parseInt(text, 10)),
  failed: FREIREICH.map((text) => !text.endsWith("+")),
};

describe("Kaplan-Meier", () => {
  test("gives the textbook's curve and Greenwood errors for the leukaemia patients", () => {
    // Kleinbaum and Klein, "Survival analysis", table 2.1 and Collett, table 2.2: 0.857, 0.807, 0.753, 0.690, …
    const curve = kaplanMeier(leukaemia);
    expect([...curve.times]).toEqual([6, 7, 10, 13, 16, 22, 23]);
    expect([...curve.atRisk]).toEqual([21, 17, 15, 12, 11, 7, 6]);
    const rounded = (values: Float64Array): string[] => Array.from(values, (value) => value.toFixed(3));
    expect(rounded(curve.survival)).toEqual(["0.857", "0.807", "0.753", "0.690", "0.627", "0.538", "0.448"]);
    expect(rounded(curve.standardError)).toEqual([
      "0.076",
      "0.087",
      "0.096",
      "0.107",
      "0.114",
      "0.128",
      "0.135",
    ]);
    // R: survfit(…, conf.type = "log-log") at time 10.
    const { lower, upper } = survivalInterval(curve, 10, 0.95);
    expect(lower.toFixed(3)).toBe("0.503");
    expect(upper.toFixed(3)).toBe("0.889");
  });

  test("without losses it is the share still alive", () => {
    fc.assert(
      fc.property(lives, fc.integer({ min: 0, max: 9 }), (all, time) => {
        const { durations } = timesOf(all);
        const curve = kaplanMeier({ durations, failed: durations.map(() => 1) });
        const alive = durations.filter((duration) => duration > time).length / durations.length;
        expect(survivalAt(curve, time)).toBeCloseTo(alive, 12);
      }),
    );
  });

  test("weights count like copies, and nothing is said beyond the last time watched", () => {
    const once = kaplanMeier({ durations: [2, 3, 5], failed: [1, 0, 0], weights: [2, 1, 3] });
    const copied = kaplanMeier({ durations: [2, 2, 3, 5, 5, 5], failed: [1, 1, 0, 0, 0, 0] });
    expect(once.survival[0]).toBeCloseTo(copied.survival[0]!, 12);
    expect(survivalAt(once, 6)).toBeNaN();
    expect(survivalInterval(once, 6, 0.9).lower).toBeNaN();
    expect(survivalInterval(copied, 1, 0.9)).toEqual({ lower: 0.05 ** (1 / 6), upper: 1 });
  });

  test("heavy censoring does not bias it; leaving the lost out does", () => {
    const stream = randomStream(3);
    const all = Array.from({ length: 6000 }, () => {
      const life = stream.exponential();
      const watched = 0.7 * stream.exponential();
      return { duration: Math.min(life, watched), failed: life <= watched };
    });
    const truth = Math.exp(-1);
    expect(Math.abs(survivalAt(kaplanMeier(timesOf(all)), 1) - truth)).toBeLessThan(0.03);
    const naive = kaplanMeier(timesOf(all.filter((life) => life.failed)));
    expect(survivalAt(naive, 1)).toBeLessThan(truth - 0.15);
  });
});

test("Nelson-Aalen sums failures over units at risk", () => {
  const hazard = nelsonAalen(leukaemia);
  expect(cumulativeHazardAt(hazard, 5)).toBe(0);
  expect(cumulativeHazardAt(hazard, 10)).toBeCloseTo(3 / 21 + 1 / 17 + 1 / 15, 12);
  expect(hazard.standardError[1]).toBeCloseTo(Math.sqrt(3 / 21 ** 2 + 1 / 17 ** 2), 12);
});

test("the concordance index is that of all pairs, one by one", () => {
  fc.assert(
    fc.property(lives, fc.infiniteStream(fc.integer({ min: 0, max: 4 })), (all, stream) => {
      const risks = all.map(() => stream.next().value as number);
      let pairs = 0;
      let right = 0;
      for (const [i, first] of all.entries())
        for (const [j, second] of all.entries()) {
          const known =
            first.failed &&
            (first.duration < second.duration || (first.duration === second.duration && !second.failed));
          if (!known || i === j) continue;
          pairs++;
          right += risks[i]! > risks[j]! ? 1 : risks[i] === risks[j] ? 0.5 : 0;
        }
      fc.pre(pairs > 0);
      expect(concordanceIndex(timesOf(all), risks)).toBeCloseTo(right / pairs, 12);
    }),
  );
  expect(concordanceIndex({ durations: [1, 2], failed: [0, 0] }, [1, 2])).toBeNaN();
  expect(() => concordanceIndex({ durations: [1], failed: [1] }, [1, 2])).toThrow(invalid);
});

describe("Brier scores", () => {
  test("without losses are mean squared errors", () => {
    const data = { durations: [1, 2, 3, 4], failed: [1, 1, 1, 1] };
    const survival = [0.9, 0.1, 0.8, 0.3, 0.7, 0.6, 1, 0.9];
    const [early, late] = brierScores(data, { times: [1.5, 3.5], survival });
    expect(early).toBeCloseTo((0.9 ** 2 + 0.2 ** 2 + 0.3 ** 2 + 0) / 4, 12);
    expect(late).toBeCloseTo((0.1 ** 2 + 0.3 ** 2 + 0.6 ** 2 + 0.1 ** 2) / 4, 12);
    expect(integratedBrierScore(data, { times: [1.5, 3.5], survival })).toBeCloseTo((early! + late!) / 2, 12);
  });

  test("with heavy losses they agree with the scores of the full lives", () => {
    const stream = randomStream(8);
    const lifeTimes = Array.from({ length: 5000 }, () => stream.exponential());
    const watched = lifeTimes.map(() => stream.exponential());
    const forecast = { times: [0.5, 1], survival: lifeTimes.flatMap(() => [0.5, 0.4]) };
    const full = brierScores({ durations: lifeTimes, failed: lifeTimes.map(() => 1) }, forecast);
    const censored = brierScores(
      {
        durations: lifeTimes.map((life, unit) => Math.min(life, watched[unit]!)),
        failed: lifeTimes.map((life, unit) => life <= watched[unit]!),
      },
      forecast,
    );
    expect(censored[0]).toBeCloseTo(full[0]!, 1.7);
    expect(Math.abs(censored[1]! - full[1]!)).toBeLessThan(0.02);
  });

  test("refuse times that nobody was watched to", () => {
    expect(() => brierScores({ durations: [1], failed: [0] }, { times: [2], survival: [1] })).toThrow(
      invalid,
    );
    expect(() =>
      integratedBrierScore({ durations: [1], failed: [0] }, { times: [1], survival: [1] }),
    ).toThrow(invalid);
  });
});

test("a reliability table of right probabilities holds them within its intervals", () => {
  const stream = randomStream(21);
  const units = Array.from({ length: 3000 }, () => {
    const rate = 0.2 + 2 * stream.uniform();
    const life = stream.exponential() / rate;
    const watched = 0.2 + stream.uniform();
    return { rate, duration: Math.min(life, watched), failed: life <= watched };
  });
  const rows = reliabilityTable(
    timesOf(units),
    units.map(({ rate }) => 1 - Math.exp(-0.5 * rate)),
    { window: 0.5, bins: 6, level: 0.99 },
  );
  expect(rows.map((row) => row.units)).toEqual([500, 500, 500, 500, 500, 500]);
  for (const { predicted, lower, upper } of rows) {
    expect(predicted).toBeGreaterThan(lower);
    expect(predicted).toBeLessThan(upper);
  }
  expect(() => reliabilityTable({ durations: [1], failed: [1] }, [0.5], { window: 1, bins: 2 })).toThrow(
    invalid,
  );
});

test("unusable times are refused by name", () => {
  const code = (name: string) => expect.objectContaining({ code: name });
  expect(() => kaplanMeier({ durations: [], failed: [] })).toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
  expect(() => kaplanMeier({ durations: [0], failed: [1] })).toThrow(code("FS_LEARN_INVALID_TRUTH"));
  expect(() => kaplanMeier({ durations: [NaN], failed: [1] })).toThrow(code("FS_LEARN_INVALID_TRUTH"));
  expect(() => kaplanMeier({ durations: [1], failed: [1, 0] })).toThrow(invalid);
  expect(() => kaplanMeier({ durations: [1], failed: [1], weights: [0] })).toThrow(invalid);
});
