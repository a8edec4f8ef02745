import { expect, test } from "vitest";
import { bentCosts, enumerated, rejection, straightLines } from "../../../test/small-problems.js";
import { perturbedFenchelYoung } from "../losses/perturbed-fenchel-young.js";
import { spoPlus } from "../losses/spo-plus.js";
import { regretBySolves } from "./regret-by-solves.js";
import { train } from "../training/train.js";

test("counts the solves of every epoch, and agrees with the training's history", async () => {
  const { problem } = enumerated("minimize", 2);
  const settings = { data: bentCosts(1, 100), through: problem, epochs: 3, patience: 3 };
  const [spo, smooth] = await regretBySolves(straightLines(problem), {
    ...settings,
    losses: [spoPlus(), perturbedFenchelYoung({ samples: 4 })],
  });
  const { training } = await train(straightLines(problem), { ...settings, loss: spoPlus() });
  expect(spo!.points.map(({ epoch, validationRegret }) => [epoch, validationRegret])).toEqual(
    training.history.map(({ epoch, validationRegret }) => [epoch, validationRegret]),
  );
  // 80 rows in training and 20 in validation: an epoch solves once for each, four samples four times for training rows.
  const steps = ({ points }: NonNullable<typeof spo>): number[] =>
    points.slice(2).map(({ oracleCalls }, k) => oracleCalls - points[k + 1]!.oracleCalls);
  expect(new Set(steps(spo!))).toEqual(new Set([100]));
  expect(new Set(steps(smooth!))).toEqual(new Set([4 * 80 + 20]));
  expect(spo!.points[0]!.oracleCalls).toBe(0);
  for (const { points } of [spo!, smooth!]) {
    const best = points.map(({ bestRegret }) => bestRegret);
    expect(best).toEqual(best.toSorted((a, b) => b - a));
  }
});

test("there is no curve without rows to judge epochs on", async () => {
  const { problem } = enumerated("minimize", 2);
  const settings = { data: bentCosts(1, 40), through: problem, losses: [spoPlus()], validationShare: 0 };
  expect(await rejection(regretBySolves(straightLines(problem), settings))).toMatchObject({
    code: "FS_DECIDE_INVALID_OPTION",
    data: { option: "validationShare", value: 0 },
  });
});
