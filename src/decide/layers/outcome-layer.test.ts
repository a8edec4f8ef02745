import { describe, expect, test } from "vitest";
import { ridge, type Example } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { add, atMost, indexSet, model, mul, parameter, square, subtract, total } from "../../model/index.js";
import { loadClarabel, oracleBatch } from "../../solve/index.js";
import { SENSES } from "../../../test/decision-loss-checks.js";
import type { Sense } from "../../../test/small-problems.js";
import type { EvaluatedLoss } from "../../../test/decision-loss.js";
import { decisionProblem, type DecisionProblem } from "../problem/decision-problem.js";
import { openJudge } from "../problem/judge.js";
import { conicLayer } from "../losses/conic-layer.js";
import { quadraticLayer } from "../losses/quadratic-layer.js";
import type { DecisionLoss } from "../losses/loss.js";
import { RealisedOutcome } from "./realised-outcome.js";
import { train } from "../training/train.js";

interface Day {
  readonly load: number;
  readonly room: number;
}

const product = indexSet("product", 2);

/** Two products: a unit of the first costs 1, of the second 2; what is not sold is lost, what is made shares the room of the day. */
const bakeryTo = (sense: Sense) =>
  decisionProblem({
    uncertain: { price: { over: [product] }, demand: { over: [product] } },
    known: { room: { over: [], of: (row: Day) => [row.room] } },
    build({ price, demand, room }) {
      const m = model("bakery");
      const made = m.variable("made", { over: [product], lower: 0 });
      const sold = m.variable("sold", { over: [product], lower: 0, upper: demand });
      m.require("stock", atMost(subtract(sold, made), 0));
      m.require("room", atMost(total(made), room));
      const cost = total(mul(parameter({ over: [product], data: [1, 2] }), made));
      const income = total(mul(price, sold));
      if (sense === "maximize") m.maximize(subtract(income, cost));
      else m.minimize(subtract(cost, income));
      return m;
    },
    recourse: { firstStage: ["made"] },
  });
const bakery = bakeryTo("maximize");

/** Which of three items to load; weights are unknown, and a unit too many costs 4. */
const packing = decisionProblem({
  uncertain: { weight: { over: [indexSet("item", 3)] } },
  build({ weight }) {
    const m = model("packing");
    const take = m.variable("take", { over: weight.over, lower: 0, upper: 1 });
    m.require("capacity", atMost(total(mul(weight, take)), 10));
    m.maximize(total(mul(parameter({ over: weight.over, data: [6, 5, 4] }), take)));
    return m;
  },
  recourse: { penalties: { capacity: 4 } },
});

/** The loss on a problem whose unknown values are anywhere: on these predictions, one for each example. */
async function evaluateOn(
  problem: DecisionProblem,
  loss: DecisionLoss,
  examples: readonly Example<unknown>[],
): Promise<(predictions: Float64Array) => EvaluatedLoss> {
  await loss.load!();
  const { form, stages = null, slotsOf } = problem;
  const rows = examples.length;
  const truths = Float64Array.from(examples.flatMap(({ truth }) => Array.from(truth)));
  const dimension = truths.length / rows;
  const optima = oracleBatch(rows, dimension);
  const judge = await openJudge(problem);
  for (const [row, { truth, features }] of examples.entries())
    optima.objectives[row] = judge.best(truth, features);
  judge.dispose();
  const outcomes = {
    form,
    stages,
    slotsOf: (values: ArrayLike<number>, row: number) => slotsOf!(values, examples[row]!.features),
  };
  const oracle = { dimension, sense: form.sense, solves: 0, solveBatch: () => {} };
  const random = randomStream(0);
  const step = loss.begin({ oracle, session: null, truths, optima, outcomes, random });
  return (predictions) => {
    const losses = new Float64Array(rows);
    const cotangents = new Float64Array(predictions.length);
    const positions = Int32Array.from({ length: rows }, (_, row) => row);
    step({ rows, examples: positions, predictions, truths, optima, losses, cotangents });
    return { losses, cotangents };
  };
}

