import { describe, expect, test } from "vitest";
import type { Example } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { indexSet } from "../../model/index.js";
import { oracleBatch, topKOracle } from "../../solve/index.js";
import { boostedDecisions } from "./boosted-decisions.js";
import { spoPlus } from "../losses/spo-plus.js";
import { oracleProblem } from "../problem/oracle-problem.js";
import { realisedObjectives, regretOf } from "../regret/regret.js";
import { spoTree } from "./spo-tree.js";

const road = indexSet("road", ["bridge", "ferry", "tunnel"]);
const fastest = oracleProblem({
  name: "fastest road",
  uncertain: { over: [road], unit: "min" },
  oracle: () => topKOracle({ items: 3, count: 1, sense: "minimize" }),
});

interface Row {
  readonly traffic: number;
  readonly wind: number;
}

/** The bridge is best without traffic, the ferry without wind; the tunnel costs the same always. */
function days(seed: number, count: number): Example<Row>[] {
  const stream = randomStream(seed);
  return Array.from({ length: count }, () => {
    const [traffic, wind] = [stream.uniform(), stream.uniform()];
    const noise = (): number => 4 * (stream.uniform() - 0.5);
    return {
      features: { traffic, wind },
      truth: [10 + 40 * traffic ** 3 + noise(), 15 + (wind > 0.6 ? 30 : 0) + noise(), 25 + noise()],
    };
  });
}

function regretRatio(predict: (rows: readonly Row[]) => Float64Array, data: readonly Example<Row>[]): number {
  const oracle = topKOracle({ items: 3, count: 1, sense: "minimize" });
  const truths = Float64Array.from(data.flatMap(({ truth }) => Array.from(truth)));
  const [best, decided] = [oracleBatch(data.length, 3), oracleBatch(data.length, 3)];
  oracle.solveBatch(truths, best);
  oracle.solveBatch(predict(data.map(({ features }) => features)), decided);
  return regretOf("minimize", realisedObjectives(decided, truths), best.objectives).ratioOfSums;
}

const train = days(1, 600);
const unseen = days(2, 600);
const mean = (): Float64Array => {
  const centre = [0, 1, 2].map((at) => train.reduce((sum, { truth }) => sum + truth[at]! / train.length, 0));
  return Float64Array.from(unseen.flatMap(() => centre));
};

const PREDICTORS = {
  spoTree: () => spoTree<Row>({ through: fastest as never }),
  boostedDecisions: () =>
    boostedDecisions<Row>({ through: fastest as never, loss: spoPlus(), startTrees: 20, lossTrees: 20 }),
};

describe.each(Object.entries(PREDICTORS))("%s", (_, predictor) => {
  test("decides far better on days not seen than the mean does", async () => {
    const fitted = await predictor().fit(train);
    expect(regretRatio(fitted.predict, unseen)).toBeLessThan(0.25 * regretRatio(mean, unseen));
    expect(fitted.columns).toEqual(["traffic", "wind"]);
    expect(fitted.target.unit).toBe("min");
    expect(JSON.parse(JSON.stringify(fitted.card))).toEqual(fitted.card);
  });

  test("is the same model for the same seed, to the bit", async () => {
    const [first, second] = await Promise.all([
      predictor().fit(train, { seed: 4 }),
      predictor().fit(train, { seed: 4 }),
    ]);
    expect(first.ensemble).toEqual(second.ensemble);
  });

  test("reports progress and stops when asked to", async () => {
    const phases = new Set<string>();
    await predictor().fit(train.slice(0, 100), { onProgress: ({ phase }) => phases.add(phase) });
    expect(phases.size).toBeGreaterThan(0);
    await expect(predictor().fit(train, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow(
      "enough",
    );
  });

  test("refuses rows that are none, naming them", async () => {
    await expect(predictor().fit([])).rejects.toEqual(
      expect.objectContaining({ code: "FS_LEARN_TOO_FEW_EXAMPLES" }),
    );
    const broken = [...train.slice(0, 50), { features: train[0]!.features, truth: [1, NaN, 2] }];
    await expect(predictor().fit(broken)).rejects.toEqual(
      expect.objectContaining({ code: "FS_LEARN_INVALID_TRUTH" }),
    );
  });
});

test("options outside their domain are refused by name", () => {
  const refused = expect.objectContaining({ code: "FS_DECIDE_INVALID_OPTION" });
  expect(() => spoTree({ through: fastest, maxDepth: -1 })).toThrow(refused);
  expect(() => spoTree({ through: fastest, pruningShare: 1 })).toThrow(refused);
  expect(() => boostedDecisions({ through: fastest, loss: spoPlus(), validationShare: 0 })).toThrow(refused);
  expect(() => boostedDecisions({ through: fastest, loss: spoPlus(), startTrees: 0.5 })).toThrow(refused);
  expect(() => boostedDecisions({ through: fastest, loss: spoPlus(), lossStep: 0 })).toThrow(refused);
});

test("boosting through the decision is no worse on validation than the ordinary trees it starts from", async () => {
  const options = { through: fastest as never, loss: spoPlus(), startTrees: 20 };
  const plain = await boostedDecisions<Row>({ ...options, lossTrees: 0 }).fit(train);
  const followed = await boostedDecisions<Row>({ ...options, lossTrees: 20 }).fit(train);
  expect(followed.card.figures["validationRegret"]).toBeLessThanOrEqual(
    plain.card.figures["validationRegret"] as number,
  );
});
