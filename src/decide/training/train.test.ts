import { describe, expect, test } from "vitest";
import { ridge, scaleFree, type Example, type FittedPredictor } from "../../learn/index.js";
import { randomStream } from "../../math/index.js";
import { oracleBatch } from "../../solve/index.js";
import {
  bentCosts,
  choice,
  dot,
  enumerated,
  enumeratingOracle,
  straightLines,
  subsets,
  type Choice,
  type Costs,
  type Items,
  type Load,
  type Sense,
} from "../../../test/small-problems.js";
import type { DecisionLoss } from "../losses/loss.js";
import { spoPlus } from "../losses/spo-plus.js";
import { train, type TrainOptions, type TrainProgress } from "./train.js";

type Row = Load;

function settings(
  problem: Choice,
  changes: Partial<TrainOptions<Row, Items, "EUR">> = {},
): TrainOptions<Row, Items, "EUR"> {
  return {
    data: bentCosts(1, 120),
    loss: spoPlus(),
    through: problem,
    epochs: 6,
    learningRate: 0.01,
    ...changes,
  };
}

/** `ratioOfSums` of the decisions for a predictor's predictions, by trying every option. */
function regretRatio(fitted: FittedPredictor<Row>, data: readonly Example<Row>[], sense: Sense): number {
  const items = data[0]!.truth.length;
  const oracle = enumeratingOracle(sense, subsets(items, 1));
  const decided = oracleBatch(data.length, items);
  oracle.solveBatch(fitted.predict(data.map(({ features }) => features)), decided);
  let regret = 0;
  let best = 0;
  for (const [row, { truth }] of data.entries()) {
    const optimum = sense === "minimize" ? Math.min(...Array.from(truth)) : Math.max(...Array.from(truth));
    regret += Math.abs(dot(decided.exposures.subarray(row * items, (row + 1) * items), truth) - optimum);
    best += Math.abs(optimum);
  }
  return regret / best;
}

const rowsOf = (data: readonly Example<Row>[]): Row[] => data.map(({ features }) => features);

