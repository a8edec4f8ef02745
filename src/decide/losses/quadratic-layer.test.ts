import { describe, expect, test } from "vitest";
import { evaluateLoss, type EvaluatedLoss } from "../../../test/decision-loss.js";
import { KNOWN, largestDifference, normals, SENSES } from "../../../test/decision-loss-checks.js";
import { bentCosts, choice, rejection, straightLines } from "../../../test/small-problems.js";
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
} from "../../model/index.js";
import { randomStream } from "../../math/index.js";
import { topKOracle } from "../../solve/index.js";
import { decisionProblem, type DecisionProblem, type ProblemSession } from "../decision-problem.js";
import { boostedDecisions } from "../boosted-decisions.js";
import { knapsackProblem } from "../families/knapsack-case.js";
import { portfolioProblem } from "../families/portfolio-case.js";
import { oracleProblem } from "../oracle-problem.js";
import { train } from "../train.js";
import { quadraticLayer } from "./quadratic-layer.js";

const loss = quadraticLayer({ lambda: 1 });
await loss.load!();

async function inSession<T>(problem: DecisionProblem, use: (session: ProblemSession) => T): Promise<T> {
  const session = await problem.open();
  try {
    return use(session);
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
  test("the slope is what finite differences give, away from kinks", async () => {
    let compared = 0;
    let moving = 0;
    for (let seed = 0; seed < 4; seed++) {
      await inSession(randomProblem(sense, seed), (session) => {
        const truths = normals("c", 60);
        const predictions = normals("p", 60);
        const evaluate = (at: Float64Array): EvaluatedLoss =>
          evaluateLoss(loss, session.oracle, at, truths, { session });
        const here = evaluate(predictions);
        const step = 1e-4;
        for (let entry = 0; entry < 6; entry++) {
          const moved = (by: number): Float64Array =>
            evaluate(predictions.map((value, at) => (at % 6 === entry ? value + by : value))).losses;
          const [above, below] = [moved(step), moved(-step)];
          here.losses.forEach((value, row) => {
            const [left, right] = [(value - below[row]!) / step, (above[row]! - value) / step];
            // One-sided slopes that differ: a constraint begins to bind in between.
            if (Math.abs(left - right) > 1e-3) return;
            const slope = here.cotangents[row * 6 + entry]!;
            compared += Math.abs(slope - (left + right) / 2) < 1e-3 ? 1 : -1000;
            moving += Math.abs(slope) > 0.01 ? 1 : 0;
          });
        }
      });
    }
    expect(compared).toBeGreaterThan(220);
    expect(moving).toBeGreaterThan(100);
  });
});
