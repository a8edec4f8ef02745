import { describe, expect, test } from "vitest";
import { rulePredictor, type FittedPredictor } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import {
  add,
  atLeast,
  atMost,
  indexSet,
  model,
  mul,
  parameter,
  sum,
  total,
  type IndexSet,
} from "../../model/index.js";
import { isSolved, solve } from "../../solve/index.js";
import { choice, rejection, type Items } from "../../../test/small-problems.js";
import { decisionProblem, type DecisionProblem } from "../problem/decision-problem.js";
import type { Decision, Policy } from "./decision.js";
import { policy } from "./policy.js";

interface Row {
  readonly values: readonly number[];
}

/** Believes what the row says. */
function believer<const S extends readonly IndexSet[]>(
  problem: DecisionProblem<S, "EUR">,
): FittedPredictor<Row, S, "EUR"> {
  const { over } = problem.uncertain;
  const fitted = rulePredictor({
    name: "believer",
    target: { over, unit: "EUR" as const },
    predict: (row: Row) => row.values,
  });
  // Without the rule's own check: what it answers is for the policy to judge.
  return { ...fitted, predict: (rows) => Float64Array.from(rows.flatMap(({ values }) => [...values])) };
}

const planOf = ({ columnValues }: Decision): number[] => [...columnValues];

const product = indexSet("product", ["bread", "cake"]);
const ovens = indexSet("oven", ["small", "large"]);

/** A bakery: two products, two ovens, prices uncertain, wages known. */
function bakery() {
  const m = model("bakery");
  const bake = m.variable("bake", { over: [product], lower: 0 });
  const hours = parameter({ over: [ovens, product], data: [1, 2, 3, 1] });
  const time = m.require(
    "oven time",
    atMost(sum(mul(hours, bake), product), parameter({ over: [ovens], data: [40, 60] })),
  );
  m.require("order", atLeast(bake.at("bread"), 2));
  const problem = decisionProblem({
    uncertain: { over: [product], unit: "EUR" },
    build(price) {
      const wages = total(mul(parameter({ over: [product], data: [-1, -2] }), bake));
      m.maximize(add(total(mul(price, bake)), wages, 7));
      return m;
    },
  });
  return { problem, bake, time };
}

/** Hundreds of interlocking yes-or-no choices: no solver proves the best of them in a blink. */
function hardKnapsack(): DecisionProblem<readonly [IndexSet<"item", `${number}`>], "EUR"> {
  const stream = randomStream("knapsack");
  const item = indexSet("item", 150);
  const row = indexSet("row", 12);
  const m = model("knapsack");
  const take = m.variable("take", { over: [item], domain: "binary" });
  const weights = parameter({ over: [row, item], data: () => 100 + stream.integer(900) });
  m.require("weight", atMost(sum(mul(weights, take), item), 20_000));
  return decisionProblem({
    uncertain: { over: [item], unit: "EUR" },
    build(value) {
      m.maximize(total(mul(value, take)));
      return m;
    },
  });
}

const knapsackValues = (label: string): number[] => {
  const stream = randomStream(label);
  return Array.from({ length: 150 }, () => 400 + stream.integer(300));
};