describe("training through a decision", () => {
  test.each(["minimize", "maximize"] as const)(
    "beats least squares on unseen rows where the model is wrong (%s)",
    async (sense) => {
      const { problem } = enumerated(sense, 2);
      const ratios: { readonly ordinary: number; readonly trained: number }[] = [];
      for (let seed = 0; seed < 6; seed++) {
        const data = bentCosts(seed, 300, sense);
        const unseen = bentCosts(seed + 100, 1000, sense);
        const predictor = straightLines(problem);
        const trained = await train(predictor, settings(problem, { data, seed, epochs: 20 }));
        ratios.push({
          ordinary: regretRatio(await predictor.fit(data), unseen, sense),
          trained: regretRatio(trained, unseen, sense),
        });
      }
      for (const { ordinary, trained } of ratios) expect(trained).toBeLessThan(ordinary);
      const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
      const ordinary = sum(ratios.map((ratio) => ratio.ordinary));
      // Measured: about half.
      expect(sum(ratios.map((ratio) => ratio.trained))).toBeLessThan(0.75 * ordinary);
    },
  );

  test("gives the same through a solver as through trying every option", async () => {
    const viaSolver = await train(straightLines(choice("minimize", 2)), settings(choice("minimize", 2)));
    const { problem } = enumerated("minimize", 2);
    const viaEnumeration = await train(straightLines(problem), settings(problem));
    const rows = rowsOf(bentCosts(5, 20));
    const expected = viaEnumeration.predict(rows);
    viaSolver.predict(rows).forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 6));
    expect(viaSolver.training.epochs).toBe(viaEnumeration.training.epochs);
  });

  test("mirrors itself when costs become gains", async () => {
    const lower = enumerated("minimize", 2).problem;
    const higher = enumerated("maximize", 2).problem;
    const down = await train(straightLines(lower), settings(lower));
    const up = await train(straightLines(higher), settings(higher, { data: bentCosts(1, 120, "maximize") }));
    const rows = rowsOf(bentCosts(5, 20));
    const mirrored = up.predict(rows);
    down.predict(rows).forEach((value, at) => expect(value).toBeCloseTo(-mirrored[at]!, 9));
  });

  test("stays with the ordinary fit where training cannot help", async () => {
    const { problem } = enumerated("minimize", 2);
    // Straight lines without noise: least squares is the truth, and no regret is left to lower.
    const data = Array.from({ length: 60 }, (_, day) => ({
      features: { load: (day * 7) % 60 },
      truth: [20, (day * 7) % 60],
    }));
    const predictor = straightLines(problem);
    const trained = await train(predictor, settings(problem, { data }));
    expect(trained.training.epochs).toBe(0);
    expect(trained.training.history[0]).toEqual({ epoch: 0, loss: null, validationRegret: 0 });
    const rows = rowsOf(data);
    expect([...trained.predict(rows)]).toEqual([...(await predictor.fit(data)).predict(rows)]);
  });

  test("gives the same bits for the same seed, others for another one", async () => {
    const { problem } = enumerated("minimize", 2);
    const rows = rowsOf(bentCosts(5, 20));
    const run = async (seed: number): Promise<number[]> => [
      ...(await train(straightLines(problem), settings(problem, { seed }))).predict(rows),
    ];
    const first = await run(3);
    expect(await run(3)).toEqual(first);
    expect(await run(4)).not.toEqual(first);
  });

  test("keeps a history that agrees with what it reports and returns", async () => {
    const { problem } = enumerated("minimize", 2);
    const reports: TrainProgress[] = [];
    const { training, card } = await train(
      straightLines(problem),
      settings(problem, { seed: 2, onProgress: (progress) => reports.push(progress) }),
    );
    const { history } = training;
    expect(history.map(({ epoch }) => epoch)).toEqual([...history.keys()]);
    const searched = reports.filter(({ phase }) => phase === "search");
    expect(searched.map(({ epoch, loss, validationRegret }) => ({ epoch, loss, validationRegret }))).toEqual(
      history.slice(1),
    );
    const lowest = Math.min(...history.map(({ validationRegret }) => validationRegret));
    expect(history[training.epochs]!.validationRegret).toBe(lowest);
    // The first of equals.
    expect(history.findIndex(({ validationRegret }) => validationRegret === lowest)).toBe(training.epochs);
    const refitted = reports.filter(({ phase }) => phase === "refit");
    expect(refitted.map(({ epoch, epochs, validationRegret }) => [epoch, epochs, validationRegret])).toEqual(
      Array.from({ length: training.epochs }, (_, epoch) => [epoch + 1, training.epochs, null]),
    );
    for (const { loss } of history.slice(1)) expect(loss).toBeGreaterThanOrEqual(0);
    expect(card).toMatchObject({ kind: "ridge", rows: 120, loss: "spo+", seed: 2 });
    expect(training).toMatchObject({ loss: "spo+", stoppedEarly: false });
    // 96 rows in training and 24 in validation: their optima once, then per epoch one solve of each; then all 120 in the refit.
    expect(training.oracleCalls).toBe(
      96 + 24 + 24 + (history.length - 1) * (96 + 24) + training.epochs * 120,
    );
  });

  test("ends the search after `patience` epochs without a lower regret", async () => {
    const { problem } = enumerated("minimize", 2);
    /** Leads nowhere: no epoch changes anything. */
    const idle: DecisionLoss = {
      name: "idle",
      source: "none",
      begin: () => (batch) => {
        batch.losses.fill(0);
        batch.cotangents.fill(0);
      },
    };
    const { training } = await train(
      straightLines(problem),
      settings(problem, { loss: idle, epochs: 50, patience: 3 }),
    );
    expect(training.history.map(({ epoch }) => epoch)).toEqual([0, 1, 2, 3]);
    expect(training.epochs).toBe(0);
  });

  test("trains and judges no further than `epochs`; with 0 it is the ordinary fit", async () => {
    const { problem } = enumerated("minimize", 2);
    const predictor = straightLines(problem);
    const { training, predict } = await train(predictor, settings(problem, { epochs: 0 }));
    expect(training.history).toHaveLength(1);
    const rows = rowsOf(bentCosts(5, 20));
    expect([...predict(rows)]).toEqual([...(await predictor.fit(bentCosts(1, 120))).predict(rows)]);
  });

  test("chooses by regret also where the best objectives are all 0", async () => {
    const { problem } = enumerated("maximize", 2);
    // The first option brings nothing, the second a loss that a straight line takes for a gain at small loads.
    const stream = randomStream(8);
    const data = Array.from({ length: 200 }, () => {
      const load = stream.uniform();
      return { features: { load }, truth: [0, -4 * load ** 4] };
    });
    const { training } = await train(straightLines(problem), settings(problem, { data }));
    expect(training.history[0]!.validationRegret).toBe(Infinity);
    expect(training.epochs).toBeGreaterThan(0);
  });

  test("trains against the truths that a scale-free predictor learns from", async () => {
    const { problem } = enumerated("minimize", 2);
    const data = bentCosts(1, 100).map(({ features, truth }, day) => ({
      features: { ...features, size: 1 + (day % 3) * 1000 },
      truth: Array.from(truth, (cost) => (Math.abs(cost) + 0.1) * (1 + (day % 3) * 1000)),
    }));
    const size = (truth: ArrayLike<number>): number => truth[0]! + truth[1]!;
    const predictor = scaleFree({
      predictor: ridge<Row & { readonly size: number }, Items, "EUR">({
        target: { over: problem.uncertain.over, unit: "EUR" },
      }),
      sizeOfTruth: size,
      sizeOfRow: (row) => row.size,
    });
    const sums: number[] = [];
    const spo = spoPlus();
    const loss: DecisionLoss = {
      ...spo,
      begin(context) {
        const step = spo.begin(context);
        return (batch) => {
          for (let row = 0; row < batch.rows; row++)
            sums.push(size(batch.truths.subarray(row * 2, row * 2 + 2)));
          step(batch);
        };
      },
    };
    const trained = await train(predictor, { data, loss, through: problem, epochs: 1, seed: 1 });
    // All of one size, up to the two medians (of the examples for the search, and of all of them).
    expect(new Set(sums.map((sum) => sum.toFixed(6))).size).toBeLessThanOrEqual(2);
    const [small, large] = [
      { load: 0.5, size: 1 },
      { load: 0.5, size: 1000 },
    ];
    const [smallCosts, largeCosts] = [trained.predict([{ ...small }]), trained.predict([{ ...large }])];
    expect(largeCosts[0]! / smallCosts[0]!).toBeGreaterThan(100);
  });
});

