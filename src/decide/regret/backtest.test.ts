import { describe, expect, test } from "vitest";
import { rulePredictor, type Example } from "../../learn/index.js";
import { blockBootstrapInterval, randomStream } from "../../math/index.js";
import { indexSet, model, mul, total } from "../../model/index.js";
import { choice, dot, rejection, type Choice, type Sense } from "../../../test/small-problems.js";
import { backtest, type BacktestOptions, type PolicyResult } from "./backtest.js";
import { decisionProblem } from "../problem/decision-problem.js";
import { fixedPlan } from "../policy/fixed-plan.js";
import type { Policy, PolicyKind } from "../policy/decision.js";
import { policy } from "../policy/policy.js";

const ITEMS = 3;
const KNOWN = [1, -2, 0.5];

interface Row {
  readonly guess: readonly number[];
  readonly noise: readonly number[];
}

function examples(count: number, offset = 5): Example<Row>[] {
  const stream = randomStream("examples");
  const draw = (around: readonly number[], spread: number): number[] =>
    around.map((value) => value + spread * stream.normal());
  return Array.from({ length: count }, () => {
    const truth = draw(Array<number>(ITEMS).fill(offset), 2);
    return { features: { guess: draw(truth, 1), noise: draw(truth, 6) }, truth };
  });
}

function byField(problem: Choice, field: keyof Row, kind: PolicyKind, name: string = field): Policy<Row> {
  const target = { over: problem.uncertain.over, unit: "EUR" } as const;
  return policy({
    predictor: rulePredictor({ name, target, predict: (row: Row) => row[field] }),
    problem,
    kind,
  });
}

/** What a policy that believes a prediction gets, by trying every item. */
function bruteForce(
  sense: Sense,
  data: readonly Example<Row>[],
  believed: (example: Example<Row>) => ArrayLike<number>,
) {
  const pick = (values: ArrayLike<number>): number => {
    const worth = KNOWN.map((known, item) => known + values[item]!);
    return worth.indexOf(sense === "minimize" ? Math.min(...worth) : Math.max(...worth));
  };
  const objectives = data.map((example) => {
    const item = pick(believed(example));
    return example.truth[item]! + KNOWN[item]!;
  });
  const best = data.map(({ truth }) => {
    const item = pick(truth);
    return truth[item]! + KNOWN[item]!;
  });
  const regrets = objectives.map((objective, row) => Math.abs(objective - best[row]!));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  return {
    objectives,
    objective: sum(objectives),
    best: sum(best),
    regret: sum(regrets),
    ratioOfSums: sum(regrets) / sum(best.map(Math.abs)),
    meanOfRatios: sum(regrets.map((regret, row) => regret / Math.abs(best[row]!))) / regrets.length,
  };
}

const named = (results: readonly PolicyResult[], name: string): PolicyResult =>
  results.find((result) => result.name === name)!;

