import { describe, expect, test } from "vitest";
import { ridge, type Example } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { atMost, indexSet, model, mul, subtract, total } from "../../model/index.js";
import { decisionProblem, openJudge, scoreFunction, spoPlus, train } from "../index.js";

interface Day {
  readonly load: number;
}

const product = indexSet("product", ["bread"]);

/** One product whose demand is unknown: what is not sold is lost, a unit costs 1 and brings 5. */
const newsvendor = decisionProblem({
  uncertain: { demand: { over: [product] } },
  build({ demand }) {
    const m = model("newsvendor");
    const made = m.variable("made", { over: [product], lower: 0, upper: 100 });
    const sold = m.variable("sold", { over: [product], lower: 0 });
    m.require("demand", atMost(sold, demand));
    m.require("stock", atMost(subtract(sold, made), 0));
    m.maximize(subtract(total(mul(5, sold)), total(made)));
    return m;
  },
  recourse: { firstStage: ["made"] },
});
const { target } = newsvendor;

/** Demand is 20 to 40 and differs from it by up to 15 either way. */
function days(count: number, seed: number): Example<Day>[] {
  const random = randomStream(seed);
  return Array.from({ length: count }, () => {
    const load = random.uniform();
    return { features: { load }, truth: [20 + 20 * load + 30 * (random.uniform() - 0.5)] };
  });
}

const meanRegret = async (predict: (row: Day) => number, data: readonly Example<Day>[]): Promise<number> => {
  const judge = await openJudge(newsvendor);
  const regret = data.reduce(
    (sum, { features, truth }) => sum + judge.best(truth) - judge.costOf([predict(features)], truth),
    0,
  );
  judge.dispose();
  return regret / data.length;
};

describe("training through realised costs", () => {
  test("learns to order the quantile that a newsvendor should, not the mean", async () => {
    const data = days(240, 1);
    const predictor = ridge<Day, typeof target.over, string>({ target });
    const plain = await predictor.fit(data);
    const trained = await train(predictor, {
      data,
      loss: scoreFunction({ samples: 4, sigma: 0.2 }),
      through: newsvendor,
      epochs: 12,
      learningRate: 0.05,
      seed: 3,
    });
    const unseen = days(400, 2);
    const regretOf = (fitted: { predict(rows: readonly Day[]): Float64Array }): Promise<number> =>
      meanRegret((row) => fitted.predict([row])[0], unseen);
    // Of 5 a unit, 4 are lost with a customer: the best order is the 80 % quantile, 9 above the mean.
    const best = await meanRegret(({ load }) => 29 + 20 * load, unseen);
    const [before, after] = [await regretOf(plain), await regretOf(trained)];
    expect(trained.predict([{ load: 0.5 }])[0]).toBeGreaterThan(plain.predict([{ load: 0.5 }])[0] + 4);
    expect(after - best).toBeLessThan((before - best) / 3);
    expect(trained.training.history[0].validationRegret).toBeGreaterThan(
      Math.min(...trained.training.history.map(({ validationRegret }) => validationRegret)),
    );
  }, 60_000);

  test("the same seed gives the same predictor", async () => {
    const options = {
      data: days(30, 5),
      loss: scoreFunction({ samples: 2 }),
      through: newsvendor,
      epochs: 2,
      seed: 8,
    };
    const once = await train(ridge<Day, typeof target.over, string>({ target }), options);
    const again = await train(ridge<Day, typeof target.over, string>({ target }), options);
    expect(again.training.history).toEqual(once.training.history);
    expect([...again.predict([{ load: 0.3 }])]).toEqual([...once.predict([{ load: 0.3 }])]);
    expect(once.training.oracleCalls).toBeGreaterThan(30);
  });

  test("losses that need an oracle over costs refuse such problems", async () => {
    await expect(
      train(ridge<Day, typeof target.over, string>({ target }), {
        data: days(30, 5),
        loss: spoPlus(),
        through: newsvendor,
      }),
    ).rejects.toThrow(expect.objectContaining({ code: "FS_SOLVE_NOT_COST_ONLY" }));
  });
});
