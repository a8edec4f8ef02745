import { describe, expect, test } from "vitest";
import type { EvaluatedLoss } from "../../../test/decision-loss.js";
import { largestDifference, normals, positives, SENSES } from "../../../test/decision-loss-checks.js";
import { kinkDistance } from "../../../test/kinks.js";
import { bentCosts, dot, type Items, type Load } from "../../../test/small-problems.js";
import { ridge } from "../../learn/index.js";
import {
  add,
  atMost,
  equal,
  indexSet,
  model,
  mul,
  parameter,
  secondOrderCone,
  square,
  sum,
  total,
  uncertainParameter,
  standardForm,
  type IndexSet,
  type Model,
  type StandardForm,
  type UncertainParameter,
} from "../../model/index.js";
import { randomStream } from "../../math/index.js";
import { clarabelSolver, linearOracle, oracleBatch, type Oracle } from "../../solve/index.js";
import { decisionProblem } from "../problem/decision-problem.js";
import { portfolioProblem } from "../families/portfolio-case.js";
import { train } from "../training/train.js";
import { conicLayer, type ConicLayerOptions } from "./conic-layer.js";

type Costs = UncertainParameter<readonly [IndexSet<"column", `${number}`>]>;

/** A model in Clarabel with its oracle, and the loss on it. */
interface Layer {
  readonly dimension: number;
  readonly form: StandardForm;
  evaluate(predictions: Float64Array, truths: Float64Array): EvaluatedLoss;
}

async function layerOf(
  entries: number,
  build: (cost: Costs) => Model,
  options?: ConicLayerOptions,
): Promise<Layer> {
  const form = standardForm(build(uncertainParameter("cost", { over: [indexSet("column", entries)] })));
  return layerThrough(linearOracle(await clarabelSolver.open(form)), () => form, options);
}

async function layerThrough(
  oracle: Oracle,
  form: () => StandardForm,
  options: ConicLayerOptions = {},
): Promise<Layer> {
  const loss = conicLayer(options);
  await loss.load!();
  const { dimension } = oracle;
  return {
    dimension,
    form: form(),
    evaluate(predictions, truths) {
      const rows = truths.length / dimension;
      const optima = oracleBatch(rows, dimension);
      oracle.solveBatch(truths, optima);
      const losses = new Float64Array(rows);
      const cotangents = new Float64Array(truths.length);
      const step = loss.begin({ oracle, session: null, form, truths, optima, random: randomStream(0) });
      const examples = Int32Array.from({ length: rows }, (_, row) => row);
      step({ rows, examples, predictions, truths, optima, losses, cotangents });
      return { losses, cotangents };
    },
  };
}

/** Distance of differences: points of the solver are good to about 1e-5. */
const STEP = 5e-3;
/** What begins or ceases to bind is further away than differences go. */
const MARGIN = 0.02;

/**
 * Compares all slopes with central differences at so many points that are no kinks: the largest error, and how many of the slopes are
 * not 0.
 */
async function compare(
  layer: Layer,
  points: number,
  draw: typeof normals,
): Promise<{ readonly points: number; readonly error: number; readonly moving: number }> {
  const { dimension } = layer;
  const distance = await kinkDistance(layer.form, 0);
  let [found, error, moving] = [0, 0, 0];
  for (let attempt = 0; attempt < 10 * points && found < points; attempt++) {
    const [prediction, truth] = [draw(`p${attempt}`, dimension), draw(`c${attempt}`, dimension)];
    const stencil = Array.from({ length: 4 * dimension }, (_, at) => {
      const by = [-2, -1, 1, 2][at % 4]! * STEP;
      return prediction.map((value, k) => (k === Math.floor(at / 4) ? value + by : value));
    });
    if ([prediction, ...stencil].some((point) => distance(point) < MARGIN)) continue;
    found++;
    const { cotangents } = layer.evaluate(prediction, truth);
    const losses = stencil.map((point) => layer.evaluate(point, truth).losses[0]!);
    for (const [entry, slope] of cotangents.entries()) {
      const [farBelow, below, above, farAbove] = losses.slice(4 * entry, 4 * entry + 4);
      const difference = (8 * (above! - below!) - (farAbove! - farBelow!)) / (12 * STEP);
      error = Math.max(error, Math.abs(slope - difference) / (1 + Math.abs(slope)));
      if (Math.abs(slope) > 0.02) moving++;
    }
  }
  return { points: found, error, moving };
}

