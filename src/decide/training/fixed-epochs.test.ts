import { expect, test } from "vitest";
import {
  bentCosts,
  enumerated,
  straightLines,
  type Choice,
  type Items,
  type Load,
} from "../../../test/small-problems.js";
import { spoPlus } from "../losses/spo-plus.js";
import { train, type TrainOptions, type TrainProgress } from "./train.js";

const rows = bentCosts(5, 20).map(({ features }) => features);

function settings(
  problem: Choice,
  changes: Partial<TrainOptions<Load, Items, "EUR">>,
): TrainOptions<Load, Items, "EUR"> {
  return { data: bentCosts(1, 120), loss: spoPlus(), through: problem, learningRate: 0.01, ...changes };
}

test("without validation it trains on all examples for exactly `epochs`, as a refit of that length does", async () => {
  const { problem, stillOpen } = enumerated("minimize", 2);
  const searched = await train(straightLines(problem), settings(problem, { seed: 2, epochs: 6 }));
  const reports: TrainProgress[] = [];
  const { epochs } = searched.training;
  const fixed = await train(
    straightLines(problem),
    settings(problem, {
      seed: 2,
      validationShare: 0,
      epochs,
      onProgress: (progress) => reports.push(progress),
    }),
  );
  expect(epochs).toBeGreaterThan(0);
  expect([...fixed.predict(rows)]).toEqual([...searched.predict(rows)]);
  expect(fixed.training).toMatchObject({ epochs, history: [], stoppedEarly: false });
  expect(fixed.training.oracleCalls).toBe(120 + epochs * 120);
  expect(fixed.card).toMatchObject({
    rows: 120,
    settings: { validationShare: 0 },
    figures: { epochs, validationRegretBefore: null, validationRegret: null },
  });
  expect(reports.map(({ phase, epoch, validationRegret }) => [phase, epoch, validationRegret])).toEqual(
    Array.from({ length: epochs }, (_, epoch) => ["refit", epoch + 1, null]),
  );
  expect(stillOpen()).toBe(0);
});

test("without validation a signal keeps the epochs so far", async () => {
  const { problem } = enumerated("minimize", 2);
  const stop = new AbortController();
  const stopped = await train(
    straightLines(problem),
    settings(problem, {
      validationShare: 0,
      epochs: 50,
      signal: stop.signal,
      onProgress: ({ epoch }) => {
        if (epoch === 3) stop.abort();
      },
    }),
  );
  const whole = await train(straightLines(problem), settings(problem, { validationShare: 0, epochs: 3 }));
  expect(stopped.training).toMatchObject({ epochs: 3, stoppedEarly: true });
  expect(stopped.card.rows).toBe(120);
  expect([...stopped.predict(rows)]).toEqual([...whole.predict(rows)]);
});