describe("a signal", () => {
  test("aborted from the start: the ordinary fit, and it says so", async () => {
    const { problem, stillOpen } = enumerated("minimize", 2);
    const predictor = straightLines(problem);
    const data = bentCosts(1, 120);
    const trained = await train(predictor, settings(problem, { data, signal: AbortSignal.abort() }));
    expect(trained.training).toMatchObject({ epochs: 0, stoppedEarly: true });
    expect(trained.training.history).toHaveLength(1);
    const rows = rowsOf(data);
    // Fitted to the part before the validation: that is where the search began.
    const expected = (await predictor.fit(data.slice(0, 96))).predict(rows);
    expect([...trained.predict(rows)]).toEqual([...expected]);
    expect(stillOpen()).toBe(0);
  });

  test("in the middle of the search: the best epoch so far", async () => {
    const { problem, stillOpen } = enumerated("minimize", 2);
    const data = bentCosts(1, 120);
    const stop = new AbortController();
    const whole = await train(straightLines(problem), settings(problem, { data, epochs: 3, patience: 9 }));
    const stopped = await train(
      straightLines(problem),
      settings(problem, {
        data,
        epochs: 50,
        patience: 50,
        signal: stop.signal,
        onProgress: ({ epoch }) => {
          if (epoch === 3) stop.abort();
        },
      }),
    );
    expect(whole.training.epochs).toBeGreaterThan(0);
    expect(stopped.training).toMatchObject({ epochs: whole.training.epochs, stoppedEarly: true });
    expect(stopped.training.history).toEqual(whole.training.history);
    // The parameters are those whose regret the history states.
    const held = data.slice(96);
    expect(regretRatio(stopped, held, "minimize")).toBeCloseTo(
      stopped.training.history[stopped.training.epochs]!.validationRegret,
      9,
    );
    expect(stillOpen()).toBe(0);
  });

  test("in the middle of a training that only does harm: the ordinary fit", async () => {
    const { problem } = enumerated("minimize", 2);
    const data = bentCosts(1, 120);
    const spo = spoPlus();
    const uphill: DecisionLoss = {
      ...spo,
      begin(context) {
        const step = spo.begin(context);
        return (batch) => {
          step(batch);
          for (let k = 0; k < batch.cotangents.length; k++) batch.cotangents[k]! *= -1;
        };
      },
    };
    const stop = new AbortController();
    const predictor = straightLines(problem);
    const { training, predict } = await train(
      predictor,
      settings(problem, {
        data,
        loss: uphill,
        learningRate: 0.3,
        signal: stop.signal,
        onProgress: ({ epoch }) => {
          if (epoch === 2) stop.abort();
        },
      }),
    );
    expect(training).toMatchObject({ epochs: 0, stoppedEarly: true });
    expect(training.history[2]!.validationRegret).toBeGreaterThan(training.history[0]!.validationRegret);
    const rows = rowsOf(data);
    expect([...predict(rows)]).toEqual([...(await predictor.fit(data.slice(0, 96))).predict(rows)]);
  });

  test("in the refit: what the search found", async () => {
    const { problem } = enumerated("minimize", 2);
    const data = bentCosts(1, 120);
    const stop = new AbortController();
    const stopped = await train(
      straightLines(problem),
      settings(problem, {
        data,
        seed: 2,
        signal: stop.signal,
        onProgress: ({ phase, epoch, epochs }) => {
          if (phase === "refit" && epoch < epochs) stop.abort();
        },
      }),
    );
    expect(stopped.training.epochs).toBeGreaterThan(1);
    expect(stopped.training.stoppedEarly).toBe(true);
    expect(regretRatio(stopped, data.slice(96), "minimize")).toBeCloseTo(
      stopped.training.history[stopped.training.epochs]!.validationRegret,
      9,
    );
  });

  test("after the last epoch changes nothing", async () => {
    const { problem } = enumerated("minimize", 2);
    const stop = new AbortController();
    const rows = rowsOf(bentCosts(5, 20));
    const finished = await train(
      straightLines(problem),
      settings(problem, {
        signal: stop.signal,
        onProgress: ({ phase, epoch, epochs }) => {
          if (phase === "refit" && epoch === epochs) stop.abort();
        },
      }),
    );
    const undisturbed = await train(straightLines(problem), settings(problem));
    expect(stop.signal.aborted).toBe(true);
    expect(finished.training).toEqual(undisturbed.training);
    expect([...finished.predict(rows)]).toEqual([...undisturbed.predict(rows)]);
  });
});

