import { describe, expect, test } from "vitest";
import { decide } from "../../../test/decision-loss-checks.js";
import { ridge, type Example, type FittedPredictor } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import {
  add,
  atMost,
  indexSet,
  model,
  mul,
  total,
  type Model,
  type UncertainParameter,
} from "../../model/index.js";
import { oracleBatch } from "../../solve/index.js";
import {
  adjacentVertex,
  coneAlignedCosine,
  decisionProblem,
  evaluateRegret,
  listwiseRanking,
  maximumAPosteriori,
  maximumMargin,
  noiseContrastive,
  pairwiseRanking,
  perturbedFenchelYoung,
  pointwiseRanking,
  quadraticLayer,
  race,
  regularisedFenchelYoung,
  scoreFunction,
  spoPlus,
  squaredError,
  train,
  type OracleSession,
  type Regret,
} from "../index.js";

/** A day's load, from which what machines bring is predicted, and how many may run. */
interface Day {
  readonly load: number;
  readonly limit: number;
}

/** Three machines, of which a day allows one or two; what they bring bends, which no straight line can follow. */
const machine = indexSet("machine", 3);
const uncertain = { gain: { over: [machine] } } as const;
const known = { crew: { over: [], of: (row: Day): number[] => [row.limit] } } as const;

function running(
  gain: UncertainParameter<readonly [typeof machine]>,
  crew: number | UncertainParameter<readonly []>,
): Model {
  const m = model("running");
  const run = m.variable("run", { over: [machine], domain: "binary" });
  m.require("crew", atMost(total(run), crew));
  m.maximize(total(mul(gain, run)));
  return m;
}

const crewed = decisionProblem({ uncertain, known, build: ({ gain, crew }) => running(gain, crew) });
const crewOfTwo = decisionProblem({ uncertain, build: ({ gain }) => running(gain, 2) });
const { target } = crewed;

function shifts(count: number, seed: number, limitOf: (day: number) => number): Example<Day>[] {
  const random = randomStream(seed);
  return Array.from({ length: count }, (_, day) => {
    const load = random.uniform();
    const truth = [1.2, 4 * load ** 4, 3 * (1 - load) ** 4].map((gain) => gain + 0.2 * random.normal());
    return { features: { load, limit: limitOf(day) }, truth };
  });
}

const lines = ridge<Day, typeof target.over, string>({ target, penalty: 1e-6 });
const oneOrTwo = (day: number): number => 1 + (day % 2);

const regretOf = async (
  predictor: FittedPredictor<Day, typeof target.over, string>,
  data: readonly Example<Day>[],
): Promise<Regret> => {
  const { predictors } = await evaluateRegret({ problem: crewed, predictors: [predictor], data });
  return predictors[0]!.regret;
};

