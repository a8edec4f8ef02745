import { describe, expect, test } from "vitest";
import { randomStream } from "../../math/index.js";
import type { DifferentiablePredictor } from "../differentiable-predictor.js";
import type { Example } from "../feature-row.js";
import { logTransform } from "../target-transform.js";
import { elasticNet, lasso } from "./elastic-net.js";
import { fitElasticNet } from "./fit-elastic-net.js";
import { fitLogistic } from "./fit-logistic.js";
import { fitPoisson } from "./fit-poisson.js";
import { fitQuantile } from "./fit-quantile.js";
import { logisticRegression } from "./logistic-regression.js";
import { poissonRegression } from "./poisson-regression.js";
import { quantileRegression } from "./quantile-regression.js";
import { ridge } from "./ridge.js";

const code = (name: string): unknown => expect.objectContaining({ code: name });
const kind = { name: "kind", keys: ["a", "b", "c"] } as const;
const target = { over: [kind], unit: "1" } as const;

interface Row {
  readonly heat: number;
  readonly own: readonly number[];
}

/** Truths that suit a method, drawn around scores that are linear in the row. */
function examples(
  seed: number,
  rows: number,
  truthOf: (scores: number[], draws: number[]) => number[],
): Example<Row>[] {
  const stream = randomStream(seed);
  return Array.from({ length: rows }, () => {
    const heat = 3 + stream.normal();
    const own = [0, 1, 2].map(() => stream.normal());
    const scores = own.map((value, entry) => 0.4 * (heat - 3) * (entry + 1) + value);
    return {
      features: { heat, own },
      truth: truthOf(
        scores,
        scores.map(() => stream.normal()),
      ),
    };
  });
}
const yesOrNo = (scores: number[], draws: number[]): number[] =>
  scores.map((score, at) => (score + draws[at]! > 0 ? 1 : 0));
const oneOf = (scores: number[], draws: number[]): number[] => {
  const heights = scores.map((score, at) => score + draws[at]!);
  const best = heights.indexOf(Math.max(...heights));
  return heights.map((_, at) => (at === best ? 1 : 0));
};
const counts = (scores: number[], draws: number[]): number[] =>
  scores.map((score, at) => Math.round(Math.exp(score + draws[at]! / 2)));
const positive = (scores: number[], draws: number[]): number[] =>
  scores.map((score, at) => Math.exp(1 + score + draws[at]! / 5));

const methods: readonly [
  string,
  DifferentiablePredictor<Row>,
  (scores: number[], draws: number[]) => number[],
][] = [
  ["lasso", lasso<Row>({ target, penalty: 0.1 }), positive],
  [
    "elastic net of logarithms",
    elasticNet<Row>({ target, inputs: "entry", penalty: 0.05, targetTransform: logTransform() }),
    positive,
  ],
  ["independent classes", logisticRegression<Row>({ target, inputs: "entry" }), yesOrNo],
  ["exclusive classes", logisticRegression<Row>({ target, classes: "exclusive" }), oneOf],
  ["Poisson", poissonRegression<Row>({ target, featureLimit: 3 }), counts],
  ["quantile", quantileRegression<Row>({ target, level: 0.8, inputs: "entry" }), positive],
  ["ridge", ridge<Row>({ target, penalty: 0.1 }), positive],
];

describe.each(methods)("%s", (_name, predictor, truthOf) => {
  const data = examples(2, 60, truthOf);

  test("training starts at the fit; backward is the derivative of forward", async () => {
    const model = await predictor.begin(data);
    const fitted = await predictor.fit(data);
    const batch = Int32Array.of(3, 0, 17);
    const out = new Float64Array(9);
    model.forward(batch, out);
    expect([...out]).toEqual([...fitted.predict([...batch].map((row) => data[row]!.features))]);
    const stream = randomStream(4);
    const cotangent = Float64Array.from({ length: 9 }, () => stream.normal());
    const gradient = new Float64Array(model.parameters.length).fill(1);
    model.backward(batch, cotangent, gradient);
    const value = (): number => {
      model.forward(batch, out);
      return out.reduce((sum, prediction, at) => sum + prediction * cotangent[at]!, 0);
    };
    for (let at = 0; at < gradient.length; at++) {
      const held = model.parameters[at]!;
      model.parameters[at] = held + 1e-5;
      const above = value();
      model.parameters[at] = held - 1e-5;
      const slope = (above - value()) / 2e-5;
      model.parameters[at] = held;
      expect(Math.abs(gradient[at]! - 1 - slope)).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
    }
  });

  test("an example of weight 2 counts as two, one of weight 0 as none", async () => {
    const weighted = data.map((example, row) => ({ ...example, weight: row % 3 }));
    const repeated = data.flatMap((example, row) => Array.from({ length: row % 3 }, () => example));
    const rows = data.slice(0, 10).map((example) => example.features);
    const one = (await predictor.fit(weighted)).predict(rows);
    const other = (await predictor.fit(repeated)).predict(rows);
    one.forEach((value, at) =>
      expect(Math.abs(value - other[at]!)).toBeLessThan(1e-5 * (1 + Math.abs(value))),
    );
  });

  test("the card is plain JSON; constant columns are named", async () => {
    const { card } = await predictor.fit(data);
    expect(JSON.parse(JSON.stringify(card))).toEqual(card);
    expect(card).toMatchObject({ rows: 60, features: ["heat", "own"] });
  });

  test("wrong weights and truths are refused", async () => {
    const none = data.map((example) => ({ ...example, weight: 0 }));
    await expect(predictor.fit(none)).rejects.toThrow(code("FS_LEARN_INVALID_OPTION"));
    const unknown = data.map((example) => ({ ...example, truth: [Number.NaN, 0, 0] }));
    await expect(predictor.fit(unknown)).rejects.toThrow(code("FS_LEARN_INVALID_TRUTH"));
    await expect(predictor.fit([])).rejects.toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
    const infinite = data.map(({ features, truth }) => ({
      features: { ...features, heat: Infinity },
      truth,
    }));
    await expect(predictor.fit(infinite)).rejects.toThrow(code("FS_LEARN_MISSING_VALUE"));
  });
});