const day = (truth: readonly number[], room = 100): Example<Day> => ({ features: { load: 0, room }, truth });

describe("with a term that hardly matters, slopes are what the second stage says", () => {
  const weak = quadraticLayer({ lambda: 1e-4 });

  test.each([
    // What is made follows the demand that is predicted; one too many costs 1 or 2, one too few what it would have brought.
    ["too much of both", [5, 6, 8, 9], [5, 6, 4, 7], [0, 0, 1, 2], 4 * 1 + 2 * 2],
    ["too little of both", [5, 6, 3, 2], [5, 6, 4, 7], [0, 0, -4, -4], 1 * 4 + 5 * 4],
    ["a price that is higher in truth", [4, 6, 3, 2], [5, 7, 4, 2.5], [0, 0, -4, -5], 1 * 4 + 0.5 * 5],
  ])("%s", async (_, prediction, truth, slopes, regret) => {
    // Examples beside it widen the range of what may be predicted.
    const wide = [day([1, 1, 0, 0]), day([20, 20, 50, 50]), day(truth)];
    const evaluate = await evaluateOn(bakery, weak, wide);
    const { losses, cotangents } = evaluate(Float64Array.of(...truth, ...truth, ...prediction));
    expect(losses[2]).toBeCloseTo(regret, 2);
    for (const [k, slope] of slopes.entries()) expect(cotangents[8 + k]).toBeCloseTo(slope, 2);
  });

  test("room that is short goes to what earns more, by what is known of the day", async () => {
    const wide = [day([1, 1, 0, 0]), day([20, 20, 50, 50]), day([5, 8, 6, 7], 10)];
    const evaluate = await evaluateOn(bakery, weak, wide);
    // The second earns 6, the first 4: predicted 8 of the second, it takes what the first could have had.
    const { losses, cotangents } = evaluate(Float64Array.of(5, 8, 6, 7, 5, 8, 6, 7, 5, 8, 6, 8));
    expect(losses[2]).toBeCloseTo(1 * 2 + 4, 2);
    expect(cotangents[11]).toBeCloseTo(2 + 4, 2);
    expect(cotangents[10]).toBeCloseTo(0, 2);
  });

  test("coefficients: the item that is loaded in part gives way", async () => {
    const [light, heavy] = [day([1, 1, 1]), day([9, 9, 9])];
    const evaluate = await evaluateOn(packing, weak, [light, heavy, day([4, 5, 5])]);
    // Predicted 4, 4 and 4: the first two, and half of the third. In truth 4 + 5 + 2.5, 1.5 too heavy.
    const { losses, cotangents } = evaluate(Float64Array.of(1, 1, 1, 9, 9, 9, 4, 4, 4));
    const best = 6 + 5 + 4 * 0.2;
    expect(losses[2]).toBeCloseTo(best - (6 + 5 + 2 - 4 * 1.5), 2);
    // A unit of the third item less: 4 lost, 5 x 4 saved. It loses 1/4 of itself per unit, half of that for its own weight.
    const gain = 5 * 4 - 4;
    for (const [k, share] of [1 / 4, 1 / 4, 1 / 8].entries())
      expect(cotangents[6 + k]).toBeCloseTo(-gain * share, 2);
  });
});

test("beyond the range of the truths it is the slope at the edge, inwards only", async () => {
  const range = [day([1, 1, 2, 2]), day([20, 20, 8, 8])];
  const evaluate = await evaluateOn(bakery, quadraticLayer({ lambda: 1e-4 }), [
    ...range,
    day([5, 5, 5, 5]),
    day([5, 5, 5, 5], 4),
  ]);
  const predictions = [1, 1, 2, 2, 20, 20, 8, 8, 5, 5, -3, 9, 5, 9, 5, -3];
  const { losses, cotangents } = evaluate(Float64Array.from(predictions));
  const edge = [1, 1, 2, 2, 20, 20, 8, 8, 5, 5, 2, 8, 5, 9, 5, 2];
  const atEdge = evaluate(Float64Array.from(edge));
  expect(losses).toEqual(atEdge.losses);
  // Too little of the first and too much of the second: both lead back.
  expect(cotangents[10]).toBeCloseTo(-4, 2);
  expect(cotangents[11]).toBeCloseTo(2, 2);
  // Little room, and the second earns 1 less than the first, which is thought to be worse: even less of it would be better.
  expect(atEdge.cotangents[15]).toBeCloseTo(1, 2);
  expect(cotangents[15]).toBe(0);
});