describe("refusals", () => {
  test.each([
    ["epochs", -1],
    ["epochs", 1.5],
    ["patience", 0],
    ["patience", NaN],
    ["validationShare", -0.1],
    ["validationShare", 1],
    ["validationShare", NaN],
    ["batchSize", 0],
    ["batchSize", 2.5],
    ["learningRate", 0],
    ["learningRate", Infinity],
    ["learningRate", NaN],
  ] as const)("%s = %d", async (option, value) => {
    const { problem, opened } = enumerated("minimize", 2);
    const run = train(straightLines(problem), settings(problem, { [option]: value }));
    await expect(run).rejects.toEqual(
      expect.objectContaining({
        code: "FS_DECIDE_INVALID_OPTION",
        message: `Option ${option} of train is ${value}.`,
      }),
    );
    expect(opened()).toBe(0);
  });

  test.each([0, 1, 2])("%d example(s)", async (count) => {
    const { problem } = enumerated("minimize", 2);
    const run = train(straightLines(problem), settings(problem, { data: bentCosts(1, count) }));
    await expect(run).rejects.toEqual(expect.objectContaining({ code: "FS_DECIDE_TOO_FEW_EXAMPLES" }));
  });

  test("truths of the wrong length or not finite; no session stays open", async () => {
    const { problem, stillOpen } = enumerated("minimize", 2);
    const data = bentCosts(1, 30);
    const INVALID = expect.objectContaining({ code: "FS_DECIDE_INVALID_TRUTH" });
    const spoil = (truth: number[]): Example<Row>[] =>
      data.map((example, row) => (row === 7 ? { ...example, truth } : example));
    const run = (truth: number[]): Promise<unknown> =>
      train(straightLines(problem), settings(problem, { data: spoil(truth) }));
    await expect(run([1])).rejects.toEqual(INVALID);
    await expect(run([1, NaN])).rejects.toEqual(INVALID);
    await expect(run([1, Infinity])).rejects.toThrow("Realised value 1 of example 7 is Infinity.");
    expect(stillOpen()).toBe(0);
  });

  test("predictors whose target the compiler let pass", async () => {
    const { problem } = enumerated("minimize", 2);
    const [item] = problem.uncertain.over;
    const MISMATCH = expect.objectContaining({ code: "FS_DECIDE_TARGET_MISMATCH" });
    const of = (over: readonly unknown[], unit: string | undefined): Promise<unknown> =>
      train(ridge({ target: { over, unit } as never }) as unknown as Costs, settings(problem));
    await expect(of([{ ...item, keys: ["0", "1", "2"] }], "EUR")).rejects.toEqual(MISMATCH);
    await expect(of([{ ...item, keys: ["1", "0"] }], "EUR")).rejects.toThrow(/with other labels/);
    await expect(of([{ ...item, name: "thing" }], "EUR")).rejects.toThrow(/thing: 2\].*needs \[item: 2\]/);
    await expect(of([item], "kEUR")).rejects.toThrow(/in kEUR.*in EUR/);
    await expect(of([item], undefined)).rejects.toEqual(MISMATCH);
    await expect(of([item, { name: "day", keys: ["mo"] }], "EUR")).rejects.toEqual(MISMATCH);
    await expect(of([], "EUR")).rejects.toEqual(MISMATCH);
  });

  test("errors of the loss; the session is given back", async () => {
    const { problem, stillOpen } = enumerated("minimize", 2);
    const broken: DecisionLoss = {
      name: "broken",
      source: "none",
      begin: () => () => {
        throw new Error("broken");
      },
    };
    await expect(train(straightLines(problem), settings(problem, { loss: broken }))).rejects.toThrow(
      "broken",
    );
    expect(stillOpen()).toBe(0);
  });
});