describe("training", () => {
  test.each([spoPlus(), perturbedFenchelYoung(), regularisedFenchelYoung()])(
    "$name decides better than the fit it starts from",
    async (loss) => {
      const data = shifts(150, 1, oneOrTwo);
      const plain = await lines.fit(data);
      const trained = await train(lines, { data, loss, through: crewed, epochs: 6, seed: 2 });
      const unseen = shifts(200, 5, oneOrTwo);
      const [before, after] = [await regretOf(plain, unseen), await regretOf(trained, unseen)];
      expect(after.total).toBeLessThan(0.9 * before.total);
      expect(trained.training.oracleCalls).toBeGreaterThan(150);
      // What training calls regret is what the judge of realised costs calls it.
      const early = await lines.fit(data.slice(0, 120));
      expect(trained.training.history[0]!.validationRegret).toBeCloseTo(
        (await regretOf(early, data.slice(120))).ratioOfSums,
        9,
      );
    },
    30_000,
  );

  test("with the same constraints in all rows it is that of the problem whose constraints are fixed", async () => {
    const data = shifts(80, 3, () => 2);
    for (const loss of [spoPlus(), perturbedFenchelYoung({ samples: 2 }), squaredError()]) {
      const [known, fixed] = await Promise.all(
        [true, false].map((isKnown) =>
          train(lines, { data, loss, through: isKnown ? crewed : crewOfTwo, epochs: 3, seed: 4 }),
        ),
      );
      expect(known!.training).toEqual(fixed!.training);
      const rows = data.map(({ features }) => features);
      expect([...known!.predict(rows)]).toEqual([...fixed!.predict(rows)]);
    }
  });

  test("races go through them; a loss that compares rows withdraws and says why", async () => {
    const auto = { folds: 2, average: false, oracleCalls: 20_000 };
    const options = { loss: "auto", auto, epochs: 1, seed: 6 } as const;
    const raced = await train(lines, { ...options, data: shifts(60, 3, oneOrTwo), through: crewed });
    const { entrants } = raced.training.race!;
    const withdrawn = entrants.filter((entrant) => entrant.withdrawn !== null);
    expect(withdrawn.map(({ loss }) => loss)).toEqual(["ltr-list"]);
    expect(withdrawn[0]!.withdrawn).toContain("need not be feasible for another");
    expect(entrants.map(({ loss }) => loss)).toEqual(expect.arrayContaining([null, "spo+", "pfyl"]));
    // The same limit in all rows: the same race as without.
    const data = shifts(60, 4, () => 2);
    const losses = [spoPlus(), perturbedFenchelYoung()];
    const [known, fixed] = await Promise.all(
      [crewed, crewOfTwo].map((problem) =>
        train(lines, { ...options, auto: { ...auto, losses }, data, through: problem }),
      ),
    );
    expect(known!.training).toEqual(fixed!.training);
  });

  test("races count the solves of losses that take outcomes", async () => {
    const { report } = await race({
      data: shifts(40, 3, oneOrTwo),
      through: crewed,
      predictors: [lines],
      losses: [scoreFunction({ samples: 2 })],
      folds: 2,
      epochs: 1,
      oracleCalls: 4000,
    });
    const [plain, score] = [null, "score"].map((name) => report.entrants.find(({ loss }) => loss === name)!);
    // Two folds, 20 rows each to judge on; the others: 16 rows to train on with two samples each, 4 to validate on.
    expect(plain!.oracleCalls).toBe(40);
    expect(score!.oracleCalls).toBeGreaterThanOrEqual(40 + 2 * (20 + 4 + 2 * 16 + 4));
    expect(report.oracleCalls).toBeGreaterThanOrEqual(40 + plain!.oracleCalls + score!.oracleCalls);
  });

  test("losses that take outcomes train as before", async () => {
    const data = shifts(40, 3, oneOrTwo);
    for (const loss of [scoreFunction({ samples: 2 }), quadraticLayer()]) {
      const trained = await train(lines, { data, loss, through: crewed, epochs: 1 });
      expect(trained.training.history).toHaveLength(2);
    }
  });

  test("sessions are disposed of, also when the training fails", async () => {
    let [opened, disposed] = [0, 0];
    const counted = {
      ...crewed,
      async open(): Promise<OracleSession> {
        const session = await crewed.open();
        opened++;
        const dispose = (): void => {
          disposed++;
          session.dispose();
        };
        return Object.assign(Object.create(session) as OracleSession, { dispose });
      },
    };
    const data = shifts(30, 3, oneOrTwo);
    const options = { data, through: counted, epochs: 1 };
    await train(lines, { ...options, loss: spoPlus() });
    await expect(train(lines, { ...options, loss: noiseContrastive() })).rejects.toThrow(
      expect.objectContaining({ code: "FS_DECIDE_ROWS_DIFFER" }),
    );
    expect([opened, disposed]).toEqual([2, 2]);
  });
});