describe("bad input", () => {
  test("one class only, and a class without examples", async () => {
    const data = examples(1, 20, yesOrNo);
    const always = data.map((example) => ({ ...example, truth: [1, 0, 1] }));
    await expect(logisticRegression<Row>({ target }).fit(always)).rejects.toThrow(/"a" is true of all/);
    const never = data.map((example, row) => ({ ...example, truth: row % 2 ? [1, 0, 0] : [0, 1, 0] }));
    const exclusive = logisticRegression<Row>({ target, classes: "exclusive" });
    await expect(exclusive.fit(never)).rejects.toThrow(code("FS_LEARN_ONE_CLASS"));
    const twice = data.map((example) => ({ ...example, truth: [1, 1, 0] }));
    await expect(exclusive.fit(twice)).rejects.toThrow(code("FS_LEARN_INVALID_TRUTH"));
  });

  test("a constant column is left out, or refused where that was asked for", async () => {
    const data = examples(1, 20, positive).map(({ features, truth }) => ({
      features: { ...features, heat: 7 },
      truth,
    }));
    const { card } = await lasso<Row>({ target, penalty: 0.1 }).fit(data);
    expect(card.figures.constantColumns).toEqual(["heat"]);
    const strict = lasso<Row>({ target, penalty: 0.1, constantColumns: "refuse" });
    await expect(strict.fit(data)).rejects.toThrow(code("FS_LEARN_CONSTANT_COLUMN"));
  });

  test("low-level fits name what is wrong", async () => {
    const data = {
      features: Float64Array.of(1, 2, 3),
      rows: 3,
      columns: 1,
      targets: Float64Array.of(1, 2, 4),
      outputs: 1,
    };
    await expect(fitPoisson({ ...data, targets: Float64Array.of(1, -1, 2) })).rejects.toThrow(
      code("FS_LEARN_INVALID_TRUTH"),
    );
    await expect(fitPoisson({ ...data, targets: new Float64Array(3) })).rejects.toThrow(
      /all truths of output 0 are 0/,
    );
    await expect(fitPoisson({ ...data, targets: Float64Array.of(1, Number.NaN, 2) })).rejects.toThrow(
      code("FS_LEARN_INVALID_TRUTH"),
    );
    await expect(fitElasticNet({ ...data, rows: 4 })).rejects.toThrow(code("FS_MATH_INVALID_ARGUMENT"));
    await expect(
      fitElasticNet({ ...data, rows: 0, features: new Float64Array(0), targets: new Float64Array(0) }),
    ).rejects.toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
    await expect(fitElasticNet(data)).rejects.toThrow(code("FS_LEARN_TOO_FEW_EXAMPLES"));
    await expect(fitElasticNet({ ...data, penalty: -1 })).rejects.toThrow(code("FS_LEARN_INVALID_OPTION"));
    await expect(fitQuantile({ ...data, level: 1 })).rejects.toThrow(code("FS_LEARN_INVALID_OPTION"));
    await expect(fitQuantile({ ...data, features: Float64Array.of(1, Infinity, 2) })).rejects.toThrow(
      code("FS_LEARN_MISSING_VALUE"),
    );
    await expect(fitQuantile({ ...data, weights: new Float64Array(3) })).rejects.toThrow(
      code("FS_LEARN_INVALID_OPTION"),
    );
    const classes = { features: data.features, rows: 3, columns: 1, classes: 2 };
    await expect(fitLogistic({ ...classes, classOf: [0, 1, 2] })).rejects.toThrow(
      code("FS_LEARN_INVALID_TRUTH"),
    );
    await expect(fitLogistic({ ...classes, classOf: [1, 1, 1] })).rejects.toThrow(code("FS_LEARN_ONE_CLASS"));
  });

  test("options out of range, and those that contradict each other", () => {
    const INVALID = code("FS_LEARN_INVALID_OPTION");
    expect(() => elasticNet({ target, absoluteShare: 0 })).toThrow(INVALID);
    expect(() => lasso({ target, folds: 1 })).toThrow(INVALID);
    expect(() => logisticRegression({ target, classes: "exclusive", inputs: "entry" })).toThrow(INVALID);
    expect(() => logisticRegression({ target: { over: [] }, classes: "exclusive" })).toThrow(INVALID);
    expect(() => poissonRegression({ target, penalty: -1 })).toThrow(INVALID);
    expect(() => poissonRegression({ target, featureLimit: 0 })).toThrow(INVALID);
    expect(() => quantileRegression({ target, level: 0 })).toThrow(INVALID);
  });

  test("a signal ends a fit", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(lasso<Row>({ target }).fit(examples(1, 20, positive), { signal })).rejects.toThrow("enough");
  });
});
