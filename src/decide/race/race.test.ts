import { describe, expect, test } from "vitest";
import {
  bentCosts,
  enumerated,
  rejection,
  straightLines,
  type Items,
  type Load,
} from "../../../test/small-problems.js";
import { ridge, walkForwardFolds, type Example, type Predictor } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { spoPlus } from "../losses/spo-plus.js";
import { predictorClasses } from "./predictor-classes.js";
import type { RaceProgress } from "./race-report.js";
import { race, type RaceOptions } from "./race.js";
import { train } from "../training/train.js";

const { problem } = enumerated("minimize", 2);

/** Quick settings; a race of straight lines with and without SPO+ unless told otherwise. */
function settings(changes: Partial<RaceOptions<Load, Items, "EUR">> = {}): RaceOptions<Load, Items, "EUR"> {
  return {
    data: bentCosts(1, 240),
    through: problem,
    predictors: [straightLines(problem)],
    losses: [spoPlus()],
    epochs: 5,
    learningRate: 0.01,
    seed: 1,
    ...changes,
  };
}

/** Costs of which `power` straightens one, with noise in proportion; a straight line is wrong where it matters. */
function steep(seed: number, rows: number): Example<Load>[] {
  const stream = randomStream(seed);
  return Array.from({ length: rows }, () => {
    const load = stream.uniform();
    const noise = (): number => Math.exp(0.1 * stream.normal());
    return { features: { load }, truth: [5 * noise(), Math.exp(6 * load) * noise() * 0.2] };
  });
}

const classes = (data: readonly Example<Load>[]): readonly Predictor<Load, Items, "EUR">[] =>
  predictorClasses({ target: { over: problem.uncertain.over, unit: "EUR" }, data, trees: false });

describe("a race", () => {
  test("says that training through decisions helps where the form is wrong and no other is on offer", async () => {
    const { fitted, training, report } = await race(settings());
    expect(report).toMatchObject({ winner: "ridge, spo+", finding: "decision loss", outOfBudget: false });
    expect(report.verdict).toMatch(/^Training through decisions helps: "ridge, spo\+"/);
    expect(training!.loss).toBe("spo+");
    expect(fitted.card.rows).toBe(240);
    expect(report.comparisons[0]!.advantage!.lower).toBeGreaterThan(0);
  });

  test("says that a better fit helps, without a decision loss, where a transform is right", async () => {
    const data = steep(1, 200);
    const { report, training, fitted } = await race(settings({ data, predictors: classes(data), epochs: 3 }));
    expect(report.finding).toBe("better fit");
    expect(report.verdict).toMatch(/^A better fitting predictor is what helps, without any decision loss/);
    expect(training).toBeNull();
    // The first factor of the predictions at a small and a large load: exp, not a line.
    const [, low, , high] = fitted.predict([{ load: 0.1 }, { load: 0.9 }]);
    expect(high! / low!).toBeGreaterThan(50);
  });

  test("stays with plain two-stage where the line is the truth", async () => {
    const stream = randomStream(9);
    const data = Array.from({ length: 200 }, () => {
      const load = stream.uniform();
      return { features: { load }, truth: [1 + 0.3 * stream.normal(), 2 * load + 0.3 * stream.normal()] };
    });
    const { report, training } = await race(settings({ data }));
    expect(report).toMatchObject({ winner: "ridge", finding: "two-stage" });
    expect(report.verdict).toContain("Plain two-stage wins");
    expect(training).toBeNull();
  });

  test("hardly ever crowns one of many that only looks better by chance", async () => {
    let crowned = 0;
    for (let seed = 0; seed < 8; seed++) {
      const stream = randomStream(seed);
      const data = Array.from({ length: 100 }, () => ({
        features: { load: stream.uniform() },
        truth: [stream.normal(), stream.normal()],
      }));
      // Nothing can be predicted; six rival predictors differ by chance only.
      const predictors = [straightLines(problem)];
      for (let rival = 0; rival < 6; rival++) {
        const wave = (load: number): number => Math.sin(50 * (rival + 1) * load);
        predictors.push(
          ridge<Load, Items, "EUR">({
            target: { over: problem.uncertain.over, unit: "EUR" },
            name: `rival ${rival}`,
            penalty: 1e-6,
            features: {
              "~standard": {
                version: 1,
                vendor: "test",
                validate: (row) => ({ value: { load: wave((row as Load).load) } }),
              },
            },
          }),
        );
      }
      const { report } = await race(settings({ data, predictors, losses: [], seed }));
      if (report.finding !== "two-stage") crowned++;
    }
    expect(crowned).toBeLessThanOrEqual(1);
  });

  test("gives the same bits for the same seed", async () => {
    const run = async (): Promise<unknown> => {
      const { fitted, report } = await race(settings({ seed: 3, epochs: 2 }));
      return [[...fitted.predict([{ load: 0.3 }])], report];
    };
    expect(await run()).toEqual(await run());
  });

  test("judges on folds of one's own, and reports how far it has come", async () => {
    const reports: RaceProgress[] = [];
    const { report } = await race(
      settings({
        folds: walkForwardFolds(240, { folds: 3 }),
        onProgress: (progress) => reports.push(progress),
      }),
    );
    expect(report.folds).toBe(3);
    expect(report.entrants.map(({ foldsJudged }) => foldsJudged)).toEqual([3, 3]);
    expect(reports.map(({ phase }) => phase)).toEqual(["fit", "fit", "fit", "loss", "loss", "loss", "refit"]);
    for (const { done, total, timeLeftMs } of reports) {
      expect(done).toBeLessThanOrEqual(total);
      expect(timeLeftMs).toBeGreaterThanOrEqual(0);
    }
    expect(report.curve.length).toBeGreaterThan(0);
    const calls = report.curve.map(({ oracleCalls }) => oracleCalls);
    expect(calls).toEqual(calls.toSorted((a, b) => a - b));
    expect(report.curve.at(-1)!.validationRegret).toBe(
      Math.min(...report.entrants.map(({ validationRegret }) => validationRegret)),
    );
  });
});

