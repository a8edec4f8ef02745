import { describe, expect, test } from "vitest";
import { choice, enumerated, rejection, type Load } from "../../../test/small-problems.js";
import { rulePredictor, type Example, type FittedPredictor } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { evaluateRegret } from "./evaluate-regret.js";
import { newsvendorCase } from "../families/newsvendor-case.js";
import { examplesOf } from "../families/synthetic-case.js";
import { compareRegrets } from "./regret-comparison.js";
import { regretDistribution } from "./regret-distribution.js";
import { regretOf } from "./regret.js";

const item = choice("minimize", 2).uncertain;
const rule = async (name: string, predict: (row: Load) => number[]): Promise<FittedPredictor<Load>> =>
  rulePredictor({ name, target: { over: item.over, unit: "EUR" }, predict }).fit([]);

/** The first costs 1, the second the load, give or take. */
function noisy(rows: number, noise: number): Example<Load>[] {
  const stream = randomStream(3);
  return Array.from({ length: rows }, () => {
    const load = 2 * stream.uniform();
    return {
      features: { load },
      truth: [1 + noise * (stream.uniform() - 0.5), load + noise * (stream.uniform() - 0.5)],
    };
  });
}

const mean = (row: Load): number[] => [1, row.load];

describe("evaluating regret", () => {
  test("says better, worse and not distinguishable, with both normalisations, ties and floor", async () => {
    const { problem, opened, stillOpen } = enumerated("minimize", 2);
    const data = noisy(400, 1);
    const report = await evaluateRegret({
      problem,
      predictors: [
        await rule("biased", (row) => [1, row.load + 0.8]),
        await rule("right", mean),
        await rule("upside down", (row) => [row.load, 1]),
        await rule("as biased", (row) => [2, 2 * row.load + 1.6]),
      ],
      data,
      conditionalMean: mean,
      seed: 5,
    });
    const [biased, right, upsideDown, same] = report.predictors;
    expect(report.predictors.map(({ comparison }) => comparison?.outcome)).toEqual([
      undefined,
      "better",
      "worse",
      "not distinguishable",
    ]);
    expect(right!.regret).toEqual(report.floor);
    expect(right!.aboveFloor).toBe(0);
    expect(biased!.aboveFloor).toBeGreaterThan(0);
    expect(same!.regret.total).toBe(biased!.regret.total);
    expect(upsideDown!.worstTie!.total).toBeCloseTo(upsideDown!.regret.total, 10);
    const { advantage } = right!.comparison!;
    expect(advantage!.estimate).toBeCloseTo(biased!.regret.ratioOfSums - right!.regret.ratioOfSums, 12);
    expect(advantage!.lower).toBeGreaterThan(0);
    expect(report.verdict).toHaveLength(4);
    expect(report.verdict[0]).toMatch(/^"right" is better than "biased": .* points less \(95 % interval/);
    expect(report.verdict[1]).toMatch(/^"upside down" is worse than "biased": .* points more/);
    expect(report.verdict[2]).toContain("not distinguishable from");
    expect(report.verdict[3]).toContain("floor");
    expect([opened(), stillOpen()]).toEqual([1, 0]);
    // By hand: the decision is right where |prediction error| does not change the order.
    const regrets = data.map(({ features, truth }) => {
      const chosen = features.load + 0.8 < 1 ? truth[1]! : truth[0]!;
      return chosen - Math.min(truth[0]!, truth[1]!);
    });
    const best = data.map(({ truth }) => Math.abs(Math.min(truth[0]!, truth[1]!)));
    const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
    expect(biased!.regret.ratioOfSums).toBeCloseTo(sum(regrets) / sum(best), 12);
    expect(biased!.regret.meanOfRatios).toBeCloseTo(sum(regrets.map((r, k) => r / best[k]!)) / 400, 12);
  });

  test("a predictor that cannot tell decisions apart does not profit from the solver's habits", async () => {
    const { problem } = enumerated("maximize", 2);
    const data = Array.from({ length: 20 }, () => ({ features: { load: 0 }, truth: [3, 1] }));
    const { predictors } = await evaluateRegret({
      problem,
      data,
      predictors: [await rule("flat", () => [7, 7])],
    });
    expect(predictors[0]).toMatchObject({ regret: { total: 0 }, worstTie: { total: 40 }, provenTies: 20 });
  });

  test("judges by realised costs where unknowns are in constraints: the quantile beats the mean", async () => {
    const { problem, dimension, ...drawn } = newsvendorCase({ rows: 120, products: 2, units: 1, degree: 1 });
    const data = examplesOf({ dimension, ...drawn }, 0, 120);
    const { target } = problem;
    const law = (name: string, factor: number): FittedPredictor<Readonly<Record<string, number>>> =>
      ({
        ...rulePredictor({ name, target, predict: () => [1, 1] }),
        predict: () => drawn.conditionalMeans.map((mean) => factor * mean),
      }) as never;
    // Sold for 5, ordered for 1, demand uniform on half to one and a half of its mean: the best order is 1.3 means.
    const predictors = [law("mean", 1), law("quantile", 1.3)];
    const report = await evaluateRegret({ problem, predictors, data });
    expect(report).toMatchObject({ sense: "maximize", floor: null, rows: 120 });
    expect(report.predictors[1]!.comparison!.outcome).toBe("better");
    expect(report.predictors[0]).toMatchObject({ worstTie: null, provenTies: 0, aboveFloor: null });
    // Closed form: 5 min(order, demand) - order, against 4 demand.
    let regret = 0;
    drawn.costs.forEach((demand, k) => {
      const order = drawn.conditionalMeans[k]!;
      regret += 4 * demand - (5 * Math.min(order, demand) - order);
    });
    expect(report.predictors[0]!.regret.total).toBeCloseTo(regret, 6);
    const refused = await rejection(
      evaluateRegret({ problem: problem as never, predictors, data, conditionalMean: () => [1, 1] }),
    );
    expect(refused).toMatchObject({ code: "FS_DECIDE_INVALID_OPTION", data: { option: "conditionalMean" } });
  });

  test("gives the same for the same seed", async () => {
    const { problem } = enumerated("minimize", 2);
    const predictors = [await rule("biased", (row) => [1, row.load + 0.1]), await rule("right", mean)];
    const once = await evaluateRegret({ problem, data: noisy(50, 1), predictors, seed: 2, blockLength: 3 });
    expect(
      await evaluateRegret({ problem, data: noisy(50, 1), predictors, seed: 2, blockLength: 3 }),
    ).toEqual(once);
  });

  test("refuses what cannot be judged", async () => {
    const { problem, stillOpen } = enumerated("minimize", 2);
    const data = noisy(20, 1);
    const right = await rule("right", mean);
    const refused = async (changes: object): Promise<unknown> =>
      rejection(evaluateRegret({ problem, data, predictors: [right], ...changes }));
    const option = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
    for (const changes of [
      { predictors: [] },
      { predictors: [right, right] },
      { blockLength: 0 },
      { level: 1 },
      { tailShare: 0 },
    ])
      expect(await refused(changes)).toEqual(option);
    expect(await refused({ data: [] })).toMatchObject({ code: "FS_DECIDE_TOO_FEW_EXAMPLES" });
    expect(await refused({ problem: enumerated("minimize", 3).problem })).toMatchObject({
      code: "FS_DECIDE_TARGET_MISMATCH",
    });
    for (const conditionalMean of [() => [1, Number.NaN], () => [1], () => undefined])
      expect(await refused({ conditionalMean })).toMatchObject({
        code: "FS_SOLVE_WRONG_PARAMETERS",
        message: expect.stringContaining("The conditional mean"),
      });
    const saying = (predict: (rows: readonly Load[]) => Float64Array): object => ({ ...right, predict });
    const tooFew = saying((rows) => new Float64Array(2 * rows.length - 1));
    expect(await refused({ predictors: [tooFew] })).toMatchObject({
      code: "FS_SOLVE_WRONG_PARAMETERS",
      message: 'Predictor "right" gave 39 value(s) for 20 row(s) of 2 uncertain value(s) each.',
    });
    const lost = saying((rows) => new Float64Array(2 * rows.length).fill(Number.NaN, 7, 8));
    expect(await refused({ predictors: [lost] })).toMatchObject({
      code: "FS_SOLVE_WRONG_PARAMETERS",
      message: 'Predictor "right" gave NaN for entry 1 of row 3.',
    });
    const { predict: _, ...unfitted } = right;
    expect(await refused({ predictors: [unfitted] })).toMatchObject({
      code: "FS_DECIDE_INVALID_OPTION",
      message: 'Predictor "right" is not fitted yet.',
    });
    expect(await refused({ data: [{ features: { load: 1 }, truth: [1, Number.NaN] }] })).toMatchObject({
      code: "FS_DECIDE_INVALID_TRUTH",
    });
    expect(stillOpen()).toBe(0);
  });
});

describe("the distribution of regret", () => {
  test("quantiles, tail and share without regret by hand", () => {
    const regrets = Float64Array.from({ length: 100 }, (_, row) => (row < 40 ? 0 : row));
    const spread = regretDistribution(regrets, 0.05);
    expect(spread.conditionalValueAtRisk).toBeCloseTo((99 + 98 + 97 + 96 + 95) / 5, 12);
    expect(spread.shareWithoutRegret).toBe(0.4);
    expect(spread.quantiles.at(-1)).toEqual({ level: 1, value: 99 });
    expect(spread.quantiles[0]).toEqual({ level: 0.5, value: 49.5 });
    expect(regretDistribution(regrets, 1).conditionalValueAtRisk).toBeCloseTo(spread.mean, 12);
    expect(regretDistribution(regrets, 0.025).conditionalValueAtRisk).toBeCloseTo(
      (99 + 98 + 0.5 * 97) / 2.5,
      12,
    );
    expect(regretDistribution(regrets, 0.001).conditionalValueAtRisk).toBeCloseTo(99, 12);
  });
});

describe("comparing regrets", () => {
  const best = new Float64Array(40).fill(10);
  const regret = (realised: number): ReturnType<typeof regretOf> =>
    regretOf("minimize", new Float64Array(40).fill(realised), best);

  test("too few blocks tell nothing", () => {
    const { outcome, advantage, verdict } = compareRegrets(
      { name: "a", regret: regret(11) },
      { name: "b", regret: regret(12) },
      { blockLength: 7, level: 0.95, seed: 1 },
    );
    expect([outcome, advantage]).toEqual(["not distinguishable", null]);
    expect(verdict).toContain("fewer than 10 blocks");
  });

  test("a worse one is called worse, with its sign", () => {
    const { advantage, outcome } = compareRegrets(
      { name: "a", regret: regret(13) },
      { name: "b", regret: regret(10) },
      { blockLength: 1, level: 0.9, seed: 1 },
    );
    expect(outcome).toBe("worse");
    expect(advantage!.estimate).toBeCloseTo(-0.3, 12);
  });
});