describe("deciding", () => {
  test("is predicting and then solving", async () => {
    const { problem, bake } = bakery();
    const live = policy({ predictor: believer(problem), problem });
    for (const values of [
      [10, 12],
      [2, 30],
      [-5, -9],
      [3, 4],
    ]) {
      const decision = await live.decide({ values });
      const solution = await solve(problem.model, { values: [[problem.uncertain, values]] });
      expect(solution.status).toBe("optimal");
      if (!isSolved(solution)) continue;
      expect(decision).toMatchObject({ source: "optimal", prediction: Float64Array.from(values) });
      expect(decision.predictedObjective).toBeCloseTo(solution.objective, 9);
      expect(decision.bound).toBeCloseTo(solution.objective, 6);
      for (const label of product.keys)
        expect(decision.value(bake).at(label)).toBeCloseTo(solution.value(bake).at(label), 9);
      // The realised objective under any truth: here under the prediction itself.
      const realised =
        decision.exposure[0]! * values[0]! + decision.exposure[1]! * values[1]! + decision.fixedCost;
      expect(realised).toBeCloseTo(solution.objective, 9);
      expect(decision.elapsedMs).toBeGreaterThanOrEqual(0);
    }
    live.dispose();
  });

  test("says which constraints shaped it, dearest first, at their prices", async () => {
    const { problem, time } = bakery();
    const live = policy({ predictor: believer(problem), problem });
    // Net of wages 9 and 10: bake 16 loaves and 12 cakes; both ovens are full.
    const values = [10, 12];
    const { because } = await live.decide({ values });
    const solution = await solve(problem.model, { values: [[problem.uncertain, values]] });
    expect(isSolved(solution)).toBe(true);
    const prices = isSolved(solution) ? solution.shadowPrice(time)!.toRecord() : {};
    expect(because.map(({ constraint }) => constraint)).toEqual([
      "oven time[oven=small]",
      "oven time[oven=large]",
    ]);
    expect(because[0]!.shadowPrice).toBeCloseTo(4.2, 9);
    expect(because[1]!.shadowPrice).toBeCloseTo(1.6, 9);
    expect([prices["small"], prices["large"]]).toEqual(because.map(({ shadowPrice }) => shadowPrice));
    // Worth nothing: only the order binds, and another loaf of it would cost.
    const unwilling = await live.decide({ values: [-5, -9] });
    expect(unwilling.because).toEqual([{ constraint: "order", shadowPrice: expect.closeTo(-6, 9) }]);
    live.dispose();
  });

  test("has no reasons for a model of whole numbers", async () => {
    const item = indexSet("item", 3);
    const m = model("pick");
    const take = m.variable("take", { over: [item], domain: "binary" });
    m.require("one", atMost(total(take), 1));
    const problem = decisionProblem({
      uncertain: { over: [item], unit: "EUR" },
      build(value) {
        m.maximize(total(mul(value, take)));
        return m;
      },
    });
    const live = policy({ predictor: believer(problem), problem });
    const decision = await live.decide({ values: [1, 3, 2] });
    expect([decision.source, planOf(decision), decision.because]).toEqual(["optimal", [0, 1, 0], []]);
    live.dispose();
  });

  test("goes by the predictor's name, or by its own", () => {
    const problem = choice("minimize", 2);
    const predictor = believer<Items>(problem);
    expect(policy({ predictor, problem })).toMatchObject({ name: "believer", kind: "two-stage" });
    expect(policy({ predictor, problem, name: "mine", kind: "decision-focused" })).toMatchObject({
      name: "mine",
      kind: "decision-focused",
    });
  });
});