describe("the budget of a race", () => {
  test("zero solves are an error", async () => {
    for (const oracleCalls of [0, -1, 1.5, Number.NaN])
      expect(await rejection(race(settings({ oracleCalls })))).toMatchObject({
        code: "FS_DECIDE_INVALID_OPTION",
        data: { option: "oracleCalls" },
      });
  });

  test("too few solves to compare leave plain two-stage, and say so", async () => {
    const { report, fitted } = await race(settings({ oracleCalls: 479 }));
    expect(report).toMatchObject({ finding: "not compared", outOfBudget: true, oracleCalls: 0 });
    const expected = await straightLines(problem).fit(bentCosts(1, 240));
    expect([...fitted.predict([{ load: 0.3 }])]).toEqual([...expected.predict([{ load: 0.3 }])]);
  });

  test.each([1000, 8000, 20000])("%d solves are not exceeded by more than an epoch", async (oracleCalls) => {
    const { report } = await race(settings({ oracleCalls, epochs: 20 }));
    expect(report.oracleCalls).toBeLessThanOrEqual(oracleCalls + 2 * 240);
  });
});

describe("ending a race", () => {
  test("before it began leaves plain two-stage", async () => {
    const { report, fitted } = await race(settings({ signal: AbortSignal.abort() }));
    expect(report).toMatchObject({ finding: "not compared", stoppedEarly: true, winner: "ridge" });
    expect(fitted.card.rows).toBe(240);
  });

  test("in the last round keeps the best so far", async () => {
    const stop = new AbortController();
    const { report, fitted } = await race(
      settings({
        signal: stop.signal,
        onProgress: ({ phase, done }) => {
          if (phase === "loss" && done === 10) stop.abort();
        },
      }),
    );
    expect(report).toMatchObject({ stoppedEarly: true, winner: "ridge, spo+" });
    // There was no time for a fit to all examples: that of a fold is what there is.
    expect(fitted.card.rows).toBe(192);
  });
});

test("options that are none are refused", async () => {
  const option = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
  const one = straightLines(problem);
  for (const changes of [
    { predictors: [] },
    { predictors: [one, one] },
    { losses: [spoPlus(), spoPlus()] },
    { level: 0 },
    { blockLength: 0 },
    { folds: 1 },
  ])
    expect(await rejection(race(settings(changes)))).toEqual(option);
  expect(await rejection(race(settings({ data: bentCosts(1, 9) })))).toMatchObject({
    code: "FS_DECIDE_TOO_FEW_EXAMPLES",
  });
  expect(await rejection(race(settings({ through: enumerated("minimize", 3).problem })))).toMatchObject({
    code: "FS_DECIDE_TARGET_MISMATCH",
  });
});

describe('train with loss: "auto"', () => {
  test("returns the winner, with what the race found", async () => {
    const trained = await train(straightLines(problem), {
      data: bentCosts(1, 240),
      loss: "auto",
      auto: { losses: [spoPlus()] },
      through: problem,
      epochs: 5,
      learningRate: 0.01,
      seed: 1,
    });
    const alone = await race(settings());
    expect(trained.training).toMatchObject({ loss: "spo+", race: alone.report });
    expect(trained.training.oracleCalls).toBe(alone.report.oracleCalls);
    expect([...trained.predict([{ load: 0.4 }])]).toEqual([...alone.fitted.predict([{ load: 0.4 }])]);
  });

  test("says two-stage where nothing beats it", async () => {
    const data = Array.from({ length: 60 }, (_, day) => ({
      features: { load: (day * 7) % 60 },
      truth: [20, (day * 7) % 60],
    }));
    const { training } = await train(straightLines(problem), {
      data,
      loss: "auto",
      through: problem,
      epochs: 2,
    });
    expect(training).toMatchObject({ loss: "two-stage", epochs: 0, race: { finding: "two-stage" } });
  });
});
