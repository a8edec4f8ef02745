import { describe, expect, test } from "vitest";
import { evaluateLoss } from "../../../test/decision-loss.js";
import {
  decide,
  KNOWN,
  largestDifference,
  positives,
  nearestInSimplex,
  normals,
  SENSES,
} from "../../../test/decision-loss-checks.js";
import { kinkDistance } from "../../../test/kinks.js";
import { bentCosts, choice, dot, rejection, straightLines, type Load } from "../../../test/small-problems.js";
import {
  add,
  atLeast,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  sum,
  total,
  type IndexSets,
  type StandardForm,
} from "../../model/index.js";
import { randomStream } from "../../math/index.js";
import { topKOracle } from "../../solve/index.js";
import {
  decisionProblem,
  type DecisionProblem,
  type ProblemSession,
  type TrainableProblem,
} from "../problem/decision-problem.js";
import { ridge } from "../../learn/index.js";
import type { DecisionLoss } from "./loss.js";
import { regularisationScale } from "../layers/regularised-decision.js";
import { targetOf } from "../problem/target-of.js";
import { regularisedFrankWolfe } from "./regularised-frank-wolfe.js";
import { conicLayer } from "./conic-layer.js";
import { boostedDecisions } from "../trees/boosted-decisions.js";
import { knapsackProblem } from "../families/knapsack-case.js";
import { gridPathProblem } from "../families/shortest-path-case.js";
import { portfolioProblem } from "../families/portfolio-case.js";
import { oracleProblem } from "../problem/oracle-problem.js";
import { train } from "../training/train.js";
import { quadraticLayer } from "./quadratic-layer.js";

const loss = quadraticLayer({ lambda: 1 });
await loss.load!();

/** What lambda is a multiple of. */
function scaleOf({ oracle }: ProblemSession, truths: Float64Array): { readonly strength: number } {
  return regularisationScale(truths, decide(oracle, truths));
}

/** The loss of a problem whose model stands beside its oracle. */
function beside(own: DecisionLoss, form: () => StandardForm): DecisionLoss {
  return { ...own, begin: (context) => own.begin({ ...context, form }) };
}

async function inSession<T>(
  problem: DecisionProblem,
  use: (session: ProblemSession) => T | Promise<T>,
): Promise<T> {
  const session = await problem.open();
  try {
    return await use(session);
  } finally {
    session.dispose();
  }
}

/** Six columns with bounds, an equation, rows of both kinds, known costs beside predicted ones, and coefficients other than 1. */
function randomProblem(sense: "minimize" | "maximize", seed: number): DecisionProblem {
  const random = randomStream(seed);
  const column = indexSet("column", 6);
  const row = indexSet("row", 3);
  const draws = (count: number): number[] => Array.from({ length: count }, () => random.normal());
  return decisionProblem({
    uncertain: { over: [column] },
    build(value) {
      const m = model("random");
      const x = m.variable("x", { over: [column], lower: -1, upper: 2 });
      const free = m.variable("slack", { over: [row], lower: 0 });
      const weights = parameter({ over: [row, column], data: draws(18) });
      const level = sum(mul(weights, x), column);
      m.require("balance", equal(total(x), 1));
      m.require("high", atMost(level, 1));
      m.require("low", atLeast(add(level, free), -0.5));
      const factors = parameter({ over: [column], data: draws(6).map((factor) => 1 + 0.2 * factor) });
      const known = parameter({ over: [column], data: draws(6).map((cost) => 0.3 * cost) });
      const own = add(total(mul(mul(factors, value), x)), total(mul(known, x)));
      if (sense === "minimize") m.minimize(add(own, mul(0.2, total(free))));
      else m.maximize(add(own, mul(-0.2, total(free))));
      return m;
    },
  });
}