describe("a deadline", () => {
  test("that has passed is answered with the last plan, and the answer says so", async () => {
    const problem = choice("minimize", 3);
    const live = policy({ predictor: believer<Items>(problem), problem });
    await live.decide({ values: [5, 1, 3] });
    for (const deadlineMs of [1e-9, 0, -5]) {
      const late = await live.decide({ values: [9, 8, 7] }, { deadlineMs, fallback: "last" });
      expect(late).toMatchObject({ source: "fallback", bound: null, because: [], predictedObjective: 8 });
      expect(planOf(late)).toEqual([0, 1, 0]);
      expect([...late.exposure]).toEqual([0, 1, 0]);
      expect(late.value(problem.take).at("1")).toBe(1);
    }
    const inTime = await live.decide({ values: [9, 8, 7] }, { deadlineMs: Infinity });
    expect([inTime.source, planOf(inTime)]).toEqual(["optimal", [0, 0, 1]]);
    live.dispose();
  });

  test("on the very first decision is answered with the plan found when opening", async () => {
    const problem = choice("minimize", 3);
    const live = policy({ predictor: believer<Items>(problem), problem });
    const decision = await live.decide({ values: [5, 1, 3] }, { deadlineMs: 1e-9 });
    expect(decision.source).toBe("fallback");
    expect(decision.columnValues.reduce((taken, value) => taken + value, 0)).toBeCloseTo(1, 9);
    live.dispose();
  });

  test("on a hard integer model is answered with the best there is, never with an error", async () => {
    const problem = hardKnapsack();
    const live = policy({ predictor: believer(problem), problem });
    await live.open();
    for (const deadlineMs of [1e-6, 1, 40]) {
      const values = knapsackValues(`row ${deadlineMs}`);
      const decision = await live.decide({ values }, { deadlineMs });
      expect(["incumbent", "fallback"]).toContain(decision.source);
      expect(decision.because).toEqual([]);
      // Whatever it is, it is feasible and worth what it says.
      const worth = values.reduce((worth, value, k) => worth + value * decision.columnValues[k]!, 0);
      expect(decision.predictedObjective).toBeCloseTo(worth, 6);
      expect(decision.bound ?? Infinity).toBeGreaterThanOrEqual(worth - 1e-6);
      expect(decision.columnValues.every((value) => Math.abs(value - Math.round(value)) < 1e-6)).toBe(true);
    }
    live.dispose();
  });

  test("leads to what the solver found in time, unless the last plan is better", async () => {
    const problem = choice("minimize", 3);
    const { form } = problem;
    /** Stands in for a solver that is stopped at points of our choosing. */
    const solver = {
      form,
      parameters: new Float64Array(3),
      columnValues: Float64Array.of(1, 0, 0),
      rowDuals: new Float64Array(1),
      setParameters(values: Float64Array) {
        this.parameters.set(values);
      },
      run: () => ({ status: "stopped", bound: 0.5, iterations: 1 }),
      reset: () => {},
    };
    const stoppedAt = (...point: number[]): void => void (solver.columnValues = Float64Array.from(point));
    const open = async () => ({ solver: solver as never, oracle: undefined as never, dispose: () => {} });
    const live = policy({ predictor: believer<Items>(problem), problem: { ...problem, open } });
    await live.open();
    const values = [2, 1, 3];

    stoppedAt(0, 1, 0);
    const better = await live.decide({ values }, { deadlineMs: 1000 });
    expect(better).toMatchObject({ source: "incumbent", predictedObjective: 1, bound: 0.5, because: [] });
    expect(planOf(better)).toEqual([0, 1, 0]);

    stoppedAt(0, 0, 1);
    const worse = await live.decide({ values }, { deadlineMs: 1000 });
    expect(worse).toMatchObject({ source: "fallback", predictedObjective: 1, bound: 0.5 });
    expect(planOf(worse)).toEqual([0, 1, 0]);

    // No point at all: one that violates a constraint is none.
    stoppedAt(1, 1, 1);
    const none = await live.decide({ values }, { deadlineMs: 1000 });
    expect(none).toMatchObject({ source: "fallback", predictedObjective: 1, bound: null });
  });

  test("that is no number is refused", async () => {
    const problem = choice("minimize", 2);
    const live = policy({ predictor: believer<Items>(problem), problem });
    const error = await rejection(live.decide({ values: [1, 2] }, { deadlineMs: NaN }));
    expect(error).toMatchObject({ code: "FS_DECIDE_INVALID_OPTION", data: { option: "deadlineMs" } });
  });
});

describe("no decision", () => {
  const contradiction = (): Policy<Row> => {
    const item = indexSet("item", 2);
    const m = model("contradiction");
    const take = m.variable("take", { over: [item], lower: 0, upper: 1 });
    m.require("too much", atLeast(total(take), 3));
    const problem = decisionProblem({
      uncertain: { over: [item], unit: "EUR" },
      build(value) {
        m.minimize(total(mul(value, take)));
        return m;
      },
    });
    return policy({ predictor: believer(problem), problem });
  };

  test("when the constraints contradict each other, with or without a deadline", async () => {
    const live = contradiction();
    for (const options of [{}, { deadlineMs: 1000 }, { deadlineMs: 1e-9 }]) {
      const error = await rejection(live.decide({ values: [1, 2] }, options));
      expect(error).toMatchObject({ code: "FS_DECIDE_NO_DECISION", data: { model: "contradiction" } });
    }
    await expect(live.decide({ values: [1, 2] })).rejects.toThrow(/is infeasible/);
    live.dispose();
  });

  test("when the model is unbounded for the prediction: an old plan would hide the mistake", async () => {
    const item = indexSet("item", 2);
    const m = model("unbounded");
    const take = m.variable("take", { over: [item], lower: 0 });
    const problem = decisionProblem({
      uncertain: { over: [item], unit: "EUR" },
      build(value) {
        m.minimize(total(mul(value, take)));
        return m;
      },
    });
    const live = policy({ predictor: believer(problem), problem });
    expect((await live.decide({ values: [1, 2] })).source).toBe("optimal");
    const error = await rejection(live.decide({ values: [1, -2] }));
    expect(error).toMatchObject({
      code: "FS_DECIDE_NO_DECISION",
      message: expect.stringMatching(/unbounded/),
    });
    // Not so good as to be wrong for ever.
    expect((await live.decide({ values: [1, 2] })).source).toBe("optimal");
    live.dispose();
  });

  test("when the prediction is not finite or of the wrong length; the next row is decided as ever", async () => {
    const problem = choice("minimize", 2);
    const live = policy({ predictor: believer<Items>(problem), problem });
    for (const values of [[1, NaN], [Infinity, 1], [1], [1, 2, 3]]) {
      const error = await rejection(live.decide({ values }));
      expect(error).toMatchObject({ code: "FS_SOLVE_WRONG_PARAMETERS" });
    }
    expect(planOf(await live.decide({ values: [2, 1] }))).toEqual([0, 1]);
    live.dispose();
  });

  test("when the predictor refuses the row", async () => {
    const problem = choice("minimize", 2);
    const predictor = rulePredictor({
      name: "rule",
      target: { over: problem.uncertain.over, unit: "EUR" },
      predict: (row: Row) => row.values,
    });
    const live = policy({ predictor, problem });
    const error = await rejection(live.decide({ values: [1, NaN] }));
    expect(error).toMatchObject({ code: "FS_LEARN_INVALID_PREDICTION" });
    live.dispose();
  });
});