describe("refusals", () => {
  const data = shifts(20, 3, oneOrTwo);

  test.each([
    noiseContrastive(),
    maximumAPosteriori(),
    pointwiseRanking(),
    pairwiseRanking(),
    listwiseRanking(),
    maximumMargin(),
    coneAlignedCosine(),
    adjacentVertex(),
  ])("$name compares decisions of different rows", async (loss) => {
    await expect(train(lines, { data, loss, through: crewed })).rejects.toThrow(
      expect.objectContaining({
        code: "FS_DECIDE_ROWS_DIFFER",
        message: expect.stringContaining("need not be feasible for another"),
        fix: expect.stringContaining("spoPlus()"),
      }),
    );
    expect(loss.comparesRows).toBe(true);
    await expect(train(lines, { data, loss, through: crewOfTwo, epochs: 1 })).resolves.toBeDefined();
  });

  test("an unknown in a constraint, and a second stage", async () => {
    const inConstraint = decisionProblem({
      uncertain,
      known,
      build({ gain, crew }) {
        const m = model("heavy");
        const run = m.variable("run", { over: [machine], domain: "binary" });
        m.require("crew", atMost(total(mul(gain, run)), crew));
        m.maximize(total(run));
        return m;
      },
    });
    const twoStages = decisionProblem({
      uncertain,
      known,
      build({ gain, crew }) {
        const m = model("late");
        const hired = m.variable("hired", { over: [], lower: 0, upper: 3 });
        const run = m.variable("run", { over: [machine], lower: 0, upper: 1 });
        m.require("crew", atMost(total(run), add(hired, crew)));
        m.maximize(add(total(mul(gain, run)), mul(-1, hired)));
        return m;
      },
      recourse: { firstStage: ["hired"] },
    });
    // Nothing known: the order of decisions alone rules an oracle out.
    const late = decisionProblem({
      uncertain,
      build({ gain }) {
        const m = model("late");
        const hired = m.variable("hired", { over: [], lower: 0, upper: 3 });
        const run = m.variable("run", { over: [machine], lower: 0, upper: 1 });
        m.require("crew", atMost(total(run), hired));
        m.maximize(add(total(mul(gain, run)), mul(-1, hired)));
        return m;
      },
      recourse: { firstStage: ["hired"] },
    });
    for (const [problem, said] of [
      [inConstraint, "a coefficient of a constraint"],
      [late, "once the truth is known"],
      [twoStages, "once the truth is known"],
    ] as const) {
      const attempt = train(lines, { data, loss: spoPlus(), through: problem });
      await expect(attempt).rejects.toThrow(
        expect.objectContaining({
          code: "FS_SOLVE_NOT_COST_ONLY",
          message: expect.stringContaining(said),
          fix: expect.stringContaining("scoreFunction()"),
        }),
      );
    }
  });

  test("penalties are paid as decided: they are no second stage", async () => {
    const soft = decisionProblem({
      uncertain,
      known: { crew: { over: [], of: (row: Day) => [row.limit] } },
      build({ gain, crew }) {
        const m = model("overtime");
        const run = m.variable("run", { over: [machine], domain: "binary" });
        m.require("crew", atMost(total(run), crew));
        m.maximize(total(mul(gain, run)));
        return m;
      },
      recourse: { penalties: { crew: 0.75 } },
    });
    const session = await soft.open();
    const oracle = session.oracleOver!([
      { load: 0, limit: 1 },
      { load: 0, limit: 2 },
    ]);
    oracle.focus(Int32Array.of(0, 1));
    const { objectives } = decide(oracle, Float64Array.of(3, 1, 0.5, 3, 1, 0.5));
    expect([...objectives]).toEqual([3.25, 4]);
    session.dispose();
  });

  test("a day without a plan is named, and so is one that does not say what is known", async () => {
    const impossible = data.map((example, day) =>
      day === 13 ? { ...example, features: { load: 0, limit: -1 } } : example,
    );
    await expect(train(lines, { data: impossible, loss: spoPlus(), through: crewed })).rejects.toThrow(
      expect.objectContaining({
        code: "FS_SOLVE_NO_OPTIMUM",
        message: expect.stringContaining("Example 13"),
        data: expect.objectContaining({ example: 13, status: "infeasible" }),
      }),
    );
    const session = await crewed.open();
    expect(() => session.oracleOver!([{ load: 1, limit: 1 }, { load: 1 }])).toThrow(
      expect.objectContaining({
        code: "FS_SOLVE_WRONG_PARAMETERS",
        message: expect.stringContaining('Example 1: The known parameter "crew"'),
      }),
    );
    session.dispose();
  });

  test("rows that do not fit the examples in focus, and an oracle for all rows", async () => {
    const session = await crewed.open();
    const oracle = session.oracleOver!(data.map(({ features }) => features));
    const refusal = expect.objectContaining({ code: "FS_SOLVE_WRONG_PARAMETERS" });
    expect(() => oracle.solveBatch(new Float64Array(3), oracleBatch(1, 3))).toThrow(refusal);
    oracle.focus(Int32Array.of(0, 1));
    expect(() => oracle.solveBatch(new Float64Array(9), oracleBatch(3, 3))).toThrow(refusal);
    expect(() => oracle.solveBatch(new Float64Array(4), oracleBatch(3, 3))).toThrow(refusal);
    expect(oracle.solves).toBe(0);
    oracle.solveBatch(new Float64Array(0), oracleBatch(0, 3));
    expect(() => session.oracle).toThrow(
      expect.objectContaining({
        code: "FS_SOLVE_NOT_COST_ONLY",
        fix: expect.stringContaining("train()"),
      }),
    );
    session.dispose();
  });
});