test.each(SENSES)("to %s, slopes are differences where the term matters", async (sense) => {
  const random = randomStream("points");
  const draw = (): number[] => [
    4 + 3 * random.uniform(),
    5 + 3 * random.uniform(),
    4 + 4 * random.uniform(),
    4 + 4 * random.uniform(),
  ];
  const examples = Array.from({ length: 12 }, () => day(draw(), 9));
  const evaluate = await evaluateOn(bakeryTo(sense), quadraticLayer({ lambda: 0.8 }), [
    ...examples,
    day([0, 0, 0, 0]),
    day([20, 20, 20, 20]),
  ]);
  const predictions = Float64Array.from([...examples, day([5, 5, 5, 5]), day([5, 5, 5, 5])].flatMap(draw));
  const here = evaluate(predictions);
  const step = 1e-3;
  let [same, moving] = [0, 0];
  const differing: number[] = [];
  for (let entry = 0; entry < 4; entry++) {
    const moved = (by: number): Float64Array =>
      evaluate(predictions.map((value, at) => (at % 4 === entry ? value + by : value))).losses;
    const [above, below] = [moved(step), moved(-step)];
    for (const [row, value] of here.losses.entries()) {
      const [left, right] = [(value - below[row]!) / step, (above[row]! - value) / step];
      const slope = here.cotangents[row * 4 + entry]!;
      // At a kink the slope is between both sides.
      const isBetween = slope > Math.min(left, right) - 0.01 && slope < Math.max(left, right) + 0.01;
      if (isBetween) same++;
      else differing.push(row * 4 + entry);
      if (Math.abs(slope) > 0.05) moving++;
    }
  }
  expect(differing).toEqual([]);
  expect(same).toBe(56);
  expect(moving).toBeGreaterThan(15);
});

describe("what comes of a first stage", () => {
  test("its slope is between the differences of what the judge says, penalties and quadratic costs too", async () => {
    const open = await loadClarabel();
    const item = indexSet("item", 3);
    const problem = decisionProblem({
      uncertain: { need: { over: [item] }, share: { over: [item] } },
      build({ need, share }) {
        const m = model("stores");
        const store = m.variable("store", { over: [item], lower: 0, upper: 4 });
        const bought = m.variable("bought", { over: [item], lower: 0, upper: 1 });
        m.require("need", atMost(need, add(mul(share, store), bought)));
        m.require("all", atMost(total(store), 9));
        m.minimize(add(total(mul(3, bought)), add(total(store), mul(0.1, total(square(store))))));
        return m;
      },
      recourse: { firstStage: ["store"], penalties: { need: 8 } },
    });
    const judge = await openJudge(problem);
    const outcome = new RealisedOutcome(problem.form, problem.stages!, open);
    const random = randomStream("stores");
    for (let round = 0; round < 8; round++) {
      const plan = new Float64Array(problem.form.columns);
      for (let k = 0; k < 3; k++) plan[k] = 0.2 + 2.5 * random.uniform();
      const truth = Float64Array.from({ length: 6 }, (_, k) => (k < 3 ? 2 : 0.7) + random.uniform());
      outcome.judge(plan, truth);
      expect(outcome.objective).toBeCloseTo(judge.realisedCost(plan, truth), 5);
      const slopes = outcome.slope.slice();
      for (let k = 0; k < 3; k++) {
        const at = (by: number): number => {
          const moved = plan.slice();
          moved[k]! += by;
          return judge.realisedCost(moved, truth);
        };
        const [left, right] = [(at(0) - at(-1e-3)) / 1e-3, (at(1e-3) - at(0)) / 1e-3];
        expect(slopes[k]).toBeGreaterThan(Math.min(left, right) - 2e-3);
        expect(slopes[k]).toBeLessThan(Math.max(left, right) + 2e-3);
      }
      expect([...slopes.subarray(3)].every((slope) => slope === 0)).toBe(true);
    }
    judge.dispose();
  });

  test("a truth that breaks a plan without recourse is an error that names the row", async () => {
    const hard = decisionProblem({
      uncertain: { room: { over: [] } },
      build({ room }) {
        const m = model("hard");
        const made = m.variable("made", { over: [], lower: 0 });
        m.require("shelf", atMost(made, room));
        m.maximize(made);
        return m;
      },
    });
    const examples = [day([5]), day([3])];
    const evaluate = await evaluateOn(hard, quadraticLayer({ lambda: 1e-4 }), examples);
    expect(() => evaluate(Float64Array.of(4, 4))).toThrowError(
      expect.objectContaining({
        code: "FS_DECIDE_INFEASIBLE_TRUTH",
        message: expect.stringContaining("shelf") as unknown,
      }) as Error,
    );
    expect([...evaluate(Float64Array.of(4, 3)).cotangents]).toEqual([
      expect.closeTo(-1, 3),
      expect.closeTo(-1, 3),
    ]);
  });
});