describe.each(SENSES)("to %s", (sense) => {
  test("the slope is what differences give, at all points that are no kinks", async () => {
    let [compared, moving, worst] = [0, 0, 0];
    for (let seed = 0; seed < 2; seed++) {
      const problem = randomProblem(sense, seed);
      await inSession(problem, async (session) => {
        const truths = normals("c", 60);
        const distance = await kinkDistance(problem.form, scaleOf(session, truths).strength);
        const predictions = normals("p", 60);
        const losses = (at: Float64Array): Float64Array =>
          evaluateLoss(loss, session.oracle, at, truths, { session }).losses;
        const { cotangents } = evaluateLoss(loss, session.oracle, predictions, truths, { session });
        const step = 1e-3;
        const margins = Array.from({ length: 10 }, (_, row) =>
          distance(predictions.subarray(row * 6, row * 6 + 6)),
        );
        for (let entry = 0; entry < 6; entry++) {
          const moved = (by: number): Float64Array =>
            losses(predictions.map((value, at) => (at % 6 === entry ? value + by : value)));
          const [above, below] = [moved(step), moved(-step)];
          for (const [row, margin] of margins.entries()) {
            if (margin < 0.01) continue;
            const slope = cotangents[row * 6 + entry]!;
            worst = Math.max(worst, Math.abs(slope - (above[row]! - below[row]!) / (2 * step)));
            compared++;
            if (Math.abs(slope) > 0.01) moving++;
          }
        }
      });
    }
    expect(worst).toBeLessThan(1e-3);
    expect(compared).toBeGreaterThan(60);
    expect(moving).toBeGreaterThan(25);
  });

  test("one of many is the projection on the simplex, and its slope that on the face", async () => {
    await inSession(choice(sense, 5, { known: KNOWN }), (session) => {
      const count = 12;
      const truths = normals("c", count * 5);
      const predictions = normals("p", count * 5);
      const { strength } = scaleOf(session, truths);
      const { losses, cotangents } = evaluateLoss(loss, session.oracle, predictions, truths, { session });
      const sign = sense === "minimize" ? 1 : -1;
      const best = decide(session.oracle, truths).objectives;
      for (let row = 0; row < count; row++) {
        const cost = (values: Float64Array): Float64Array =>
          values.slice(row * 5, row * 5 + 5).map((value, k) => value + KNOWN[k]!);
        const nearest = nearestInSimplex(cost(predictions).map((value) => (-sign * value) / strength));
        const truth = cost(truths);
        expect(losses[row]).toBeCloseTo(sign * (dot(nearest, truth) - best[row]!), 5);
        const face = truth.filter((_, k) => nearest[k]! > 0);
        const mean = face.reduce((sum, value) => sum + value, 0) / face.length;
        truth.forEach((value, k) => {
          const slope = nearest[k]! > 0 ? -(value - mean) / strength : 0;
          expect(cotangents[row * 5 + k]).toBeCloseTo(slope, 6);
        });
      }
    });
  });

  test("in a box every entry goes its own way until it meets a bound", async () => {
    const item = indexSet("item", 4);
    const box = decisionProblem({
      uncertain: { over: [item] },
      build(value) {
        const m = model("box");
        const worth = total(mul(value, m.variable("x", { over: [item], lower: -0.5, upper: 1 })));
        if (sense === "minimize") m.minimize(worth);
        else m.maximize(worth);
        return m;
      },
    });
    await inSession(box, (session) => {
      const [predictions, truths] = [normals("p", 80), normals("c", 80)];
      const { strength } = scaleOf(session, truths);
      const { cotangents } = evaluateLoss(loss, session.oracle, predictions, truths, { session });
      const sign = sense === "minimize" ? 1 : -1;
      let inside = 0;
      cotangents.forEach((slope, at) => {
        const aim = (-sign * predictions[at]!) / strength;
        const isInside = aim > -0.5 && aim < 1;
        inside += isInside ? 1 : 0;
        expect(slope).toBeCloseTo(isInside ? -truths[at]! / strength : 0, 6);
      });
      expect(inside).toBeGreaterThan(20);
      expect(inside).toBeLessThan(80);
    });
  });

  test("training through it brings the regret down", async () => {
    const problem = choice(sense, 2);
    const trained = await train(straightLines(problem), {
      data: bentCosts(1, 150, sense),
      loss: quadraticLayer(),
      through: problem,
      seed: 3,
      epochs: 12,
    });
    const { history, epochs } = trained.training;
    expect(trained.training.loss).toBe("qp");
    expect(history[epochs]!.validationRegret).toBeLessThan(0.8 * history[0]!.validationRegret);
  });
});