describe.each(SENSES)("to %s", (sense) => {
  const towards = (m: Model, objective: Parameters<Model["minimize"]>[0]): Model => {
    if (sense === "minimize") m.minimize(objective);
    else m.maximize(objective);
    return m;
  };
  const sign = sense === "minimize" ? 1 : -1;

  test("in a ball the decision is a direction, and its slope that of a unit vector", async () => {
    const layer = await layerOf(3, (cost) => {
      const m = model("ball");
      const x = m.variable("x", { over: cost.over });
      m.require("ball", secondOrderCone(1, [x]));
      return towards(m, total(mul(cost, x)));
    });
    const [predictions, truths] = [normals("p", 30), normals("c", 30)];
    const { losses, cotangents } = layer.evaluate(predictions, truths);
    for (let row = 0; row < 10; row++) {
      const p = predictions.subarray(row * 3, row * 3 + 3);
      const c = truths.subarray(row * 3, row * 3 + 3);
      const length = Math.hypot(...p);
      const cosine = dot(p, c) / length;
      expect(losses[row]).toBeCloseTo(Math.hypot(...c) - cosine, 5);
      const slope = c.map((value, k) => -(value - (cosine * p[k]!) / length) / length);
      expect(largestDifference(cotangents.subarray(row * 3, row * 3 + 3), slope)).toBeLessThan(1e-4);
    }
  });

  test.each([
    [
      "a quadratic objective within bounds and an equation",
      (cost: Costs): Model => {
        const m = model("bowl");
        const x = m.variable("x", { over: cost.over, lower: -1, upper: 1.5 });
        m.require("balance", equal(total(x), 1));
        const curvature = parameter({ over: cost.over, data: [1, 2, 0.5, 1.5] });
        const bowl = mul(sign, total(mul(curvature, square(x))));
        return towards(m, add(total(mul(cost, x)), bowl));
      },
    ],
    [
      "a quadratic row and a linear one, with a known cost",
      (cost: Costs): Model => {
        const m = model("ellipsoid");
        const x = m.variable("x", { over: cost.over, lower: -1 });
        const curvature = parameter({ over: cost.over, data: [1, 2, 0.5, 1.5] });
        m.require("risk", atMost(add(total(mul(curvature, square(x))), mul(0.3, total(x))), 2));
        m.require("room", atMost(total(x), 1));
        return towards(m, add(total(mul(cost, x)), mul(0.2, total(x))));
      },
    ],
    [
      "a cone with a tip at which decisions rest",
      (cost: Costs): Model => {
        const m = model("ice cream");
        const x = m.variable("x", { over: cost.over });
        const height = m.variable("height", { over: [], lower: -1, upper: 2 });
        const mixes = parameter({
          over: [cost.over[0], indexSet("part", 4)],
          data: [1, 0, 0, 0, 0.3, 1, 0, 0, 0, 0.2, 1, 0, 0.1, 0, 0, 1],
        });
        m.require("cone", secondOrderCone(height, [sum(mul(mixes, x), cost.over[0])]));
        m.require("ball", secondOrderCone(1.8, [x]));
        return towards(m, add(total(mul(cost, x)), mul(sign * 1.5, height)));
      },
    ],
  ])("the slope is what finite differences give: %s", async (_, build) => {
    const { points, error, moving } = await compare(await layerOf(4, build), 4, normals);
    expect(points).toBe(4);
    expect(error).toBeLessThan(5e-3);
    expect(moving).toBeGreaterThan(5);
  });
});

test("portfolios: the slope is what finite differences give", async () => {
  const loadings = normals("loadings", 12).map((value) => 0.1 * value);
  const problem = portfolioProblem({ assets: 6, loadings, specific: 0.1 });
  const { oracle, form, dispose } = await problem.open();
  const { points, error, moving } = await compare(await layerThrough(oracle, form!), 3, positives);
  dispose();
  expect(points).toBe(3);
  expect(error).toBeLessThan(5e-3);
  expect(moving).toBeGreaterThan(4);
});

test("training through two machines with quadratic costs brings the regret down", async () => {
  const item = indexSet("item", 2);
  const problem = decisionProblem({
    uncertain: { over: [item], unit: "EUR" },
    build(cost) {
      const m = model("two machines");
      const load = m.variable("load", { over: [item], lower: 0 });
      m.require("all of it", equal(total(load), 1));
      m.minimize(
        add(
          total(mul(cost, load)),
          total(mul(parameter({ over: [], data: [0.5], unit: "EUR" }), square(load))),
        ),
      );
      return m;
    },
  });
  const trained = await train(
    ridge<Load, Items, "EUR">({ target: { over: [item], unit: "EUR" }, penalty: 1e-6 }),
    { data: bentCosts(1, 80), loss: conicLayer(), through: problem, seed: 3, epochs: 8 },
  );
  const { history, epochs } = trained.training;
  expect(trained.training.loss).toBe("conic");
  expect(history[epochs]!.validationRegret).toBeLessThan(0.8 * history[0]!.validationRegret);
});

test("a decision that is not the only best one is refused, and a term makes it one", async () => {
  const build = (cost: Costs): Model => {
    const m = model("flat");
    const x = m.variable("x", { over: cost.over, lower: 0, upper: 1 });
    const bend = parameter({ over: cost.over, data: [1, 0] });
    m.minimize(add(total(mul(cost, x)), total(mul(bend, square(x)))));
    return m;
  };
  const [predictions, truths] = [Float64Array.of(-1, 0), Float64Array.of(-1, 1)];
  const flat = await layerOf(2, build);
  expect(() => flat.evaluate(predictions, truths)).toThrowError(
    expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" }) as Error,
  );
  const firm = await layerOf(2, build, { lambda: 1 });
  expect(firm.evaluate(predictions, truths).cotangents.every(Number.isFinite)).toBe(true);
});