describe("training", () => {
  const target = bakery.target;
  /** Demand grows with the load and differs from that by up to 6 either way; prices are 5 and 8. */
  const days = (count: number): Example<Day>[] => {
    const random = randomStream("days");
    return Array.from({ length: count }, () => {
      const load = random.uniform();
      const demand = (): number => 10 + 10 * load + 12 * (random.uniform() - 0.5);
      return { features: { load, room: 100 }, truth: [5, 8, demand(), demand()] };
    });
  };

  test("learns the quantile that a bakery should bake, not the mean", async () => {
    const predictor = ridge<Day, typeof target.over, string>({ target });
    const data = days(80);
    const plain = await predictor.fit(data);
    const trained = await train(predictor, {
      data,
      loss: quadraticLayer({ lambda: 0.01 }),
      through: bakery,
      epochs: 3,
      batchSize: 8,
      learningRate: 0.06,
      seed: 3,
    });
    const at = (fitted: { predict(rows: readonly Day[]): Float64Array }): Float64Array =>
      fitted.predict([{ load: 0.5, room: 100 }]);
    // Of 5, 4 are lost with a customer: the 80 % quantile, 3.6 above the mean; of 8, 6: the 75 % quantile, 3 above it.
    expect(at(trained)[2]! - at(plain)[2]!).toBeGreaterThan(2);
    expect(at(trained)[3]! - at(plain)[3]!).toBeGreaterThan(1.5);
    const { history, epochs } = trained.training;
    expect(history[epochs]!.validationRegret).toBeLessThan(0.85 * history[0]!.validationRegret);
  }, 60_000);

  test("through quadratic costs the conic layer needs no term", async () => {
    const smooth = decisionProblem({
      uncertain: { limit: { over: [] } },
      build({ limit }) {
        const m = model("smooth");
        const x = m.variable("x", { over: [product], lower: 0 });
        m.require("limit", atMost(total(x), limit));
        const bend = parameter({ over: [product], data: [0.5, 1.5] });
        m.maximize(subtract(total(mul(7, x)), total(mul(bend, square(x)))));
        return m;
      },
      recourse: { penalties: { limit: 20 } },
    });
    const evaluate = await evaluateOn(smooth, conicLayer(), [day([2]), day([6])]);
    // Of each unit of the limit 3/4 go to the first: slope 7 - x1, and 20 once it is broken.
    const { cotangents } = evaluate(Float64Array.of(4, 4));
    expect(cotangents[0]).toBeCloseTo(20 - 4, 2);
    expect(cotangents[1]).toBeCloseTo(-4, 2);
  });
});
