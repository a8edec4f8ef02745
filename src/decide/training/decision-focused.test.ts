import { describe, expect, test } from "vitest";
import { averageOf } from "../../learn/index.js";
import { bentCosts, enumerated, straightLines } from "../../../test/small-problems.js";
import { decisionFocused } from "./decision-focused.js";
import { spoPlus } from "../losses/spo-plus.js";
import { train } from "./train.js";

describe("decisionFocused", () => {
  const { problem } = enumerated("minimize", 2);
  const data = bentCosts(1, 120);
  const rows = bentCosts(5, 20).map(({ features }) => features);

  test("is `train` as a predictor", async () => {
    const predictor = straightLines(problem);
    const options = { loss: spoPlus(), through: problem, epochs: 4, learningRate: 0.01 };
    const direct = await train(predictor, { ...options, data, seed: 6 });
    const wrapped = decisionFocused(predictor, options);
    const fitted = await wrapped.fit(data, { seed: 6 });
    expect([...fitted.predict(rows)]).toEqual([...direct.predict(rows)]);
    expect(fitted.training).toEqual(direct.training);
    expect([wrapped.name, fitted.name, fitted.card.predictor]).toEqual(Array(3).fill("ridge, spo+"));
    expect(decisionFocused(predictor, { ...options, name: "mine" }).name).toBe("mine");
  });

  test("reports in the words of a fit and in those of a training", async () => {
    const [asFit, asTraining]: [unknown[], unknown[]] = [[], []];
    const predictor = decisionFocused(straightLines(problem), {
      loss: spoPlus(),
      through: problem,
      epochs: 2,
      onTraining: ({ phase, epoch, epochs }) => asTraining.push({ phase, done: epoch, total: epochs }),
    });
    await predictor.fit(data, { onProgress: (progress) => asFit.push(progress) });
    expect(asFit.slice(0, 2)).toEqual([
      { phase: "search", done: 1, total: 2 },
      { phase: "search", done: 2, total: 2 },
    ]);
    expect(asFit).toEqual(asTraining);
  });

  test("keeps what it has when the signal comes, also within an average", async () => {
    const once = decisionFocused(straightLines(problem), { loss: spoPlus(), through: problem });
    const fitted = await once.fit(data, { signal: AbortSignal.abort() });
    expect(fitted.training).toMatchObject({ epochs: 0, stoppedEarly: true });
    const average = await averageOf([once, once]).fit(data, { signal: AbortSignal.abort() });
    const expected = fitted.predict(rows);
    average.predict(rows).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 12));
  });

  test("an average of runs is the mean of its members, each with another order of the examples", async () => {
    const once = decisionFocused(straightLines(problem), {
      loss: spoPlus(),
      through: problem,
      epochs: 4,
      learningRate: 0.01,
    });
    const members: number[][] = [];
    const spy = {
      ...once,
      fit: async (...input: Parameters<typeof once.fit>) => {
        const fitted = await once.fit(...input);
        members.push([...fitted.predict(rows)]);
        return fitted;
      },
    };
    const average = (await averageOf([spy, spy]).fit(data, { seed: 1 })).predict(rows);
    expect(members[0]).not.toEqual(members[1]);
    average.forEach((value, at) => expect(value).toBeCloseTo((members[0]![at]! + members[1]![at]!) / 2, 12));
  });
});