describe.each(["minimize", "maximize"] as const)("a backtest of a problem that wants to %s", (sense) => {
  const data = examples(30);
  const problem = choice(sense, ITEMS, { known: KNOWN });
  const options = (): BacktestOptions<Row> => ({
    problem,
    data,
    policies: [
      fixedPlan({ name: "the first", problem, columnValues: Float64Array.of(1, 0, 0) }),
      byField(problem, "noise", "baseline"),
      byField(problem, "guess", "two-stage"),
    ],
  });

  test("measures what trying everything measures", async () => {
    const report = await backtest(options());
    expect(report).toMatchObject({ sense, rows: 30, blockLength: 7 });
    expect(report.policies.map(({ name, kind }) => [name, kind])).toEqual([
      ["the first", "baseline"],
      ["noise", "baseline"],
      ["guess", "two-stage"],
      ["perfect hindsight", "hindsight"],
    ]);
    for (const field of ["noise", "guess"] as const) {
      const expected = bruteForce(sense, data, ({ features }) => features[field]);
      const found = named(report.policies, field);
      found.objectives.forEach((objective, row) =>
        expect(objective).toBeCloseTo(expected.objectives[row]!, 9),
      );
      expect(found.objective).toBeCloseTo(expected.objective, 9);
      expect(found.regret).toBeCloseTo(expected.regret, 9);
      expect(found.ratioOfSums).toBeCloseTo(expected.ratioOfSums, 9);
      expect(found.meanOfRatios).toBeCloseTo(expected.meanOfRatios, 9);
      const share = sense === "maximize" ? found.objective / expected.best : expected.best / found.objective;
      expect(found.shareOfHindsight).toBeCloseTo(share, 9);
      expect(found.shareOfHindsight).toBeLessThan(1);
      expect(found.unprovenDecisions).toBe(0);
      expect(found.decisions).toHaveLength(30);
      const errors = data.flatMap(({ features, truth }) =>
        features[field].map((value, item) => value - truth[item]!),
      );
      expect(found.forecast!.mae).toBeCloseTo(
        errors.reduce((total, e) => total + Math.abs(e), 0) / errors.length,
        9,
      );
      expect(found.forecast!.rmse).toBeCloseTo(Math.sqrt(dot(errors, errors) / errors.length), 9);
    }
    expect(named(report.policies, "the first").forecast).toBeNull();
  });

  test("ends with perfect hindsight, which nobody beats", async () => {
    const { policies } = await backtest(options());
    const hindsight = policies.at(-1)!;
    expect(hindsight).toMatchObject({ shareOfHindsight: 1, regret: 0, ratioOfSums: 0, meanOfRatios: 0 });
    expect(hindsight).toMatchObject({ forecast: null, decisions: [], unprovenDecisions: 0 });
    for (const { objectives } of policies)
      objectives.forEach((objective, row) => {
        const lead = (hindsight.objectives[row]! - objective) * (sense === "maximize" ? 1 : -1);
        expect(lead).toBeGreaterThan(-1e-9);
      });
  });

  test("compares with the strongest baseline; an advantage is positive in either sense", async () => {
    const report = await backtest({ ...options(), blockLength: 3, level: 0.9, seed: 4 });
    const totals = ["the first", "noise"].map((name) => named(report.policies, name).objective);
    const strongest = (sense === "maximize") === totals[1]! > totals[0]! ? "noise" : "the first";
    expect(report.strongestBaseline).toBe(strongest);
    expect(named(report.policies, strongest).interval).toBeNull();
    const baseline = named(report.policies, strongest);
    for (const name of ["guess", "perfect hindsight"]) {
      const { objectives, interval } = named(report.policies, name);
      const advantage = Array.from(objectives, (objective, row) =>
        sense === "maximize" ? objective - baseline.objectives[row]! : baseline.objectives[row]! - objective,
      );
      const expected = blockBootstrapInterval(advantage, {
        blockLength: 3,
        level: 0.9,
        seed: 4,
        statistic: "sum",
      });
      expect(interval).toMatchObject({ against: strongest, level: 0.9 });
      expect(interval!.estimate).toBeCloseTo(expected.estimate, 9);
      expect(interval!.lower).toBeCloseTo(expected.lower, 9);
      expect(interval!.upper).toBeCloseTo(expected.upper, 9);
      expect(interval!.estimate).toBeGreaterThan(0);
    }
    // Far better than guessing, and so the whole interval is on the good side.
    expect(named(report.policies, "perfect hindsight").interval!.lower).toBeGreaterThan(0);
    const weaker = strongest === "noise" ? "the first" : "noise";
    expect(named(report.policies, weaker).interval!.estimate).toBeLessThan(0);
  });

  test("gives shares of at most 1 also where the totals are below 0", async () => {
    const below = examples(30, -15);
    const { policies } = await backtest({ ...options(), data: below });
    const hindsight = policies.at(-1)!;
    expect(hindsight.objective).toBeLessThan(0);
    const { objective, shareOfHindsight } = named(policies, "guess");
    const [small, large] = [objective, hindsight.objective].map(Math.abs).sort((a, b) => a - b);
    expect(shareOfHindsight).toBeCloseTo(small! / large!, 12);
    expect(shareOfHindsight).toBeLessThan(1);
  });
});

const problem = choice("minimize", ITEMS, { known: KNOWN });

test("without a baseline there is nothing to compare with", async () => {
  const report = await backtest({
    problem,
    data: examples(5),
    policies: [byField(problem, "guess", "decision-focused")],
  });
  expect(report.strongestBaseline).toBeNull();
  expect(report.policies.map(({ interval }) => interval)).toEqual([null, null]);
});

test("too few rows for an interval give none, instead of one that is far too narrow", async () => {
  const compare = async (rows: number): Promise<boolean[]> => {
    const { policies } = await backtest({
      problem,
      data: examples(rows),
      blockLength: 2,
      policies: [byField(problem, "noise", "baseline"), byField(problem, "guess", "two-stage")],
    });
    return policies.map(({ interval }) => interval === null);
  };
  expect(await compare(19)).toEqual([true, true, true]);
  expect(await compare(20)).toEqual([true, false, false]);
});

test("a timer can abort a backtest whose decisions never wait", async () => {
  const long = backtest({
    problem,
    data: Array.from({ length: 200 }, () => examples(100)).flat(),
    policies: [byField(problem, "guess", "two-stage")],
    signal: AbortSignal.timeout(200),
  });
  await expect(long).rejects.toThrow(/timeout/i);
});

test("decisions that were not proven best are counted", async () => {
  const guess = byField(problem, "guess", "two-stage");
  const late: Policy<Row> = { ...wrapped(guess), decide: (row) => guess.decide(row, { deadlineMs: 1e-9 }) };
  const { policies } = await backtest({ problem, data: examples(4), policies: [late] });
  expect(policies.map(({ unprovenDecisions }) => unprovenDecisions)).toEqual([4, 0]);
});