test("on a flow it is the regularised decision over mixtures of paths", async () => {
  const problem = gridPathProblem({ height: 3, width: 3 });
  const { oracle, form } = await problem.open();
  const count = 12;
  const truths = positives("c", count * oracle.dimension);
  const predictions = positives("p", count * oracle.dimension);
  const layer = beside(quadraticLayer({ lambda: 0.4 }), form!);
  await layer.load!();
  const ours = evaluateLoss(layer, oracle, predictions, truths);
  const theirs = evaluateLoss(
    regularisedFrankWolfe({ lambda: 0.4, tolerance: 1e-12 }),
    oracle,
    predictions,
    truths,
  );
  expect(largestDifference(ours.losses, theirs.losses)).toBeLessThan(1e-5);
  expect(largestDifference(ours.cotangents, theirs.cotangents)).toBeLessThan(1e-5);
  expect(ours.cotangents.some((slope) => Math.abs(slope) > 0.05)).toBe(true);
});

test("an oracle with a model beside it will do, and whole numbers are relaxed", async () => {
  const problem = knapsackProblem({ weights: [3, 4, 2], capacities: [6] });
  const session = await problem.open();
  const truths = Float64Array.of(5, 6, 3);
  const weak = beside(quadraticLayer({ lambda: 1e-4 }), session.form!);
  await weak.load!();
  const { losses } = evaluateLoss(weak, session.oracle, truths, truths);
  session.dispose();
  // The first item, the third, and a quarter of the second: 9.5, where whole items are worth 9.
  expect(losses[0]).toBeCloseTo(-0.5, 3);
});

test("boosted trees load the solver too", async () => {
  const problem = choice("minimize", 2);
  const trees = boostedDecisions({ through: problem, loss: quadraticLayer(), startTrees: 3, lossTrees: 2 });
  const examples = Array.from({ length: 30 }, (_, day) => ({ features: { day }, truth: [day, 15] }));
  expect((await trees.fit(examples)).card.loss).toBe("qp");
});

describe("what it cannot do is refused by name", () => {
  const data = Array.from({ length: 20 }, (_, day) => ({ features: { load: day }, truth: [day, 10] }));
  const fit = (through: TrainableProblem, used: DecisionLoss): Promise<unknown> =>
    rejection(
      train(ridge<Load, IndexSets, string>({ target: targetOf(through) }), {
        data,
        loss: used,
        through,
        epochs: 1,
      }),
    );
  const item = indexSet("item", 2);

  test.each([
    [
      "an oracle alone",
      () =>
        oracleProblem({
          name: "first of two",
          uncertain: { over: [item] },
          oracle: () => topKOracle({ items: 2, count: 1, sense: "minimize" }),
        }),
      quadraticLayer(),
      /regularisedFrankWolfe/,
    ],
    [
      "cones, to the quadratic layer",
      () => portfolioProblem({ assets: 2, loadings: Float64Array.of(0.1, -0.1), specific: 0.05 }, 0.01),
      quadraticLayer(),
      /conicLayer/,
    ],
    ["a linear model, to the conic one", () => choice("minimize", 2), conicLayer(), /quadraticLayer/],
  ])("%s", async (_, problem, used, fix) => {
    expect(await fit(problem() as unknown as TrainableProblem, used)).toMatchObject({
      code: "FS_DECIDE_INVALID_OPTION",
      fix: expect.stringMatching(fix) as unknown,
    });
  });

  test("strengths that cannot be, and beginning before loading", () => {
    expect(() => quadraticLayer({ lambda: 0 })).toThrowError(/lambda/);
    expect(() => conicLayer({ lambda: -1 })).toThrowError(/lambda/);
    const oracle = topKOracle({ items: 2, count: 1, sense: "minimize" });
    expect(() =>
      evaluateLoss(quadraticLayer(), oracle, Float64Array.of(1, 2), Float64Array.of(1, 2)),
    ).toThrowError(/called too early/);
  });
});