describe("sessions", () => {
  /** Counts what is open of a problem. */
  function counted(fails = (): boolean => false) {
    const problem = choice("minimize", 2);
    let [opened, disposed] = [0, 0];
    const open = async (): ReturnType<typeof problem.open> => {
      if (fails()) throw new Error("no memory");
      opened++;
      const session = await problem.open();
      return {
        ...session,
        dispose() {
          disposed++;
          session.dispose();
        },
      };
    };
    return { problem: { ...problem, open }, opened: () => opened, stillOpen: () => opened - disposed };
  }
  const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

  test("one serves all decisions, until it is disposed of; then another is opened", async () => {
    const { problem, opened, stillOpen } = counted();
    const live = policy({ predictor: believer<Items>(problem), problem });
    await live.open();
    await live.open();
    await live.decide({ values: [1, 2] });
    await live.decide({ values: [2, 1] });
    expect([opened(), stillOpen()]).toEqual([1, 1]);
    live.dispose();
    live.dispose();
    await settled();
    expect(stillOpen()).toBe(0);
    expect(planOf(await live.decide({ values: [2, 1] }))).toEqual([0, 1]);
    expect([opened(), stillOpen()]).toEqual([2, 1]);
    live.dispose();
    await settled();
    expect(stillOpen()).toBe(0);
  });

  test("one serves decisions that are asked for at the same time", async () => {
    const { problem, opened, stillOpen } = counted();
    const live = policy({ predictor: believer<Items>(problem), problem });
    const decisions = await Promise.all(
      [
        [1, 2],
        [2, 1],
        [3, 4],
      ].map((values) => live.decide({ values })),
    );
    expect(decisions.map(planOf)).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
    expect(opened()).toBe(1);
    live.dispose();
    await settled();
    expect(stillOpen()).toBe(0);
  });

  test("one that is disposed of while it opens is given back", async () => {
    const { problem, stillOpen } = counted();
    const live = policy({ predictor: believer<Items>(problem), problem });
    const opening = live.open();
    live.dispose();
    await opening;
    await settled();
    expect(stillOpen()).toBe(0);
  });

  test("a failure to open does not stick", async () => {
    let failures = 1;
    const { problem } = counted(() => failures-- > 0);
    const live = policy({ predictor: believer<Items>(problem), problem });
    await expect(live.decide({ values: [1, 2] })).rejects.toThrow("no memory");
    expect((await live.decide({ values: [1, 2] })).source).toBe("optimal");
    live.dispose();
  });
});

test("a policy is refused when its predictor predicts something else", () => {
  const predictor = believer<Items>(choice("minimize", 3));
  const problem = choice("minimize", 2);
  const join = (): Policy<Row> => policy({ predictor, problem });
  expect(join).toThrow(expect.objectContaining({ code: "FS_DECIDE_TARGET_MISMATCH" }));
});