test("reports each decision", async () => {
  const reports: string[] = [];
  await backtest({
    problem,
    data: examples(2),
    policies: [byField(problem, "noise", "baseline"), byField(problem, "guess", "two-stage")],
    onProgress: ({ policy, done, total }) => reports.push(`${policy} ${done}/${total}`),
  });
  expect(reports).toEqual(["noise 1/2", "noise 2/2", "guess 1/2", "guess 2/2"]);
});

/** A policy as a plain object, to change parts of. */
function wrapped(inner: Policy<Row>): Policy<Row> {
  return {
    name: inner.name,
    kind: inner.kind,
    open: () => inner.open(),
    decide: (row, options) => inner.decide(row, options),
    dispose: () => inner.dispose(),
  };
}

describe("policies are disposed of", () => {
  /** Notes when it is opened and disposed of. */
  function watched(decide?: Policy<Row>["decide"]): { policy: Policy<Row>; events: string[] } {
    const events: string[] = [];
    const inner = byField(problem, "guess", "two-stage");
    const watching: Policy<Row> = {
      ...wrapped(inner),
      open: async () => void events.push("open"),
      ...(decide === undefined ? {} : { decide }),
      dispose() {
        events.push("dispose");
        inner.dispose();
      },
    };
    return { policy: watching, events };
  }

  test("when all went well", async () => {
    const { policy, events } = watched();
    await backtest({ problem, data: examples(3), policies: [policy] });
    expect(events).toEqual(["open", "dispose"]);
  });

  test("when a decision fails", async () => {
    const { policy, events } = watched(() => Promise.reject(new Error("no idea")));
    const run = backtest({ problem, data: examples(3), policies: [policy] });
    await expect(run).rejects.toThrow("no idea");
    expect(events).toEqual(["open", "dispose"]);
  });

  test("when the signal comes, before the next decision", async () => {
    const stop = new AbortController();
    let decided = 0;
    const { policy, events } = watched();
    const run = backtest({
      problem,
      data: examples(3),
      policies: [policy],
      signal: stop.signal,
      onProgress: () => {
        decided++;
        stop.abort(new Error("enough"));
      },
    });
    await expect(run).rejects.toThrow("enough");
    expect([decided, events]).toEqual([1, ["open", "dispose"]]);
  });
});

describe("refusals", () => {
  const guess = byField(problem, "guess", "two-stage");
  const run = (changes: Partial<BacktestOptions<Row>>): Promise<unknown> =>
    rejection(backtest({ problem, data: examples(4), policies: [guess], ...changes }));

  test("no rows", async () => {
    expect(await run({ data: [] })).toMatchObject({ code: "FS_DECIDE_TOO_FEW_EXAMPLES" });
  });

  test("two policies of one name, or one that is named like the last row of the report", async () => {
    expect(await run({ policies: [guess, byField(problem, "noise", "baseline", "guess")] })).toMatchObject({
      code: "FS_DECIDE_INVALID_OPTION",
      data: { name: "guess" },
    });
    expect(
      await run({ policies: [byField(problem, "noise", "baseline", "perfect hindsight")] }),
    ).toMatchObject({
      code: "FS_DECIDE_INVALID_OPTION",
    });
  });

  test.each([
    ["blockLength", 0],
    ["blockLength", 1.5],
    ["blockLength", NaN],
    ["level", 0],
    ["level", 1],
    ["level", NaN],
  ] as const)("%s = %d, also where there is no baseline to need it", async (option, value) => {
    expect(await run({ [option]: value })).toMatchObject({
      code: "FS_DECIDE_INVALID_OPTION",
      message: `Option ${option} of backtest is ${value}.`,
    });
  });

  test("truths that are not complete", async () => {
    const data = examples(4);
    const [first, ...others] = data;
    expect(await run({ data: [{ ...first!, truth: [1, NaN, 2] }, ...others] })).toMatchObject({
      code: "FS_DECIDE_INVALID_TRUTH",
      data: { example: 0, entry: 1 },
    });
    expect(await run({ data: [{ ...first!, truth: [1] }, ...others] })).toMatchObject({
      code: "FS_DECIDE_INVALID_TRUTH",
    });
  });

  test("a policy for another problem", async () => {
    const other = choice("minimize", 2);
    const stranger = fixedPlan({ name: "stranger", problem: other, columnValues: Float64Array.of(1, 0) });
    expect(await run({ policies: [stranger] })).toMatchObject({
      code: "FS_DECIDE_TARGET_MISMATCH",
      data: { given: 2, expected: 3 },
    });
  });

  test("a truth for which no decision is best", async () => {
    const item = indexSet("item", ITEMS);
    const m = model("unbounded");
    const take = m.variable("take", { over: [item], lower: 0 });
    const unbounded = decisionProblem({
      uncertain: { over: [item], unit: "EUR" },
      build(value) {
        m.maximize(total(mul(value, take)));
        return m;
      },
    });
    expect(await run({ problem: unbounded })).toMatchObject({ code: "FS_SOLVE_NO_OPTIMUM" });
  });
});
